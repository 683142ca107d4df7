"""Merging: what several people wrote differently, and what waits for a person before it comes in."""

from __future__ import annotations

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QTabWidget

from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.i18n import N_, _
from poverty_desktop.operations.done import Topic
from ui import theme
from ui.actions import Key
from ui.merge.conflicts_pane import ConflictsPane
from ui.merge.waiting_pane import WaitingPane
from ui.network.service_card import ServiceCard
from ui.widgets.controls import button, column, label
from ui.widgets.page import Page, Place, Shell
from ui.widgets.purposes import MERGE_PURPOSE

TABS = (("conflicts", N_("Conflicts")), ("waiting", N_("Held back")))


class MergePage(Page):
    """Two lists behind two tabs."""

    name = "merge"
    touched_by = frozenset(RecordKind) | {Topic.UNDO, Topic.BUNDLES, Topic.DEVICES}

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self._conflicts = ConflictsPane(shell)
        self._waiting = WaitingPane(shell)
        self._waiting.counted.connect(self._say_tabs)
        self._tabs = QTabWidget()
        self._tabs.setObjectName("merge_tabs")
        self._tabs.setDocumentMode(True)
        self._tabs.tabBar().setDrawBase(False)
        self.words.put(self._tabs.setAccessibleName, N_("Merging"))
        for (_name, words), pane in zip(TABS, (self._conflicts, self._waiting), strict=True):
            self._tabs.addTab(pane, _(words))
        top = QHBoxLayout()
        theme.space(top, spacing=8)
        top.addWidget(label(self.words, N_("Merging"), "merge_title", role="page", wraps=False))
        top.addWidget(label(self.words, MERGE_PURPOSE, "merge_purpose", role="weak"), 1)
        box = column(self, margins=(16, 12, 16, 12), spacing=8)
        top.addWidget(button(self.words, N_("Publishing"), "merge_publish", self._publish, icon="pack"))
        box.addLayout(top)
        self._service = ServiceCard(shell)
        box.addWidget(self._service)
        box.addWidget(self._tabs, 1)
        shortcut = QShortcut(QKeySequence("Ctrl+Return"), self)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(self._decide)

    @Slot()
    def _publish(self) -> None:
        self.shell.go(Place(page="publish"))

    def title(self) -> str:
        """Return the name of the page."""
        return _("Merging")

    def keys(self) -> tuple[Key, ...]:
        """Return the keys of this page."""
        return (
            Key(keys="1 – 9", words=N_("Let this value stand")),
            Key(keys="E", words=N_("Write another value")),
            Key(keys="G", words=N_("Decide all that are alike together")),
            Key(keys="Ctrl+Enter", words=N_("Decide and next")),
            Key(keys="Enter", words=N_("Open the household")),
            Key(keys="Ctrl+Tab", words=N_("Next tab")),
        )

    def refresh(self) -> None:
        """Ask for both lists."""
        self._conflicts.refresh()
        self._waiting.refresh()

    def retranslate(self) -> None:
        """Say everything in the new language."""
        self._say_tabs()
        self._conflicts.say()
        self._waiting.say()
        self._service.retranslate()
        self.refresh_when_shown()

    def place(self) -> Place:
        """Return this page with the open tab."""
        return Place(page=self.name, tab=TABS[self._tabs.currentIndex()][0])

    def go_to(self, place: Place) -> None:
        """Open the tab that ``place`` names."""
        names = [name for name, _words in TABS]
        if place.tab in names:
            self._tabs.setCurrentIndex(names.index(place.tab))

    def step_back(self) -> bool:
        """Leave a group of conflicts first."""
        return self._tabs.currentWidget() is self._conflicts and self._conflicts.step_back()

    def focus_first(self) -> None:
        """Put the keyboard on the open list."""
        (self._waiting.table if self._tabs.currentWidget() is self._waiting else self._conflicts.table).setFocus()

    @Slot()
    def _decide(self) -> None:
        if self._tabs.currentWidget() is self._waiting:
            self._waiting.let_in()
        else:
            self._conflicts.decide()

    @Slot()
    def _say_tabs(self) -> None:
        for number, (name, words) in enumerate(TABS):
            count = self._waiting.count if name == "waiting" else 0
            self._tabs.setTabText(number, f"{_(words)} ({count})" if count else _(words))
