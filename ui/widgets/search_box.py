"""The search field of a list: every key searches, Esc clears, the arrow down goes into the list."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from ui.widgets import icons
from ui.widgets.words import Words


class SearchBox(QLineEdit):
    """``searched`` carries the text of each key; ``descended`` asks for the list; ``accepted`` opens the first hit."""

    searched = Signal(str)
    descended = Signal()
    accepted = Signal()

    def __init__(self, name: str, hint: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setProperty("role", "search")
        self.setClearButtonEnabled(True)
        self.addAction(icons.icon("search", "ink_weak"), QLineEdit.ActionPosition.LeadingPosition)
        self._words = Words(self)
        self._words.put(self.setPlaceholderText, hint)
        self._words.put(self.setAccessibleName, hint)
        self.textChanged.connect(self.searched)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Hand arrows and Enter to the list; the first Esc empties the field."""
        key = event.key()
        if key in (Qt.Key.Key_Down, Qt.Key.Key_PageDown):
            self.descended.emit()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.accepted.emit()
        elif key == Qt.Key.Key_Escape and self.text():
            self.clear()
        else:
            super().keyPressEvent(event)
