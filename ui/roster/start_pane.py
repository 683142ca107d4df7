"""The first step: which file."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from poverty_desktop.i18n import N_
from ui import theme
from ui.widgets.controls import button, label, scrolled
from ui.widgets.words import Words


class StartPane(QWidget):
    """Says what can be taken in, and asks for a file."""

    file_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        words = Words(self)
        card = QFrame()
        card.setObjectName("roster_start")
        card.setProperty("role", "card")
        box = QVBoxLayout(card)
        theme.space(box, margins=24, spacing=12)
        for msgid, name, role in (
            (N_("The roster of the village comes from a table."), "roster_lead", "title"),
            (
                N_(
                    "An Excel workbook, a LibreOffice sheet or a CSV file: the export of the national system, "
                    "or your own list of all households. Titles above the table do no harm."
                ),
                "roster_what",
                "",
            ),
            (
                N_("First every row is shown with what will happen to it and why. Nothing is saved before you say so."),
                "roster_calm",
                "weak",
            ),
        ):
            box.addWidget(label(words, msgid, name, role=role))
        self._choose = button(
            words, N_("Choose the file …"), "roster_choose", self.file_asked.emit, role="primary", icon="import"
        )
        box.addWidget(self._choose, 0, Qt.AlignmentFlag.AlignLeft)
        box.addStretch(1)
        outer = QVBoxLayout(self)
        theme.space(outer)
        outer.addWidget(scrolled(card, "roster_start_area"))

    def focus_first(self) -> None:
        """Put the keyboard on the button."""
        self._choose.setFocus()
