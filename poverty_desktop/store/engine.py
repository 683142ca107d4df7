"""The one encrypted file: opened with its key, set to be safe against power loss, refused when newer."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import sqlcipher3.dbapi2 as dbapi

from poverty_desktop.errors import StorageError
from poverty_desktop.i18n import N_

if TYPE_CHECKING:
    from sqlite_utils import Database

NEWER_FILE = N_("This workspace was written by a newer version of the program. Update the program, then open it again.")
DAMAGED_FILE = N_(
    "The register file is damaged or the key does not fit. Restore it from a backup; nothing was changed."
)
NOT_WRITTEN = N_(
    "The disk is full or cannot be written. Nothing of this entry was saved; free some space and try again."
)

_STORAGE_TROUBLE = (
    "database or disk is full", "disk I/O error", "attempt to write a readonly database", "database is locked",
    "unable to open database file", "database disk image is malformed", "file is not a database", "locking protocol",
    "large file support is disabled", "access permission denied",
)  # fmt: skip


def open_database(path: Path, key: bytes, *, version: int) -> Database:
    """Open or create the SQLCipher file ``path`` with its raw 256-bit ``key``.

    ``version`` is the schema that this program writes; a file with a higher one raises ``StorageError``, as do a
    wrong key, a damaged file and a disk that cannot be read. The connection belongs to the calling thread.
    """
    # sqlite_utils catches the errors of the module it finds first; let that be the encrypting engine (platform.md 4)
    sys.modules.setdefault("pysqlite3", sys.modules["sqlcipher3"])
    sys.modules.setdefault("pysqlite3.dbapi2", dbapi)
    from sqlite_utils import Database

    try:
        connection = dbapi.connect(str(path), isolation_level=None)
    except dbapi.Error as error:
        raise StorageError(NOT_WRITTEN) from error
    try:
        connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
        found = connection.execute("PRAGMA user_version").fetchone()[0]
        if found > version:
            raise StorageError(NEWER_FILE)
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "secure_delete=ON"):
            connection.execute(f"PRAGMA {pragma}")
    except dbapi.DatabaseError as error:
        connection.close()
        raise StorageError(DAMAGED_FILE) from error
    except StorageError:
        connection.close()
        raise
    return Database(connection)


def is_storage_trouble(error: BaseException) -> bool:
    """Say whether the engine complains of the disk or the file; anything else is a bug of this program.

    The engine's module tells no codes, so its own fixed sentences are compared (sqlite3.c, sqlite3ErrStr).
    """
    return any(words in str(error) for words in _STORAGE_TROUBLE)


class Write:
    """One transaction of the file: all of it is on disk when the block ends, or nothing.

    An engine error becomes a ``StorageError``. After a full disk the engine has already rolled back; a blind
    second rollback would hide the cause (sync.md 2.4).
    """

    def __init__(self, db: Database) -> None:
        self._connection: Any = db.conn

    def __enter__(self) -> Any:
        try:
            self._connection.execute("BEGIN IMMEDIATE")
        except dbapi.Error as error:
            raise StorageError(NOT_WRITTEN) from error
        return self._connection

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> None:
        if error is None:
            try:
                self._connection.execute("COMMIT")
            except dbapi.Error as failure:
                self._roll_back()
                raise StorageError(NOT_WRITTEN) from failure
            return
        self._roll_back()
        if isinstance(error, dbapi.Error) and is_storage_trouble(error):
            raise StorageError(NOT_WRITTEN) from error

    def _roll_back(self) -> None:
        if self._connection.in_transaction:
            self._connection.execute("ROLLBACK")


def check_integrity(db: Database) -> None:
    """Raise ``StorageError`` when a page of the file is damaged."""
    try:
        cipher = db.conn.execute("PRAGMA cipher_integrity_check").fetchall()
        result = db.conn.execute("PRAGMA quick_check").fetchone()
    except dbapi.DatabaseError as error:
        raise StorageError(DAMAGED_FILE) from error
    if cipher or result[0] != "ok":
        raise StorageError(DAMAGED_FILE)
