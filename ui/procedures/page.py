"""Procedures: what runs with its clocks, the ledger of clues, and what the national system still lacks."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, Slot
from PySide6.QtWidgets import QAbstractItemView, QHBoxLayout, QHeaderView, QTabWidget, QWidget

from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.i18n import N_, _, language
from poverty_desktop.ids import HouseholdId, RecordId
from poverty_desktop.operations.done import Done, Topic
from poverty_desktop.queries.clues import ClueRow
from poverty_desktop.queries.entry_list import EntryRow
from poverty_desktop.queries.procedure_rows import ProcedureRow
from ui import theme
from ui.actions import Key
from ui.errors import Mend, Message, Tone
from ui.households import procedure_calls
from ui.households.procedure_calls import Typed
from ui.models.rows_model import CellsModel
from ui.procedures import calls
from ui.procedures.clue_form import ClueForm, NewClue
from ui.procedures.running_pane import RunningPane
from ui.procedures.tables import CLUE_COLUMNS, ENTRY_COLUMNS, RUNNING_COLUMNS
from ui.widgets import file_chooser
from ui.widgets.controls import button, column, label
from ui.widgets.empty_words import EmptyWords
from ui.widgets.file_chooser import Purpose
from ui.widgets.flow import FlowLayout
from ui.widgets.key_table import KeyTable
from ui.widgets.page import Page, Place, Shell
from ui.widgets.parts import Parts
from ui.widgets.purposes import PROCEDURES_PURPOSE
from ui.widgets.stretched import Stretched

if TYPE_CHECKING:
    from poverty_desktop.operations.clues import ClueImport

TABS = (("running", N_("Running")), ("clues", N_("Clues")), ("entries", N_("Entry list")))
FIRST_STEPS = {
    "running_table": N_("No procedure runs. Open a household and begin one on its tab Procedures."),
    "clue_table": N_("No clue yet. Take in the list that a department sent, or note a clue yourself."),
    "entry_table": N_("Nothing waits. Changes that the national system must know are listed here by themselves."),
}
TRUE = "01"
"""The result that begins a procedure."""


class ProceduresPage(Page):
    """Three lists behind three tabs."""

    name = "procedures"
    touched_by = frozenset(
        {
            RecordKind.CLUE, RecordKind.PROCEDURE, RecordKind.STEP, RecordKind.ENTRY_LINE, RecordKind.HOUSEHOLD,
            RecordKind.PERSON, Topic.UNDO, Topic.PACK,
        }
    )  # fmt: skip

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self._lists: calls.Lists | None = None
        self._shown: ClueImport | None = None
        self._wanted: tuple[HouseholdId, ...] = ()
        self._build()

    def title(self) -> str:
        """Return the name of the page."""
        return _("Procedures")

    def keys(self) -> tuple[Key, ...]:
        """Return the keys of this page."""
        return (
            Key(keys="Enter", words=N_("Open the household")),
            Key(keys="1 – 9", words=N_("Result of the chosen clue")),
            Key(keys="N", words=N_("Note a clue")),
            Key(keys="Ctrl+Tab", words=N_("Next tab")),
        )

    def refresh(self) -> None:
        """Ask for the three lists."""
        self.shell.store.run(partial(calls.lists, language()), self._show, key="procedures.lists")

    def retranslate(self) -> None:
        """Say tabs and tables in the new language."""
        for number, (_name, words) in enumerate(TABS):
            self._tabs.setTabText(number, _(words))
        for model in (self._running, self._clues, self._entries):
            model.say()
        self._form.say()
        if self.isVisible():
            self.refresh()

    def place(self) -> Place:
        """Return this page with the open tab."""
        return Place(page=self.name, tab=TABS[self._tabs.currentIndex()][0])

    def go_to(self, place: Place) -> None:
        """Open the tab that ``place`` names."""
        names = [name for name, _words in TABS]
        if place.tab in names:
            self._tabs.setCurrentIndex(names.index(place.tab))
        self._wanted = place.households
        if self._lists is not None:
            self._choose_wanted()

    def focus_first(self) -> None:
        """Put the keyboard on the open list."""
        self._tables[self._tabs.currentIndex()].setFocus()

    def step_back(self) -> bool:
        """Leave the form of a new clue first."""
        if self._new.isVisible():
            self._new.hide()
            return True
        if self._running_pane.form.isVisible():
            self._running_pane.leave()
            return True
        return False

    def _build(self) -> None:
        box = column(self, margins=(16, 12, 16, 12), spacing=8)
        top = QHBoxLayout()
        theme.space(top, spacing=8)
        top.addWidget(label(self.words, N_("Procedures"), "procedures_title", role="page", wraps=False))
        top.addWidget(label(self.words, PROCEDURES_PURPOSE, "procedures_purpose", role="weak"), 1)
        box.addLayout(top)
        self._running: CellsModel[ProcedureRow] = CellsModel(RUNNING_COLUMNS, self)
        self._clues: CellsModel[ClueRow] = CellsModel(CLUE_COLUMNS, self)
        self._entries: CellsModel[EntryRow] = CellsModel(ENTRY_COLUMNS, self)
        self._tabs = QTabWidget()
        self._tabs.setObjectName("procedures_tabs")
        self._tabs.setDocumentMode(True)
        self._tabs.tabBar().setDrawBase(False)
        self.words.put(self._tabs.setAccessibleName, N_("Procedures"))
        panes = (self._make_running_pane(), self._clues_pane(), self._entries_pane())
        for (_name, words), pane in zip(TABS, panes, strict=True):
            self._tabs.addTab(pane, _(words))
        box.addWidget(self._tabs, 1)
        self._tables = (self._running_table, self._clue_table, self._entry_table)

    def _make_running_pane(self) -> QWidget:
        self._running_table = self._table("running_table", self._running, N_("Running procedures"), stretched=3)
        self._running_pane = RunningPane(self._running_table, self._running)
        self._running_pane.opened.connect(self._open_running)
        self._running_pane.form.changed.connect(self._warn)
        self._running_pane.form.given.connect(self._note)
        return self._running_pane

    def _clues_pane(self) -> QWidget:
        pane = QWidget()
        box = column(pane, margins=(0, 12, 0, 0), spacing=8)
        self._clues_said = label(None, "", "clues_said", role="weak")
        box.addWidget(self._clues_said)
        bar = FlowLayout()
        words = self.words
        for made in (
            button(words, N_("Take in a list"), "clues_import", self._choose_list, role="primary", icon="import"),
            button(words, N_("Note a clue"), "clues_new", self._ask_new, icon="plus"),
            button(words, N_("Send the results back"), "clues_feedback", self._send_back, icon="send"),
        ):
            bar.addWidget(made)
        box.addLayout(bar)
        self._new = NewClue()
        self._new.given.connect(self._add)
        box.addWidget(self._new)
        self._clue_table = self._table("clue_table", self._clues, N_("Clues"), stretched=3)
        self._clue_table.moved.connect(self._choose)
        self._clue_table.opened.connect(self._open_clue)
        self._clue_table.key_pressed.connect(self._key)
        self._form = ClueForm()
        self._form.result_given.connect(self._result)
        self._form.link_given.connect(self._link)
        self._form.begin_asked.connect(self._begin)
        self._form.hide()
        box.addWidget(Parts("clue_parts", self._clue_table, self._form, shares=(760, 420), least=800), 1)
        return pane

    def _entries_pane(self) -> QWidget:
        pane = QWidget()
        box = column(pane, margins=(0, 12, 0, 0), spacing=8)
        self._entries_said = label(None, "", "entries_said", role="weak")
        box.addWidget(self._entries_said)
        bar = FlowLayout()
        for made in (
            button(self.words, N_("Print the list"), "entries_write", self._write, role="primary", icon="papers"),
            button(self.words, N_("Entered"), "entries_entered", self._entered, icon="check"),
        ):
            bar.addWidget(made)
        box.addLayout(bar)
        self._entry_table = self._table("entry_table", self._entries, N_("Entry list"), stretched=5)
        self._entry_table.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self._entry_table.opened.connect(self._open_entry)
        box.addWidget(self._entry_table, 1)
        return pane

    def _table(self, name: str, model: object, words: str, *, stretched: int) -> KeyTable:
        table = KeyTable(name)
        theme.height(table, least=160)
        table.setModel(model)  # type: ignore[arg-type]
        EmptyWords(table, self.words, FIRST_STEPS[name])
        self.words.put(table.setAccessibleName, words)
        header = table.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        Stretched(table, stretched, 120)
        return table

    def _show(self, found: calls.Lists) -> None:
        self._lists = found
        for model, rows, table in (
            (self._clues, found.clues, self._clue_table),
            (self._entries, found.entries, self._entry_table),
        ):
            at = table.currentIndex().row()
            model.set_rows(rows)  # type: ignore[arg-type]
            if rows:
                table.setCurrentIndex(model.index(min(max(at, 0), len(rows) - 1), 0))
        self._running_pane.set_rows(found.running)
        self._choose_wanted()
        self._form.set_results(found.results)
        self._choose(self._clue_table.currentIndex())
        overdue = sum(row.is_overdue for row in found.clues)
        self._clues_said.setText(
            _("{count} clues, {overdue} overdue. Without the household's authorisation no data are compared.").format(
                count=len(found.clues), overdue=overdue
            )
        )
        self._entries_said.setText(
            _("{count} events wait to be entered. The next national export closes them and says what differs.").format(
                count=len(found.entries)
            )
        )

    def _clue(self) -> ClueRow | None:
        index = self._clue_table.currentIndex()
        return self._clues.row(index.row()) if index.isValid() else None

    @Slot(QModelIndex)
    def _choose(self, _index: QModelIndex) -> None:
        row = self._clue()
        leads = self._lists.leads_to if self._lists is not None else ""
        running = {item.household for item in self._lists.running} if self._lists is not None else set()
        can_begin = (
            row is not None
            and bool(leads)
            and row.result_code == TRUE
            and row.household is not None
            and row.household not in running
        )
        self._form.show_clue(row, can_begin=can_begin)

    @Slot(str)
    def _key(self, key: str) -> None:
        if key == "N":
            self._ask_new()
        else:
            self._form.press(key)

    def _choose_wanted(self) -> None:
        """Choose the procedures of the households that were ticked elsewhere, once."""
        if self._wanted:
            self._running_pane.choose_households(self._wanted)
            self._wanted = ()

    @Slot(object)
    def _open_running(self, household: HouseholdId) -> None:
        self.shell.go(Place(page="household", household=household, tab="procedures"))

    @Slot(object)
    def _warn(self, typed: Typed) -> None:
        work = partial(procedure_calls.warnings, typed, language())
        self.shell.store.run(work, self._running_pane.form.show_warnings, key="procedures.warnings")

    @Slot(object)
    def _note(self, typed: Typed) -> None:
        self.shell.store.run(partial(procedure_calls.note, typed), self._step_noted, self.shell.fail)

    def _step_noted(self, _done: Done[object]) -> None:
        self._running_pane.leave()

    @Slot(QModelIndex)
    def _open_clue(self, index: QModelIndex) -> None:
        row = self._clues.row(index.row())
        if row is not None and row.household is not None:
            self.shell.go(Place(page="household", household=row.household, tab="procedures"))

    @Slot(QModelIndex)
    def _open_entry(self, index: QModelIndex) -> None:
        row = self._entries.row(index.row())
        if row is not None:
            self.shell.go(Place(page="household", household=row.household, tab="members"))

    @Slot(str, str, str, str)
    def _result(self, code: str, day: str, visitors: str, note: str) -> None:
        row = self._clue()
        if row is not None:
            work = partial(calls.note_visit, row.id, day, code, visitors, note)
            self.shell.store.run(work, self._noted, self.shell.fail)

    def _noted(self, _done: Done[None]) -> None:
        self._form.clear()
        self._clue_table.setFocus()

    @Slot(str)
    def _link(self, household: str) -> None:
        row = self._clue()
        if row is not None:
            self.shell.store.run(partial(calls.link, row.id, household), self._noted, self.shell.fail)

    @Slot()
    def _begin(self) -> None:
        row = self._clue()
        if row is not None and self._lists is not None:
            work = partial(calls.begin, row.id, self._lists.leads_to)
            self.shell.store.run(work, self._begun, self.shell.fail)

    def _begun(self, _done: Done[RecordId]) -> None:
        row = self._clue()
        if row is not None and row.household is not None:
            self.shell.go(Place(page="household", household=row.household, tab="procedures"))

    @Slot()
    def _ask_new(self) -> None:
        if self._lists is not None:
            self._new.ask(self._lists.sources)

    @Slot(object, str)
    def _add(self, values: dict[str, str], household: str) -> None:
        self.shell.store.run(partial(calls.add, values, household), self._added, self.shell.fail)

    def _added(self, _done: Done[RecordId]) -> None:
        self._new.hide()
        self._clue_table.setFocus()

    @Slot()
    def _choose_list(self) -> None:
        kinds = _("Excel or text table (*.xlsx *.xls *.csv)")
        path = file_chooser.ask_file(self, self.shell, Purpose.CLUES, _("Which list of clues?"), kinds)
        if path is not None:
            self.shell.store.run(partial(calls.preview, path), self._previewed, self.shell.fail)

    def _previewed(self, found: ClueImport) -> None:
        """Say what would come in, and wait for a yes."""
        self._shown = found
        said = _("{fresh} new clues, {known} known ones; {households} households found by ID number.").format(
            fresh=len(found.fresh), known=len(found.known), households=len(found.households)
        )
        lines = [said]
        for line in found.lines:
            if line.troubles and len(lines) < 5:
                lines.append(_("Row {row}: {why}").format(row=line.number, why=_(line.troubles[0])))
        mend = Mend(words=_("Take them in"), act=self._take_in) if found.fresh else None
        tone = Tone.WARNING if len(lines) > 1 else Tone.INFO
        self.shell.tell(Message(tone=tone, text="\n".join(lines), mend=mend))

    @Slot()
    def _take_in(self) -> None:
        if self._shown is not None:
            self.shell.store.run(partial(calls.take_in, self._shown, ""), None, self.shell.fail)
            self._shown = None

    @Slot()
    def _send_back(self) -> None:
        row = self._clue()
        if row is None or not row.batch:
            self.shell.tell(Message(tone=Tone.INFO, text=_("Choose a clue of the list that is to go back.")))
            return
        kinds, name = _("Excel workbook (*.xlsx)"), f"{_('Results of clues')}.xlsx"
        path = file_chooser.ask_target(self, self.shell, Purpose.CLUES, _("Save the results"), name, kinds)
        if path is not None:
            self.shell.store.run(partial(calls.feedback, row.batch, path), self._sent_back, self.shell.fail)

    def _sent_back(self, done: Done[int]) -> None:
        said = _("The list was written in the sender's own columns; {count} clues are answered now.")
        self.shell.tell(Message(tone=Tone.SUCCESS, text=said.format(count=done.value)))

    @Slot()
    def _write(self) -> None:
        kinds = ";;".join((_("PDF file (*.pdf)"), _("Excel workbook (*.xlsx)")))
        path = file_chooser.ask_target(
            self, self.shell, Purpose.PAPERS, _("Save the entry list"), f"{_('Entry list')}.pdf", kinds
        )
        if path is not None:
            self.shell.store.run(partial(calls.write_entries, path), self._written, self.shell.fail)

    def _written(self, count: int) -> None:
        self.shell.tell(Message(tone=Tone.SUCCESS, text=_("{count} lines were written.").format(count=count)))

    @Slot()
    def _entered(self) -> None:
        rows = [self._entries.row(index.row()) for index in self._entry_table.selectionModel().selectedRows()]
        lines = [row.id for row in rows if row is not None]
        if lines:
            self.shell.store.run(partial(calls.mark_entered, lines), None, self.shell.fail)
