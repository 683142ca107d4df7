"""What the forms that go with an outcome have in common: whose outcome it is, a title, and a way out."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QWidget

from poverty_desktop.domain.verification import OutcomeRule
from ui.widgets.controls import column, label
from ui.widgets.words import Words


class OutcomeForm(QFrame):
    """``left`` gives it up, ``refused`` carries what is wrong with what was typed."""

    left = Signal()
    refused = Signal(object)

    def __init__(self, name: str, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setProperty("role", "banner")
        self.setProperty("tone", "info")
        self.words = Words(self)
        self._rule: OutcomeRule | None = None
        self.box = column(self, margins=(12, 8, 12, 8), spacing=6)
        self._title = label(None, "", title, role="heading")
        self.box.addWidget(self._title)
        self.hide()

    @property
    def rule(self) -> OutcomeRule | None:
        """Return the outcome that is being given."""
        return self._rule

    def drop(self) -> None:
        """Forget what was asked."""
        self._rule = None
        self.hide()
