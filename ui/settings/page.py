"""Settings: language and look, who works here, passphrase, backup, policy pack, about."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout

from poverty_desktop.i18n import N_, _
from poverty_desktop.operations.done import Topic
from ui import theme
from ui.actions import Key
from ui.settings import calls
from ui.settings.about_pane import AboutPane
from ui.settings.backup_pane import BackupPane
from ui.settings.form import card
from ui.settings.log_pane import LogPane
from ui.settings.look_pane import LookPane
from ui.settings.pack_pane import PackPane
from ui.settings.passphrase_pane import PassphrasePane
from ui.settings.worker_pane import WorkerPane
from ui.widgets.controls import label
from ui.widgets.page import Page, Place, Shell
from ui.widgets.section_list import SectionLine, SectionList

SECTIONS = (
    ("look", N_("Language and look")),
    ("worker", N_("Who works here")),
    ("passphrase", N_("Passphrase")),
    ("backup", N_("Backup")),
    ("pack", N_("Policy pack")),
    ("log", N_("Log")),
    ("about", N_("About")),
)


class SettingsPage(Page):
    """Sections left, the chosen one right; everything takes effect at once."""

    name = "settings"
    touched_by = frozenset({Topic.SETTINGS})

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self._list = SectionList("settings_sections", N_("Sections of the settings"))
        theme.width(self._list, least=180, most=260)
        self._stack = QStackedWidget()
        self._stack.setObjectName("settings_stack")
        self._worker = WorkerPane(shell)
        self._pack = PackPane()
        self._backup = BackupPane(shell)
        self._log = LogPane(shell)
        self._passphrase = PassphrasePane(shell)
        self._pack.publish.setVisible(shell.offers("publish"))
        self._pack.publish.clicked.connect(self._publish)
        for pane in (
            LookPane(shell),
            self._worker,
            self._passphrase,
            self._backup,
            card(self.words, "pack", N_("Policy pack"), self._pack),
            self._log,
            AboutPane(shell),
        ):
            self._stack.addWidget(pane)
        columns = QHBoxLayout()
        theme.space(columns, spacing=16)
        columns.addWidget(self._list)
        columns.addWidget(self._stack, 1)
        box = QVBoxLayout(self)
        theme.space(box, margins=(16, 12, 16, 16), spacing=12)
        box.addWidget(label(self.words, N_("Settings"), "settings_title", role="page"))
        box.addLayout(columns, 1)
        self._list.currentRowChanged.connect(self._stack.setCurrentIndex)
        self._list_sections("look")

    def title(self) -> str:
        """Return the name of the page."""
        return _("Settings")

    def keys(self) -> tuple[Key, ...]:
        """Return the keys of this page."""
        return (Key(keys="↑ ↓", words=N_("Next and previous section")), Key(keys="Tab", words=N_("Next field")))

    def refresh(self) -> None:
        """Ask worker, year and pack again."""
        self.shell.store.run(calls.facts, self._show, key="settings")
        self._backup.refresh()
        self._log.refresh()
        self._passphrase.set_role(self.shell.desk.role)

    def retranslate(self) -> None:
        """Say the sections in the new language."""
        self._list_sections(SECTIONS[max(0, self._list.currentRow())][0])

    def go_to(self, place: Place) -> None:
        """Open the section that ``place`` names."""
        if place.tab:
            self._list_sections(place.tab)

    def place(self) -> Place:
        """Return the open section."""
        return Place(page=self.name, tab=SECTIONS[max(0, self._list.currentRow())][0])

    def focus_first(self) -> None:
        """Put the keyboard on the sections."""
        self._list.setFocus()

    @Slot()
    def _publish(self) -> None:
        self.shell.go(Place(page="publish"))

    def _list_sections(self, current: str) -> None:
        lines = tuple(SectionLine(name=name, title=_(words), state="plain") for name, words in SECTIONS)
        self._list.set_sections(lines, current)

    def _show(self, found: calls.Facts) -> None:
        self._worker.set_facts(found)
        self._pack.set_pack(found.pack)
