"""What the checks say of the answers so far, under what is missing: a word to the interviewer, no obstacle."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QFrame, QLabel, QScrollArea, QWidget

from poverty_desktop.i18n import N_
from ui.widgets.controls import column, label
from ui.widgets.words import Words

FEW = 1
LEAST_LINES = 3


class SpokenPane(QWidget):
    """Hidden while the checks have nothing to say; scrolls where they have much, so that the page keeps its size."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("interview_spoken")
        words = Words(self)
        box = column(self, spacing=4)
        box.addWidget(label(words, N_("Please look again"), "interview_spoken_title", role="heading"))
        self._lines = label(None, "", "interview_spoken_lines")
        self._area = _Area(self._lines)
        words.put(self._area.setAccessibleName, N_("Please look again"))
        box.addWidget(self._area, 1)
        self.hide()

    def show_lines(self, lines: tuple[str, ...]) -> None:
        """Show what the checks say, one sentence each."""
        self._lines.setText("\n".join(f"• {line}" for line in lines))
        self.setVisible(bool(lines))

    @property
    def is_long(self) -> bool:
        """Say whether there is more to read than always has room."""
        return self._lines.text().count("\n") >= FEW


class _Area(QScrollArea):
    """Words that are scrolled by the keyboard too; it asks for a few lines, whatever it holds."""

    def __init__(self, words: QLabel) -> None:
        super().__init__()
        self.setObjectName("interview_spoken_area")
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        words.setProperty("role", "scrolled")
        words.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.setWidget(words)

    def sizeHint(self) -> QSize:
        """Ask for a few lines: the page would grow out of the window to give all that is asked for."""
        return self.minimumSizeHint()

    def minimumSizeHint(self) -> QSize:
        """Keep a few lines in sight."""
        return QSize(0, LEAST_LINES * self.fontMetrics().lineSpacing())
