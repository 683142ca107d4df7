"""A new passphrase, and a new recovery sheet."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QLineEdit

from poverty_desktop.i18n import N_, _
from poverty_desktop.operations.done import Done
from ui.errors import Message, Tone
from ui.settings import calls
from ui.settings.form import Pane, left
from ui.settings.lock_choice import LockChoice
from ui.widgets import file_chooser
from ui.widgets.controls import button, label, line_edit, restyle
from ui.widgets.file_chooser import Purpose
from ui.widgets.opening import ask_system
from ui.widgets.page import Shell

if TYPE_CHECKING:
    from poverty_desktop.operations.session import Session


class PassphrasePane(Pane):
    """What opens the workspace from now on."""

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        self.shell = shell
        self._present = line_edit(self.words, N_("Present passphrase, or recovery code"), "settings_passphrase_present")
        self._present.textEdited.connect(self._forgive)
        self._new = line_edit(self.words, N_("New passphrase"), "settings_passphrase")
        self._again = line_edit(self.words, N_("New passphrase, once more"), "settings_passphrase_again")
        for field in (self._present, self._new, self._again):
            field.setEchoMode(QLineEdit.EchoMode.Password)
        self._answer = left(
            button(
                self.words,
                N_("Answer a laptop whose passphrase is forgotten …"),
                "settings_answer_reset",
                self._answer_reset,
                icon="office",
            )
        )
        self._answer.hide()
        self._strength = label(None, "", "settings_strength", role="small")
        self._new.textChanged.connect(self._judge)
        self.fill(
            "passphrase",
            N_("Passphrase"),
            label(self.words, N_("Present passphrase, or recovery code"), "settings_present_label", role="heading"),
            self._present,
            label(
                self.words,
                N_("It is asked for before the passphrase is changed or a new recovery sheet is made."),
                "settings_present_note",
                role="weak",
            ),
            label(self.words, N_("New passphrase"), "settings_passphrase_label", role="heading"),
            self._new,
            self._strength,
            label(self.words, N_("New passphrase, once more"), "settings_again_label", role="heading"),
            self._again,
            left(
                button(
                    self.words,
                    N_("Change the passphrase"),
                    "settings_passphrase_save",
                    self._save_passphrase,
                    role="primary",
                )
            ),
            LockChoice(shell),
            label(self.words, N_("Recovery sheet"), "settings_sheet_label", role="heading"),
            label(
                self.words,
                N_("A new sheet replaces the old one, which then opens nothing any more."),
                "settings_sheet_note",
                role="weak",
            ),
            left(button(self.words, N_("Make a new recovery sheet …"), "settings_sheet", self._new_sheet, icon="key")),
            self._answer,
        )

    def set_role(self, role: str) -> None:
        """Offer an office what only an office does."""
        self._answer.setVisible(role == "office")

    @Slot()
    def _answer_reset(self) -> None:
        from ui.resets import answer_dialog

        answer_dialog.ask(self.shell, self)

    @Slot(str)
    def _judge(self, text: str) -> None:
        from poverty_desktop.crypto.passphrase import LABELS, judge

        judgement = judge(text)
        said = [_(LABELS[judgement.strength]), *(_(advice) for advice in judgement.advice)]
        self._strength.setText(" · ".join(said) if text else "")

    @Slot()
    def _save_passphrase(self) -> None:
        if self._lacks_present():
            return
        is_wrong = self._new.text() != self._again.text()
        self._again.setProperty("wrong", "true" if is_wrong else "false")
        restyle(self._again)
        if is_wrong:
            self.shell.tell(Message(tone=Tone.WARNING, text=_("The two passphrases differ. Type it once more.")))
            return
        work = partial(calls.set_passphrase, self._new.text(), self._present.text())
        self.shell.store.run(work, self._passphrase_saved, self._refused)

    def _passphrase_saved(self, _done: Done[None]) -> None:
        for field in (self._present, self._new, self._again):
            field.clear()
        self.shell.tell(Message(tone=Tone.SUCCESS, text=_("The new passphrase opens this workspace from now on.")))

    @Slot()
    def _new_sheet(self) -> None:
        if self._lacks_present():
            return
        target = file_chooser.ask_target(
            self,
            self.shell,
            Purpose.PAPERS,
            _("Save the recovery sheet"),
            f"{_('Recovery sheet')}.pdf",
            "PDF (*.pdf)",
        )
        if target is not None:
            work = partial(_sheet_to_file, target, self._present.text())
            self.shell.store.run(work, self._sheet_saved, self._refused)

    def _lacks_present(self) -> bool:
        """Ask for the present passphrase where it was not typed; the practice village has none."""
        if self._present.text() or self.shell.desk.is_practice:
            return False
        self._mark_present()
        self.shell.tell(
            Message(tone=Tone.WARNING, text=_("Type the present passphrase, or the code of the recovery sheet, first."))
        )
        return True

    def _mark_present(self) -> None:
        self._present.setProperty("wrong", "true")
        restyle(self._present)
        self._present.selectAll()
        self._present.setFocus()

    @Slot()
    def _forgive(self) -> None:
        if self._present.property("wrong") == "true":
            self._present.setProperty("wrong", "false")
            restyle(self._present)

    def _refused(self, error: BaseException) -> None:
        self._mark_present()
        self.shell.fail(error)

    def _sheet_saved(self, file: Path) -> None:
        self._present.clear()
        opened = ask_system(file)
        said = _("Print the new recovery sheet, then delete the file; the old sheet opens nothing any more.")
        tone = Tone.SUCCESS if opened.tone is Tone.INFO else opened.tone
        self.shell.tell(Message(tone=tone, text=f"{said} {opened.text}"))


def _sheet_to_file(target: Path, present: str, session: Session) -> Path:
    calls.new_sheet(target, present, session)
    return target
