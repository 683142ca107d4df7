"""Notices a pause in typing, so that half a sentence reaches the disk before anybody presses Enter."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal, Slot
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit

PAUSE_MS = 400


class TypingWatch(QObject):
    """``paused`` carries what stands in a field that was typed into and not handed over yet."""

    paused = Signal(str)

    def __init__(self, field: QLineEdit | QPlainTextEdit) -> None:
        super().__init__(field)
        self._field = field
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(PAUSE_MS)
        self._timer.timeout.connect(self._pause)
        if isinstance(field, QLineEdit):
            field.textEdited.connect(self._type)
        else:
            field.textChanged.connect(self._type)

    @Slot()
    def _type(self) -> None:
        """Wait from the first letter on, so that steady typing is kept too."""
        if not self._timer.isActive():
            self._timer.start()

    @Slot()
    def _pause(self) -> None:
        field = self._field
        if isinstance(field, QLineEdit):
            if field.isModified():
                self.paused.emit(field.text())
        elif field.document().isModified():
            self.paused.emit(field.toPlainText())
