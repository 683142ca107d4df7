"""What supports an outcome of hits: the reason, the evidence in words, and a picture of it."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QWidget

from poverty_desktop.i18n import N_
from poverty_desktop.operations.register.hit_outcomes import Decision
from ui import theme
from ui.widgets.controls import line_edit
from ui.widgets.page import Shell
from ui.widgets.picture_button import PictureButton
from ui.widgets.words import Words


class SupportRow(QWidget):
    """Stands below the hits; what it says goes with the outcome that is given next."""

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("lists_support")
        words = Words(self)
        row = QHBoxLayout(self)
        theme.space(row, spacing=8)
        self._reason = line_edit(
            words, N_("Reason"), "lists_reason", hint=N_("Reason: what was found on looking into it")
        )
        self._evidence = line_edit(
            words, N_("Supporting evidence"), "lists_evidence", hint=N_("Evidence: certificate, visit, photo")
        )
        self._picture = PictureButton(words, "lists_picture")
        self._picture.set_shell(shell)
        row.addWidget(self._reason, 1)
        row.addWidget(self._evidence, 1)
        row.addWidget(self._picture)

    def decision(self, outcome: str) -> Decision:
        """Return an outcome with what stands here."""
        return Decision(
            outcome=outcome, reason=self._reason.text(), evidence=self._evidence.text(), picture=self._picture.path
        )

    def clear(self) -> None:
        """Empty the fields: what supports one outcome does not support the next."""
        self._reason.clear()
        self._evidence.clear()
        self._picture.clear()
