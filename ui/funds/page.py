"""Funds at the office: project library, fund ledger, lists to households, three ledgers compared, risks."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QTabWidget

from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.i18n import N_, _, language
from poverty_desktop.ids import HouseholdId, RecordId
from poverty_desktop.operations.done import Done, Topic
from poverty_desktop.operations.money.project_lists import ProjectListPreview
from poverty_desktop.queries.money.money_risks import Case
from ui.actions import Key
from ui.errors import Message, Tone
from ui.funds import calls
from ui.funds.calls import DifferenceRow
from ui.funds.compare_pane import ComparePane
from ui.funds.ledger_pane import LedgerPane
from ui.funds.library_pane import LibraryPane
from ui.funds.lists_pane import ListsPane
from ui.funds.payment_desk import PaymentDesk, ask_table
from ui.funds.risk_pane import RiskPane
from ui.widgets.controls import column, label
from ui.widgets.page import Page, Place, Shell

TABS = (
    ("library", N_("Project library")),
    ("ledger", N_("Fund ledger")),
    ("lists", N_("To households")),
    ("compare", N_("Three ledgers")),
    ("risks", N_("Risks")),
)
MONEY = frozenset(
    {
        RecordKind.VILLAGE_PROJECT, RecordKind.FUND, RecordKind.APPROPRIATION, RecordKind.CONTRACT, RecordKind.PAYMENT,
        RecordKind.BENEFICIARY, RecordKind.MEASURE, RecordKind.PROCEDURE, RecordKind.STEP, RecordKind.PERFORMANCE,
    }
)  # fmt: skip


class FundsPage(Page):
    """Five tabs over the same records of money."""

    name = "funds"
    touched_by = MONEY | {RecordKind.HOUSEHOLD, RecordKind.PERSON, RecordKind.MEMBERSHIP, Topic.UNDO, Topic.PACK}

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self._project_list: ProjectListPreview | None = None
        self._build()

    def title(self) -> str:
        """Return the name of the page."""
        return _("Funds")

    def keys(self) -> tuple[Key, ...]:
        """Return the keys of this page."""
        return (
            Key(keys="Enter", words=N_("Open the project, list or case")),
            Key(keys="Ctrl+Tab", words=N_("Next tab")),
            Key(keys="Esc", words=N_("Back to the list")),
        )

    def go_to(self, place: Place) -> None:
        """Open the tab that ``place`` names."""
        names = [name for name, _words in TABS]
        if place.tab in names and place.tab != self._tab():
            self._tabs.setCurrentIndex(names.index(place.tab))
            self._is_stale = True

    def place(self) -> Place:
        """Return this page with the open tab."""
        return Place(page=self.name, tab=self._tab())

    def step_back(self) -> bool:
        """Leave an open list."""
        return self._tab() == "lists" and self._lists.leave()

    def focus_first(self) -> None:
        """Put the keyboard on the register of projects."""
        if self._tab() == "library":
            self._library.focus_list()

    def refresh(self) -> None:
        """Ask for what the open tab shows."""
        run, fail = self.shell.store.run, self.shell.fail
        tongue = language()
        tab = self._tab()
        if tab == "library":
            work = partial(calls.library, self._library.wanted(), tongue)
            run(work, self._library.show_library, fail, key="funds.library")
        elif tab == "ledger":
            run(partial(calls.sources, tongue), self._ledger.show_sources, fail, key="funds.sources")
        elif tab == "lists":
            self._payments.refresh()
        elif tab == "compare":
            run(calls.compared, self._compare.show_compared, fail, key="funds.compare")
        else:
            run(partial(calls.risks, tongue), self._risks.show_risks, fail, key="funds.risks")

    def retranslate(self) -> None:
        """Say tabs and lists in the new language."""
        for number, (_name, words) in enumerate(TABS):
            self._tabs.setTabText(number, _(words))
        for pane in (self._library, self._ledger, self._lists, self._compare, self._risks):
            pane.retranslate()
        if self.isVisible():
            self.refresh()

    def _build(self) -> None:
        box = column(self, margins=(16, 12, 16, 16), spacing=8)
        box.addWidget(label(self.words, N_("Funds and projects"), "funds_title", role="page", wraps=False))
        self._library, self._ledger, self._lists = LibraryPane(), LedgerPane(), ListsPane()
        self._payments = PaymentDesk(self, self._lists)
        self._compare, self._risks = ComparePane(), RiskPane()
        self._tabs = QTabWidget()
        self._tabs.setObjectName("funds_tabs")
        self._tabs.setDocumentMode(True)
        self._tabs.tabBar().setDrawBase(False)
        self.words.put(self._tabs.setAccessibleName, N_("Parts of funds"))
        panes = (self._library, self._ledger, self._lists, self._compare, self._risks)
        for (_name, msgid), pane in zip(TABS, panes, strict=True):
            self._tabs.addTab(pane, _(msgid))
        self._tabs.currentChanged.connect(self._choose)
        box.addWidget(self._tabs, 1)
        self._library.filtered.connect(self._choose)
        self._library.opened.connect(self._open_project)
        self._library.proposed.connect(self._propose)
        self._library.list_asked.connect(self._choose_project_list)
        self._library.list_taken.connect(self._take_projects)
        self._ledger.given.connect(self._receive)
        self._lists.household_asked.connect(self._open_household)
        self._compare.opened.connect(self._open_difference)
        self._compare.picture_asked.connect(self._open_picture)
        self._risks.opened.connect(self._open_case)

    def _tab(self) -> str:
        return TABS[self._tabs.currentIndex()][0]

    @Slot()
    def _choose(self, _what: object = None) -> None:
        if self.isVisible():
            self.refresh()

    @Slot(object)
    def _open_project(self, project: RecordId) -> None:
        self.shell.go(Place(page="project", text=project.hex()))

    @Slot(object)
    def _open_household(self, household: HouseholdId) -> None:
        self.shell.go(Place(page="household", household=household, tab="money"))

    @Slot(object)
    def _open_difference(self, row: DifferenceRow) -> None:
        self._open_either(row.household, row.mismatch.project)

    @Slot()
    def _open_picture(self) -> None:
        self.shell.go(Place(page="assessment", tab="pictures", text="money"))

    @Slot(object)
    def _open_case(self, case: Case) -> None:
        self._open_either(case.household, case.project)

    def _open_either(self, household: HouseholdId | None, project: RecordId | None) -> None:
        if household is not None:
            self._open_household(household)
        elif project is not None:
            self.shell.go(Place(page="project", text=project.hex(), tab="money"))
        else:
            self._tabs.setCurrentIndex(1)

    @Slot(object)
    def _propose(self, typed: dict[str, str]) -> None:
        year = self._library.wanted().year or 0
        self.shell.store.run(partial(calls.propose, typed, year), self._proposed, self.shell.fail)

    def _proposed(self, done: Done[RecordId]) -> None:
        self._library.clear()
        self._open_project(done.value)

    @Slot()
    def _choose_project_list(self) -> None:
        path = ask_table(self, _("Which list of projects?"))
        if path is not None:
            wanted = self._library.wanted()
            work = partial(calls.preview_projects, path, wanted.year or 0, wanted.village)
            self.shell.store.run(work, self._projects_previewed, self.shell.fail)

    def _projects_previewed(self, found: ProjectListPreview) -> None:
        self.shell.forget_trouble()
        self._project_list = found
        self._library.show_preview(found)

    @Slot()
    def _take_projects(self) -> None:
        if self._project_list is not None:
            self.shell.store.run(
                partial(calls.take_projects, self._project_list), self._projects_taken, self.shell.fail
            )

    def _projects_taken(self, done: Done[int]) -> None:
        self._project_list = None
        self._library.show_preview(None)
        self._tell(_("{count} projects were taken in.").format(count=done.value))

    @Slot(object)
    def _receive(self, typed: dict[str, str]) -> None:
        self.shell.store.run(partial(calls.receive, typed), self._received, self.shell.fail)

    def _received(self, _done: Done[RecordId]) -> None:
        self._ledger.clear()

    def _tell(self, text: str) -> None:
        self.shell.tell(Message(tone=Tone.SUCCESS, text=text))
