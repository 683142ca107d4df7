"""Brings a workspace back from its backup, into a folder of its own; nothing that is there is overwritten."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from poverty_desktop.i18n import _
from ui.backups import calls as backups
from ui.backups import kept_dialog
from ui.errors import Message, Tone
from ui.welcome import calls
from ui.welcome.calls import RecentWorkspace
from ui.widgets import file_chooser
from ui.widgets.file_chooser import Purpose
from ui.widgets.page import Shell

if TYPE_CHECKING:
    from poverty_desktop.store.backup_shelf import KeptBackup


class Restoring(QObject):
    """Asks for the backup and where it is to go; ``restored`` tells of the workspace that was laid down."""

    restored = Signal(object)

    def __init__(self, shell: Shell, page: QWidget) -> None:
        super().__init__(page)
        self._shell = shell
        self._page = page
        self._damaged = Path()

    @Slot()
    def into_new_folder(self) -> None:
        """Restore a backup into an empty folder that the person chooses."""
        folders = tuple(Path(folder) for folder in self._shell.preferences.recent)
        self._shell.store.run_pure(partial(backups.kept, folders), self._offer_for_new)

    def beside(self, damaged: Path) -> None:
        """Restore a backup beside the ``damaged`` workspace, which stays as it is."""
        self._damaged = damaged
        self._shell.store.run_pure(partial(backups.kept, (damaged,)), self._offer_beside)

    def _offer_for_new(self, found: tuple[KeptBackup, ...]) -> None:
        source = self._ask_backup(found)
        if source is None:
            return
        folder = file_chooser.ask_folder(
            self._page, self._shell, Purpose.WORKSPACE, _("Empty folder for the restored workspace")
        )
        if folder is not None:
            work = partial(calls.restore, source, folder)
            task = self._shell.store.run_pure(work, self._laid_down, self._shell.fail)
            self._shell.watch(task, _("Restoring the backup"))

    def _offer_beside(self, found: tuple[KeptBackup, ...]) -> None:
        source = self._ask_backup(found)
        if source is not None:
            work = partial(calls.restore_beside, source, self._damaged)
            task = self._shell.store.run_pure(work, self._laid_down_beside, self._shell.fail)
            self._shell.watch(task, _("Restoring the backup"))

    def _ask_backup(self, found: tuple[KeptBackup, ...]) -> Path | None:
        """Ask for one of those that were ``found``, or for a file where there is none or another one is wanted."""
        if found:
            chosen, is_other = kept_dialog.ask(found, self._page)
            if not is_other:
                return chosen
        kinds = f"{_('Backup')} (*.fpbackup)"
        return file_chooser.ask_file(self._page, self._shell, Purpose.BACKUP, _("Backup to restore"), kinds)

    def _laid_down(self, found: RecentWorkspace) -> None:
        text = _("The backup was restored into the folder {folder}. It opens with the passphrase it was made with.")
        self._tell(text, found)

    def _laid_down_beside(self, found: RecentWorkspace) -> None:
        text = _("The backup was restored into the folder {folder}. The damaged one was left as it is.")
        self._tell(text, found)

    def _tell(self, text: str, found: RecentWorkspace) -> None:
        self._shell.tell(Message(tone=Tone.SUCCESS, text=text.format(folder=found.folder.name)))
        self.restored.emit(found)
