"""A notice that takes the keyboard for a moment gives it back to where it was."""

from __future__ import annotations

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import isValid


class KeyboardGuest(QObject):
    """Remembers what had the keyboard before it came into ``host``."""

    def __init__(self, host: QWidget) -> None:
        super().__init__(host)
        self._host = host
        self._came_from: QWidget | None = None
        QApplication.instance().focusChanged.connect(self._note)  # type: ignore[union-attr]

    def give_back(self) -> None:
        """Put the keyboard back where it came from, if it is in the notice still."""
        came_from, self._came_from = self._came_from, None
        focused = self._host.window().focusWidget()
        if came_from is not None and isValid(came_from) and focused is not None and self._host.isAncestorOf(focused):
            came_from.setFocus()

    @Slot(QWidget, QWidget)
    def _note(self, old: QWidget | None, new: QWidget | None) -> None:
        if new is not None and self._host.isAncestorOf(new) and not (old is not None and self._host.isAncestorOf(old)):
            self._came_from = old
