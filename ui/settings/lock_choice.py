"""After how long without input the window is locked."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QButtonGroup, QRadioButton, QVBoxLayout, QWidget

from poverty_desktop.i18n import N_, _, ngettext
from ui import theme
from ui.preferences import LOCK_MINUTES
from ui.widgets.controls import label
from ui.widgets.flow import FlowLayout
from ui.widgets.page import Shell
from ui.widgets.words import Words


class LockChoice(QWidget):
    """The choices side by side; one takes effect at once."""

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        self.setObjectName("settings_lock")
        self._shell = shell
        self._words = Words(self)
        self._choices = QButtonGroup(self)
        row = QWidget()
        flow = FlowLayout(row)
        theme.space(flow, spacing=24)
        for minutes in LOCK_MINUTES:
            made = QRadioButton()
            made.setObjectName(f"settings_lock_{minutes}")
            made.setChecked(minutes == shell.preferences.lock_minutes)
            self._choices.addButton(made, minutes)
            flow.addWidget(made)
        box = QVBoxLayout(self)
        theme.space(box, spacing=8)
        box.addWidget(label(self._words, N_("Lock when nobody types"), "settings_lock_label", role="heading"))
        box.addWidget(row)
        note = N_("Work under way goes on behind the lock. The practice village is never locked.")
        box.addWidget(label(self._words, note, "settings_lock_note", role="weak"))
        self._choices.idClicked.connect(self._choose)
        self._words.also(self._say)

    def _say(self) -> None:
        for made in self._choices.buttons():
            minutes = self._choices.id(made)
            said = _("never") if not minutes else ngettext("after {n} minute", "after {n} minutes", minutes)
            made.setText(said.format(n=minutes))
            made.setAccessibleName(made.text())

    @Slot(int)
    def _choose(self, minutes: int) -> None:
        self._shell.set_preferences(replace(self._shell.preferences, lock_minutes=minutes))
