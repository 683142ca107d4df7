"""Notices a pause in typing, so that half a sentence reaches the disk before anybody presses Enter."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal, Slot
from PySide6.QtWidgets import QLineEdit

PAUSE_MS = 400


class TypingWatch(QObject):
    """``paused`` carries what stands in a line that was typed into and not handed over yet."""

    paused = Signal(str)

    def __init__(self, line: QLineEdit) -> None:
        super().__init__(line)
        self._line = line
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(PAUSE_MS)
        self._timer.timeout.connect(self._pause)
        line.textEdited.connect(self._type)

    @Slot(str)
    def _type(self, _text: str) -> None:
        """Wait from the first letter on, so that steady typing is kept too."""
        if not self._timer.isActive():
            self._timer.start()

    @Slot()
    def _pause(self) -> None:
        if self._line.isModified():
            self.paused.emit(self._line.text())
