"""The row in which true hits of departments' lists are noted as put right: what was done, what shows it, and when."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from poverty_desktop.i18n import N_
from poverty_desktop.operations.register.hit_outcomes import Rectification
from ui import theme
from ui.widgets.controls import button, column, label, line_edit
from ui.widgets.fields import day_field, day_of
from ui.widgets.picture_button import PictureButton
from ui.widgets.words import Words

TITLE = N_("It is true: once it is put right, note it here")
DONE = N_("Note as put right")


class MendRow(QFrame):
    """``given`` is sent once it is to be noted; :meth:`rectification` says what."""

    given = Signal()

    def __init__(self, prefix: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(f"{prefix}_mend_row")
        self.setProperty("role", "card")
        words = Words(self)
        box = column(self, margins=(12, 8, 12, 8), spacing=6)
        head = QHBoxLayout()
        head.addWidget(label(words, TITLE, f"{prefix}_mend_title"), 1)
        self.picture = PictureButton(words, f"{prefix}_mend_picture")
        head.addWidget(self.picture)
        box.addLayout(head)
        row = QHBoxLayout()
        theme.space(row, spacing=8)
        self._said = line_edit(
            words,
            N_("What was done to put it right"),
            f"{prefix}_mend_words",
            hint=N_("What was done, such as money paid back, a post given up, a fact corrected"),
        )
        self._said.returnPressed.connect(self.give)
        row.addWidget(self._said, 3)
        self._evidence = line_edit(
            words,
            N_("What shows that it was put right"),
            f"{prefix}_mend_evidence",
            hint=N_("Evidence: receipt, certificate, photo"),
        )
        self._evidence.returnPressed.connect(self.give)
        row.addWidget(self._evidence, 2)
        self._on = day_field(words, N_("Put right on"), f"{prefix}_mend_on")
        words.put(self._on.setPlaceholderText, N_("day; empty: today"))
        theme.width(self._on, least=150, most=170)
        self._on.returnPressed.connect(self.give)
        row.addWidget(self._on)
        row.addWidget(button(words, DONE, f"{prefix}_mend_done", self.give, role="primary", icon="check"))
        box.addLayout(row)

    def rectification(self) -> Rectification:
        """Return what the fields say; raises ``RuleError`` where the day is no day."""
        return Rectification(
            words=self._said.text(),
            evidence=self._evidence.text(),
            on=day_of(self._on.text()),
            picture=self.picture.path,
        )

    def clear(self) -> None:
        """Empty the fields: what was done here is not what is done next."""
        for field in (self._said, self._evidence, self._on):
            field.clear()
        self.picture.clear()

    @Slot()
    def give(self) -> None:
        """Ask for it to be noted; without what was done, ask for that first."""
        if self._said.text().strip():
            self.given.emit()
        else:
            self._said.setFocus()
