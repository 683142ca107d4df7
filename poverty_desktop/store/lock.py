"""One window or command at a time writes to a workspace; the system itself lets the lock go when a process ends."""

from __future__ import annotations

import contextlib
import errno
import os
import sys
from datetime import datetime
from pathlib import Path

from poverty_desktop.errors import StorageError
from poverty_desktop.i18n import N_

LOCK_FILE = "workspace.lock"

ALREADY_OPEN = N_(
    "This workspace is open in another window or command since {since}. "
    "Close it there, then try again; nothing was changed."
)
NOT_WRITABLE_HERE = N_(
    "This workspace lies where nothing can be written. Copy its folder to a disk of this laptop and open it there."
)

_HELD_ELSEWHERE = frozenset({errno.EACCES, errno.EAGAIN, errno.EWOULDBLOCK, errno.EDEADLK})
_WITHOUT_LOCKS = frozenset({errno.ENOSYS, errno.ENOLCK, errno.EOPNOTSUPP})

if sys.platform == "win32":  # pragma: no cover - the other system
    import msvcrt

    def _take(descriptor: int) -> None:
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
else:
    import fcntl

    def _take(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)


class Lock:
    """The lock on one folder while it is held; it ends with the process, whatever ends that.

    The file stays and is empty: who holds the lock is not written down, since when is the file's time. It belongs to
    this one opening of the file, so that a second one in the same process is refused too.
    """

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor

    def release(self) -> None:
        """Let another window have the workspace; safe to call again."""
        descriptor, self._descriptor = self._descriptor, -1
        if descriptor >= 0:
            os.close(descriptor)

    def __del__(self) -> None:
        self.release()


def acquire(folder: Path) -> Lock:
    """Return the lock on ``folder``; raises ``StorageError`` where another holds it or nothing can be written."""
    path = folder / LOCK_FILE
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_CLOEXEC", 0), 0o600)
    except OSError as error:
        raise StorageError(NOT_WRITABLE_HERE) from error
    try:
        _take(descriptor)
    except OSError as error:
        # A file system without locks must not keep a village from its register; the engine still guards each save.
        if error.errno not in _WITHOUT_LOCKS:
            os.close(descriptor)
            if error.errno in _HELD_ELSEWHERE:
                raise StorageError(ALREADY_OPEN, since=_since(path)) from error
            raise StorageError(NOT_WRITABLE_HERE) from error
    with contextlib.suppress(OSError):
        os.utime(path)
    return Lock(descriptor)


def _since(path: Path) -> str:
    """Return when the holder took the lock, in the laptop's own time."""
    try:
        return datetime.fromtimestamp(path.stat().st_mtime).astimezone().strftime("%Y-%m-%d %H:%M")
    except OSError:
        return "—"
