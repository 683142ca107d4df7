"""A reason: chosen from a list, or typed."""

from __future__ import annotations

from PySide6.QtWidgets import QComboBox, QWidget

from poverty_desktop.i18n import N_, _
from ui import theme
from ui.widgets.words import Words

LEAST_WIDTH = 380


class ReasonBox(QComboBox):
    """Offers ``reasons`` (msgids) and takes any other words; what was typed stays when the language turns."""

    def __init__(self, words: Words, name: str, reasons: tuple[str, ...], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setEditable(True)
        theme.width(self, least=LEAST_WIDTH)
        self._reasons = reasons
        words.put(self.setAccessibleName, N_("Reason"))
        words.also(self._say)

    def empty(self) -> None:
        """Forget what was typed."""
        self.setEditText("")

    def _say(self) -> None:
        typed = self.currentText()
        self.clear()
        self.addItems([_(reason) for reason in self._reasons])
        self.setEditText(typed)
