"""A backup by one button."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import Slot

from poverty_desktop.i18n import N_, _, say
from poverty_desktop.operations.done import Done
from ui.errors import Mend, Message, Tone
from ui.settings import calls
from ui.settings.form import Pane, left
from ui.widgets import file_chooser
from ui.widgets.controls import button, label
from ui.widgets.file_chooser import Purpose
from ui.widgets.opening import open_path
from ui.widgets.page import Shell


class BackupPane(Pane):
    """Writes and proves a backup where the person says."""

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        self.shell = shell
        self._backup: Path | None = None
        self.fill(
            "backup",
            N_("Backup"),
            label(
                self.words,
                N_(
                    "A backup is one encrypted file. It opens with the passphrase of this workspace. "
                    "Keep it on a stick or a disk apart from this laptop."
                ),
                "settings_backup_note",
                role="weak",
            ),
            left(
                button(
                    self.words, N_("Back up now …"), "settings_backup_now", self._back_up, role="primary", icon="backup"
                )
            ),
            label(self.words, N_("Bring a backup back"), "settings_restore_label", role="heading"),
            label(
                self.words,
                N_(
                    "A backup is brought back on the welcome page, into an empty folder of its own. "
                    "This workspace is closed first and stays as it is."
                ),
                "settings_restore_note",
                role="weak",
            ),
            left(
                button(
                    self.words,
                    N_("Close and go to the welcome page"),
                    "settings_restore",
                    self.shell.close_workspace,
                    icon="back",
                )
            ),
        )

    @Slot()
    def _back_up(self) -> None:
        folder = file_chooser.ask_folder(self, self.shell, Purpose.BACKUP, _("Folder for the backup"))
        if folder is not None:
            task = self.shell.store.run_long(partial(calls.back_up, folder), self._backed_up)
            self.shell.watch(task, _("Backing up"))

    def _backed_up(self, done: Done[Path]) -> None:
        self._backup = done.value
        self.shell.tell(
            Message(
                tone=Tone.SUCCESS,
                text=say(N_("The backup {file} was written and proved."), {"file": done.value.name}),
                mend=Mend(words=_("Open the folder"), act=self._open_backup_folder),
            )
        )

    def _open_backup_folder(self) -> None:
        if self._backup is not None:
            open_path(self.shell, self._backup.parent)
