"""A secret value: masked until it is pressed; whoever presses is logged by the owner of the callback."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QPushButton, QWidget

from poverty_desktop.i18n import N_, _
from ui.widgets import icons
from ui.widgets.words import Words

SHOWN_ENDS = 4
DOT = "•"


def mask(text: str) -> str:
    """Return ``text`` with all but its ends hidden: ``4205••••••••••1234``; short texts are hidden whole."""
    if len(text) <= 2 * SHOWN_ENDS:
        return DOT * len(text)
    return text[:SHOWN_ENDS] + DOT * (len(text) - 2 * SHOWN_ENDS) + text[-SHOWN_ENDS:]


class MaskedValue(QPushButton):
    """Shows the masked text; a press shows the value and emits ``revealed``, the next press hides it."""

    revealed = Signal()

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setProperty("role", "link")
        self._value = ""
        self._is_open = False
        icons.put(self, "eye", "accent", size=16)
        Words(self).also(self._show)
        self.clicked.connect(self._press)

    def set_value(self, value: str) -> None:
        """Hold ``value``, masked."""
        self._value = value
        self._is_open = False
        self._show()

    @Slot()
    def _press(self) -> None:
        self._is_open = not self._is_open
        self._show()
        if self._is_open:
            self.revealed.emit()

    def _show(self) -> None:
        self.setVisible(bool(self._value))
        self.setText(self._value if self._is_open else mask(self._value))
        self.setToolTip(_(N_("Press to hide")) if self._is_open else _(N_("Press to show; this is logged")))
        self.setAccessibleName(_("Masked value"))
