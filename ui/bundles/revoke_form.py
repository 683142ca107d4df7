"""What is decided on a laptop: it was lost, it is trusted no more, or it is let in again."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from poverty_desktop.i18n import N_, _
from ui import theme
from ui.widgets.controls import button, column, label, line_edit
from ui.widgets.words import Words

if TYPE_CHECKING:
    from poverty_desktop.queries.handover.bundles import DeviceRow

REASON = N_("Reason: lost, stolen, retired")
LOST = N_("Lost")


class Act(Enum):
    """What the form asks about: its question, what follows from it, its button, and the one that leaves."""

    LOSE = (
        N_("Is the laptop “{name}” ({digits}) lost?"),
        N_(
            "At once nothing is written for it any more, and what it brings is held back until a person has looked at"
            " it. The other laptops learn it with what is next written for them. What came in from it before stays."
            " Found again, it can be let in again."
        ),
        N_("Report as lost"),
        N_("Leave it as it is"),
    )
    REVOKE = (
        N_("Revoke the laptop “{name}” ({digits})?"),
        N_(
            "Nothing is written for it any more, and what it brings waits until a person has looked at it. What came in"
            " from it before stays. Admit it anew to let it in again."
        ),
        N_("Revoke this laptop"),
        N_("Do not revoke"),
    )
    LET_IN = (
        N_("Let the laptop “{name}” ({digits}) in again?"),
        N_(
            "Only if nobody else has had it. Two persons decide this. It gets a new certificate for the same villages"
            " with what is next written for it; what it brought in between still waits under Merging, Held back."
        ),
        N_("Let it in again"),
        N_("Leave it as it is"),
    )


class RevokeForm(QFrame):
    """``revoked`` and ``let_in`` carry the laptop, the reason and who agreed; ``left`` closes the form."""

    revoked = Signal(object, str)
    let_in = Signal(object, str, str)
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("revoke_form")
        self.setProperty("role", "card")
        self.words = Words(self)
        self._row: DeviceRow | None = None
        self._act = Act.REVOKE
        self._asks = label(None, "", "revoke_asks", role="lead")
        self._how = label(None, "", "revoke_how", role="weak")
        self._reason = line_edit(self.words, REASON, "revoke_reason", hint=REASON)
        self._approver = line_edit(
            self.words, N_("Second person"), "revoke_approver", hint=N_("Name of the person who approves")
        )
        self._revoke = button(self.words, "", "revoke_revoke", self._submit, role="primary")
        self._leave = button(self.words, "", "revoke_leave", None, role="quiet")
        self._leave.clicked.connect(self.left)
        for edit in (self._reason, self._approver):
            edit.textChanged.connect(self._show)
            edit.returnPressed.connect(self._submit)
        row = QHBoxLayout()
        theme.space(row, spacing=8)
        row.addWidget(self._reason, 2)
        row.addWidget(self._approver, 1)
        row.addWidget(self._revoke)
        row.addWidget(self._leave)
        box = column(self, margins=16, spacing=8)
        box.addWidget(self._asks)
        box.addWidget(self._how)
        box.addLayout(row)
        self.words.also(self._show)

    def show_laptop(self, row: DeviceRow, act: Act = Act.REVOKE) -> None:
        """Ask about this laptop."""
        self._row, self._act = row, act
        self._reason.setText(_(LOST) if act is Act.LOSE else "")
        self._approver.clear()
        self._show()
        self._reason.setFocus()

    @Slot()
    def _submit(self) -> None:
        if self._row is None or not self._reason.text().strip():
            return
        if self._act is Act.LET_IN:
            self.let_in.emit(self._row.id, self._reason.text(), self._approver.text())
        else:
            self.revoked.emit(self._row.id, self._reason.text())

    @Slot()
    def _show(self) -> None:
        asks, how, does, leaves = self._act.value
        is_whole = bool(self._reason.text().strip()) and (
            self._act is not Act.LET_IN or bool(self._approver.text().strip())
        )
        self._revoke.setEnabled(is_whole)
        self._approver.setVisible(self._act is Act.LET_IN)
        self._how.setText(_(how))
        for made, words in ((self._revoke, does), (self._leave, leaves)):
            made.setText(_(words))
            made.setAccessibleName(_(words))
        if self._row is not None:
            self._asks.setText(_(asks).format(name=self._row.name, digits=self._row.digits))
