"""The office's keys, made once: two key files, two passphrases, two people."""

from __future__ import annotations

from itertools import pairwise

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QWidget

from poverty_desktop.i18n import N_, _
from ui import theme
from ui.bundles.frames import StepFrame
from ui.widgets.controls import button, column, label, line_edit, restyle
from ui.widgets.words import Words


class KeysForm(QWidget):
    """``asked`` carries the two passphrases once they are right; what is wrong stands beside its field."""

    asked = Signal(str, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("keys_form")
        self.words = Words(self)
        self._troubles: dict[str, QLabel] = {}
        self._fields: dict[str, QLineEdit] = {}
        first = StepFrame(
            self.words,
            "keys_own",
            1,
            N_("The key file of this office"),
            N_(
                "It opens what the laptops send. Keep it on a stick under lock, not on this computer. "
                "Choose a passphrase for it that nobody else knows."
            ),
        )
        self._pair(first, "own")
        second = StepFrame(
            self.words,
            "keys_holder",
            2,
            N_("The second key holder"),
            N_(
                "If the office's keys are lost, this second file opens the bundles. Let another person, "
                "for example the head of the office, type a passphrase of their own and keep the file elsewhere."
            ),
        )
        self._pair(second, "holder")
        third = StepFrame(
            self.words,
            "keys_where",
            3,
            N_("Where to"),
            N_("Both files are written into one folder, best a stick. Then give the second one away."),
        )
        self._make = button(self.words, N_("Make the keys …"), "keys_make", self._submit, role="primary", icon="key")
        row = QHBoxLayout()
        theme.space(row, spacing=8)
        row.addWidget(self._make)
        row.addStretch(1)
        third.box.addLayout(row)
        self._lead_on()
        box = column(self, spacing=12)
        for step in (first, second, third):
            box.addWidget(step)

    def _lead_on(self) -> None:
        """Let Enter go from field to field, and make the keys from the last one."""
        fields = tuple(self._fields.values())
        for here, there in pairwise(fields):
            here.returnPressed.connect(there.setFocus)
        fields[-1].returnPressed.connect(self._submit)

    def focus_first(self) -> None:
        """Put the keyboard into the first field."""
        self._fields["own"].setFocus()

    def clear(self) -> None:
        """Forget what was typed."""
        for field in self._fields.values():
            field.clear()

    def _pair(self, step: StepFrame, name: str) -> None:
        row = QHBoxLayout()
        theme.space(row, spacing=8)
        for key, msgid in ((name, N_("Passphrase")), (f"{name}_again", N_("Passphrase, once more"))):
            field = line_edit(self.words, msgid, f"keys_{key}", hint=msgid)
            field.setEchoMode(QLineEdit.EchoMode.Password)
            self._fields[key] = field
            row.addWidget(field, 1)
        step.box.addLayout(row)
        trouble = label(None, "", f"keys_trouble_{name}")
        trouble.setProperty("tone", "error")
        trouble.hide()
        self._troubles[name] = trouble
        step.box.addWidget(trouble)

    @Slot()
    def _submit(self) -> None:
        found = self._missing()
        for name, trouble in self._troubles.items():
            trouble.setText(found.get(name, ""))
            trouble.setVisible(name in found)
            self._fields[name].setProperty("wrong", "true" if name in found else "false")
            restyle(self._fields[name])
        if found:
            self._fields[next(iter(found))].setFocus()
        else:
            self.asked.emit(self._fields["own"].text(), self._fields["holder"].text())

    def _missing(self) -> dict[str, str]:
        from poverty_desktop.crypto.passphrase import Strength, judge

        found: dict[str, str] = {}
        for name in self._troubles:
            text = self._fields[name].text()
            if judge(text).strength is Strength.TOO_WEAK:
                found[name] = _("This passphrase is too easy to guess.")
            elif text != self._fields[f"{name}_again"].text():
                found[name] = _("The two passphrases differ. Type it once more.")
        if not found and self._fields["own"].text() == self._fields["holder"].text():
            found["holder"] = _("The second key holder needs a passphrase of their own.")
        return found
