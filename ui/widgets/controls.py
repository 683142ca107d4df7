"""Labels and buttons made one way: words, role of the style sheet, object name, accessible name."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QLabel, QLineEdit, QPushButton, QScrollArea, QVBoxLayout, QWidget

from ui import theme
from ui.widgets import icons
from ui.widgets.words import Words


def restyle(widget: QWidget) -> None:
    """Let the style sheet look at the properties of ``widget`` again."""
    widget.style().unpolish(widget)
    widget.style().polish(widget)


def label(words: Words | None, msgid: str, name: str, *, role: str = "", wraps: bool = True) -> QLabel:
    """Return a label that says ``msgid`` (none: an empty one that the caller fills)."""
    made = QLabel()
    made.setObjectName(name)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setWordWrap(wraps)
    if role:
        made.setProperty("role", role)
    if words is not None and msgid:
        words.put(made.setText, msgid)
    return made


def button(
    words: Words,
    msgid: str,
    name: str,
    slot: Callable[[], object] | None = None,
    *,
    role: str = "",
    icon: str = "",
    color: str = "ink",
) -> QPushButton:
    """Return a push button that says ``msgid`` and calls ``slot``, a bound method."""
    made = QPushButton()
    made.setObjectName(name)
    made.setAutoDefault(True)
    made.setCursor(Qt.CursorShape.PointingHandCursor)
    if role:
        made.setProperty("role", role)
    if msgid:
        words.put(made.setText, msgid)
        words.put(made.setAccessibleName, msgid)
    if icon:
        icons.put(made, icon, "surface" if role == "primary" else color)
    if slot is not None:
        made.clicked.connect(slot)
    return made


def stand_first(made: QPushButton, *, is_first: bool) -> None:
    """Let a button be the one to press first on its page, or one of the others; its icon goes along."""
    made.setProperty("role", "primary" if is_first else "")
    shown = made.property("iconShown")
    if shown:
        icons.put(made, shown[0], "surface" if is_first else "ink")
    restyle(made)


def line_edit(words: Words, msgid: str, name: str, *, hint: str = "") -> QLineEdit:
    """Return a text field whose accessible name is ``msgid``; ``hint`` is the msgid of its placeholder."""
    made = QLineEdit()
    made.setObjectName(name)
    words.put(made.setAccessibleName, msgid)
    if hint:
        words.put(made.setPlaceholderText, hint)
    return made


def rule() -> QFrame:
    """Return a thin line between groups."""
    made = QFrame()
    made.setProperty("role", "rule")
    return made


def scrolled(content: QWidget, name: str) -> QScrollArea:
    """Return ``content`` in an area that scrolls down and never sideways."""
    area = QScrollArea()
    area.setObjectName(name)
    area.setAccessibleName("")
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    if not content.property("role"):
        content.setProperty("role", "scrolled")
    area.setWidget(content)
    sideways = area.horizontalScrollBar()  # hidden, and still moved by whatever brings a widget into sight
    sideways.rangeChanged.connect(lambda *_: sideways.setRange(0, 0))
    return area


def column(
    parent: QWidget | None = None, *, margins: tuple[int, int, int, int] | int = 0, spacing: int = 8
) -> QVBoxLayout:
    """Return a vertical layout with margins and spacing in design pixels."""
    made = QVBoxLayout(parent) if parent is not None else QVBoxLayout()
    theme.space(made, margins=margins, spacing=spacing)
    return made
