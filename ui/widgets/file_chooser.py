"""Asks for a file or a folder: in the language of the screen, and where the same kind of file was last."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from enum import StrEnum
from pathlib import Path
from typing import Any

from PySide6.QtCore import (
    QIdentityProxyModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QStandardPaths,
    QStorageInfo,
    Qt,
    QUrl,
)
from PySide6.QtWidgets import QFileDialog, QFileSystemModel, QHeaderView, QSplitter, QTreeView, QWidget

from poverty_desktop.i18n import _
from ui import theme
from ui.widgets.page import Shell

Index = QModelIndex | QPersistentModelIndex
NAME, SIZE, KIND, DATE = 0, 1, 2, 3
KIB = 1024
REMOVABLE_ROOTS = ("/media/", "/run/media/", "/mnt/", "/Volumes/")


class Purpose(StrEnum):
    """What a file is for; each remembers its own folder."""

    STICK = "stick"  # bundles, receipts, requests, admissions
    BACKUP = "backup"
    ROSTER = "roster"
    PAPERS = "papers"
    PHOTOS = "photos"  # photos and files of an interview
    SUBMISSIONS = "submissions"  # to and from other collecting programs
    FINDINGS = "findings"
    MATERIALS = "materials"  # what an edition of the pack is made from
    WORKSPACE = "workspace"
    CLUES = "clues"


CARRIED: frozenset[Purpose] = frozenset({Purpose.STICK, Purpose.BACKUP})
"""What belongs on a stick or a disk of its own."""


class Listing(QIdentityProxyModel):
    """The files of a dialog; sizes and days are written as everywhere in the program."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return the head of a column; that of the sizes in the word that people use."""
        if section == SIZE and orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return _("Size")
        return super().headerData(section, orientation, role)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return the cell of a file."""
        files = self.sourceModel()
        if role == Qt.ItemDataRole.DisplayRole and isinstance(files, QFileSystemModel):
            file = self.mapToSource(index)
            if index.column() == DATE:
                return files.lastModified(file).toString("yyyy-MM-dd HH:mm")
            if index.column() == SIZE:
                return "" if files.isDir(file) else _("{size} KB").format(size=f"{-(-files.size(file) // KIB):,}")
        return super().data(index, role)


def ask_folder(parent: QWidget, shell: Shell, purpose: Purpose, title: str) -> Path | None:
    """Return the folder that was chosen; ``title`` is already translated."""
    dialog = folder_dialog(parent, shell, purpose, title)
    return _answer(dialog, shell, purpose)


def ask_file(parent: QWidget, shell: Shell, purpose: Purpose, title: str, kinds: str) -> Path | None:
    """Return the file that was chosen; ``kinds`` is a translated filter as Qt writes it."""
    return _answer(file_dialog(parent, shell, purpose, title, kinds), shell, purpose)


def ask_files(parent: QWidget, shell: Shell, purpose: Purpose, title: str, kinds: str) -> tuple[Path, ...]:
    """Return the files that were chosen, none where the dialog was left."""
    dialog = file_dialog(parent, shell, purpose, title, kinds)
    dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
    return _answers(dialog, shell, purpose)


def ask_target(parent: QWidget, shell: Shell, purpose: Purpose, title: str, name: str, kinds: str) -> Path | None:
    """Return where a file is to be written, ``name`` proposed; Qt asks before one is replaced."""
    return _answer(target_dialog(parent, shell, purpose, title, name, kinds), shell, purpose)


def folder_dialog(parent: QWidget, shell: Shell, purpose: Purpose, title: str) -> QFileDialog:
    """Return the dialog that asks for a folder."""
    dialog = _dialog(parent, shell, purpose, title)
    dialog.setFileMode(QFileDialog.FileMode.Directory)
    dialog.setOption(QFileDialog.Option.ShowDirsOnly)
    return dialog


def file_dialog(parent: QWidget, shell: Shell, purpose: Purpose, title: str, kinds: str) -> QFileDialog:
    """Return the dialog that asks for a file."""
    dialog = _dialog(parent, shell, purpose, title)
    dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
    dialog.setNameFilters(kinds.split(";;"))
    return dialog


def target_dialog(parent: QWidget, shell: Shell, purpose: Purpose, title: str, name: str, kinds: str) -> QFileDialog:
    """Return the dialog that asks where to write."""
    dialog = _dialog(parent, shell, purpose, title)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setFileMode(QFileDialog.FileMode.AnyFile)
    dialog.setNameFilters(kinds.split(";;"))
    dialog.setDefaultSuffix(Path(name).suffix.removeprefix("."))
    dialog.selectFile(name)
    return dialog


def first_folder(remembered: str, media: Iterable[Path], purpose: Purpose) -> Path:
    """Return where a dialog begins: where it ended last, else a stick for what is carried, else the documents."""
    if remembered and Path(remembered).is_dir():
        return Path(remembered)
    if purpose in CARRIED and (found := next(iter(media), None)) is not None:
        return found
    return documents()


def removable_media() -> tuple[Path, ...]:
    """Return the roots of the sticks and disks that are plugged in, as far as the system shows them as such."""
    found = []
    for volume in QStorageInfo.mountedVolumes():
        root = volume.rootPath()
        is_apart = root != "C:/" if sys.platform == "win32" else root.startswith(REMOVABLE_ROOTS)
        if is_apart and volume.isValid() and volume.isReady():
            found.append(Path(root))
    return tuple(sorted(found))


def documents() -> Path:
    """Return the folder of this user's documents."""
    where = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
    return Path(where) if where and Path(where).is_dir() else Path.home()


def _dialog(parent: QWidget, shell: Shell, purpose: Purpose, title: str) -> QFileDialog:
    media = removable_media()
    start = first_folder(shell.preferences.folder(purpose.value), media, purpose)
    dialog = QFileDialog(parent, title, str(start))
    dialog.setObjectName(f"chooser_{purpose.value}")
    if sys.platform == "linux":  # what the desktop would show there speaks the language of the desktop
        dialog.setOption(QFileDialog.Option.DontUseNativeDialog)
        dialog.setViewMode(QFileDialog.ViewMode.Detail)
        dialog.setProxyModel(Listing(dialog))
        places = dict.fromkeys((*media, start, documents(), Path.home()))
        dialog.setSidebarUrls([QUrl.fromLocalFile(str(place)) for place in places])
        for view in dialog.findChildren(QTreeView):
            view.setColumnHidden(KIND, True)
            view.header().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
            view.header().setSectionResizeMode(NAME, QHeaderView.ResizeMode.Stretch)
        for splitter in dialog.findChildren(QSplitter):
            splitter.setSizes([theme.px(180), theme.px(580)])
        dialog.resize(theme.px(760), theme.px(460))
    return dialog


def _answer(dialog: QFileDialog, shell: Shell, purpose: Purpose) -> Path | None:
    return next(iter(_answers(dialog, shell, purpose)), None)


def _answers(dialog: QFileDialog, shell: Shell, purpose: Purpose) -> tuple[Path, ...]:
    chosen = dialog.selectedFiles() if dialog.exec() else []
    is_folder = dialog.fileMode() is QFileDialog.FileMode.Directory
    dialog.deleteLater()
    paths = tuple(map(Path, chosen))
    if paths:
        folder = paths[0] if is_folder else paths[0].parent
        shell.set_preferences(shell.preferences.with_folder(purpose.value, folder))
    return paths
