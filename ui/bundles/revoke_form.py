"""Trust a laptop no more: which one, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from poverty_desktop.i18n import N_, _
from ui import theme
from ui.widgets.controls import button, column, label, line_edit
from ui.widgets.words import Words

if TYPE_CHECKING:
    from poverty_desktop.queries.bundles import DeviceRow

REASON = N_("Reason: lost, stolen, retired")


class RevokeForm(QFrame):
    """``revoked`` carries the laptop and the reason; ``left`` closes the form."""

    revoked = Signal(object, str)
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("revoke_form")
        self.setProperty("role", "card")
        self.words = Words(self)
        self._row: DeviceRow | None = None
        self._asks = label(None, "", "revoke_asks", role="lead")
        self._reason = line_edit(self.words, REASON, "revoke_reason", hint=REASON)
        self._revoke = button(self.words, N_("Revoke this laptop"), "revoke_revoke", self._submit, role="primary")
        leave = button(self.words, N_("Do not revoke"), "revoke_leave", None, role="quiet")
        leave.clicked.connect(self.left)
        self._reason.textChanged.connect(self._show)
        self._reason.returnPressed.connect(self._submit)
        row = QHBoxLayout()
        theme.space(row, spacing=8)
        row.addWidget(self._reason, 1)
        row.addWidget(self._revoke)
        row.addWidget(leave)
        how = N_(
            "Nothing is written for it any more, and what it brings waits until a person has looked at it. What came in"
            " from it before stays. Admit it anew to let it in again."
        )
        box = column(self, margins=16, spacing=8)
        box.addWidget(self._asks)
        box.addWidget(label(self.words, how, "revoke_how", role="weak"))
        box.addLayout(row)
        self.words.also(self._show)

    def show_laptop(self, row: DeviceRow) -> None:
        """Ask about this laptop."""
        self._row = row
        self._reason.clear()
        self._show()
        self._reason.setFocus()

    @Slot()
    def _submit(self) -> None:
        if self._row is not None and self._reason.text().strip():
            self.revoked.emit(self._row.id, self._reason.text())

    @Slot()
    def _show(self) -> None:
        self._revoke.setEnabled(bool(self._reason.text().strip()))
        if self._row is not None:
            said = _("Revoke the laptop “{name}” ({digits})?")
            self._asks.setText(said.format(name=self._row.name, digits=self._row.digits))
