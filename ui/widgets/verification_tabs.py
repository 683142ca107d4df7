"""The sides of verification under one place of the sidebar: findings, rounds, interviews to review."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QPushButton, QWidget

from poverty_desktop.i18n import N_
from ui import theme
from ui.widgets.flow import FlowLayout
from ui.widgets.purposes import PROCEDURES_PURPOSE, REVIEWS_PURPOSE
from ui.widgets.words import Words

TABS = (
    ("checks", N_("Findings of the checks")),
    ("rounds", N_("Verification rounds")),
    ("reviews", N_("Completed interviews")),
)
OF_OFFICE = (("procedures", N_("Procedures")),)
"""Sides that an office finds here; a village has them in its sidebar."""
HINTS = {"reviews": REVIEWS_PURPOSE, "procedures": PROCEDURES_PURPOSE}
"""What a side is for, where its name alone does not tell."""


class VerificationTabs(QFrame):
    """``chosen`` carries the name of the other page."""

    chosen = Signal(str)

    def __init__(self, page: str, parent: QWidget | None = None, *, role: str = "") -> None:
        super().__init__(parent)
        self.setObjectName("verification_tabs")
        words = Words(self)
        row = FlowLayout(self)
        theme.space(row, spacing=6)
        self._page = page
        self._tabs: dict[str, QPushButton] = {}
        for name, msgid in (*TABS, *(OF_OFFICE if role == "office" else ())):
            made = QPushButton()
            made.setObjectName(f"tab_{name}")
            made.setProperty("role", "chip")
            made.setCheckable(True)
            made.setChecked(name == page)
            words.put(made.setText, msgid)
            words.put(made.setAccessibleName, msgid)
            if name in HINTS:
                words.put(made.setToolTip, HINTS[name])
            made.clicked.connect(partial(self._press, name))
            self._tabs[name] = made
            row.addWidget(made)

    def _press(self, pressed: str, _checked: object = None) -> None:
        """Go to the side that was pressed; the one that is shown stays marked."""
        for name, made in self._tabs.items():
            made.setChecked(name == self._page)
        if pressed != self._page:
            self.chosen.emit(pressed)
