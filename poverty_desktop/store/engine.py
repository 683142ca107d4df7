"""The one encrypted file: opened with its key, set to be safe against power loss, refused when newer."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import sqlcipher3.dbapi2 as dbapi

from poverty_desktop.errors import DamageError, StorageError
from poverty_desktop.i18n import N_
from poverty_desktop.store.database import Database

if TYPE_CHECKING:
    from poverty_desktop.store.lock import Lock

NEWER_FILE = N_("This workspace was written by a newer version of the program. Update the program, then open it again.")
DAMAGED_FILE = N_(
    "The register file is damaged or the key does not fit. Restore it from a backup; nothing was changed."
)
NOT_WRITTEN = N_(
    "The disk is full or cannot be written. Nothing of this entry was saved; free some space and try again."
)

NOT_OPENED = N_("The register file cannot be opened. Check that its disk is there and can be written, then try again.")
NO_ROOM = N_("The disk of this computer is full. Make room, then try again.")
_ROOM_BYTES = 1 << 20
"""With less free room what cannot be opened or made is said to find none: the engine does not tell the causes apart."""
IN_USE = N_("Another program is writing to this workspace. Close it there, then try again; nothing of this was saved.")

# 64 MB hold every page that a run of all checks reads of a county, so that none is deciphered twice; the cache grows
# only with what is read, and a village is a tenth of that.
_PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=FULL",
    "foreign_keys=ON",
    "secure_delete=ON",
    "cache_size=-64000",
    "temp.page_size=16384",  # tables of a run of checks, in memory: their rows are wide
)
_STATEMENTS = 512
"""Statements that are kept ready: a save, a bundle and a page ask a few hundred different ones."""
_AT_ONCE = 512
"""Blobs that are bound to one statement."""
_DAMAGE = ("file is not a database", "database disk image is malformed", "unsupported file format")
_LOCKED = ("database is locked", "locking protocol", "database table is locked")
_DISK = (
    "database or disk is full", "disk I/O error", "attempt to write a readonly database",
    "unable to open database file", "large file support is disabled", "access permission denied",
)  # fmt: skip


dbapi.register_adapter(bytes, bytes)
"""A blob is bound as it is. Unless told so, the module searches each for how, which takes three times as long."""


class Connection(dbapi.Connection):  # type: ignore[misc] # the engine's module has no types
    """An open file: what is held as long as it is open, and what must happen before its first write."""

    lock: Lock | None = None
    before_write: Callable[[], None] | None = None

    def close(self) -> None:
        """Close the file and let go of its lock."""
        super().close()
        if self.lock is not None:
            self.lock.release()

    def begin_writing(self) -> None:
        """Do what must happen before the first write, once it has not happened yet."""
        act, self.before_write = self.before_write, None
        if act is None:
            return
        try:
            act()
        except BaseException:
            self.before_write = act
            raise


def load_sqlite_utils() -> None:
    """Load sqlite-utils on top of the encrypting engine; safe to call again."""
    # sqlite_utils catches the errors of the module it finds first; let that be the encrypting engine
    sys.modules.setdefault("pysqlite3", sys.modules["sqlcipher3"])
    sys.modules.setdefault("pysqlite3.dbapi2", dbapi)
    import sqlite_utils  # noqa: F401 - loaded, not used


def open_database(path: Path, key: bytes, *, version: int) -> Database:
    """Open or create the SQLCipher file ``path`` with its raw 256-bit ``key``.

    ``version`` is the schema that this program writes; a file with a higher one raises ``StorageError``, as do a
    wrong key, a damaged file and a disk that cannot be read. The connection belongs to the calling thread.
    """
    try:
        connection = dbapi.connect(str(path), isolation_level=None, factory=Connection, cached_statements=_STATEMENTS)
    except dbapi.Error as error:
        raise not_opened(path) from error
    try:
        connection.execute("PRAGMA cipher_log_level = NONE")  # its lines on stderr tell a user nothing
        connection.execute("PRAGMA cipher_log_level = NONE")  # it would write to the terminal; errors come back anyway
        connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
        found = connection.execute("PRAGMA user_version").fetchone()[0]
        if found > version:
            raise StorageError(NEWER_FILE)
        for pragma in _PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")
    except dbapi.DatabaseError as error:
        connection.close()
        trouble = storage_error(error) or DamageError(DAMAGED_FILE)
        raise (not_opened(path) if trouble.message_id == NOT_WRITTEN else trouble) from error
    except StorageError:
        connection.close()
        raise
    return Database(connection)


def not_opened(path: Path) -> StorageError:
    """Return why the register ``path`` could not be opened: no room on its disk, else whatever it may be."""
    return StorageError(NO_ROOM if has_no_room(path.parent) else NOT_OPENED)


def has_no_room(folder: Path) -> bool:
    """Say whether the disk of ``folder`` is as good as full."""
    try:
        return shutil.disk_usage(folder).free < _ROOM_BYTES
    except OSError:
        return False


def connection_of(db: Database) -> Connection:
    """Return the open file of ``db``, with what is held and what waits."""
    connection: Any = db.conn
    assert isinstance(connection, Connection)
    return connection


def bound(blobs: Iterable[bytes]) -> list[bytearray]:
    """Return many blobs as they are bound fastest.

    The engine's module looks up for every ``bytes`` what it is to be bound as; a ``bytearray`` it takes as it is.
    """
    return [bytearray(blob) for blob in blobs]


def in_parts(blobs: Sequence[bytes]) -> Iterator[tuple[str, list[bytearray]]]:
    """Yield the marks of ``IN (…)`` and what is bound to them, for some of the blobs after the other.

    The last is said again until there are one, two, four … of them, so that the statements are few and stay ready.
    """
    for start in range(0, len(blobs), _AT_ONCE):
        some = bound(blobs[start : start + _AT_ONCE])
        some += some[-1:] * ((1 << (len(some) - 1).bit_length()) - len(some))
        yield ",".join("?" * len(some)), some


def storage_error(error: BaseException) -> StorageError | None:
    """Return what is wrong with disk or file where ``error`` is the engine's complaint of it; else nothing.

    Anything else that the engine says is a bug of this program. The engine's module tells no codes, so its own fixed
    sentences are compared (sqlite3.c, sqlite3ErrStr).
    """
    if not isinstance(error, dbapi.Error):
        return None
    words = str(error)
    for sentences, message in ((_DAMAGE, DAMAGED_FILE), (_LOCKED, IN_USE), (_DISK, NOT_WRITTEN)):
        if any(sentence in words for sentence in sentences):
            return DamageError(message) if message == DAMAGED_FILE else StorageError(message)
    return None


class Write:
    """One transaction of the file: all of it is on disk when the block ends, or nothing.

    An engine error becomes a ``StorageError``. After a full disk the engine has already rolled back; a blind
    second rollback would hide the cause (sync.md 2.4). What ``is_note`` only writes down that something was looked
    at: it may stand beside another window that is at work, and does not make a copy of a workspace one of its own.
    """

    def __init__(self, db: Database, *, is_note: bool = False) -> None:
        self._connection: Any = db.conn
        self._is_note = is_note

    def __enter__(self) -> Any:
        if not self._is_note:
            self._connection.begin_writing()
        try:
            self._connection.execute("BEGIN IMMEDIATE")
        except dbapi.Error as error:
            _raise_trouble(error)
            raise
        return self._connection

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> None:
        if error is None:
            try:
                self._connection.execute("COMMIT")
            except dbapi.Error as failure:
                self._roll_back()
                _raise_trouble(failure)
                raise
            except MemoryError as failure:  # how SQLCipher says that a page which it needs does not fit the key
                self._roll_back()
                raise DamageError(DAMAGED_FILE) from failure
            return
        self._roll_back()
        _raise_trouble(error)

    def _roll_back(self) -> None:
        if self._connection.in_transaction:
            self._connection.execute("ROLLBACK")


def _raise_trouble(error: BaseException) -> None:
    trouble = storage_error(error)
    if trouble is not None:
        raise trouble from error


def check_integrity(db: Database) -> None:
    """Raise ``StorageError`` when a page of the file is damaged.

    The check of the seals reads the main file alone. After a power cut in the middle of a checkpoint pages are torn
    there that lie whole in the write-ahead log: those are brought over first, and where somebody reads meanwhile, what
    is seen through the log decides.
    """
    try:
        cipher = db.conn.execute("PRAGMA cipher_integrity_check").fetchall()
        if cipher:
            is_busy = not db.conn.in_transaction and db.conn.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
            cipher = [] if is_busy else db.conn.execute("PRAGMA cipher_integrity_check").fetchall()
        result = db.conn.execute("PRAGMA quick_check").fetchone()
    except dbapi.DatabaseError as error:
        raise DamageError(DAMAGED_FILE) from error
    if cipher or result is None or result[0] != "ok":
        raise DamageError(DAMAGED_FILE)
