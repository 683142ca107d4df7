"""A whole workspace as one file: copied page by page, restored aside and checked before it counts."""

from __future__ import annotations

import contextlib
import hashlib
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import sqlcipher3.dbapi2 as dbapi

from poverty_desktop import paths
from poverty_desktop.crypto.blobs import open_blob
from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.errors import Cancelled, RuleError, StorageError
from poverty_desktop.i18n import N_
from poverty_desktop.progress import Progress
from poverty_desktop.store import backup_file, blobs, incarnation, log, packs, projection, schema
from poverty_desktop.store.backup_file import MEMBERS, About
from poverty_desktop.store.database import Database
from poverty_desktop.store.engine import check_integrity, open_database
from poverty_desktop.store.log import Head
from poverty_desktop.store.session import Session
from poverty_desktop.store.workspace import FOLDER_IN_USE, REGISTER_FILE
from poverty_desktop.store.workspace_keys import FOLDER_NOT_WRITABLE

_STEPS = 4
_PAGES = 2000
"""Pages that are copied between two looks at whether to stop: eight megabytes."""
_INSTRUCTIONS = 200_000
"""What the engine does between two looks at whether to stop: some milliseconds."""
_WRITING, _PROVING = N_("Writing the backup"), N_("Proving that the backup restores")

NOT_WRITTEN = N_(
    "The backup could not be written. Choose another folder or free some space; the workspace is as it was."
)
NO_ROOM_FOR_COPY = N_("There is no room for a copy of the register to look at. Free some space and try again.")
NOT_VERIFIED = N_("The backup was written but does not restore to the same register. Do not rely on it; try again.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """What is backed up: the register through ``db``, at best a connection of its own in the middle of reading."""

    db: Database
    folder: Path
    key: bytes
    about: About


@dataclass(frozen=True, slots=True, kw_only=True)
class Proven:
    """What a backup holds that was proved to restore: how far the journal goes, and the ends of its chains."""

    at: datetime
    position: int
    ends: tuple[Head, ...]


def about(session: Session, *, mark: str = "", is_rotating: bool = False) -> About:
    """Return what a backup of the open workspace made now says of itself."""
    at = session.clock.now()
    return About(at=at, identity=session.identity, name=session.name, mark=mark, is_rotating=is_rotating)


def source_of(session: Session) -> Source:
    """Return the open workspace as what is backed up, by its own connection."""
    return Source(db=session.db, folder=session.folder, key=session.key, about=about(session))


def held_by(db: Database, at: datetime) -> Proven:
    """Return what a backup of the register as it stands will hold."""
    return Proven(at=at, position=log.position(db), ends=tuple(log.heads(db)))


@contextlib.contextmanager
def reading(folder: Path, key: bytes, progress: Progress) -> Iterator[Database]:
    """Yield a connection that sees the register as it stands now, whatever is written meanwhile; errors of the disk.

    The work on it ends at the next look where ``progress`` is cancelled.
    """
    db = open_database(folder / REGISTER_FILE, key, version=schema.VERSION)
    try:
        _stop_with(db, progress)
        db.conn.execute("PRAGMA query_only = ON")
        db.conn.execute("BEGIN")
        db.conn.execute("SELECT count(*) FROM setting").fetchone()  # from now on nothing changes here
        yield db
        db.conn.execute("ROLLBACK")
    finally:
        db.conn.close()


def back_up(source: Source, target: Path, progress: Progress | None = None, *, photos_beside: bool = False) -> Proven:
    """Write a backup to ``target`` and prove that it restores.

    What was written is read back, its pages are checked, and the register is made again from its journal; only then
    has the file its name. It carries the register as encrypted as it is. With ``photos_beside`` the photos are left
    to the folder it lies in. Raises ``StorageError`` where it cannot be written or does not verify, ``Cancelled``;
    nothing is left behind then, and an older file of the name stays.
    """
    progress = progress or Progress()
    part = target.with_name(target.name + ".part")
    try:
        with tempfile.TemporaryDirectory(dir=source.folder, prefix=".backup-") as aside:
            copy = Path(aside) / REGISTER_FILE
            progress.step(_WRITING, 0, _STEPS)
            expected = fingerprint(source.db)
            proven = held_by(source.db, source.about.at)
            _copy_pages(source.db, source.key, copy, progress)
            progress.step(_WRITING, 1, _STEPS)
            backup_file.write(source.folder, copy, part, about=source.about, photos_beside=photos_beside)
            copy.unlink()
            progress.step(_PROVING, 2, _STEPS)
            backup_file.unpack(part, Path(aside), with_photos=not photos_beside)
            progress.step(_PROVING, 3, _STEPS)
            _verify(copy, source.key, expected, progress)
            if not photos_beside:
                _verify_blobs(source, Path(aside))
            progress.step(_PROVING, _STEPS, _STEPS)
        part.replace(target)
        paths.sync_folder(target.parent)
    except (OSError, dbapi.Error) as error:
        if progress.is_cancelled:
            raise Cancelled from error
        raise StorageError(NOT_WRITTEN) from error
    finally:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)
    return proven


def restore(source: Path, folder: Path, progress: Progress | None = None) -> int:
    """Lay the workspace of a backup into an empty or absent ``folder``; it opens with its own passphrase.

    Returns how many photos that should lie beside the backup are missing there. Raises ``RuleError`` for a folder in
    use, ``StorageError`` for a file that is no intact backup or a disk that is full; the folder is then as it was, as
    it is when the work is cancelled.
    """
    progress = progress or Progress()
    try:
        if folder.exists() and any(folder.iterdir()):
            raise RuleError(FOLDER_IN_USE)
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StorageError(FOLDER_NOT_WRITABLE) from error
    try:
        lost = backup_file.unpack(source, folder, progress)
    except BaseException:
        for name in MEMBERS:
            with contextlib.suppress(OSError):
                (folder / name).unlink(missing_ok=True)
        shutil.rmtree(folder / blobs.FOLDER, ignore_errors=True)
        raise
    paths.sync_folder(folder)
    return lost


@contextlib.contextmanager
def copy_aside(session: Session, progress: Progress | None = None) -> Iterator[Database]:
    """Yield a copy of the register as it stands, in a file of its own that is gone afterwards; errors of the disk.

    Work on it ends with ``StorageError`` once ``progress`` is cancelled.
    """
    progress = progress or Progress()
    try:
        with tempfile.TemporaryDirectory(dir=session.folder, prefix=".copy-") as aside:
            copy = Path(aside) / REGISTER_FILE
            _copy_pages(session.db, session.key, copy, progress)
            db = open_database(copy, session.key, version=schema.VERSION)
            try:
                _stop_with(db, progress)
                yield db
            finally:
                db.conn.close()
    except (OSError, dbapi.Error) as error:
        raise StorageError(NO_ROOM_FOR_COPY) from error


def fingerprint(db: Database) -> bytes:
    """Return a digest of the register's tables: equal exactly when every row is."""
    digest = hashlib.sha256()
    for kind in RecordKind:
        names = [row[1] for row in db.conn.execute(f"PRAGMA table_info({kind.table})")]
        columns = ", ".join(f'"{name}"' for name in sorted(names))
        for row in db.conn.execute(f"SELECT {columns} FROM {kind.table} ORDER BY id"):
            digest.update(repr(row).encode())
    return digest.digest()


def _copy_pages(db: Database, key: bytes, copy: Path, progress: Progress) -> None:
    """Copy the pages as they stand, and mark the copy: whoever opens it begins a new life."""
    target = open_database(copy, key, version=schema.VERSION)
    try:
        db.conn.backup(target.conn, pages=_PAGES, progress=lambda *_state: progress.step(_WRITING, 0, _STEPS))
        incarnation.end_in(target)
        target.conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    finally:
        target.conn.close()


def _verify(copy: Path, key: bytes, expected: bytes, progress: Progress) -> None:
    db = open_database(copy, key, version=schema.VERSION)
    try:
        _stop_with(db, progress)
        check_integrity(db)
        if fingerprint(db) != expected:
            raise StorageError(NOT_VERIFIED)
        position = log.position(db)
        db.conn.execute("BEGIN")
        projection.rebuild(db, packs.current(db))
        same = fingerprint(db) == expected and log.position(db) == position
        db.conn.execute("ROLLBACK")
        if not same:
            raise StorageError(NOT_VERIFIED)
    except StorageError:
        if progress.is_cancelled:
            raise Cancelled from None
        raise
    finally:
        db.conn.close()


@contextlib.contextmanager
def stopping(db: Database, progress: Progress) -> Iterator[None]:
    """Let the engine stop in the middle of what it is asked within: ``Cancelled`` once ``progress`` is cancelled."""
    _stop_with(db, progress)
    try:
        yield
    except (StorageError, dbapi.Error):
        if progress.is_cancelled:  # who asked the engine takes its interruption for a fault of the disk
            raise Cancelled from None
        raise
    finally:
        db.conn.set_progress_handler(None, 0)


def _stop_with(db: Database, progress: Progress) -> None:
    db.conn.set_progress_handler(lambda: progress.is_cancelled, _INSTRUCTIONS)


def _verify_blobs(source: Source, aside: Path) -> None:
    """Open every photo that was read back; what cannot be opened must be as damaged in the workspace itself.

    A photo that the disk has lost must not keep the register from being backed up; ``verify`` names it.
    """
    here, there = set(blobs.kept(source.folder)), set(blobs.kept(aside))
    if not here <= there:
        raise StorageError(NOT_VERIFIED)
    for digest in there:
        if is_sound(source.key, aside, digest) != is_sound(source.key, source.folder, digest):
            raise StorageError(NOT_VERIFIED)


def is_sound(key: bytes, folder: Path, digest: bytes) -> bool:
    """Say whether the photo lies below ``folder`` and opens with the workspace's ``key``."""
    try:
        open_blob(key, digest, blobs.place(folder, digest).read_bytes())
    except (StorageError, FileNotFoundError):
        return False
    return True
