"""How well the workspace is backed up, a backup by one button, its second copy, and the way back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QComboBox, QLabel, QPushButton, QSpinBox, QWidget

from poverty_desktop.i18n import N_, _, ngettext, say
from poverty_desktop.operations.done import Done
from ui import theme
from ui.backups import calls as backups
from ui.backups.words import when
from ui.errors import Mend, Message, Tone, explain
from ui.settings import calls
from ui.settings.form import Pane
from ui.widgets import file_chooser
from ui.widgets.controls import button, label, restyle
from ui.widgets.file_chooser import Purpose
from ui.widgets.flow import FlowLayout
from ui.widgets.opening import open_path
from ui.widgets.page import Shell

if TYPE_CHECKING:
    from poverty_desktop.operations.workspaces.daily_backup import BackupOrder, BackupOutcome, BackupStatus
    from poverty_desktop.store.backup_shelf import KeptBackup

VOLUME_SIZES = (100, 512, 650, 4000)
"""Megabytes: a small share, what is usual, a disc, the largest file of a FAT32 stick."""
OLD_DAYS = 7
"""A backup or a second copy older than this is called old."""


class BackupPane(Pane):
    """Tells and changes what the backups of this workspace do."""

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        self.shell = shell
        self._backup: Path | None = None
        self._found: tuple[BackupStatus, datetime] | None = None
        self._last = label(None, "", "settings_backup_last", role="lead")
        self._second = label(None, "", "settings_backup_second")
        self._drop = button(
            self.words, N_("No second copy any more"), "settings_drop_second", self._drop_second, icon="close"
        )
        self._volume = QComboBox()
        self._volume.setObjectName("settings_volume")
        self.words.put(self._volume.setAccessibleName, N_("One file has at most"))
        self._volume.activated.connect(self._set_volume)
        self._spins = {name: self._spin(name) for name in ("days", "weeks", "months")}
        self.fill(
            "backup",
            N_("Backup"),
            self._last,
            self._second,
            label(
                self.words,
                N_(
                    "After a day's work the program backs up by itself, proves the backup, and copies it to the second"
                    " place whenever that stick or disk is plugged in. A backup is encrypted and opens with the"
                    " passphrase of this workspace."
                ),
                "settings_backup_note",
                role="weak",
            ),
            _row(
                self._push(N_("Back up now"), "settings_backup_here", self._back_up_here, "backup", role="primary"),
                self._push(N_("Back up into a folder …"), "settings_backup_now", self._back_up, "folder"),
            ),
            _row(
                self._push(
                    N_("Choose where the second copy goes …"),
                    "settings_second",
                    self._choose_second,
                    "folder",
                ),
                self._drop,
            ),
            label(self.words, N_("How many are kept"), "settings_keep_label", role="heading"),
            self._keep_row(),
            label(self.words, N_("Files for the stick"), "settings_volume_label", role="heading"),
            _row(label(self.words, N_("One file has at most"), "settings_volume_words", wraps=False), self._volume),
            label(
                self.words,
                N_("A larger bundle is cut into several files, which may go on several sticks and days."),
                "settings_volume_note",
                role="weak",
            ),
            label(self.words, N_("Bring a backup back"), "settings_restore_label", role="heading"),
            label(
                self.words,
                N_(
                    "The backup is laid into a new folder beside this workspace, which stays as it is. It is then on"
                    " the welcome page, and on the welcome page one is brought back into any empty folder, too."
                ),
                "settings_restore_note",
                role="weak",
            ),
            _row(
                self._push(N_("Choose a backup …"), "settings_restore_kept", self._ask_kept, "backup"),
                self._push(
                    N_("Close and go to the welcome page"), "settings_restore", self.shell.close_workspace, "back"
                ),
            ),
        )
        self.words.also(self._say)

    def refresh(self) -> None:
        """Ask how well the workspace is backed up."""
        self.shell.store.run(backups.status, self._show, key="settings.backup")
        self.shell.store.run(calls.volume_size, self._show_volume, key="settings.volume")

    def _push(self, msgid: str, name: str, slot: Callable[[], object], icon: str, *, role: str = "") -> QPushButton:
        return button(self.words, msgid, name, slot, role=role, icon=icon)

    def _spin(self, name: str) -> QSpinBox:
        made = QSpinBox()
        made.setObjectName(f"settings_keep_{name}")
        made.setRange(1 if name == "days" else 0, 99)
        made.editingFinished.connect(self._set_rule)
        return made

    def _keep_row(self) -> QWidget:
        parts: list[QWidget] = []
        for name, msgid in (
            ("days", N_("days with a backup")),
            ("weeks", N_("weeks")),
            ("months", N_("months")),
        ):
            self.words.put(self._spins[name].setAccessibleName, msgid)
            parts += [self._spins[name], label(self.words, msgid, f"settings_keep_{name}_label", wraps=False)]
        return _row(*parts)

    def _show_volume(self, mebibytes: int) -> None:
        self._volume.clear()
        for size in sorted({*VOLUME_SIZES, mebibytes}):
            self._volume.addItem(_("{size} MB").format(size=size), size)
        self._volume.setCurrentIndex(self._volume.findData(mebibytes))

    @Slot(int)
    def _set_volume(self, _row: int) -> None:
        self.shell.store.run(partial(calls.set_volume_size, int(self._volume.currentData())))

    def _show(self, found: tuple[BackupStatus, datetime]) -> None:
        self._found = found
        rule = found[0].rule
        for name, value in (("days", rule.days), ("weeks", rule.weeks), ("months", rule.months)):
            if not self._spins[name].hasFocus():
                self._spins[name].setValue(value)
        self._say()

    def _say(self) -> None:
        if self._found is None:
            return
        status, now = self._found
        self._drop.setVisible(status.has_second)
        if status.last_at is None:
            _put(self._last, _("This workspace was never backed up."), is_old=True)
        else:
            said = _("Last proved backup: {when}.").format(when=when(status.last_at, now))
            _put(self._last, said, is_old=(now - status.last_at).days > OLD_DAYS)
        if not status.has_second:
            said = _("No second copy: if this computer breaks, its backups are gone too. Choose a stick for one.")
            _put(self._second, said, is_old=True)
        elif status.second_at is None:
            said = _("No second copy yet: it is made as soon as the stick or disk is there ({path}).")
            _put(self._second, said.format(path=status.second_path), is_old=True)
        else:
            said = _("Second copy: {when} ({path}).").format(when=when(status.second_at, now), path=status.second_path)
            _put(self._second, said, is_old=(now - status.second_at).days > OLD_DAYS)

    @Slot()
    def _set_rule(self) -> None:
        days, weeks, months = (self._spins[name].value() for name in ("days", "weeks", "months"))
        if self._found is not None:
            rule = self._found[0].rule
            if (rule.days, rule.weeks, rule.months) != (days, weeks, months):
                self.shell.store.run(partial(backups.set_rule, days, weeks, months))

    @Slot()
    def _choose_second(self) -> None:
        folder = file_chooser.ask_folder(self, self.shell, Purpose.BACKUP, _("Stick or folder for the second copy"))
        if folder is not None:
            self.shell.store.run(partial(backups.choose_second, folder), self._second_chosen)

    def _second_chosen(self, _done: Done[None]) -> None:
        self._back_up_here()

    @Slot()
    def _drop_second(self) -> None:
        self.shell.store.run(partial(backups.choose_second, None))

    @Slot()
    def _back_up_here(self) -> None:
        self.shell.store.run(backups.order, self._carry_out)

    def _carry_out(self, wanted: BackupOrder) -> None:
        task = self.shell.store.run_at_once(partial(backups.carry_out, wanted), self._carried_out)
        self.shell.watch(task, _("Backing up"))

    def _carried_out(self, outcome: BackupOutcome) -> None:
        self.shell.store.run(partial(backups.note, outcome), self._noted)

    def _noted(self, done: Done[BackupOutcome]) -> None:
        outcome = done.value
        if outcome.trouble is not None:
            self.shell.tell(Message(tone=Tone.WARNING, text=explain(outcome.trouble).text))
        elif outcome.second is not None:
            self.shell.tell(Message(tone=Tone.SUCCESS, text=_("Backed up and proved, with its second copy.")))
        elif self._found is not None and self._found[0].has_second:
            said = _("Backed up and proved. The stick or disk of the second copy is not plugged in.")
            self.shell.tell(Message(tone=Tone.INFO, text=said))
        else:
            self.shell.tell(Message(tone=Tone.SUCCESS, text=_("Backed up and proved.")))

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

    @Slot()
    def _ask_kept(self) -> None:
        self.shell.store.run(backups.kept_here, self._offer)

    def _offer(self, found: tuple[KeptBackup, ...]) -> None:
        from ui.backups import kept_dialog

        chosen, is_other = kept_dialog.ask(found, self) if found else (None, True)
        if is_other:
            kinds = file_chooser.kinds(_("Backup"), "fpbackup")
            chosen = file_chooser.ask_file(self, self.shell, Purpose.BACKUP, _("Backup to restore"), kinds)
        if chosen is not None:
            work = partial(backups.restore_beside, chosen, Path(self.shell.desk.folder))
            self.shell.watch(self.shell.store.run_pure(work, self._restored), _("Restoring the backup"))

    def _restored(self, found: tuple[Path, int]) -> None:
        folder, lost = found
        recent = self.shell.preferences.with_recent(folder).with_recent(Path(self.shell.desk.folder))
        self.shell.set_preferences(recent)
        said = _("The backup was restored into the folder {folder}. It is on the welcome page.")
        parts = [said.format(folder=folder.name)]
        if lost:
            parts.append(ngettext("{n} photo was not with it.", "{n} photos were not with it.", lost).format(n=lost))
        self.shell.tell(Message(tone=Tone.SUCCESS, text=" ".join(parts)))


def _row(*parts: QWidget) -> QWidget:
    holder = QWidget()
    row = FlowLayout(holder)
    theme.space(row, spacing=8)
    for part in parts:
        row.addWidget(part)
    return holder


def _put(shown: QLabel, text: str, *, is_old: bool) -> None:
    shown.setText(text)
    shown.setProperty("tone", "warning" if is_old else "")
    restyle(shown)
