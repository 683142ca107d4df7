"""Helpers and visits: who helps whom, who was visited, the days of the team, duties, recognition and discipline."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QHBoxLayout, QTabWidget

from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.i18n import N_, _
from poverty_desktop.operations.done import Topic
from ui import theme
from ui.actions import Key
from ui.team.coverage_pane import CoveragePane
from ui.team.days_pane import DaysPane
from ui.team.duties_pane import DutiesPane
from ui.team.helpers_pane import HelpersPane
from ui.team.merits_pane import MeritsPane
from ui.widgets.controls import button, column, label
from ui.widgets.page import Page, Place, Shell
from ui.widgets.purposes import TEAM_PURPOSE

TABS = (
    ("helpers", N_("Helpers")),
    ("coverage", N_("Coverage of visits")),
    ("days", N_("Attendance and diary")),
    ("duties", N_("Duties")),
    ("merits", N_("Recognition and discipline")),
)


Pane = HelpersPane | CoveragePane | DaysPane | DutiesPane | MeritsPane


class TeamPage(Page):
    """Lists behind tabs; each asks for what it shows when it is opened."""

    name = "team"
    touched_by = frozenset(
        {
            RecordKind.HELPER, RecordKind.VISIT, RecordKind.TEAM_DAY, RecordKind.DUTY, RecordKind.DUTY_NOTE,
            RecordKind.MERIT, RecordKind.HOUSEHOLD, RecordKind.INTERVIEW, Topic.UNDO, Topic.PACK,
        }
    )  # fmt: skip

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        box = column(self, margins=(16, 12, 16, 12), spacing=8)
        top = QHBoxLayout()
        theme.space(top, spacing=12)
        top.addWidget(label(self.words, N_("Helpers and visits"), "team_title", role="page", wraps=False))
        top.addWidget(label(self.words, TEAM_PURPOSE, "team_purpose", role="weak"), 1)
        top.addWidget(button(self.words, N_("Assistance"), "team_assistance", self._back, role="link", icon="people"))
        box.addLayout(top)
        self._tabs = QTabWidget()
        self._tabs.setObjectName("team_tabs")
        self._tabs.setDocumentMode(True)
        self._tabs.tabBar().setDrawBase(False)
        self.words.put(self._tabs.setAccessibleName, N_("Helpers and visits"))
        self.helpers = HelpersPane(shell)
        self.coverage = CoveragePane(shell)
        self._panes: tuple[Pane, ...] = (
            self.helpers,
            self.coverage,
            DaysPane(shell),
            DutiesPane(shell),
            MeritsPane(shell),
        )
        for (_name, words), pane in zip(TABS, self._panes, strict=True):
            self._tabs.addTab(pane, _(words))
        self._tabs.currentChanged.connect(self._turned)
        box.addWidget(self._tabs, 1)

    def title(self) -> str:
        """Return the name of the page."""
        return _("Helpers and visits")

    def keys(self) -> tuple[Key, ...]:
        """Return the keys of this page."""
        return (
            Key(keys="Enter", words=N_("Open the household")),
            Key(keys="P", words=N_("Pair the chosen households")),
            Key(keys="E", words=N_("End for the chosen households")),
            Key(keys="Ctrl+Tab", words=N_("Next tab")),
        )

    def go_to(self, place: Place) -> None:
        """Open the tab that ``place`` names; ticked households are to be paired."""
        names = [name for name, _words in TABS]
        if place.tab in names:
            self._tabs.setCurrentIndex(names.index(place.tab))
        if place.text and place.tab == "coverage":
            self.coverage.choose(place.text)
        if place.households and place.tab == "helpers":
            self.helpers.want(place.households)
            self.refresh_when_shown()

    def place(self) -> Place:
        """Return this page with the open tab."""
        return Place(page=self.name, tab=TABS[self._tabs.currentIndex()][0])

    def refresh(self) -> None:
        """Ask for what the open tab shows."""
        self._pane().refresh()

    def retranslate(self) -> None:
        """Say tabs and lists in the new language."""
        for number, (_name, words) in enumerate(TABS):
            self._tabs.setTabText(number, _(words))
        for pane in self._panes:
            pane.say()
        self.refresh_when_shown()

    def focus_first(self) -> None:
        """Put the keyboard on the open list."""
        self._pane().focus_first()

    def step_back(self) -> bool:
        """Leave what is open in the tab first."""
        return self._pane().step_back()

    def _pane(self) -> Pane:
        return self._panes[self._tabs.currentIndex()]

    @Slot(int)
    def _turned(self, _number: int) -> None:
        if self.isVisible():
            self.refresh()

    @Slot()
    def _back(self) -> None:
        self.shell.go(Place(page="assistance"))
