"""Scrolls to what the next step is once everything has its place."""

from __future__ import annotations

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QScrollArea, QWidget

from ui import theme


def bring_into_sight(*shown: QWidget) -> None:
    """Scroll whatever is around to ``shown``, to the last of them at any rate, after the next layout."""
    QTimer.singleShot(0, shown[-1], lambda: _scroll_to(shown))


def _scroll_to(shown: tuple[QWidget, ...]) -> None:
    around = shown[-1].parentWidget()
    while around is not None:
        if isinstance(around, QScrollArea):
            for widget in shown:
                around.ensureWidgetVisible(widget, 0, theme.px(16))
        around = around.parentWidget()
