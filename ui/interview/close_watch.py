"""Watches the window of a page, so that what is half typed is kept when it closes."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtWidgets import QWidget


class CloseWatch(QObject):
    """``closing`` is sent before the window goes."""

    closing = Signal()

    def __init__(self, page: QWidget) -> None:
        super().__init__(page)
        self._page = page
        self._watched: QWidget | None = None

    def begin(self) -> None:
        """Watch the window that the page stands in, from its first show on."""
        if self._watched is None:
            self._watched = self._page.window()
            self._watched.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Say that the window is about to go."""
        if watched is self._watched and event.type() is QEvent.Type.Close:
            self.closing.emit()
        return False
