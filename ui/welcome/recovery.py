"""The recovery sheet: shown once, printed, and confirmed before the work begins."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QVBoxLayout, QWidget

from poverty_desktop.i18n import N_, _, format_date
from ui import theme
from ui.welcome.start import card
from ui.widgets.controls import button, label
from ui.widgets.words import Words

if TYPE_CHECKING:
    from poverty_desktop.operations.workspaces.workspace import RecoverySheet


class RecoveryPane(QWidget):
    """Shows the code large; ``confirmed`` comes only after the tick that it is kept apart from the laptop."""

    print_asked = Signal(object)
    save_asked = Signal(object)
    confirmed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("welcome_recovery")
        words = Words(self)
        self._sheet: RecoverySheet | None = None
        frame = card("recovery_card")
        box = QVBoxLayout(frame)
        theme.space(box, margins=24, spacing=12)
        box.addWidget(label(words, N_("Recovery sheet"), "recovery_title", role="title"))
        box.addWidget(
            label(
                words,
                N_(
                    "This code opens the workspace when the passphrase is forgotten. "
                    "Print the sheet, or copy the code by hand, and keep it in the office, never with the laptop."
                ),
                "recovery_purpose",
            )
        )
        self._code = label(None, "", "recovery_code", role="code")
        self._code.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._code.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByKeyboard | Qt.TextInteractionFlag.TextSelectableByMouse
        )
        box.addWidget(self._code)
        self._facts = label(None, "", "recovery_facts", role="small")
        box.addWidget(self._facts)
        outputs = QHBoxLayout()
        theme.space(outputs, spacing=8)
        outputs.addWidget(button(words, N_("Print the sheet"), "recovery_print", self._print, icon="papers"))
        outputs.addWidget(button(words, N_("Save as PDF …"), "recovery_save", self._save, icon="export"))
        outputs.addStretch(1)
        box.addLayout(outputs)
        self._tick = QCheckBox()
        self._tick.setObjectName("recovery_tick")
        words.put(self._tick.setText, N_("The code is on paper and is kept apart from the laptop"))
        words.put(self._tick.setAccessibleName, N_("The code is on paper and is kept apart from the laptop"))
        box.addWidget(self._tick)
        foot = QHBoxLayout()
        theme.space(foot)
        foot.addStretch(1)
        self._go = button(words, N_("Begin to work"), "recovery_go", self._confirm, role="primary")
        self._go.setEnabled(False)
        foot.addWidget(self._go)
        box.addLayout(foot)
        outer = QVBoxLayout(self)
        theme.space(outer)
        outer.addWidget(frame)
        self._tick.toggled.connect(self._go.setEnabled)
        words.also(self._say)

    def set_sheet(self, sheet: RecoverySheet) -> None:
        """Show ``sheet``."""
        self._sheet = sheet
        self._tick.setChecked(False)
        groups = sheet.code.split("-")
        half = len(groups) // 2
        self._code.setText("\n".join("  ".join(part) for part in (groups[:half], groups[half:]) if part))
        self._code.setAccessibleName(" ".join(groups))
        self._say()

    def forget(self) -> None:
        """Drop the code from the screen and from memory."""
        self._sheet = None
        self._code.clear()
        self._code.setAccessibleName("")

    def focus_first(self) -> None:
        """Put the keyboard on the tick."""
        self._tick.setFocus()

    @Slot()
    def _print(self) -> None:
        if self._sheet is not None:
            self.print_asked.emit(self._sheet)

    @Slot()
    def _save(self) -> None:
        if self._sheet is not None:
            self.save_asked.emit(self._sheet)

    @Slot()
    def _confirm(self) -> None:
        if self._tick.isChecked():
            self.confirmed.emit()

    def _say(self) -> None:
        if self._sheet is not None:
            self._facts.setText(
                _("{workspace} · made on {day}").format(
                    workspace=self._sheet.workspace_name, day=format_date(self._sheet.created)
                )
            )
