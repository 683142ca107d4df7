"""A whole workspace as one file: copied page by page, restored aside and checked before it counts."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import re
import shutil
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

import sqlcipher3.dbapi2 as dbapi

from poverty_desktop import paths
from poverty_desktop.crypto.blobs import open_blob
from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.errors import RuleError, StorageError
from poverty_desktop.i18n import N_
from poverty_desktop.progress import Progress
from poverty_desktop.store import blobs, incarnation, log, packs, projection, schema, settings
from poverty_desktop.store.database import Database
from poverty_desktop.store.engine import Write, check_integrity, open_database
from poverty_desktop.store.session import Session
from poverty_desktop.store.workspace import FOLDER_IN_USE, REGISTER_FILE
from poverty_desktop.store.workspace_info import INFO_FILE
from poverty_desktop.store.workspace_keys import FOLDER_NOT_WRITABLE, KEYS_FILE

SUFFIX = ".fpbackup"
MEMBERS = (INFO_FILE, KEYS_FILE, REGISTER_FILE)
_MANIFEST = "manifest.json"
_PHOTO = re.compile(rf"^{blobs.FOLDER}/[0-9a-f]{{2}}/[0-9a-f]{{62}}$")
_MOST_BYTES = 64 << 30
_CHUNK = 1 << 20
_STEPS = 4
_WRITING, _PROVING = N_("Writing the backup"), N_("Proving that the backup restores")
_LAYING_DOWN = N_("Laying down the files of the backup")
_NOT_A_ZIP = (OSError, ValueError, KeyError, TypeError, RuntimeError, EOFError, zipfile.BadZipFile, zlib.error)
"""What reading a damaged archive raises; ``RuntimeError`` for flags and methods that we never write."""

NOT_A_BACKUP = N_(
    "This file is not a backup of a workspace, or it is damaged. Choose another one; nothing was changed."
)
NOT_WRITTEN = N_(
    "The backup could not be written. Choose another folder or free some space; the workspace is as it was."
)
NO_ROOM = N_("The backup could not be laid down. Choose another folder or free some space, then try again.")
NO_ROOM_FOR_COPY = N_("There is no room for a copy of the register to look at. Free some space and try again.")
NOT_VERIFIED = N_("The backup was written but does not restore to the same register. Do not rely on it; try again.")


def back_up(session: Session, target: Path, progress: Progress | None = None) -> None:
    """Write a backup to ``target`` and prove that it restores.

    What was written is read back, its pages are checked, and the register is made again from its journal; only then
    has the file its name. It carries the register as encrypted as it is. Raises ``StorageError`` where it cannot be
    written or does not verify; nothing is left behind then.
    """
    progress = progress or Progress()
    part = target.with_name(target.name + ".part")
    try:
        with tempfile.TemporaryDirectory(dir=session.folder, prefix=".backup-") as aside:
            copy = Path(aside) / REGISTER_FILE
            progress.step(_WRITING, 0, _STEPS)
            _copy_pages(session, copy)
            progress.step(_WRITING, 1, _STEPS)
            _write(session, copy, part)
            copy.unlink()
            progress.step(_PROVING, 2, _STEPS)
            _unpack(part, Path(aside))
            progress.step(_PROVING, 3, _STEPS)
            _verify(copy, session.key, fingerprint(session.db))
            _verify_blobs(session, Path(aside))
            progress.step(_PROVING, _STEPS, _STEPS)
        part.replace(target)
        paths.sync_folder(target.parent)
    except (OSError, dbapi.Error) as error:
        raise StorageError(NOT_WRITTEN) from error
    finally:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)
    with Write(session.db):
        settings.put(session.db, "last_backup_at", session.clock.now().isoformat())


def restore(source: Path, folder: Path, progress: Progress | None = None) -> None:
    """Lay the workspace of a backup into an empty or absent ``folder``; it opens with its own passphrase.

    Raises ``RuleError`` for a folder in use, ``StorageError`` for a file that is no intact backup or a disk that is
    full; the folder is then as it was, as it is when the work is cancelled.
    """
    progress = progress or Progress()
    try:
        if folder.exists() and any(folder.iterdir()):
            raise RuleError(FOLDER_IN_USE)
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StorageError(FOLDER_NOT_WRITABLE) from error
    try:
        _unpack(source, folder, progress)
    except BaseException:
        for name in MEMBERS:
            with contextlib.suppress(OSError):
                (folder / name).unlink(missing_ok=True)
        shutil.rmtree(folder / blobs.FOLDER, ignore_errors=True)
        raise
    paths.sync_folder(folder)


@contextlib.contextmanager
def copy_aside(session: Session) -> Iterator[Database]:
    """Yield a copy of the register as it stands, in a file of its own that is gone afterwards; errors of the disk."""
    try:
        with tempfile.TemporaryDirectory(dir=session.folder, prefix=".copy-") as aside:
            copy = Path(aside) / REGISTER_FILE
            _copy_pages(session, copy)
            db = open_database(copy, session.key, version=schema.VERSION)
            try:
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


def _copy_pages(session: Session, copy: Path) -> None:
    """Copy the pages as they stand, and mark the copy: whoever opens it begins a new life."""
    target = open_database(copy, session.key, version=schema.VERSION)
    try:
        session.db.conn.backup(target.conn)
        incarnation.end_in(target)
        target.conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    finally:
        target.conn.close()


def _verify(copy: Path, key: bytes, expected: bytes) -> None:
    db = open_database(copy, key, version=schema.VERSION)
    try:
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
    finally:
        db.conn.close()


def _verify_blobs(session: Session, aside: Path) -> None:
    """Open every photo that was read back; what cannot be opened must be as damaged in the workspace itself.

    A photo that the disk has lost must not keep the register from being backed up; ``verify`` names it.
    """
    here, there = set(blobs.kept(session.folder)), set(blobs.kept(aside))
    if not here <= there:
        raise StorageError(NOT_VERIFIED)
    for digest in there:
        if _is_sound(session, aside, digest) != _is_sound(session, session.folder, digest):
            raise StorageError(NOT_VERIFIED)


def _is_sound(session: Session, folder: Path, digest: bytes) -> bool:
    try:
        open_blob(session.key, digest, blobs.place(folder, digest).read_bytes())
    except StorageError:
        return False
    return True


def _member(digest: bytes) -> str:
    return blobs.place(Path(), digest).as_posix()


def _write(session: Session, copy: Path, part: Path) -> None:
    sources = {name: session.folder / name for name in (INFO_FILE, KEYS_FILE)} | {REGISTER_FILE: copy}
    sources |= {_member(digest): blobs.place(session.folder, digest) for digest in blobs.kept(session.folder)}
    sums = {name: _sum(path) for name, path in sources.items()}
    with part.open("wb") as file:
        with zipfile.ZipFile(file, "w", compression=zipfile.ZIP_STORED, strict_timestamps=False) as archive:
            archive.writestr(_MANIFEST, json.dumps(sums))
            for name, path in sources.items():
                archive.write(path, name)
        file.flush()
        os.fsync(file.fileno())
        if hasattr(os, "posix_fadvise"):
            os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)  # what is read back comes from the disk


def _unpack(source: Path, folder: Path, progress: Progress | None = None) -> None:
    """Lay the files of a backup into ``folder``, each compared with its sum."""
    try:
        with zipfile.ZipFile(source) as archive:
            manifest = json.loads(archive.read(_MANIFEST))
            photos = [name for name in manifest if _PHOTO.match(name)]
            sums = {name: str(manifest[name]) for name in (*MEMBERS, *photos)}
            if sum(archive.getinfo(name).file_size for name in sums) > _MOST_BYTES:
                raise StorageError(NOT_A_BACKUP)
            for number, (name, expected) in enumerate(sums.items()):
                if progress is not None:
                    progress.step(_LAYING_DOWN, number, len(sums))
                _lay_down(archive, name, folder / name, expected)
    except _NOT_A_ZIP as error:
        raise StorageError(NOT_A_BACKUP) from error


def _lay_down(archive: zipfile.ZipFile, name: str, target: Path, expected: str) -> None:
    digest = hashlib.sha256()
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("wb") as file:
            for piece in _pieces(archive, name):
                digest.update(piece)
                file.write(piece)
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise StorageError(NO_ROOM) from error
    if digest.hexdigest() != expected:
        raise StorageError(NOT_A_BACKUP)


def _pieces(archive: zipfile.ZipFile, name: str) -> Iterator[bytes]:
    try:
        with archive.open(name) as packed:
            while piece := packed.read(_CHUNK):
                yield piece
    except _NOT_A_ZIP as error:
        raise StorageError(NOT_A_BACKUP) from error


def _sum(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
