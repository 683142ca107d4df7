"""One project: its facts, its money from source to payee, its way through the library, its goals."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QTabWidget, QVBoxLayout, QWidget

from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.i18n import N_, _, format_parts, format_yuan, language
from poverty_desktop.ids import RecordId
from poverty_desktop.operations.done import Done, Topic
from poverty_desktop.queries.money.project_file import MoneyRow, Project
from ui import theme
from ui.actions import Key
from ui.errors import Message, Tone
from ui.funds import project_calls
from ui.funds.entry_row import EntryRow, Field
from ui.funds.library_pane import table_of
from ui.funds.page import MONEY
from ui.funds.tables import GOAL_COLUMNS, MONEY_COLUMNS
from ui.households.facts_view import FactEdit, FactsView
from ui.households.procedure_calls import ProjectOfVillage
from ui.households.procedure_desk import ProcedureDesk
from ui.households.procedure_pane import ProcedurePane
from ui.models.rows_model import CellsModel
from ui.widgets.controls import column, label
from ui.widgets.page import Page, Place, Shell

TABS = (
    ("facts", N_("The project")),
    ("money", N_("Money")),
    ("procedures", N_("Way through the library")),
    ("goals", N_("Goals")),
)
NOTHING_BEGUN = N_("This project has not been proposed at a meeting yet.")
BY_STEPS = N_(
    "Meeting, displays, reviews, works, acceptance and files go step by step, each with its paper and earliest day."
)
WAITING = ("04", "05")
"""Stages in which a project waits in the library for the year in which it is built."""
AMOUNT, DAY = N_("Amount in yuan"), N_("Day, such as 2026-03-01")


class ProjectPage(Page):
    """A project of the library; only the office moves its money."""

    name = "project"
    touched_by = MONEY | {Topic.UNDO, Topic.PACK}

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self._project: RecordId | None = None
        self._opened: Project | None = None
        self._build()

    def title(self) -> str:
        """Return the name of the page."""
        return _("Project")

    def keys(self) -> tuple[Key, ...]:
        """Return the keys of this page."""
        return (
            Key(keys="Enter", words=N_("Edit the fact")),
            Key(keys="Ctrl+Tab", words=N_("Next tab")),
            Key(keys="Esc", words=N_("Back to the list")),
        )

    def go_to(self, place: Place) -> None:
        """Show the project whose id is the text of ``place``."""
        if place.text and bytes.fromhex(place.text) != self._project:
            self._project = RecordId(bytes.fromhex(place.text))
            self._is_stale = True
        names = [name for name, _words in TABS]
        if place.tab in names:
            self._tabs.setCurrentIndex(names.index(place.tab))

    def place(self) -> Place:
        """Return this project and the open tab."""
        text = self._project.hex() if self._project is not None else ""
        return Place(page=self.name, text=text, tab=TABS[self._tabs.currentIndex()][0])

    def focus_first(self) -> None:
        """Put the keyboard on the facts."""
        self._facts.setFocus()

    def refresh(self) -> None:
        """Read the project again."""
        if self._project is not None:
            work = partial(project_calls.open_project, self._project, language())
            self.shell.store.run(work, self._show, self.shell.fail, key="project.open")

    def retranslate(self) -> None:
        """Say tabs and lists in the new language."""
        for number, (_name, words) in enumerate(TABS):
            self._tabs.setTabText(number, _(words))
        self._money.say()
        self._goals.say()
        self.refresh_when_shown()

    def _build(self) -> None:
        words = self.words
        box = column(self, margins=(16, 12, 16, 16), spacing=8)
        self._name = label(None, "", "project_name", role="page", wraps=False)
        self._state = label(None, "", "project_state", role="weak")
        self._lacks = label(None, "", "project_lacks", role="warning")
        for made in (self._name, self._state, self._lacks):
            box.addWidget(made)
        self._facts = FactsView("project_facts")
        words.put(self._facts.setAccessibleName, N_("Facts of the project"))
        self._facts.edited.connect(self._edited)
        self._facts.refused.connect(self._refused)
        self._procedures = ProcedurePane(NOTHING_BEGUN, hint=BY_STEPS)
        self._steps = ProcedureDesk(self, self._procedures)
        self._tabs = QTabWidget()
        self._tabs.setObjectName("project_tabs")
        self._tabs.setDocumentMode(True)
        self._tabs.tabBar().setDrawBase(False)
        words.put(self._tabs.setAccessibleName, N_("Parts of the project"))
        panes = (self._facts, self._money_pane(), self._procedures, self._goals_pane())
        for (_name, msgid), pane in zip(TABS, panes, strict=True):
            holder = QWidget()
            inner = QVBoxLayout(holder)
            theme.space(inner, margins=(0, 12, 0, 0))
            inner.addWidget(pane)
            self._tabs.addTab(holder, _(msgid))
        box.addWidget(self._tabs, 1)

    def _money_pane(self) -> QWidget:
        pane = QWidget()
        box = column(pane, spacing=8)
        self._sums = label(None, "", "project_sums")
        box.addWidget(self._sums)
        self._money: CellsModel[MoneyRow] = CellsModel(MONEY_COLUMNS, self)
        table = self._money_table = table_of("project_money", self._money, 2)
        self.words.put(table.setAccessibleName, N_("Money of the project"))
        box.addWidget(table, 1)
        amount, day = Field(name="amount", words=AMOUNT, width=130), Field(name="on", words=DAY, width=170)
        contract = Field(name="contract", words=N_("Contract"), is_choice=True)
        self._rows = {
            "allocate": EntryRow(
                "project_allocate",
                (Field(name="fund", words=N_("Source, with what is left"), is_choice=True), amount, day),
                N_("Allocate"),
            ),
            "contract": EntryRow(
                "project_contract",
                (
                    Field(name="contractor", words=N_("Contractor"), width=180),
                    Field(name="number", words=N_("Contract number"), width=130),
                    amount,
                    day,
                ),
                N_("Enter the contract"),
            ),
            "accept": EntryRow(
                "project_accept",
                (contract, Field(name="amount", words=N_("Settled at (yuan)"), width=130), day),
                N_("Accepted"),
            ),
            "pay": EntryRow(
                "project_pay",
                (
                    contract,
                    Field(name="purpose", words=N_("Purpose"), is_choice=True),
                    amount,
                    day,
                    Field(name="voucher", words=N_("Voucher"), width=110),
                ),
                N_("Paid"),
            ),
            "state": EntryRow(
                "project_note",
                (
                    Field(name="state", words=N_("Where the chosen payment stands"), is_choice=True),
                    day,
                    Field(name="because", words=N_("Why it was returned"), width=200),
                ),
                N_("Note it"),
            ),
            "roll": EntryRow(
                "project_roll",
                (Field(name="year", words=N_("Year of the plan"), width=130),),
                N_("Into the plan of this year"),
            ),
        }
        self._rows["allocate"].given.connect(self._allocate)
        self._rows["contract"].given.connect(self._contract)
        self._rows["accept"].given.connect(self._accept)
        self._rows["pay"].given.connect(self._pay)
        self._rows["state"].given.connect(self._note_state)
        self._rows["roll"].given.connect(self._roll)
        for row in self._rows.values():
            box.addWidget(row)
        return pane

    def _goals_pane(self) -> QWidget:
        pane = QWidget()
        box = column(pane, spacing=8)
        how = N_(
            "What the project is to reach, and what of it was reached. Type the same goal again to add the result."
        )
        box.addWidget(label(self.words, how, "project_goals_how", role="weak"))
        self._goals: CellsModel[tuple[str, str, str, str]] = CellsModel(GOAL_COLUMNS, self)
        table = table_of("project_goals", self._goals, 1)
        self.words.put(table.setAccessibleName, N_("Goals"))
        box.addWidget(table, 1)
        self._goal = EntryRow(
            "project_goal",
            (
                Field(name="kind", words=N_("Kind of goal"), is_choice=True),
                Field(name="name", words=N_("Goal"), width=220),
                Field(name="target", words=N_("Target value"), width=90),
                Field(name="unit", words=N_("Unit"), width=80),
                Field(name="actual", words=N_("Reached"), width=90),
            ),
            N_("Set the goal"),
        )
        self._goal.given.connect(self._set_goal)
        box.addWidget(self._goal)
        return pane

    def _show(self, found: Project) -> None:
        self._opened = found
        tongue = language()
        self._name.setText(found.name)
        row = found.row
        if row is not None:
            state = _("{village}, {year}: {stage}.").format(
                village=row.village_name, year=row.year or "–", stage=row.stage_label or _("not proposed yet")
            )
            if found.next_steps:
                state += " " + _("Next: {steps}.").format(steps=found.next_steps)
            self._state.setText(state)
            lacks = [*row.forbidden]
            if row.missing:
                lacks.append(_("Missing: {what}.").format(what="、".join(row.missing)))
            self._lacks.setText(format_parts(lacks))
            self._lacks.setVisible(bool(lacks))
            said = _("Planned {planned}, allocated {given}, paid {paid}, in transit {transit}, left {left} yuan.")
            self._sums.setText(
                said.format(
                    planned=format_yuan(row.planned_fen),
                    given=format_yuan(row.allocated_fen),
                    paid=format_yuan(row.paid_fen),
                    transit=format_yuan(found.in_transit_fen),
                    left=format_yuan(found.remaining_fen),
                )
            )
        self._facts.set_sections(found.sections, _("Now"))
        self._money.set_rows(found.money)
        self._goals.set_rows(found.goals)
        is_office = self.shell.desk.role == "office"
        for name, entry in self._rows.items():
            entry.setVisible(is_office and _is_of_use(name, found))
        self._rows["allocate"].set_options("fund", found.funds)
        for name in ("accept", "pay"):
            self._rows[name].set_options("contract", found.contracts)
        states = [(code, words(tongue)) for code, words in found.states]
        self._rows["state"].set_options("state", states)
        self._rows["pay"].set_options("purpose", [(code, words(tongue)) for code, words in found.purposes])
        self._goal.set_options("kind", [(code, words(tongue)) for code, words in found.goal_kinds])
        self._steps.refresh(ProjectOfVillage(project=found.id, village=found.village), is_shown=True)

    @Slot(object)
    def _edited(self, edit: FactEdit) -> None:
        if self._opened is not None:
            name = edit.fact.property.name
            work = partial(project_calls.correct, self._opened.id, name, edit.value, self._opened.seen)
            self.shell.store.run(work, None, self.shell.fail)

    @Slot(str)
    def _refused(self, sentence: str) -> None:
        self.shell.tell(Message(tone=Tone.WARNING, text=sentence))

    @Slot(object)
    def _allocate(self, typed: dict[str, str]) -> None:
        if self._project is not None:
            self._run("allocate", partial(project_calls.allocate, self._project, typed))

    @Slot(object)
    def _contract(self, typed: dict[str, str]) -> None:
        if self._project is not None:
            self._run("contract", partial(project_calls.make_contract, self._project, typed))

    @Slot(object)
    def _accept(self, typed: dict[str, str]) -> None:
        self._run("accept", partial(project_calls.accept, typed))

    @Slot(object)
    def _pay(self, typed: dict[str, str]) -> None:
        self._run("pay", partial(project_calls.pay, typed))

    @Slot(object)
    def _note_state(self, typed: dict[str, str]) -> None:
        row = self._money.row(self._money_table.currentIndex().row())
        if row is None or row.kind is not RecordKind.PAYMENT:
            self.shell.tell(Message(tone=Tone.INFO, text=_("Choose a payment in the table first.")))
            return
        self._run("state", partial(project_calls.note_state, row.record, typed))

    @Slot(object)
    def _roll(self, typed: dict[str, str]) -> None:
        if self._project is not None:
            self._run("roll", partial(project_calls.roll, self._project, typed))

    @Slot(object)
    def _set_goal(self, typed: dict[str, str]) -> None:
        if self._project is not None:
            work = partial(project_calls.set_goal, self._project, typed)
            self.shell.store.run(work, self._goal_set, self.shell.fail)

    def _goal_set(self, _done: Done[RecordId]) -> None:
        self._goal.clear()

    def _run(self, name: str, work: object) -> None:
        self.shell.store.run(work, partial(self._done, name), self.shell.fail)  # type: ignore[arg-type]

    def _done(self, name: str, _done: object) -> None:
        self._rows[name].clear()


def _is_of_use(name: str, found: Project) -> bool:
    """Say whether there is anything that a row of the money could be about."""
    if name in ("accept", "pay"):
        return bool(found.contracts)
    if name == "state":
        return any(row.kind is RecordKind.PAYMENT for row in found.money)
    return name != "roll" or (found.row is not None and found.row.stage in WAITING)
