"""Reporting: the laptop's desk or the office's, as the workspace is."""

from __future__ import annotations

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.i18n import N_, _
from poverty_desktop.operations.done import Topic
from ui.actions import Key
from ui.bundles.field_desk import FieldDesk
from ui.bundles.office_desk import OfficeDesk
from ui.bundles.submissions_bar import SubmissionsBar
from ui.network.team_bar import TeamBar
from ui.widgets.controls import column, label, scrolled
from ui.widgets.page import Page, Shell


class BundlesPage(Page):
    """What has left, what has arrived, what is safe."""

    name = "bundles"
    touched_by = frozenset(RecordKind) | {Topic.BUNDLES, Topic.DEVICES, Topic.PACK, Topic.SETTINGS, Topic.UNDO}

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self.desk: FieldDesk | OfficeDesk = OfficeDesk(shell) if shell.desk.role == "office" else FieldDesk(shell)
        content = QWidget()
        content.setObjectName("bundles_content")
        inner = column(content, margins=(16, 12, 16, 16), spacing=12)
        inner.addWidget(label(self.words, N_("Reporting"), "bundles_title", role="page", wraps=False))
        inner.addWidget(self.desk, 1)
        self._team = TeamBar(shell) if isinstance(self.desk, FieldDesk) else None
        if self._team is not None:
            inner.addWidget(self._team)
        inner.addWidget(SubmissionsBar(shell))
        box = column(self)
        box.addWidget(scrolled(content, "bundles_scroll"))
        shortcut = QShortcut(QKeySequence("Ctrl+Return"), self)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(self._start)

    def title(self) -> str:
        """Return the name of the page."""
        return _("Reporting")

    def keys(self) -> tuple[Key, ...]:
        """Return the keys of this page."""
        if isinstance(self.desk, OfficeDesk):
            return (Key(keys="Ctrl+Enter", words=N_("Take in bundles")),)
        return (
            Key(keys="Ctrl+Enter", words=N_("Hand over")),
            Key(keys="/", words=N_("Search")),
            Key(keys="Enter", words=N_("Open the file")),
        )

    def refresh(self) -> None:
        """Ask how things stand."""
        self.desk.refresh()

    def retranslate(self) -> None:
        """Say everything in the new language."""
        self.desk.retranslate()
        if self._team is not None:
            self._team.retranslate()
        self.refresh()

    def step_back(self) -> bool:
        """Close the form of an admission."""
        return self.desk.step_back() if isinstance(self.desk, OfficeDesk) else False

    def focus_first(self) -> None:
        """Put the keyboard at the next step."""
        self.desk.focus_first()

    @Slot()
    def _start(self) -> None:
        if isinstance(self.desk, OfficeDesk):
            self.desk.take_in()
        else:
            self.desk.hand_over()
