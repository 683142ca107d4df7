"""Asks for a file or a folder: in the language of the screen, and where the same kind of file was last."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import (
    QIdentityProxyModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QSize,
    Qt,
    QTimer,
)
from PySide6.QtWidgets import QFileDialog, QFileSystemModel, QHeaderView, QSplitter, QTreeView, QWidget

from poverty_desktop.i18n import N_, _
from ui import theme
from ui.widgets import file_places
from ui.widgets.page import Shell

Index = QModelIndex | QPersistentModelIndex
NAME, SIZE, KIND, DATE = 0, 1, 2, 3
KIB = 1024
WIDTH, HEIGHT, SIDEBAR = 940, 480, 190
KINDS = {
    ".fpb": N_("Bundle"),
    ".fpd": N_("Sent down by the office"),
    ".fpr": N_("Receipt"),
    ".fpq": N_("Request"),
    ".fpa": N_("Admission"),
    ".fpk": N_("Key file"),
    ".fpw": N_("Forgotten passphrase"),
    ".fpn": N_("Answer of the office"),
    ".fpbackup": N_("Backup"),
}
"""What the files are that go to and fro, by their ending."""

PAPER_KINDS = (
    N_("PDF file (*.pdf)"),
    N_("Word document, also for WPS (*.docx)"),
    N_("Excel workbook (*.xlsx)"),
    N_("Page for the web, names masked (*.html)"),
)
"""What papers of procedures and of villages are written as; one that cannot be is refused with a sentence."""


class Purpose(StrEnum):
    """What a file is for; each remembers its own folder."""

    STICK = "stick"  # bundles, receipts, requests, admissions
    BACKUP = "backup"
    ROSTER = "roster"
    PAPERS = "papers"
    PHOTOS = "photos"  # photos and files of an interview
    SUBMISSIONS = "submissions"  # to and from other collecting programs
    FINDINGS = "findings"
    LISTS = "lists"  # of departments, to compare the register with
    MATERIALS = "materials"  # what an edition of the pack is made from
    WORKSPACE = "workspace"
    CLUES = "clues"


CARRIED: frozenset[Purpose] = frozenset({Purpose.STICK, Purpose.BACKUP})
"""What belongs on a stick or a disk of its own."""


class Listing(QIdentityProxyModel):
    """The files of a dialog; kinds, sizes and days are written as everywhere in the program."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return the head of a column in the word that people use."""
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            if section == SIZE:
                return _("Size")
            if section == KIND:
                return _("Kind of file")
        return super().headerData(section, orientation, role)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return the cell of a file."""
        files = self.sourceModel()
        if role == Qt.ItemDataRole.DisplayRole and isinstance(files, QFileSystemModel):
            file = self.mapToSource(index)
            if index.column() == DATE:
                return files.lastModified(file).toString("yyyy-MM-dd HH:mm")
            if index.column() == KIND:
                ending = Path(files.fileName(file)).suffix
                return _("Folder") if files.isDir(file) else _(KINDS[ending]) if ending in KINDS else ""
            if index.column() == SIZE:
                return "" if files.isDir(file) else _("{size} KB").format(size=f"{-(-files.size(file) // KIB):,}")
        return super().data(index, role)


def kinds(words: str, *endings: str) -> str:
    """Return the filter for files of these endings, called ``words``, with every file behind it.

    A file that was renamed on its way is still found: what it is, its content says.
    """
    patterns = " ".join(f"*.{ending}" for ending in endings)
    return f"{words} ({patterns});;{_('All files')} (*)"


def ask_folder(parent: QWidget, shell: Shell, purpose: Purpose, title: str) -> Path | None:
    """Return the folder that was chosen; ``title`` is already translated."""
    dialog = folder_dialog(parent, shell, purpose, title)
    return _answer(dialog, shell, purpose)


def ask_file(parent: QWidget, shell: Shell, purpose: Purpose, title: str, kinds: str) -> Path | None:
    """Return the file that was chosen; ``kinds`` is a translated filter as Qt writes it."""
    return _answer(file_dialog(parent, shell, purpose, title, kinds), shell, purpose)


def ask_files(parent: QWidget, shell: Shell, purpose: Purpose, title: str, kinds: str) -> tuple[Path, ...]:
    """Return the files that were chosen, none where the dialog was left."""
    return _answers(files_dialog(parent, shell, purpose, title, kinds), shell, purpose)


def ask_target(parent: QWidget, shell: Shell, purpose: Purpose, title: str, name: str, kinds: str) -> Path | None:
    """Return where a file is to be written, ``name`` proposed; Qt asks before one is replaced."""
    return _answer(target_dialog(parent, shell, purpose, title, name, kinds), shell, purpose)


def folder_dialog(parent: QWidget, shell: Shell, purpose: Purpose, title: str) -> QFileDialog:
    """Return the dialog that asks for a folder; the files in it are seen, so that one knows it again."""
    dialog = _dialog(parent, shell, purpose, title)
    dialog.setFileMode(QFileDialog.FileMode.Directory)
    return dialog


def file_dialog(parent: QWidget, shell: Shell, purpose: Purpose, title: str, kinds: str) -> QFileDialog:
    """Return the dialog that asks for a file."""
    dialog = _dialog(parent, shell, purpose, title)
    dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
    dialog.setNameFilters(kinds.split(";;"))
    return dialog


def files_dialog(parent: QWidget, shell: Shell, purpose: Purpose, title: str, kinds: str) -> QFileDialog:
    """Return the dialog that asks for any number of files; the keyboard is at them, so that Ctrl+A chooses them all."""
    dialog = file_dialog(parent, shell, purpose, title, kinds)
    dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
    for view in dialog.findChildren(QTreeView):
        QTimer.singleShot(0, view, view.setFocus)
    return dialog


def target_dialog(parent: QWidget, shell: Shell, purpose: Purpose, title: str, name: str, kinds: str) -> QFileDialog:
    """Return the dialog that asks where to write."""
    dialog = _dialog(parent, shell, purpose, title)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setFileMode(QFileDialog.FileMode.AnyFile)
    dialog.setNameFilters(kinds.split(";;"))
    dialog.setDefaultSuffix(Path(name).suffix.removeprefix("."))
    dialog.selectFile(name)
    dialog.filterSelected.connect(partial(_follow_kind, dialog))
    return dialog


def _follow_kind(dialog: QFileDialog, kind: str) -> None:
    """Give the name the first ending of the kind that was chosen, unless that is every file."""
    ending = re.search(r"\(\*\.(\w+)", kind)
    chosen = dialog.selectedFiles()
    if ending is not None and chosen:
        dialog.setDefaultSuffix(ending[1])
        dialog.selectFile(f"{Path(chosen[0]).stem}.{ending[1]}")


def first_folder(remembered: str, media: Iterable[Path], purpose: Purpose) -> Path:
    """Return where a dialog begins: where it ended last, else a stick for what is carried, else the documents."""
    if remembered and Path(remembered).is_dir():
        return Path(remembered)
    if purpose in CARRIED and (found := next(iter(media), None)) is not None:
        return found
    return file_places.documents()


def _dialog(parent: QWidget, shell: Shell, purpose: Purpose, title: str) -> QFileDialog:
    media = file_places.removable_media()
    start = first_folder(shell.preferences.folder(purpose.value), media, purpose)
    dialog = QFileDialog(parent, title, str(start))
    dialog.setObjectName(f"chooser_{purpose.value}")
    if sys.platform == "linux":  # what the desktop would show there speaks the language of the desktop
        dialog.setOption(QFileDialog.Option.DontUseNativeDialog)
        dialog.setViewMode(QFileDialog.ViewMode.Detail)
        dialog.setProxyModel(Listing(dialog))
        file_places.show(dialog, file_places.places(media, start))
        room = dialog.screen().availableGeometry().size()
        wanted = QSize(theme.px(WIDTH), theme.px(HEIGHT))
        for view in dialog.findChildren(QTreeView):
            view.setColumnHidden(KIND, purpose not in CARRIED)
            if wanted.width() > room.width():  # large letters: the name says more than these
                view.setColumnHidden(SIZE, True)
                view.setColumnHidden(DATE, purpose in CARRIED)
            view.header().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
            view.header().setSectionResizeMode(NAME, QHeaderView.ResizeMode.Stretch)
        for splitter in dialog.findChildren(QSplitter):
            splitter.setSizes([theme.px(SIDEBAR), theme.px(WIDTH - SIDEBAR)])
        dialog.resize(wanted.boundedTo(room * 0.94))
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
