"""Admit a laptop: its request, its villages, and the twelve digits that it reads aloud."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from poverty_desktop.i18n import N_, _, format_list
from ui import theme
from ui.bundles.calls import Request
from ui.bundles.frames import DIGITS, digits_edit, digits_in
from ui.widgets.controls import button, column, label
from ui.widgets.words import Words


class AdmitForm(QFrame):
    """``admitted`` carries the request's file and the digits; ``left`` closes the form."""

    admitted = Signal(object, str)
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("admit_form")
        self.setProperty("role", "card")
        self.words = Words(self)
        self._request: Request | None = None
        self._asks = label(None, "", "admit_asks", role="lead")
        self._villages = label(None, "", "admit_villages")
        self._typed = digits_edit(self.words, N_("12 digits of the laptop"), "admit_typed")
        self._admit = button(self.words, N_("Admit this laptop"), "admit_admit", self._submit, role="primary")
        leave = button(self.words, N_("Do not admit"), "admit_leave", None, role="quiet")
        leave.clicked.connect(self.left)
        self._typed.textChanged.connect(self._show)
        self._typed.returnPressed.connect(self._submit)
        row = QHBoxLayout()
        theme.space(row, spacing=8)
        for shown in (self._typed, self._admit, leave):
            row.addWidget(shown)
        row.addStretch(1)
        box = column(self, margins=16, spacing=8)
        box.addWidget(self._asks)
        box.addWidget(self._villages)
        box.addWidget(
            label(
                self.words,
                N_("Let the work group read its 12 digits, by telephone or face to face, and type them here."),
                "admit_how",
                role="weak",
            )
        )
        box.addLayout(row)
        self.words.also(self._show)

    def show_request(self, request: Request) -> None:
        """Show who asks for which villages."""
        self._request = request
        self._typed.clear()
        self._show()
        self._typed.setFocus()

    @Slot()
    def _submit(self) -> None:
        if self._request is not None and digits_in(self._typed.text()) == DIGITS:
            self.admitted.emit(self._request.path, self._typed.text())

    @Slot()
    def _show(self) -> None:
        request = self._request
        self._admit.setEnabled(digits_in(self._typed.text()) == DIGITS)
        if request is not None:
            self._asks.setText(_("The laptop “{name}” asks to be admitted.").format(name=request.name))
            new = (
                _("{name} (entered by hand, code {code})").format(name=name, code=code)
                for code, name in request.entered
            )
            names = format_list([*(name for _code, name in request.villages), *new])
            self._villages.setText(_("For these villages: {villages}").format(villages=names))
