"""What an empty page or list says: what it is for, and the first step."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from ui import theme
from ui.widgets import icons
from ui.widgets.controls import button, label
from ui.widgets.words import Words


class EmptyState(QWidget):
    """An icon, a sentence, a hint and at most one button."""

    def __init__(self, name: str, picture: str, sentence: str, hint: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.words = Words(self)
        self.words.put(self.setAccessibleName, sentence)
        box = QVBoxLayout(self)
        theme.space(box, margins=12, spacing=8)
        box.addStretch(1)
        shown = label(None, "", f"{name}_icon")
        icons.put(shown, picture, "line_strong", size=44)
        box.addWidget(shown, 0, Qt.AlignmentFlag.AlignHCenter)
        for msgid, role in ((sentence, "lead"), (hint, "weak")):
            if msgid:
                line = label(self.words, msgid, f"{name}_{role}", role=role)
                line.setAlignment(Qt.AlignmentFlag.AlignHCenter)
                box.addWidget(line)
        self._box = box
        box.addStretch(2)

    def offer(self, msgid: str, slot: Callable[[], object], *, icon: str = "", role: str = "primary") -> QPushButton:
        """Add the button of the first step."""
        made = button(self.words, msgid, f"{self.objectName()}_step", slot, role=role, icon=icon)
        self._box.insertWidget(self._box.count() - 1, made, 0, Qt.AlignmentFlag.AlignHCenter)
        return made
