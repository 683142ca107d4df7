"""The search field of a list: every key searches, Esc clears, the arrow down goes into the list."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QLabel, QLineEdit, QWidget

from ui import theme
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
        self._glass = QLabel(self)
        self._glass.setObjectName(f"{name}_glass")
        icons.put(self._glass, "search", "ink_weak")
        self._glass.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._words = Words(self)
        self._words.put(self.setPlaceholderText, hint)
        self._words.put(self.setAccessibleName, hint)
        self.textChanged.connect(self.searched)

    def event(self, event: QEvent) -> bool:
        """Leave Ctrl+Z to the program where nothing was typed that could be taken back: lists begin in this field."""
        if (
            event.type() is QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and event.matches(QKeySequence.StandardKey.Undo)
            and not self.isUndoAvailable()
        ):
            event.ignore()
            return True
        return super().event(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the glass before the text."""
        super().resizeEvent(event)
        side = theme.px(18)
        self._glass.move(theme.px(10), (self.height() - side) // 2)
        self.setTextMargins(side + theme.px(8), 0, 0, 0)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Hand arrows and Enter to the list; the first Esc empties the field."""
        key = event.key()
        if key in (Qt.Key.Key_Down, Qt.Key.Key_PageDown):
            self.descended.emit()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.accepted.emit()
        elif key == Qt.Key.Key_Escape and self.text():
            self.clear()
        elif event.text() == "/" and not self.text():
            event.accept()  # the key that leads here, pressed by someone who is here already
        else:
            super().keyPressEvent(event)
