"""Procedures: what runs with its clocks, the ledger of clues, and what the national system still lacks."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QHBoxLayout, QTabWidget, QWidget

from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.i18n import N_, _, language
from poverty_desktop.ids import HouseholdId
from poverty_desktop.operations.done import Done, Topic
from poverty_desktop.queries.casework.procedure_rows import ProcedureRow
from ui import theme
from ui.actions import Key
from ui.households import procedure_calls
from ui.households.procedure_calls import Typed
from ui.models.rows_model import CellsModel
from ui.procedures import calls
from ui.procedures.clues_pane import CluesPane
from ui.procedures.entries_pane import EntriesPane
from ui.procedures.running_pane import RunningPane
from ui.procedures.tables import RUNNING_COLUMNS, table_of
from ui.widgets.controls import column, label
from ui.widgets.page import Page, Place, Shell
from ui.widgets.purposes import PROCEDURES_PURPOSE
from ui.widgets.verification_tabs import VerificationTabs

TABS = (("running", N_("Running")), ("clues", N_("Clues")), ("entries", N_("Entry list")))
NONE_RUNS = N_("No procedure runs. Begin one in the file of a household, from a clue, or for the village itself.")


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
        for part in (self._running, self._clues, self._entries):
            part.say()
        self.refresh_when_shown()

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
        if self._clues.new.isVisible():
            self._clues.new.hide()
            return True
        if self._running_pane.form.isVisible():
            self._running_pane.leave()
            return True
        return False

    @Slot(str)
    def _go_to_side(self, name: str) -> None:
        self.shell.go(Place(page=name))

    def _build(self) -> None:
        box = column(self, margins=(16, 12, 16, 12), spacing=8)
        top = QHBoxLayout()
        theme.space(top, spacing=8)
        top.addWidget(label(self.words, N_("Procedures"), "procedures_title", role="page", wraps=False))
        top.addWidget(label(self.words, PROCEDURES_PURPOSE, "procedures_purpose", role="weak"), 1)
        if self.shell.desk.role == "office":  # there it is a side of verification
            sides = VerificationTabs(self.name, role=self.shell.desk.role)
            sides.chosen.connect(self._go_to_side)
            box.addWidget(sides)
        box.addLayout(top)
        self._running: CellsModel[ProcedureRow] = CellsModel(RUNNING_COLUMNS, self)
        self._clues = CluesPane(self.shell)
        self._entries = EntriesPane(self.shell)
        self._tabs = QTabWidget()
        self._tabs.setObjectName("procedures_tabs")
        self._tabs.setDocumentMode(True)
        self._tabs.tabBar().setDrawBase(False)
        self.words.put(self._tabs.setAccessibleName, N_("Procedures"))
        panes = (self._make_running_pane(), self._clues, self._entries)
        for (_name, words), pane in zip(TABS, panes, strict=True):
            self._tabs.addTab(pane, _(words))
        box.addWidget(self._tabs, 1)
        self._tables = (self._running_table, self._clues.table, self._entries.table)

    def _make_running_pane(self) -> QWidget:
        self._running_table = table_of("running_table", self._running, self.words, stretched=3, empty=NONE_RUNS)
        self.words.put(self._running_table.setAccessibleName, N_("Running procedures"))
        self._running_pane = RunningPane(self._running_table, self._running)
        self._running_pane.opened.connect(self._open_running)
        self._running_pane.form.changed.connect(self._warn)
        self._running_pane.form.given.connect(self._note)
        return self._running_pane

    def _show(self, found: calls.Lists) -> None:
        self._lists = found
        self._running_pane.set_rows(found.running)
        self._clues.set_lists(found)
        self._entries.set_lists(found)
        self._choose_wanted()

    def _choose_wanted(self) -> None:
        """Choose the procedures of the households that were ticked elsewhere, once."""
        if self._wanted:
            self._running_pane.choose_households(self._wanted)
            self._wanted = ()

    @Slot(object)
    def _open_running(self, row: ProcedureRow) -> None:
        if row.project is not None:
            self.shell.go(Place(page="project", text=row.project.hex(), tab="procedures"))
        elif row.household is None:
            self.shell.go(Place(page="village", text=row.village, tab="procedures"))
        else:
            self.shell.go(Place(page="household", household=row.household, tab="procedures"))

    @Slot(object)
    def _warn(self, typed: Typed) -> None:
        work = partial(procedure_calls.warnings, typed, language())
        self.shell.store.run(work, self._running_pane.form.show_warnings, key="procedures.warnings")

    @Slot(object)
    def _note(self, typed: Typed) -> None:
        self.shell.store.run(partial(procedure_calls.note, typed), self._step_noted, self.shell.fail)

    def _step_noted(self, _done: Done[object]) -> None:
        self._running_pane.leave()
