"""Assistance: needs against measures, who is entitled without it, who has it without, lists, figures."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QTabWidget

from poverty_desktop.checks.help_worklist import CaseRow, Listed, Worklist
from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.i18n import N_, _, language
from poverty_desktop.ids import HouseholdId, RecordId
from poverty_desktop.operations.done import Topic
from poverty_desktop.queries.assistance.need_board import NeedRow
from ui import theme
from ui.actions import Key
from ui.assistance import calls, figures_room, needs_room
from ui.assistance.cases_room import WORDS as CASE_WORDS
from ui.assistance.cases_room import CasesRoom
from ui.assistance.figures_room import FiguresRoom
from ui.assistance.list_desk import ListDesk
from ui.assistance.list_pane import ListPane
from ui.assistance.list_room import ListRoom, fill
from ui.assistance.needs_room import NeedsRoom
from ui.widgets.controls import button, column, label
from ui.widgets.page import Page, Place, Shell

TABS = (
    ("needs", needs_room.WORDS),
    ("unmet", CASE_WORDS[Worklist.UNMET]),
    ("unfit", CASE_WORDS[Worklist.UNFIT]),
    ("lists", N_("Departments' lists of measures")),
    ("figures", figures_room.WORDS),
)


class AssistancePage(Page):
    """Five rooms behind five tabs, of one village or of all."""

    name = "assistance"
    touched_by = frozenset(
        {
            RecordKind.NEED, RecordKind.MEASURE, RecordKind.HOUSEHOLD, RecordKind.HOUSEHOLD_YEAR, RecordKind.PERSON,
            RecordKind.PERSON_YEAR, RecordKind.MEMBERSHIP, Topic.UNDO, Topic.PACK,
        }
    )  # fmt: skip

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self._year = 0
        self._build()

    def title(self) -> str:
        """Return the name of the page."""
        return _("Assistance")

    def keys(self) -> tuple[Key, ...]:
        """Return the keys of this page."""
        return (
            Key(keys="Enter", words=N_("Open the household at its plan")),
            Key(keys="Ctrl+Tab", words=N_("Next tab")),
        )

    def go_to(self, place: Place) -> None:
        """Open the tab that ``place`` names."""
        names = [name for name, _words in TABS]
        if place.tab in names:
            self._tabs.setCurrentIndex(names.index(place.tab))

    def place(self) -> Place:
        """Return this page with the open tab."""
        return Place(page=self.name, tab=self._tab())

    def refresh(self) -> None:
        """Ask for what the open tab shows."""
        year, village = self._year or None, self._village()
        work = partial(calls.board, year, village, self._needs.aspect(), self._needs.kind(), language())
        self.shell.store.run(work, self._show_board, self.shell.fail, key="assistance.board")
        room = self._tabs.currentWidget()
        if isinstance(room, CasesRoom):
            listed = partial(calls.worklist, year, room.which, village, room.item(), language())
            room.wait(_("Judging every household …"))
            self.shell.store.run(listed, partial(self._show_cases, room), self.shell.fail, key="assistance.cases")
        elif room is self._figures:
            figures = partial(calls.figures, year, village, language())
            self.shell.store.run(figures, self._show_figures, self.shell.fail, key="assistance.figures")

    def retranslate(self) -> None:
        """Say tabs and lists in the new language."""
        for number, (_name, words) in enumerate(TABS):
            self._tabs.setTabText(number, _(words))
        for room in (self._needs, *self._cases, self._figures):
            room.say()
        self._lists.retranslate()
        if self.isVisible():
            self.refresh()

    def focus_first(self) -> None:
        """Put the keyboard on the open list."""
        room = self._tabs.currentWidget()
        (room.table if isinstance(room, ListRoom) else self._lists).setFocus()

    def _build(self) -> None:
        words = self.words
        box = column(self, margins=(16, 12, 16, 12), spacing=8)
        top = QHBoxLayout()
        theme.space(top, spacing=12)
        top.addWidget(label(words, N_("Assistance"), "assistance_title", role="page", wraps=False))
        self._year_said = label(None, "", "assistance_year_said", role="weak")
        top.addWidget(self._year_said, 1)
        top.addWidget(
            button(words, N_("Helpers and visits"), "assistance_team", self._open_team, role="link", icon="people")
        )
        self._years = self._box("assistance_year", N_("Year shown"), self._choose_year)
        top.addWidget(self._years)
        self._villages = self._box("assistance_village", N_("Village"), self._choose)
        theme.width(self._villages, least=60)  # where there is no room, the names of a county are cut, not the page
        top.addWidget(self._villages)
        box.addLayout(top)
        self._tabs = QTabWidget()
        self._tabs.setObjectName("assistance_tabs")
        self._tabs.setDocumentMode(True)
        self._tabs.tabBar().setDrawBase(False)
        words.put(self._tabs.setAccessibleName, N_("Assistance"))
        self._needs = NeedsRoom()
        self._needs.opened.connect(self._open_need)
        self._cases = (CasesRoom("unmet", Worklist.UNMET), CasesRoom("unfit", Worklist.UNFIT))
        self._figures = FiguresRoom()
        self._lists = ListPane()
        ListDesk(self, self._lists)
        rooms = (self._needs, *self._cases, self._lists, self._figures)
        for (_name, msgid), room in zip(TABS, rooms, strict=True):
            self._tabs.addTab(room, _(msgid))
        for asking in (self._needs, *self._cases):
            asking.asked.connect(self._choose)
        for listed in self._cases:
            listed.opened.connect(self._open_case)
        self._tabs.currentChanged.connect(self._choose)
        box.addWidget(self._tabs, 1)

    def _box(self, name: str, msgid: str, slot: Callable[[int], None]) -> QComboBox:
        made = QComboBox()
        made.setObjectName(name)
        made.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.words.put(made.setAccessibleName, msgid)
        made.activated.connect(slot)
        return made

    def _tab(self) -> str:
        return TABS[self._tabs.currentIndex()][0]

    def _village(self) -> str:
        return str(self._villages.currentData() or "")

    @Slot()
    def _choose(self, _number: int = 0) -> None:
        if self.isVisible():
            self.refresh()

    @Slot(int)
    def _choose_year(self, number: int) -> None:
        self._year = int(self._years.itemData(number))
        self.refresh()

    def _show_board(self, found: calls.Board) -> None:
        self._year = found.year
        self._year_said.setText(_("Plan and facts of {year}").format(year=found.year))
        self._years.clear()
        for year in found.years:
            self._years.addItem(str(year), year)
        self._years.setCurrentIndex(max(self._years.findData(found.year), 0))
        fill(self._villages, _("All villages"), found.villages)
        self._villages.setVisible(len(found.villages) > 1)
        self._needs.show_board(found)
        self._lists.set_choices(found.year, found.items, found.statuses)

    def _show_cases(self, room: CasesRoom, found: Listed) -> None:
        room.show_cases(found, self._year)

    def _show_figures(self, found: calls.Figures) -> None:
        self._figures.show_figures(found, self._year)

    @Slot(object)
    def _open_need(self, row: NeedRow) -> None:
        self._go(row.household, None)

    @Slot(object)
    def _open_case(self, row: CaseRow) -> None:
        self._go(row.household, row.line)

    @Slot()
    def _open_team(self) -> None:
        self.shell.go(Place(page="team"))

    def _go(self, household: HouseholdId, line: RecordId | None) -> None:
        text = line.hex() if line is not None else ""
        self.shell.go(Place(page="household", household=household, tab="help", text=text))
