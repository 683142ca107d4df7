"""One column of the hand-over page: how many households stand there, and which; Enter opens the file of one."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QObject, Signal, Slot
from PySide6.QtWidgets import QBoxLayout, QWidget

from poverty_desktop.i18n import N_, _, language
from poverty_desktop.ids import HouseholdId
from poverty_desktop.queries.register.list_rows import HouseholdFilter, HouseholdPage, HouseholdRow, Standing
from ui import theme
from ui.bundles.frames import FigureCard
from ui.models.paged_table import Column, PagedTable, Slice
from ui.tasks import StoreThread
from ui.widgets.controls import label
from ui.widgets.key_table import KeyTable
from ui.widgets.words import Words

if TYPE_CHECKING:
    from poverty_desktop.operations.session import Session

LIST_HEIGHT = 190


def _head(row: HouseholdRow) -> str:
    return _("{head} ({matched})").format(head=row.head_name, matched=row.matched) if row.matched else row.head_name


def _place(row: HouseholdRow) -> str:
    return row.group_name or row.village_name


COLUMNS = (
    Column(name="head", words=N_("Head"), text=_head, sort="place"),
    Column(name="group", words=N_("Group"), text=_place),
)


def _find(wanted: HouseholdFilter, language_code: str, session: Session, asked: Slice) -> HouseholdPage:
    from poverty_desktop.queries.register import households

    return households.find(
        session, wanted, sort=asked.sort, offset=asked.offset, limit=asked.limit, language=language_code
    )


class StandingModel(PagedTable[HouseholdRow]):
    """The households that stand at one point of their way."""

    def __init__(self, store: StoreThread, standing: Standing, parent: QObject) -> None:
        super().__init__(store, COLUMNS, f"bundles.{standing.value}", parent)
        self._standing = standing

    def find(self, text: str) -> None:
        """Show those that ``text`` finds."""
        self.ask(partial(_find, HouseholdFilter(text=text, standing=self._standing), language()))


class StandingColumn(FigureCard):
    """``opened`` with the household whose file is wanted, ``search_asked`` on the key ``/``."""

    opened = Signal(object)
    search_asked = Signal()

    def __init__(
        self,
        store: StoreThread,
        words: Words,
        standing: Standing,
        name: str,
        picture: str,
        title: str,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(words, name, picture, title, parent)
        self._model = StandingModel(store, standing, self)
        self._table = KeyTable(f"{name}_list")
        words.put(self._table.setAccessibleName, title)
        self._table.setModel(self._model)
        self._table.horizontalHeader().hide()
        theme.columns(self._table, 170, 60)
        theme.height(self._table, least=LIST_HEIGHT)
        self._none = label(words, N_("No household fits."), f"{name}_none", role="weak")
        self._none.hide()
        self._table.hide()
        box = self.layout()
        assert isinstance(box, QBoxLayout)
        box.addWidget(self._table, 1)
        box.addWidget(self._none)
        box.addStretch(0)
        self._text = ""
        self._model.counted.connect(self._show_count)
        self._table.opened.connect(self._open)
        self._table.key_pressed.connect(self._press)

    def search_for(self, text: str) -> None:
        """Show those that ``text`` finds."""
        self._text = text
        self._model.find(text)

    def retranslate(self) -> None:
        """Say the list in the new language."""
        self._model.retranslate()

    @Slot(int)
    def _show_count(self, total: int) -> None:
        self._table.setVisible(total > 0)
        self._none.setVisible(total == 0 and bool(self._text))

    @Slot(str)
    def _press(self, letter: str) -> None:
        if letter in ("/", "、"):
            self.search_asked.emit()

    @Slot(QModelIndex)
    def _open(self, index: QModelIndex) -> None:
        row = self._model.row(index)
        if row is not None:
            found: HouseholdId = row.id
            self.opened.emit(found)
