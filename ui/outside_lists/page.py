"""Departments' lists: who of the register stands on them, what the list says, and what came of looking into it."""

from __future__ import annotations

from datetime import date
from functools import partial

from PySide6.QtCore import QModelIndex, Slot
from PySide6.QtWidgets import QAbstractItemView, QHBoxLayout, QHeaderView, QPushButton

from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.errors import RuleError
from poverty_desktop.i18n import N_, _, format_date, language
from poverty_desktop.ids import RecordId
from poverty_desktop.operations.done import Done, Topic
from poverty_desktop.packs.model import Label
from poverty_desktop.queries.register.outside_hits import HitRow, Shown
from ui import theme
from ui.actions import Key
from ui.errors import Message, Tone
from ui.models.rows_model import CellsModel
from ui.outside_lists import calls
from ui.outside_lists.hits_in_excel import HitsInExcel
from ui.outside_lists.intake import ListIntake
from ui.outside_lists.shown_tabs import ShownTabs
from ui.outside_lists.support_row import SupportRow
from ui.outside_lists.tables import HIT_COLUMNS
from ui.widgets.controls import button, column, label
from ui.widgets.empty_words import EmptyWords
from ui.widgets.flow import FlowLayout
from ui.widgets.key_table import KeyTable
from ui.widgets.mend_row import MendRow
from ui.widgets.page import Page, Place, Shell
from ui.widgets.purposes import LISTS_PURPOSE
from ui.widgets.stretched import Stretched

_SAYS = 4


FIRST_STEP = N_("No hit waits. Choose the kind of list above, name the department, then choose its file.")
NONE_DECIDED = N_("No hit was decided yet.")
NONE_UNMENDED = N_("Nothing is left to be put right.")
EMPTY = {Shown.OPEN: FIRST_STEP, Shown.UNMENDED: NONE_UNMENDED, Shown.DECIDED: NONE_DECIDED}
SAID = {
    Shown.OPEN: N_("{count} hits wait for an outcome."),
    Shown.UNMENDED: N_("{count} hits are true and wait to be put right."),
    Shown.DECIDED: N_("{count} hits have an outcome."),
}
NEXT = {Shown.OPEN: Shown.DECIDED, Shown.DECIDED: Shown.UNMENDED, Shown.UNMENDED: Shown.OPEN}


class OutsideListsPage(Page):
    """Take in a list, look into every hit, decide with support."""

    name = "outside_lists"
    touched_by = frozenset({RecordKind.LIST_HIT, Topic.UNDO, Topic.PACK})

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self.shown = Shown.OPEN
        self._outcomes: tuple[tuple[str, Label], ...] = ()
        self._excel = HitsInExcel(self)
        self._build()

    def title(self) -> str:
        """Return the name of the page."""
        return _("Departments' lists")

    def keys(self) -> tuple[Key, ...]:
        """Return the keys of this page."""
        return (
            Key(keys="1 – 3", words=N_("Outcome of the chosen hits")),
            Key(keys="0", words=N_("Let the chosen hits wait again")),
            Key(keys="4", words=N_("Note the chosen hits as put right")),
            Key(keys="E", words=N_("Show hits that are open, decided or to be put right")),
            Key(keys="Ctrl+A", words=N_("Choose all hits")),
            Key(keys="Enter", words=N_("Open the household")),
        )

    def refresh(self) -> None:
        """Ask for the hits again."""
        self.shell.store.run(partial(calls.overview, self.shown), self._show, self.shell.fail, key="lists.overview")

    def retranslate(self) -> None:
        """Say everything in the new language."""
        self._model.say()
        self.refresh()

    def focus_first(self) -> None:
        """Put the keyboard on the hits."""
        self._table.setFocus()

    def _build(self) -> None:
        words = self.words
        box = column(self, margins=(16, 12, 16, 12), spacing=8)
        top = QHBoxLayout()
        theme.space(top, spacing=8)
        top.addWidget(label(words, N_("Departments' lists"), "lists_title", role="page", wraps=False))
        self._said = label(None, "", "lists_said", role="weak")
        top.addWidget(self._said, 1)
        box.addLayout(top)
        box.addWidget(label(words, LISTS_PURPOSE, "lists_purpose", role="weak"))
        self._intake = ListIntake(
            self.shell,
            (
                button(words, N_("To Excel"), "lists_write", self._excel.write_out),
                button(words, N_("Outcomes from Excel"), "lists_read", self._excel.read_back),
            ),
        )
        self._intake.taken_in.connect(self._taken_in)
        box.addWidget(self._intake)
        self._tabs = ShownTabs()
        self._tabs.chosen.connect(self._turn_to)
        box.addWidget(self._tabs)
        self._model: CellsModel[HitRow] = CellsModel(HIT_COLUMNS, self)
        self._table = KeyTable("lists_hits")
        theme.height(self._table, least=190)
        self._table.setModel(self._model)
        self._empty = EmptyWords(self._table, words, FIRST_STEP)
        self._table.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        header = self._table.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        Stretched(self._table, _SAYS, 160)
        words.put(self._table.setAccessibleName, N_("Hits"))
        self._table.key_pressed.connect(self._key)
        self._table.opened.connect(self._open)
        self._table.moved.connect(self._tell)
        box.addWidget(self._table, 1)
        self._detail = label(None, "", "lists_detail")
        box.addWidget(self._detail)
        self._support = SupportRow(self.shell)
        box.addWidget(self._support)
        self._mend = MendRow("lists")
        self._mend.given.connect(self._rectify)
        self._mend.picture.set_shell(self.shell)
        box.addLayout(self._acts_row())
        box.addWidget(self._mend)

    def _acts_row(self) -> FlowLayout:
        """Return the buttons of the outcomes, one for each."""
        row = FlowLayout()
        acts = enumerate((self._first, self._second, self._third), 1)
        self._buttons = [button(self.words, "", f"lists_outcome_{number}", act) for number, act in acts]
        for made in self._buttons:
            row.addWidget(made)
        return row

    def _show(self, found: calls.Overview) -> None:
        self._intake.offer(found)
        self._outcomes = found.outcomes
        for number, made in enumerate(self._buttons):
            made.setVisible(number < len(found.outcomes))
            if number < len(found.outcomes):
                _say(made, f"{number + 1} {found.outcomes[number][1](language())}")
        at = self._table.currentIndex().row()
        self._model.set_rows(found.hits)
        if found.hits:
            self._table.setCurrentIndex(self._model.index(min(max(at, 0), len(found.hits) - 1), 0))
        said = _(SAID[self.shown]).format(count=len(found.hits))
        if not found.hits and self.shown is Shown.OPEN:
            said = _("Nothing waits. Choose the kind of list and take in the department's file.")
        self._said.setText(said)
        self._tabs.say(self.shown, found.counts)
        self._empty.say(EMPTY[self.shown])
        self._tell(self._table.currentIndex())

    @Slot(QModelIndex)
    def _tell(self, index: QModelIndex) -> None:
        row = self._model.row(index.row()) if index.isValid() else None
        if row is None:
            self._detail.setText("")
            self._mend.hide()
            return
        received = format_date(date.fromisoformat(row.received_on)) if row.received_on else ""
        sent = " ".join(text for text in (row.department, received) if text)
        self._detail.setText("　".join(text for text in (sent, row.detail) if text))
        self._mend.setVisible(row.is_unmended)

    @Slot()
    def _taken_in(self) -> None:
        """Show what came in: new hits wait, and would not be seen among the decided ones."""
        if self.shown is not Shown.OPEN:
            self._turn_to(Shown.OPEN)

    @Slot(Shown)
    def _turn_to(self, shown: Shown) -> None:
        self.shown = shown
        self.refresh()

    @Slot(QModelIndex)
    def _open(self, index: QModelIndex) -> None:
        row = self._model.row(index.row())
        if row is not None:
            self.shell.go(Place(page="household", household=row.household, tab="members"))

    @Slot(str)
    def _key(self, key: str) -> None:
        if key == "E":
            self._turn_to(NEXT[self.shown])
        elif key == "0":
            if chosen := self._chosen():
                self.shell.store.run(partial(calls.take_back, chosen), None, self.shell.fail)
        elif key in ("1", "2", "3"):
            self._decide(int(key) - 1)
        elif key == "4" and not self._mend.isHidden():
            self._mend.give()

    @Slot()
    def _first(self) -> None:
        self._decide(0)

    @Slot()
    def _second(self) -> None:
        self._decide(1)

    @Slot()
    def _third(self) -> None:
        self._decide(2)

    def _chosen(self) -> list[RecordId]:
        rows = [self._model.row(index.row()) for index in self._table.selectionModel().selectedRows()]
        return [row.id for row in rows if row is not None]

    def _decide(self, number: int) -> None:
        chosen = self._chosen()
        if not chosen or number >= len(self._outcomes):
            self.shell.tell(Message(tone=Tone.INFO, text=_("Choose one or more hits first.")))
            return
        decision = self._support.decision(self._outcomes[number][0])
        self.shell.store.run(partial(calls.decide, chosen, decision), self._decided, self.shell.fail)

    def _decided(self, _done: Done[int]) -> None:
        self._support.clear()
        self._table.setFocus()

    @Slot()
    def _rectify(self) -> None:
        try:
            done = self._mend.rectification()
        except RuleError as error:
            self.shell.fail(error)
            return
        self.shell.store.run(partial(calls.rectify, self._chosen(), done), self._rectified, self.shell.fail)

    def _rectified(self, _done: Done[int]) -> None:
        self._mend.clear()
        self._table.setFocus()


def _say(made: QPushButton, text: str) -> None:
    made.setText(text)
    made.setAccessibleName(text)
