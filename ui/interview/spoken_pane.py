"""What the checks say of the answers so far, under what is missing: a word to the interviewer, no obstacle."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from poverty_desktop.i18n import N_
from ui.widgets.controls import column, label
from ui.widgets.words import Words


class SpokenPane(QWidget):
    """Hidden while the checks have nothing to say."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("interview_spoken")
        box = column(self, spacing=4)
        box.addWidget(label(Words(self), N_("Please look again"), "interview_spoken_title", role="heading"))
        self._lines = label(None, "", "interview_spoken_lines")
        box.addWidget(self._lines)
        self.hide()

    def show_lines(self, lines: tuple[str, ...]) -> None:
        """Show what the checks say, one sentence each."""
        self._lines.setText("\n".join(f"• {line}" for line in lines))
        self.setVisible(bool(lines))
