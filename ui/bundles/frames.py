"""The pieces that both sides of the reporting page are made of: a figure, a step, the twelve digits."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from ui import theme
from ui.widgets import icons
from ui.widgets.controls import column, label, line_edit
from ui.widgets.words import Words

DIGITS = 12
LEAST_CARD = 220


class FigureCard(QFrame):
    """A big figure with what it counts and what it means."""

    def __init__(self, words: Words, name: str, picture: str, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setProperty("role", "card")
        head = QHBoxLayout()
        theme.space(head, spacing=8)
        shown = label(None, "", f"{name}_icon")
        icons.put(shown, picture, "accent")
        head.addWidget(shown)
        head.addWidget(label(words, title, f"{name}_title", role="heading"), 1)
        self._figure = label(None, "", f"{name}_figure", role="figure", wraps=False)
        self._unit = label(None, "", f"{name}_unit", role="weak")
        self._meaning = label(None, "", f"{name}_meaning", role="small")
        line = QHBoxLayout()
        theme.space(line, spacing=8)
        line.addWidget(self._figure)
        line.addWidget(self._unit, 1, Qt.AlignmentFlag.AlignBottom)
        box = column(self, margins=16, spacing=4)
        box.addLayout(head)
        box.addLayout(line)
        box.addWidget(self._meaning)
        box.addStretch(1)

    def show_figure(self, figure: int, unit: str, meaning: str) -> None:
        """Show ``figure`` of ``unit``, and a sentence under it (both translated)."""
        self._figure.setText(f"{figure:,}")
        self._unit.setText(unit)
        self._meaning.setText(meaning)
        self._meaning.setVisible(bool(meaning))
        self.setAccessibleName(f"{figure} {unit}")


class FigureRow(QWidget):
    """Cards side by side, in two lines or one below the other where there is little room."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self._cards: tuple[QWidget, ...] = ()
        self._across = 0
        self._grid = QGridLayout(self)
        theme.space(self._grid, spacing=12)

    def set_cards(self, cards: tuple[QWidget, ...]) -> None:
        """Show ``cards`` in their order."""
        self._cards = cards
        self._arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Arrange anew for the new width."""
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        across = min(len(self._cards), max(1, self.width() // theme.px(LEAST_CARD)))
        if across == self._across:
            return
        self._across = across
        for number, card in enumerate(self._cards):
            self._grid.addWidget(card, number // across, number % across)
        for number in range(len(self._cards)):
            self._grid.setColumnStretch(number, 1 if number < across else 0)


def warning_label(name: str) -> QLabel:
    """Return a label for what should be known before anything else; it is hidden until something is said."""
    made = label(None, "", name)
    made.setProperty("tone", "warning")
    made.hide()
    return made


def copied_label(words: Words, msgid: str) -> QLabel:
    """Return the sentence about a workspace that was copied from another, not shown yet."""
    made = label(words, msgid, "bundles_copied")
    made.setProperty("tone", "warning")
    made.hide()
    return made


class StepFrame(QFrame):
    """One numbered step with its explanation; what one does in it is added to ``box``."""

    def __init__(self, words: Words, name: str, number: int, title: str, text: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setProperty("role", "card")
        badge = QLabel(str(number))
        badge.setObjectName(f"{name}_number")
        badge.setProperty("role", "title")
        badge.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
        theme.width(badge, least=24)
        self.box = QVBoxLayout()
        theme.space(self.box, spacing=8)
        self.box.addWidget(label(words, title, f"{name}_title", role="heading"))
        self.box.addWidget(label(words, text, f"{name}_text", role="weak"))
        row = QHBoxLayout(self)
        theme.space(row, margins=(12, 12, 16, 12), spacing=12)
        row.addWidget(badge, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(self.box, 1)


def digits_edit(words: Words, msgid: str, name: str) -> QLineEdit:
    """Return a field for twelve digits read aloud."""
    made = line_edit(words, msgid, name, hint=msgid)
    made.setMaxLength(DIGITS + 8)
    theme.width(made, least=220, most=300)
    return made


def digits_in(text: str) -> int:
    """Return how many digits were typed."""
    return sum(letter.isdecimal() for letter in text)


def has_keyboard(desk: QWidget) -> bool:
    """Say whether the keyboard is at ``desk``, beside it on its page, or nowhere: it may be led to the next step."""
    focused = desk.window().focusWidget()
    page = desk.parentWidget()
    return desk.isVisible() and (focused is None or page is None or page.isAncestorOf(focused))
