"""A folder of rotating backups: one small file for each, and below it the photos that they share."""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from poverty_desktop import paths
from poverty_desktop.domain import rotation
from poverty_desktop.domain.rotation import KeepRule
from poverty_desktop.errors import StorageError
from poverty_desktop.i18n import N_
from poverty_desktop.progress import Progress
from poverty_desktop.store import backup_file, blobs
from poverty_desktop.store.backup import Proven, Source, back_up, is_sound
from poverty_desktop.store.backup_file import SUFFIX, About

FOLDER = "backups"
"""Where the rotating backups of a workspace lie in its own folder."""
OTHER_BYTES = N_("The disk gave back other bytes than were written. Use another stick; this one is not safe.")
WAS_LOST = N_(
    "The second copy of the backup could not be finished: the stick or disk was pulled out, is full or cannot be"
    " written. The older copies on it are as they were; plug it in again."
)
_COPYING, _PHOTOS = N_("Writing the second copy"), N_("Keeping the photos")
_CHUNK = 1 << 20
_SHARES = 8
"""Each photo on the shelf is read again at least with every eighth backup."""
_STALE_S = 86_400


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptBackup:
    """One backup as it lies somewhere, with what it says of itself."""

    path: Path
    about: About
    bytes: int


def shelf_of(workspace: Path) -> Path:
    """Return where the rotating backups of the workspace in this folder lie."""
    return workspace / FOLDER


def list_kept(folder: Path) -> list[KeptBackup]:
    """Return the backups in a folder, the newest first; what is damaged or no backup is left out."""
    found = []
    try:
        files = sorted(folder.glob(f"*{SUFFIX}"))
    except OSError:
        return []
    for path in files:
        with contextlib.suppress(OSError, StorageError):
            found.append(KeptBackup(path=path, about=backup_file.about(path), bytes=path.stat().st_size))
    return sorted(found, key=lambda item: item.about.at, reverse=True)


def rotating(folder: Path, identity: str) -> list[KeptBackup]:
    """Return those that the program made by itself of one workspace, the newest first."""
    return [item for item in list_kept(folder) if item.about.is_rotating and item.about.identity == identity]


def add(source: Source, folder: Path, name: str, progress: Progress) -> tuple[Path, Proven]:
    """Put a verified backup onto the shelf ``folder``; errors as in :func:`~poverty_desktop.store.backup.back_up`."""
    _clear_away_the_stopped(source.folder)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        from poverty_desktop.store.backup import NOT_WRITTEN

        raise StorageError(NOT_WRITTEN) from error
    target = folder / name
    photos = sorted(blobs.kept(source.folder))
    for number, digest in enumerate(photos):
        progress.step(_PHOTOS, number, len(photos))
        _keep_photo(source, folder, digest)
    return target, back_up(source, target, progress, photos_beside=True)


def copy_over(source: Path, folder: Path, progress: Progress) -> Path:
    """Copy a proven backup and its photos onto another shelf; what is there stays until the copy was read back.

    Raises ``StorageError`` where the stick is torn out, full or gives back other bytes, ``Cancelled``.
    """
    target = folder / source.name
    try:
        folder.mkdir(parents=True, exist_ok=True)
        photos = backup_file.photos_of(source)
        for number, (name, expected) in enumerate(photos.items()):
            progress.step(_PHOTOS, number, len(photos))
            there = folder / name
            if not there.exists() or there.stat().st_size != (source.parent / name).stat().st_size:
                there.parent.mkdir(parents=True, exist_ok=True)
                _copy(source.parent / name, there, expected, progress)
        _copy(source, target, backup_file.sum_of(source), progress)
        paths.sync_folder(folder)
    except OSError as error:
        raise StorageError(WAS_LOST) from error
    return target


def rotate(folder: Path, identity: str, rule: KeepRule, *, newest: Path) -> int:
    """Remove what ``rule`` does not keep, now that ``newest`` is proven; return how many backups went.

    Only what the program put there itself goes. Photos that no backup needs any more go too.
    """
    found = rotating(folder, identity)
    staying = rotation.kept((item.about.at.astimezone() for item in found), rule)
    gone = 0
    for item in found:
        if item.about.at.astimezone() not in staying and item.path != newest:
            with contextlib.suppress(OSError):
                item.path.unlink()
                gone += 1
    if gone:
        _sweep_photos(folder)
    return gone


def _keep_photo(source: Source, folder: Path, digest: bytes) -> None:
    """Put one photo onto the shelf, or make sure of the one that lies there: a share of them is read each time."""
    here, there = blobs.place(source.folder, digest), blobs.place(folder, digest)
    is_due = digest[0] % _SHARES == source.about.at.toordinal() % _SHARES
    try:
        lies_there = there.exists() and there.stat().st_size == here.stat().st_size
        if lies_there and not (is_due and not is_sound(source.key, folder, digest)):
            return
        if lies_there and not is_sound(source.key, source.folder, digest):
            return  # both are damaged; the one of the day it was sound may be elsewhere
        there.parent.mkdir(parents=True, exist_ok=True)
        data = here.read_bytes()
        paths.write_whole(there, data)
        if there.read_bytes() != data:
            raise StorageError(OTHER_BYTES)
    except OSError as error:
        from poverty_desktop.store.backup import NOT_WRITTEN

        raise StorageError(NOT_WRITTEN) from error


def _copy(source: Path, target: Path, expected: str, progress: Progress) -> None:
    part = target.with_name(target.name + ".part")
    total = source.stat().st_size
    try:
        with source.open("rb") as reader, part.open("wb") as writer:
            while piece := reader.read(_CHUNK):
                progress.step(_COPYING, reader.tell(), max(total, reader.tell()))
                writer.write(piece)
            writer.flush()
            backup_file.sync(writer.fileno())
        if _sum_past_cache(part) != expected:
            raise StorageError(OTHER_BYTES)
        part.replace(target)
    finally:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)


def _sum_past_cache(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb", buffering=0) as file:
        while piece := file.read(_CHUNK):
            digest.update(piece)
    return digest.hexdigest()


def _sweep_photos(folder: Path) -> None:
    """Remove the photos that no backup on the shelf needs; where one cannot be read, all stay."""
    needed: set[str] = set()
    for path in folder.glob(f"*{SUFFIX}"):
        try:
            needed |= backup_file.photos_of(path).keys()
        except StorageError:
            return
    for digest in [*blobs.kept(folder)]:
        if backup_file.member_of(digest) not in needed:
            with contextlib.suppress(OSError):
                blobs.place(folder, digest).unlink()


def _clear_away_the_stopped(workspace: Path) -> None:
    """Remove what a backup left behind that was killed a day ago or earlier; it is as encrypted as the register."""
    for item in _old(workspace.glob(".backup-*"), time.time() - _STALE_S):
        shutil.rmtree(item, ignore_errors=True)


def _old(items: Iterable[Path], before: float) -> Sequence[Path]:
    found = []
    for item in items:
        with contextlib.suppress(OSError):
            if item.is_dir() and os.stat(item).st_mtime < before:  # noqa: PTH116 - of the folder itself
                found.append(item)
    return found
