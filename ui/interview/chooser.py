"""Whose interview: a small search over the households, or a household that is not in the register yet."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QWidget

from poverty_desktop.i18n import N_, _, ngettext, say
from poverty_desktop.ids import HouseholdId
from poverty_desktop.queries.register.list_rows import GuaranteeLight, HouseholdFilter
from ui import theme
from ui.models.household_model import TICKED, HouseholdModel
from ui.models.paged_table import Index
from ui.tasks import StoreThread
from ui.widgets.chips import Chip, ChipRow
from ui.widgets.controls import button, column, label, line_edit
from ui.widgets.empty_state import EmptyState
from ui.widgets.key_table import KeyTable
from ui.widgets.lights import Light
from ui.widgets.search_box import SearchBox
from ui.widgets.words import Words

HIDDEN = ("income", "lights")
STATES = {"unsurveyed": N_("Not surveyed"), "draft": N_("With a draft")}


def light_words(found: GuaranteeLight) -> str:
    """Return a guarantee in one sentence, for the screen reader."""
    reason = say(found.reason, dict(found.params)) if found.reason else ""
    return Light(name=found.name, state=found.state, reason=reason).words()


class PlainList(HouseholdModel):
    """The household list without ticks: one household is chosen here."""

    roles = HouseholdModel.roles - {TICKED}

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Let nothing be ticked."""
        return super().flags(index) & ~Qt.ItemFlag.ItemIsUserCheckable


class Chooser(QWidget):
    """``chosen`` carries a household id, ``new_asked`` a household not there yet, ``village_asked`` is about none."""

    chosen = Signal(object)
    new_asked = Signal()
    village_asked = Signal()
    code_given = Signal(str)

    def __init__(self, store: StoreThread, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("interview_chooser")
        self.words = Words(self)
        self.households = PlainList(store, light_words, "interview.chooser", self)
        self._search = SearchBox(
            "interview_search", N_("Name, pinyin, initials, last digits of the ID, group or phone")
        )
        self._chips = ChipRow("interview_chips")
        self._count = label(None, "", "interview_count", role="weak", wraps=False)
        self._table = KeyTable("interview_households")
        self.words.put(self._table.setAccessibleName, N_("Households"))
        self._table.setModel(self.households)
        for name in HIDDEN:
            self._table.setColumnHidden(self.households.column(name), True)
        self._none = EmptyState(
            "interview_none",
            "households",
            N_("No household fits."),
            N_("Try fewer letters. Who is not in the list is begun with the button beside the search."),
        )
        theme.columns(self._table, 180, 96, 60, 150, 100, 100, 130)
        new = button(self.words, N_("A household that is not in the list"), "interview_new", None, icon="plus")
        new.clicked.connect(self.new_asked)
        self._village = button(self.words, N_("A questionnaire of the village"), "interview_village", None, icon="plus")
        self._village.clicked.connect(self.village_asked)
        self._village.hide()
        words = N_("Scan or type the keying number of a paper")
        self._code = line_edit(self.words, words, "interview_code", hint=words)
        self._code.returnPressed.connect(self._give_code)
        theme.width(self._code, most=280)
        top = QHBoxLayout()
        theme.space(top, spacing=8)
        top.addWidget(self._search, 1)
        top.addWidget(new)
        top.addWidget(self._village)
        tools = QHBoxLayout()
        theme.space(tools, spacing=8)
        tools.addWidget(self._chips, 1)
        tools.addWidget(self._code, 1)
        tools.addWidget(self._count)
        box = column(self, spacing=8)
        box.addLayout(top)
        box.addLayout(tools)
        box.addWidget(self._table, 1)
        box.addWidget(self._none, 1)
        self._search.searched.connect(self.refresh)
        self._search.descended.connect(self._enter_list)
        self._search.accepted.connect(self._open)
        self._chips.changed.connect(self.refresh)
        self._table.opened.connect(self._open)
        self.households.counted.connect(self._show_count)
        self.words.also(self._say)

    @Slot()
    def refresh(self) -> None:
        """Ask the list again."""
        state = self._chips.chosen().get("state")
        self.households.find(
            HouseholdFilter(
                text=self._search.text(),
                has_draft=True if state == "draft" else None,
                surveyed=False if state == "unsurveyed" else None,
            )
        )

    def offer_village(self, is_offered: bool) -> None:  # noqa: FBT001 - a callback with the answer
        """Offer questionnaires that need no household, where the pack has one."""
        self._village.setVisible(is_offered)

    def focus_first(self) -> None:
        """Put the keyboard into the search."""
        self._search.setFocus()
        self._search.selectAll()

    def focus_code(self) -> None:
        """Put the keyboard where the code of a paper is scanned or typed."""
        self._code.setFocus()
        self._code.selectAll()

    @Slot()
    def _give_code(self) -> None:
        if self._code.text().strip():
            self.code_given.emit(self._code.text())
            self._code.selectAll()

    def clear(self) -> bool:
        """Empty the search and the chips; say whether there was something."""
        was_narrowed = bool(self._search.text() or self._chips.chosen())
        self._chips.clear()
        self._search.clear()
        return was_narrowed

    def _say(self) -> None:
        self._chips.set_chips(tuple(Chip(group="state", code=code, text=_(words)) for code, words in STATES.items()))
        self.households.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, self.households.columnCount() - 1)

    @Slot(int)
    def _show_count(self, total: int) -> None:
        self._count.setText(ngettext("{n} household", "{n} households", total).format(n=total))
        self._none.stand_for(self._table, is_empty=not total)
        if total and not self._table.currentIndex().isValid():
            self._table.setCurrentIndex(self.households.index(0, 0))

    @Slot()
    def _enter_list(self) -> None:
        self._table.setFocus()

    @Slot()
    def _open(self, _index: QModelIndex | None = None) -> None:
        index = self._table.currentIndex()
        row = self.households.row(index if index.isValid() else 0)
        if row is not None:
            self.chosen.emit(HouseholdId(row.id))
