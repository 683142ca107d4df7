"""A file on its way out and in: written, synced, read back and hashed; copied in before it is looked at."""

from __future__ import annotations

import contextlib
import glob
import hashlib
import os
import secrets
import stat
import time
from collections.abc import Callable
from pathlib import Path
from typing import IO, Final

from poverty_desktop import paths
from poverty_desktop.errors import StorageError
from poverty_desktop.i18n import N_
from poverty_desktop.progress import Progress
from poverty_desktop.sync import limits, uncached
from poverty_desktop.sync.file_names import FileName
from poverty_desktop.sync.refusal import Reason, Refusal

_CHUNK: Final = 1024 * 1024
_COPYING = N_("Copying the file")
_CHECKING = N_("Reading back what was written")
_INCOMING: Final = "incoming.part"
_PROBE: Final = "room"
_SMALL_FILE_BYTES: Final = 64 * 1024
UNREADABLE_PLACE = N_("This folder cannot be read. Check that the stick is there, and choose it again.")
_left_behind: Final[set[Path]] = set()
_STALE_S: Final = 3600.0
NOT_WRITTEN = N_("The file could not be written. Check that the disk is there, not full and not write-protected.")


def place_for(folder: Path, name: FileName, *, keeps_old: bool = False) -> Path:
    """Return where a file of this name goes in ``folder``: by its plain name where the disk refuses the readable one.

    Where ``keeps_old``, an older file of the name stays, and this one gets a number behind it. Raises ``StorageError``
    where the disk is not there any more.
    """
    path = folder / name.readable
    part = _part_of(path)
    try:
        part.touch()
        part.unlink()
    except (OSError, UnicodeEncodeError):
        path = folder / name.plain
    number = 2
    wanted = path
    try:
        while keeps_old and path.exists():
            path = wanted.with_name(f"{wanted.stem}_{number}{wanted.suffix}")
            number += 1
    except OSError:
        raise StorageError(NOT_WRITTEN) from None
    return path


def has_room(folder: Path) -> bool:
    """Say whether a small file such as a receipt can be written into ``folder``, by trying."""
    part = _part_of(folder / _PROBE)
    try:
        with part.open("wb") as file:
            file.write(bytes(_SMALL_FILE_BYTES))
    except OSError:
        return False
    finally:
        _drop(part)
    return True


def deliver(target: Path, write: Callable[[IO[bytes]], object], progress: Progress) -> tuple[str, int]:
    """Write a file whole and return its SHA-256 (hex) and length.

    ``write`` fills a ``.part`` beside it, which nobody else writes; it is synced, read back past the cache, compared by
    hash, and only then given its name, so that a stick of false capacity or a full disk is found out at once. An older
    file of the same name is replaced. Raises ``StorageError``; nothing is left behind then, but on a stick that was
    torn out a part without a name, which the next file of that name takes away.
    """
    part = _part_of(target)
    try:
        _tidy(target)
        written = _write(part, write)
        if _hash(part, progress, _CHECKING) != written:
            raise StorageError(
                N_("The disk gave back other bytes than were written. Use another stick; this one is not safe.")
            )
        part.replace(target)
        paths.sync_folder(target.parent)
    except OSError:
        _drop(part)
        raise StorageError(NOT_WRITTEN) from None
    except BaseException:
        _drop(part)
        raise
    return written


def take_copy(
    source: Path, folder: Path, progress: Progress | None = None, *, most: int = limits.LARGEST_VOLUME_BYTES
) -> Path:
    """Copy a file from a stick into ``folder`` of the local disk and return the copy, named by its hash.

    Nothing is looked at on the stick itself, and nothing here bears the name it had there: what a file is, its content
    says. Only plain files are taken; a file of the same content is copied once. Raises ``Refusal`` for the file,
    ``StorageError`` when our own disk is full.
    """
    part = folder / _INCOMING
    length = _plain_file_length(source)
    if length > most:
        raise Refusal(Reason.TOO_LARGE)
    try:
        with _open(source) as reader:
            digest, _length = _write(
                part, lambda writer: _copy(reader, writer, length, progress or Progress(), most=most)
            )
        target = folder / digest
        part.replace(target)
    except OSError:
        _drop(part)
        raise StorageError(N_("The disk of this computer is full. Make room, then try again.")) from None
    except BaseException:
        _drop(part)
        raise
    return target


def is_folder(place: Path) -> bool:
    """Say whether ``place`` is a folder; raises ``StorageError`` where its disk is not there any more."""
    try:
        return place.is_dir()
    except OSError:
        raise StorageError(UNREADABLE_PLACE) from None


def read_small_file(source: Path, *, most: int) -> bytes:
    """Return the bytes of a small file from outside (request, admission, key file); raises ``Refusal``."""
    if _plain_file_length(source) > most:
        raise Refusal(Reason.TOO_LARGE)
    with _open(source) as reader:
        data = _read(reader, most + 1)
    if len(data) > most:
        raise Refusal(Reason.TOO_LARGE)
    return data


def _part_of(target: Path) -> Path:
    """Return a name of its own for what is not whole yet: two laptops may write into one shared folder."""
    return target.with_name(f"{target.name}.{secrets.token_hex(3)}.part")


def _tidy(target: Path) -> None:
    """Take away what a torn stick has left: our own parts at once, others' once nobody can be writing them any more."""
    for part in [part for part in _left_behind if part.parent == target.parent]:
        part.unlink(missing_ok=True)
        _left_behind.discard(part)
    for old in target.parent.glob(f"{glob.escape(target.name)}.*.part"):
        with contextlib.suppress(OSError):
            if time.time() - old.stat().st_mtime > _STALE_S:
                old.unlink()


def _drop(part: Path) -> None:
    """Take a part away, at once or when its disk is there again."""
    try:
        part.unlink(missing_ok=True)
    except OSError:
        _left_behind.add(part)


class _HashingWriter:
    """Passes bytes on to a file and hashes them."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self.hash = hashlib.sha256()
        self.length = 0

    def write(self, data: bytes) -> int:
        self._file.write(data)
        self.hash.update(data)
        self.length += len(data)
        return len(data)

    def flush(self) -> None:
        self._file.flush()


def _write(part: Path, write: Callable[[IO[bytes]], object]) -> tuple[str, int]:
    with part.open("wb") as file:
        writer = _HashingWriter(file)
        write(writer)  # type: ignore[arg-type]
        file.flush()
        os.fsync(file.fileno())
        if hasattr(os, "posix_fadvise"):
            os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
    return writer.hash.hexdigest(), writer.length


def _hash(path: Path, progress: Progress, what: str) -> tuple[str, int]:
    digest = hashlib.sha256()
    length = 0
    total = path.stat().st_size
    for piece in uncached.pieces(path):
        digest.update(piece)
        length += len(piece)
        progress.step(what, length, total)
    return digest.hexdigest(), length


def _copy(reader: IO[bytes], writer: IO[bytes], total: int, progress: Progress, *, most: int) -> None:
    done = 0
    while piece := _read(reader, _CHUNK):
        done += len(piece)
        if done > most:
            raise Refusal(Reason.TOO_LARGE)
        writer.write(piece)
        progress.step(_COPYING, done, max(done, total))


def _plain_file_length(source: Path) -> int:
    try:
        found = source.lstat()
    except OSError:
        raise Refusal(Reason.UNREADABLE) from None
    if not stat.S_ISREG(found.st_mode):
        raise Refusal(Reason.UNREADABLE)
    return found.st_size


def _open(source: Path) -> IO[bytes]:
    try:
        return source.open("rb")
    except OSError:
        raise Refusal(Reason.UNREADABLE) from None


def _read(reader: IO[bytes], size: int) -> bytes:
    try:
        return reader.read(size)
    except OSError:
        raise Refusal(Reason.UNREADABLE) from None
