"""The end of a table, where a row is added."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QPushButton

from poverty_desktop.i18n import N_
from ui.interview.fields import direction
from ui.widgets.words import Words

ADD_KEYS = ("+", "＋", " ")


class AddRow(QPushButton):
    """The end of a table: Enter goes on, plus, Space or Insert adds a row."""

    asked = Signal(object)

    def __init__(self, name: str, words: Words) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        words.put(self.setText, N_("＋ Add a row"))
        words.put(self.setAccessibleName, N_("＋ Add a row"))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Add a row or go on."""
        then = direction(event)
        if event.key() == Qt.Key.Key_Insert or event.text() in ADD_KEYS:
            self.clicked.emit()
        elif then is not None:
            self.asked.emit(then)
        else:
            super().keyPressEvent(event)
