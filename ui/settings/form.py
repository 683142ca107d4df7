"""One section of the settings: its title on a card, and one control below the other."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from ui import theme
from ui.widgets.controls import label, scrolled
from ui.widgets.words import Words


def card(words: Words, name: str, title: str, content: QWidget | None = None) -> QFrame:
    """Return the card of section ``name`` under the msgid ``title``."""
    frame = QFrame()
    frame.setObjectName(f"settings_{name}")
    frame.setProperty("role", "card")
    box = QVBoxLayout(frame)
    theme.space(box, margins=24, spacing=12)
    box.addWidget(label(words, title, f"settings_{name}_title", role="title"))
    if content is not None:
        box.addWidget(content, 1)
    return frame


def form(words: Words, name: str, title: str, *rows: QWidget) -> QWidget:
    """Return the card of section ``name`` with ``rows`` in an area that scrolls."""
    inner = card(words, name, title)
    box = inner.layout()
    assert isinstance(box, QVBoxLayout)
    for row in rows:
        if isinstance(row, QLineEdit):
            theme.width(row, most=420)
        box.addWidget(row)
    box.addStretch(1)
    return scrolled(inner, f"settings_{name}_area")


def left(widget: QWidget) -> QWidget:
    """Return ``widget`` in a row of its own, no wider than it asks."""
    holder = QWidget()
    row = QHBoxLayout(holder)
    theme.space(row)
    row.addWidget(widget, 0, Qt.AlignmentFlag.AlignLeft)
    return holder


class Pane(QWidget):
    """A section; ``fill`` puts its form in."""

    def __init__(self) -> None:
        super().__init__()
        self.words = Words(self)
        self._box = QVBoxLayout(self)
        theme.space(self._box)

    def fill(self, name: str, title: str, *rows: QWidget) -> None:
        """Show ``rows`` under the msgid ``title``."""
        self._box.addWidget(form(self.words, name, title, *rows))
