"""Keeps the keys that are typed while an answer goes to disk, and types them again into the next question."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QWidget


class KeyBuffer(QObject):
    """Watches the keys of ``owner`` only while it holds them back."""

    def __init__(self, owner: QWidget) -> None:
        super().__init__(owner)
        self._owner = owner
        self._keys: list[tuple[int, Qt.KeyboardModifier, str]] = []
        self._is_holding = False

    @property
    def is_holding(self) -> bool:
        """Say whether keys are held back now."""
        return self._is_holding

    def hold(self) -> None:
        """Hold back every key from now on."""
        app = QCoreApplication.instance()
        if not self._is_holding and app is not None:
            self._is_holding = True
            app.installEventFilter(self)

    def release(self) -> None:
        """Type what was held back into the widget that has the keyboard now."""
        app = QCoreApplication.instance()
        if not self._is_holding or app is None:
            return
        self._is_holding = False
        app.removeEventFilter(self)
        keys, self._keys = self._keys, []
        target = QApplication.focusWidget()
        if target is not None and self._owner.isAncestorOf(target):
            for key, modifiers, text in keys:
                QCoreApplication.postEvent(target, QKeyEvent(QEvent.Type.KeyPress, key, modifiers, text))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take key presses that are meant for the owner."""
        if event.type() is not QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return False
        if watched is not QApplication.focusWidget():  # a key that was pressed before and rises to the parents now
            return False
        if not isinstance(watched, QWidget) or not self._owner.isAncestorOf(watched):
            return False
        self._keys.append((event.key(), event.modifiers(), event.text()))
        return True
