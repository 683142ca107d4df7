"""F1: the keys of the page and of the whole program on one card over the page."""

from __future__ import annotations

import re

from PySide6.QtCore import QEvent, QObject, Qt, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractSlider, QFrame, QGridLayout, QScrollArea, QVBoxLayout, QWidget

from poverty_desktop.i18n import N_, _
from ui import theme
from ui.actions import Key
from ui.widgets.controls import button, label, scrolled
from ui.widgets.words import Words

KEY_NAMES = {
    "Enter": N_("Enter"),
    "Space": N_("Space"),
    "Page Down": N_("Page Down"),
    "Page Up": N_("Page Up"),
    "Home": N_("Home"),
    "End": N_("End"),
}
NAMES = re.compile("|".join(KEY_NAMES))

STEPS = {
    Qt.Key.Key_Down: QAbstractSlider.SliderAction.SliderSingleStepAdd,
    Qt.Key.Key_Up: QAbstractSlider.SliderAction.SliderSingleStepSub,
    Qt.Key.Key_PageDown: QAbstractSlider.SliderAction.SliderPageStepAdd,
    Qt.Key.Key_PageUp: QAbstractSlider.SliderAction.SliderPageStepSub,
    Qt.Key.Key_Home: QAbstractSlider.SliderAction.SliderToMinimum,
    Qt.Key.Key_End: QAbstractSlider.SliderAction.SliderToMaximum,
}
"""The keys that move in a list of keys longer than the card."""


def key_words(keys: str) -> str:
    """Return ``keys`` as they are called in the language of the screen."""
    return NAMES.sub(_called, keys)


def _called(found: re.Match[str]) -> str:
    return _(KEY_NAMES[found[0]])


class KeyCard(QFrame):
    """Shows two groups of keys; Esc, F1 or the button puts it away. While it is there the page behind gets no key."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("key_card")
        self.setProperty("role", "popup")
        self._words = Words(self)
        self._words.put(self.setAccessibleName, N_("Keys"))
        self._close = button(self._words, N_("Close"), "key_card_close", self.dismiss, role="primary")
        self._box = QVBoxLayout(self)
        theme.space(self._box, margins=24, spacing=12)
        self._box.addWidget(label(self._words, N_("Keys"), "key_card_title", role="title"))
        self._content: QScrollArea | None = None
        self._came_from: QWidget | None = None
        self._close.installEventFilter(self)
        self._ground = parent
        self._box.addWidget(self._close, 0, Qt.AlignmentFlag.AlignRight)
        self.hide()

    def open(self, page_title: str, page_keys: tuple[Key, ...], program_keys: tuple[Key, ...]) -> None:
        """Show the keys of the page called ``page_title`` and of the program."""
        if self._content is not None:
            self._box.removeWidget(self._content)
            self._content.deleteLater()
        inner = QWidget()
        grid = QGridLayout(inner)
        theme.space(grid, spacing=6)
        row = 0
        for title, keys in ((page_title, page_keys), (_("Everywhere"), program_keys)):
            if not keys:
                continue
            heading = label(None, "", f"key_group_{row}", role="heading")
            heading.setText(title)
            grid.addWidget(heading, row, 0, 1, 2)
            row += 1
            for key in keys:
                name = label(None, "", f"key_{row}", wraps=False)
                name.setText(key_words(key.keys))
                said = label(None, "", f"key_words_{row}", role="weak")
                said.setText(_(key.words))
                grid.addWidget(name, row, 0)
                grid.addWidget(said, row, 1)
                row += 1
        grid.setColumnStretch(1, 1)
        grid.setRowStretch(row, 1)
        self._content = scrolled(inner, "key_card_content")
        self._box.insertWidget(1, self._content, 1)
        parent = self._ground
        wide = min(theme.px(520), parent.width() - theme.px(48))
        tall = min(theme.px(560), parent.height() - theme.px(64))
        self.setGeometry((parent.width() - wide) // 2, (parent.height() - tall) // 2, wide, tall)
        if not self.isVisible():
            self._came_from = self.window().focusWidget()
        self.show()
        self.raise_()
        self._close.setFocus()

    @Slot()
    def dismiss(self) -> None:
        """Put the card away, and give the keyboard back to where it was."""
        came_from, self._came_from = self._came_from, None
        self.hide()
        if came_from is not None:
            came_from.setFocus()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Scroll by the keys that would take a button's keyboard elsewhere; go when the page behind is clicked."""
        if watched is self._close and self._content is not None:
            if isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress:
                step = STEPS.get(Qt.Key(event.key()))
                if step is not None:
                    self._content.verticalScrollBar().triggerAction(step)
                    return True
            if event.type() is QEvent.Type.FocusOut and self.isVisible() and self.window().isActiveWindow():
                self._came_from = None
                self.dismiss()
        return False

    def focusNextPrevChild(self, _next: bool) -> bool:  # noqa: FBT001 - Qt's own signature
        """Keep the keyboard: the page behind is not to be walked through unseen."""
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Close on Esc and F1."""
        if event.key() in (Qt.Key.Key_Escape, Qt.Key.Key_F1):
            self.dismiss()
        else:
            super().keyPressEvent(event)
