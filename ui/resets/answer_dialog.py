"""At the office: answer the request of a laptop whose passphrase is forgotten, two persons together."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QDialog, QLineEdit, QWidget

from poverty_desktop.i18n import N_, _, format_date
from poverty_desktop.operations.done import Done
from poverty_desktop.queries.handover.laptop_names import called
from ui import theme
from ui.errors import Message, Tone, explain
from ui.resets import calls
from ui.widgets import file_chooser
from ui.widgets.controls import button, column, label, line_edit, restyle, rule
from ui.widgets.file_chooser import Purpose
from ui.widgets.page import Shell
from ui.widgets.words import Words

if TYPE_CHECKING:
    from poverty_desktop.operations.handover.reset import Shown

WIDTH = 600


class AnswerDialog(QDialog):
    """The first person knows whom they answer; the second brings a key file that the first does not have."""

    def __init__(self, shell: Shell, file: Path, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("answer_dialog")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(_("Answer a forgotten passphrase"))
        self._shell, self._file = shell, file
        self._holder_file: Path | None = None
        words = Words(self)
        self._whose = label(None, "", "answer_whose", role="lead")
        self._fields = {
            name: line_edit(words, msgid, f"answer_{name}", hint=msgid)
            for name, msgid in (
                ("digits", N_("The 12 digits on the laptop's screen")),
                ("present", N_("Passphrase of this office")),
                ("holder", N_("Passphrase of the second key holder")),
            )
        }
        for name in ("present", "holder"):
            self._fields[name].setEchoMode(QLineEdit.EchoMode.Password)
        self._holder = button(
            words, N_("Key file of the second key holder …"), "answer_holder_file", self._ask_holder, icon="key"
        )
        self._said = label(None, "", "answer_said")
        self._said.setProperty("tone", "error")
        self._said.hide()
        box = column(self, margins=20, spacing=10)
        box.addWidget(self._whose)
        box.addWidget(label(words, N_("The first person"), "answer_first", role="heading"))
        box.addWidget(
            label(
                words,
                N_("Make sure who asks, in person or by a known number. Let them read the digits to you."),
                "answer_first_note",
                role="weak",
            )
        )
        box.addWidget(self._fields["digits"])
        box.addWidget(self._fields["present"])
        box.addWidget(rule())
        box.addWidget(label(words, N_("The second person"), "answer_second", role="heading"))
        box.addWidget(
            label(
                words,
                N_("The second key holder brings the key file and types its passphrase. Neither can answer alone."),
                "answer_second_note",
                role="weak",
            )
        )
        box.addWidget(self._holder, 0, Qt.AlignmentFlag.AlignLeft)
        box.addWidget(self._fields["holder"])
        box.addWidget(self._said)
        box.addWidget(
            button(words, N_("Write the answer …"), "answer_write", self._write, role="primary", icon="send"),
            0,
            Qt.AlignmentFlag.AlignRight,
        )
        self.setMinimumWidth(theme.px(WIDTH))
        shell.store.run(partial(calls.look, file), self._show, self._failed)

    def _show(self, found: Shown) -> None:
        day = "" if found.admitted_at is None else format_date(found.admitted_at.astimezone().date())
        said = _("The laptop {name}, admitted {day}, asks since {asked}.")
        asked = format_date(found.asked_at.astimezone().date())
        self._whose.setText(said.format(name=called(found.name, found.digits), day=day, asked=asked))

    @Slot()
    def _ask_holder(self) -> None:
        kinds = file_chooser.kinds(_("Key file"), "fpk")
        file = file_chooser.ask_file(self, self._shell, Purpose.STICK, _("Key file of the second key holder"), kinds)
        if file is not None:
            self._holder_file = file
            self._holder.setText(file.name)

    @Slot()
    def _write(self) -> None:
        typed = {name: field.text() for name, field in self._fields.items()}
        if self._holder_file is None or not all(typed.values()):
            self._say(_("Fill in all three fields and choose the key file."))
            return
        folder = file_chooser.ask_folder(self, self._shell, Purpose.STICK, _("Stick for the answer"))
        if folder is not None:
            work = partial(
                calls.answer, self._file, typed["digits"], typed["present"], self._holder_file, typed["holder"], folder
            )
            self._shell.store.run(work, self._written, self._failed)

    def _written(self, done: Done[Path]) -> None:
        said = _("The answer {file} was written. With it the laptop sets a new passphrase. It stands in the log.")
        self._shell.tell(Message(tone=Tone.SUCCESS, text=said.format(file=done.value.name)))
        self.close()

    def _failed(self, error: BaseException) -> None:
        self._say(explain(error).text)

    def _say(self, text: str) -> None:
        self._said.setText(text)
        restyle(self._said)
        self._said.show()


def ask(shell: Shell, parent: QWidget) -> AnswerDialog | None:
    """Ask for the request of a laptop and show the dialog that answers it; nothing where none was chosen."""
    kinds = file_chooser.kinds(_("Forgotten passphrase"), "fpw")
    file = file_chooser.ask_file(parent, shell, Purpose.STICK, _("Request of the laptop"), kinds)
    if file is None:
        return None
    dialog = AnswerDialog(shell, file, parent)
    dialog.open()
    return dialog
