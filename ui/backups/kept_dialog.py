"""The list of backups that can be brought back, the newest first."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QDialog, QHBoxLayout, QListWidget, QListWidgetItem, QWidget

from poverty_desktop.clock import SystemClock
from poverty_desktop.i18n import N_, _
from poverty_desktop.store.backup_shelf import KeptBackup
from ui import theme
from ui.backups.words import when
from ui.widgets.controls import button, column, label
from ui.widgets.words import Words

WIDTH, HEIGHT = 620, 420
OTHER_FILE = 2
"""How the dialog ends where another file is asked for."""


class KeptDialog(QDialog):
    """``chosen`` is the backup that was picked; the result ``OTHER_FILE`` asks for a file instead."""

    def __init__(self, found: Sequence[KeptBackup], parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("kept_backups")
        self.setWindowTitle(_("Backups that can be brought back"))
        words = Words(self)
        self._list = QListWidget()
        self._list.setObjectName("kept_list")
        words.put(self._list.setAccessibleName, N_("Backups that can be brought back"))
        now = SystemClock().now()
        for item in found:
            at = f"{item.about.at.astimezone():%Y-%m-%d %H:%M}"
            said = _("{name}, {at} ({when}), in {folder}").format(
                name=item.about.name, at=at, when=when(item.about.at, now), folder=item.path.parent.parent.name
            )
            line = QListWidgetItem(said)
            line.setToolTip(str(item.path))
            line.setData(Qt.ItemDataRole.UserRole, str(item.path))
            self._list.addItem(line)
        self._list.setCurrentRow(0)
        self._list.itemActivated.connect(self.accept)
        box = column(self, margins=16, spacing=12)
        box.addWidget(
            label(
                words,
                N_("The backup is laid into a new folder. What is here now stays as it is."),
                "kept_note",
                role="weak",
            )
        )
        box.addWidget(self._list, 1)
        row = QHBoxLayout()
        theme.space(row, spacing=8)
        row.addWidget(button(words, N_("Another file …"), "kept_other", self._other, icon="folder"))
        row.addStretch(1)
        row.addWidget(button(words, N_("Cancel"), "kept_cancel", self.reject))
        row.addWidget(
            button(words, N_("Bring this one back"), "kept_restore", self.accept, role="primary", icon="backup")
        )
        box.addLayout(row)
        self.resize(theme.px(WIDTH), theme.px(HEIGHT))
        self._list.setFocus()

    @property
    def chosen(self) -> Path | None:
        """Return the backup that is marked."""
        item = self._list.currentItem()
        return None if item is None else Path(item.data(Qt.ItemDataRole.UserRole))

    @Slot()
    def _other(self) -> None:
        self.done(OTHER_FILE)


def ask(found: Sequence[KeptBackup], parent: QWidget) -> tuple[Path | None, bool]:
    """Return the backup that was chosen, and whether another file was asked for instead."""
    dialog = KeptDialog(found, parent)
    result = dialog.exec()
    chosen = dialog.chosen if result == QDialog.DialogCode.Accepted else None
    dialog.deleteLater()
    return chosen, result == OTHER_FILE
