"""The three calm steps by which a laptop is admitted: write a request, read digits aloud, take in the answer."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QWidget

from poverty_desktop.i18n import N_, _
from ui import theme
from ui.bundles.frames import DIGITS, StepFrame, digits_edit, digits_in
from ui.widgets.controls import button, column, label, stand_first
from ui.widgets.in_sight import bring_in_sight
from ui.widgets.words import Words

if TYPE_CHECKING:
    from poverty_desktop.operations.handover.enrolment import Asked


class AdmissionPath(QWidget):
    """The ``…_asked`` signals open dialogs; ``accepted`` carries the admission file and the typed digits."""

    request_asked = Signal()
    digits_asked = Signal()
    file_asked = Signal()
    accepted = Signal(object, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("admission_path")
        words = Words(self)
        self._asked: Asked | None = None
        self._file: Path | None = None
        first = StepFrame(
            words,
            "admission_ask",
            1,
            N_("Write a request"),
            N_("A small file that asks the office to admit this laptop. Put it on the stick for the office."),
        )
        self._write = button(words, N_("Write the request …"), "admission_write", None, icon="send")
        self._write.clicked.connect(self.request_asked)
        self._where = label(None, "", "admission_where", role="small")
        self._add(first, self._write, self._where)
        second = StepFrame(
            words,
            "admission_read",
            2,
            N_("Read these digits to the office"),
            N_(
                "By telephone or face to face. The office types them; so it knows that the request is from this laptop."
            ),
        )
        self._digits = label(None, "", "admission_digits", role="code", wraps=False)
        self._waiting = label(
            words, N_("The digits stand here once the request is written."), "admission_wait", role="small"
        )
        self._add(second, self._digits)
        second.box.addWidget(self._waiting)
        again = button(words, N_("Show the digits of a request written before …"), "admission_again", None, role="link")
        again.clicked.connect(self.digits_asked)
        self._add(second, again)
        third = StepFrame(
            words,
            "admission_accept",
            3,
            N_("Take in the office's answer"),
            N_(
                "Choose the admission file from the stick, and type the 12 digits that the office reads from its sheet."
            ),
        )
        self._choose = button(words, N_("Choose the admission …"), "admission_choose", None, icon="folder")
        self._choose.clicked.connect(self.file_asked)
        self._chosen = label(None, "", "admission_chosen", role="small")
        self._add(third, self._choose, self._chosen)
        self._typed = digits_edit(words, N_("12 digits of the office"), "admission_typed")
        self._typed.textChanged.connect(self._show)
        self._typed.returnPressed.connect(self._accept)
        self._accept_button = button(
            words, N_("The digits are the same"), "admission_accept_button", self._accept, icon="check"
        )
        self._add(third, self._typed, self._accept_button)
        box = column(self, spacing=12)
        for step in (first, second, third):
            box.addWidget(step)
        self._show()

    def show_asked(self, asked: Asked) -> None:
        """Show the request that was written."""
        self._asked = asked
        self._show()
        self._choose.setFocus()
        bring_in_sight(self._choose, self._digits)  # the digits are read aloud first

    def show_file(self, file: Path) -> None:
        """Show the admission that was chosen."""
        self._file = file
        self._show()
        self._typed.setFocus()
        bring_in_sight(self._accept_button)

    def focus_first(self) -> None:
        """Put the keyboard at the step in work."""
        (self._write if self._asked is None and self._file is None else self._choose).setFocus()

    def _add(self, step: StepFrame, *shown: QWidget) -> None:
        row = QHBoxLayout()
        theme.space(row, spacing=8)
        for widget in shown:
            row.addWidget(widget)
        row.addStretch(1)
        step.box.addLayout(row)

    @Slot()
    def _accept(self) -> None:
        if self._file is not None and digits_in(self._typed.text()) == DIGITS:
            self.accepted.emit(self._file, self._typed.text())

    @Slot()
    def _show(self) -> None:
        asked = self._asked
        self._where.setText("" if asked is None else _("Written: {file}").format(file=asked.path.name))
        self._digits.setText("" if asked is None else asked.fingerprint)
        self._digits.setVisible(asked is not None)
        self._waiting.setVisible(asked is None)
        self._chosen.setText("" if self._file is None else self._file.name)
        self._typed.setVisible(self._file is not None)
        self._accept_button.setVisible(self._file is not None)
        is_ready = self._file is not None and digits_in(self._typed.text()) == DIGITS
        self._accept_button.setEnabled(is_ready)
        steps = (
            (self._write, asked is None and self._file is None),
            (self._choose, asked is not None and self._file is None),
            (self._accept_button, self._file is not None),
        )
        for made, is_next in steps:
            stand_first(made, is_first=is_next)
