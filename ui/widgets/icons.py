"""The program's own stroke icons, painted in a colour of the theme."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel

from poverty_desktop import paths
from ui import theme

DRAWN_PIXELS = 72
"""Icons are drawn once at this size and scaled down smoothly: sharp up to 200 % text on a dense screen."""


@lru_cache(maxsize=256)
def pixmap(name: str, color: str = "ink") -> QPixmap:
    """Return icon ``name`` in the theme colour ``color``; raises ``FileNotFoundError`` for an unknown name."""
    drawing = (paths.resources() / "icons" / f"{name}.svg").read_text(encoding="ascii")
    renderer = QSvgRenderer(QByteArray(drawing.replace("currentColor", theme.COLORS[color]).encode()))
    made = QPixmap(DRAWN_PIXELS, DRAWN_PIXELS)
    made.fill(Qt.GlobalColor.transparent)
    painter = QPainter(made)
    renderer.render(painter, QRectF(0, 0, DRAWN_PIXELS, DRAWN_PIXELS))
    painter.end()
    return made


def icon(name: str, color: str = "ink") -> QIcon:
    """Return icon ``name`` for a button or an action."""
    return QIcon(pixmap(name, color))


def put(widget: QAbstractButton | QLabel, name: str, color: str = "ink", *, size: int = 18) -> None:
    """Show icon ``name`` in ``widget`` at ``size`` design pixels that follow the text size."""
    widget.setProperty("iconShown", [name, color])
    _draw(widget)
    theme.icon_size(widget, size)


def redraw() -> None:
    """Draw every icon on screen again, after the colours of the theme changed."""
    pixmap.cache_clear()
    for widget in QApplication.allWidgets():
        if isinstance(widget, QAbstractButton | QLabel) and widget.property("iconShown"):
            _draw(widget)


def _draw(widget: QAbstractButton | QLabel) -> None:
    name, color = widget.property("iconShown")
    if isinstance(widget, QAbstractButton):
        widget.setIcon(icon(name, color))
    else:
        widget.setScaledContents(True)
        widget.setPixmap(pixmap(name, color))
