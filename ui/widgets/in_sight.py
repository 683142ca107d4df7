"""Scrolls a long page to what has just opened on it: in a low window that may lie below."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QScrollArea, QWidget

from ui import theme

ROOM = 16


def bring_in_sight(*shown: QWidget) -> None:
    """Scroll to the widgets one after the other, the last one surely, once they have their place."""
    QTimer.singleShot(0, shown[-1], partial(_scroll, shown))


def _scroll(shown: tuple[QWidget, ...]) -> None:
    for widget in shown:
        area = widget.parentWidget()
        while area is not None and not isinstance(area, QScrollArea):
            area = area.parentWidget()
        if area is not None:
            area.ensureWidgetVisible(widget, 0, theme.px(ROOM))
