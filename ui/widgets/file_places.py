"""The places beside a file dialog: sticks, desktop, documents and home, each by the name that people use for it."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QStandardPaths, QStorageInfo, Qt, QUrl
from PySide6.QtWidgets import QFileDialog, QListView, QStyledItemDelegate, QStyleOptionViewItem

from poverty_desktop.i18n import N_, _

REMOVABLE_ROOTS = ("/media/", "/run/media/", "/mnt/", "/Volumes/")
NOT_DISKS = frozenset({b"squashfs", b"overlay", b"tmpfs", b"devtmpfs"})
URL_ROLE = Qt.ItemDataRole.UserRole + 1
"""Where the list beside Qt's file dialog keeps the address of a place."""

Location = QStandardPaths.StandardLocation


@dataclass(frozen=True, slots=True, kw_only=True)
class FilePlace:
    """One place; ``words`` are shown for it, already translated."""

    path: Path
    words: str


class PlaceNames(QStyledItemDelegate):
    """Shows each place by its words; Qt itself would show the name of the folder, which is often an English word."""

    def __init__(self, places: Iterable[FilePlace], view: QListView) -> None:
        super().__init__(view)
        self._words = {str(place.path): place.words for place in places}

    def initStyleOption(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> None:
        """Take the words of the place that the row stands for."""
        super().initStyleOption(option, index)
        url = index.data(URL_ROLE)
        if isinstance(url, QUrl):
            option.text = self._words.get(url.toLocalFile(), option.text)  # type: ignore[attr-defined]


def removable_media() -> tuple[Path, ...]:
    """Return the roots of the sticks and disks that are plugged in, as far as the system shows them as such."""
    found = []
    for volume in QStorageInfo.mountedVolumes():
        root = volume.rootPath()
        is_apart = root != "C:/" if sys.platform == "win32" else root.startswith(REMOVABLE_ROOTS)
        is_disk = volume.fileSystemType().data() not in NOT_DISKS
        if is_apart and is_disk and volume.isValid() and volume.isReady():
            found.append(Path(root))
    return tuple(sorted(set(found)))


def documents() -> Path:
    """Return the folder of this user's documents."""
    return _standard(Location.DocumentsLocation) or Path.home()


def places(media: Iterable[Path], last: Path) -> tuple[FilePlace, ...]:
    """Return the places beside a dialog, each once: sticks first, then the user's own, then the folder used last."""
    named: dict[Path, str] = {}
    for path in media:
        named.setdefault(path, _("Stick or disk: {name}").format(name=path.name or str(path)))
    for where, msgid in (
        (Location.DesktopLocation, N_("Desktop")),
        (Location.DocumentsLocation, N_("Documents")),
        (Location.DownloadLocation, N_("Downloads")),
    ):
        if (found := _standard(where)) is not None and found != Path.home():
            named.setdefault(found, _(msgid))
    named.setdefault(Path.home(), _("Home folder"))
    named.setdefault(last, _("Last used: {name}").format(name=last.name or str(last)))
    return tuple(FilePlace(path=path, words=words) for path, words in named.items())


def show(dialog: QFileDialog, shown: tuple[FilePlace, ...]) -> None:
    """Put the places beside Qt's own file dialog."""
    dialog.setSidebarUrls([QUrl.fromLocalFile(str(place.path)) for place in shown])
    view = dialog.findChild(QListView, "sidebar")
    if view is not None:
        view.setItemDelegate(PlaceNames(shown, view))


def _standard(where: QStandardPaths.StandardLocation) -> Path | None:
    found = QStandardPaths.writableLocation(where)
    return Path(found) if found and Path(found).is_dir() else None
