"""A whole workspace as one file: copied page by page, restored aside and checked before it counts."""

from __future__ import annotations

import hashlib
import json
import shutil
import tempfile
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

from poverty_desktop import paths
from poverty_desktop.crypto import hashes
from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.errors import RuleError, StorageError
from poverty_desktop.i18n import N_
from poverty_desktop.store import log, packs, projection, schema, settings
from poverty_desktop.store.engine import Write, check_integrity, open_database
from poverty_desktop.store.session import Session
from poverty_desktop.store.workspace import FOLDER_IN_USE, INFO_FILE, KEYS_FILE, REGISTER_FILE

if TYPE_CHECKING:
    from sqlite_utils import Database

SUFFIX = ".fpbackup"
MEMBERS = (INFO_FILE, KEYS_FILE, REGISTER_FILE)
_MANIFEST = "manifest.json"
_MOST_BYTES = 64 << 30

NOT_A_BACKUP = N_(
    "This file is not a backup of a workspace, or it is damaged. Choose another one; nothing was changed."
)
NOT_WRITTEN = N_(
    "The backup could not be written. Choose another folder or free some space; the workspace is as it was."
)
NOT_VERIFIED = N_("The backup was written but does not restore to the same register. Do not rely on it; try again.")


def back_up(session: Session, target: Path) -> None:
    """Write a backup to ``target`` and prove that it restores: pages intact, and the register re-made from its journal.

    The file carries the register as encrypted as it is. Raises ``StorageError`` where it cannot be written or does
    not verify; a file that does not verify is taken away again.
    """
    try:
        with tempfile.TemporaryDirectory(dir=target.parent, prefix=".backup-") as folder:
            copy = Path(folder) / REGISTER_FILE
            _copy_pages(session, copy)
            _verify(copy, session.key, fingerprint(session.db))
            _write(session, copy, target)
    except OSError as error:
        raise StorageError(NOT_WRITTEN) from error
    with Write(session.db):
        settings.put(session.db, "last_backup_at", session.clock.now().isoformat())


def restore(source: Path, folder: Path) -> None:
    """Lay the workspace of a backup into an empty or absent ``folder``; it opens with its own passphrase.

    Raises ``RuleError`` for a folder in use, ``StorageError`` for a file that is no intact backup.
    """
    if folder.exists() and any(folder.iterdir()):
        raise RuleError(FOLDER_IN_USE)
    try:
        with zipfile.ZipFile(source) as archive:
            manifest = json.loads(archive.read(_MANIFEST))
            sums = {name: str(manifest[name]) for name in MEMBERS}
            if sum(archive.getinfo(name).file_size for name in MEMBERS) > _MOST_BYTES:
                raise StorageError(NOT_A_BACKUP)
            folder.mkdir(parents=True, exist_ok=True)
            for name in MEMBERS:
                _lay_down(archive, name, folder / name, sums[name])
    except (OSError, ValueError, KeyError, TypeError, zipfile.BadZipFile) as error:
        for name in MEMBERS:
            (folder / name).unlink(missing_ok=True)
        raise StorageError(NOT_A_BACKUP) from error
    paths.sync_folder(folder)


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
    target = open_database(copy, session.key, version=schema.VERSION)
    try:
        session.db.conn.backup(target.conn)
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


def _write(session: Session, copy: Path, target: Path) -> None:
    sources = {name: session.folder / name for name in (INFO_FILE, KEYS_FILE)} | {REGISTER_FILE: copy}
    part = target.with_name(target.name + ".part")
    try:
        with zipfile.ZipFile(part, "w", compression=zipfile.ZIP_STORED, strict_timestamps=False) as archive:
            archive.writestr(_MANIFEST, json.dumps({name: _sum(path) for name, path in sources.items()}))
            for name, path in sources.items():
                archive.write(path, name)
        part.replace(target)
        paths.sync_folder(target.parent)
    finally:
        part.unlink(missing_ok=True)


def _lay_down(archive: zipfile.ZipFile, name: str, target: Path, expected: str) -> None:
    with archive.open(name) as source, target.open("wb") as file:
        shutil.copyfileobj(source, file, 1 << 20)
    if not hashes.equal(_sum(target).encode(), expected.encode()):
        raise StorageError(NOT_A_BACKUP)


def _sum(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
