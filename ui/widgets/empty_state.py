"""What an empty page or list says: what it is for, and the first step."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from poverty_desktop.i18n import _
from ui import theme
from ui.widgets import icons
from ui.widgets.controls import button, label
from ui.widgets.words import Words


class EmptyState(QWidget):
    """An icon, a sentence, a hint and at most one button; hidden until it is known that nothing is there."""

    def __init__(self, name: str, picture: str, sentence: str, hint: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.hide()
        self.words = Words(self)
        box = QVBoxLayout(self)
        theme.space(box, margins=12, spacing=8)
        box.addStretch(1)
        shown = label(None, "", f"{name}_icon")
        icons.put(shown, picture, "line_strong", size=44)
        box.addWidget(shown, 0, Qt.AlignmentFlag.AlignHCenter)
        self._said = (sentence, hint)
        self._lines: list[QLabel] = []
        for msgid, role in ((sentence, "lead"), (hint, "weak")):
            if msgid:
                line = label(None, "", f"{name}_{role}", role=role)
                line.setAlignment(Qt.AlignmentFlag.AlignHCenter)
                box.addWidget(line)
                self._lines.append(line)
        self._box = box
        self.words.also(self._say)
        box.addStretch(2)

    def say(self, sentence: str, hint: str) -> None:
        """Say another sentence and hint (msgids); both stood there before."""
        self._said = (sentence, hint)
        self._say()

    def stand_for(self, table: QWidget, *, is_empty: bool) -> None:
        """Stand in the place of a table without rows, or give it back.

        The keyboard is taken over from the table: left to itself it goes to whatever comes next, and the page scrolls
        down to that.
        """
        gone, shown = (table, self) if is_empty else (self, table)
        had_keyboard = gone.window().focusWidget() is gone
        shown.show()
        if had_keyboard:
            shown.setFocus()
        gone.hide()

    def _say(self) -> None:
        self.setAccessibleName(_(self._said[0]))
        for line, msgid in zip(self._lines, filter(None, self._said), strict=True):
            line.setText(_(msgid))

    def offer(self, msgid: str, slot: Callable[[], object], *, icon: str = "", role: str = "primary") -> QPushButton:
        """Add the button of the first step."""
        made = button(self.words, msgid, f"{self.objectName()}_step", slot, role=role, icon=icon)
        self._box.insertWidget(self._box.count() - 1, made, 0, Qt.AlignmentFlag.AlignHCenter)
        return made
