"""On the laptop: ask the office about a forgotten passphrase, and set a new one with its answer."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QDialog, QLineEdit, QWidget

from poverty_desktop.i18n import N_, _
from ui import theme
from ui.errors import Message, Tone, explain
from ui.resets import calls
from ui.widgets import file_chooser
from ui.widgets.controls import button, column, label, line_edit, restyle, rule
from ui.widgets.file_chooser import Purpose
from ui.widgets.page import Shell
from ui.widgets.words import Words

if TYPE_CHECKING:
    from poverty_desktop.operations.handover.enrolment import Asked

WIDTH = 560


class ForgottenDialog(QDialog):
    """``done_with`` tells that the workspace opens with a new passphrase now."""

    done_with = Signal()

    def __init__(self, shell: Shell, workspace: Path, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("forgotten_dialog")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(_("Passphrase forgotten: ask the office"))
        self._shell, self._workspace = shell, workspace
        words = Words(self)
        self._digits = label(None, "", "forgotten_digits", role="title")
        self._digits.hide()
        self._new = line_edit(words, N_("New passphrase"), "forgotten_new", hint=N_("New passphrase"))
        self._again = line_edit(
            words, N_("New passphrase, once more"), "forgotten_again", hint=N_("New passphrase, once more")
        )
        for field in (self._new, self._again):
            field.setEchoMode(QLineEdit.EchoMode.Password)
        self._said = label(None, "", "forgotten_said")
        self._said.hide()
        box = column(self, margins=20, spacing=10)
        box.addWidget(label(words, N_("1. Ask"), "forgotten_first", role="heading"))
        box.addWidget(
            label(
                words,
                N_("Write the request onto a stick, bring it to the office, and read these 12 digits aloud there."),
                "forgotten_first_note",
                role="weak",
            )
        )
        box.addWidget(self._digits)
        box.addWidget(
            button(words, N_("Write the request …"), "forgotten_ask", self._ask, icon="send"),
            0,
            Qt.AlignmentFlag.AlignLeft,
        )
        box.addWidget(rule())
        box.addWidget(label(words, N_("2. Set a new passphrase"), "forgotten_second", role="heading"))
        box.addWidget(
            label(
                words,
                N_("Two persons at the office approve. With the file they give you, set a new passphrase here."),
                "forgotten_second_note",
                role="weak",
            )
        )
        box.addWidget(self._new)
        box.addWidget(self._again)
        box.addWidget(
            button(
                words,
                N_("Choose the answer of the office …"),
                "forgotten_accept",
                self._accept,
                role="primary",
                icon="key",
            ),
            0,
            Qt.AlignmentFlag.AlignLeft,
        )
        box.addWidget(self._said)
        box.addWidget(button(words, N_("Close"), "forgotten_close", self.close), 0, Qt.AlignmentFlag.AlignRight)
        self.setMinimumWidth(theme.px(WIDTH))

    @Slot()
    def _ask(self) -> None:
        folder = file_chooser.ask_folder(self, self._shell, Purpose.STICK, _("Stick for the request"))
        if folder is not None:
            self._shell.store.run_pure(partial(calls.ask, self._workspace, folder), self._asked, self._failed)

    def _asked(self, asked: Asked) -> None:
        self._digits.setText(asked.fingerprint)
        self._digits.setAccessibleName(asked.fingerprint)
        self._digits.show()
        self._say(_("The request lies on the stick. It replaces every earlier one."), tone="success")

    @Slot()
    def _accept(self) -> None:
        passphrase = self._new.text()
        if not passphrase or passphrase != self._again.text():
            self._say(_("Type the new passphrase twice, the same way."), tone="error")
            return
        kinds = file_chooser.kinds(_("Answer of the office"), "fpn")
        file = file_chooser.ask_file(self, self._shell, Purpose.STICK, _("Answer of the office"), kinds)
        if file is not None:
            work = partial(calls.accept, self._workspace, file, passphrase)
            self._shell.store.run_pure(work, self._accepted, self._failed)

    def _accepted(self, _nothing: None) -> None:
        self.done_with.emit()
        self.close()
        said = _("The new passphrase is set. Open the workspace with it.")
        self._shell.tell(Message(tone=Tone.SUCCESS, text=said))

    def _failed(self, error: BaseException) -> None:
        self._say(explain(error).text, tone="error")

    def _say(self, text: str, *, tone: str) -> None:
        self._said.setText(text)
        self._said.setProperty("tone", tone)
        restyle(self._said)
        self._said.show()
