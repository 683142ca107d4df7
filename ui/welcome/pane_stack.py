"""The panes of a closed program, one at a time, each in the middle of an area of its own."""

from __future__ import annotations

from typing import TypeVar

from PySide6.QtWidgets import QGridLayout, QScrollArea, QStackedWidget, QWidget

from ui import theme
from ui.widgets.controls import scrolled

P = TypeVar("P", bound=QWidget)
WIDTH = 640


class PaneStack(QStackedWidget):
    """Keeps what was built; what is on top is shown."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("welcome_panes")
        self._areas: dict[QWidget, QScrollArea] = {}

    def added(self, pane: P) -> P:
        """Put ``pane`` into the middle of an area of its own, and return it."""
        outer = QWidget()
        grid = QGridLayout(outer)
        theme.space(grid, margins=24)
        theme.width(pane, most=WIDTH)
        grid.addWidget(pane, 1, 1)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 6)
        grid.setColumnStretch(2, 1)
        grid.setRowStretch(0, 1)
        grid.setRowStretch(2, 2)
        self._areas[pane] = scrolled(outer, f"{pane.objectName()}_area")
        self.addWidget(self._areas[pane])
        return pane

    def show_pane(self, pane: QWidget) -> None:
        """Show a pane that was added."""
        self.setCurrentWidget(self._areas[pane])
