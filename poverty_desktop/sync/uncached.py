"""Reading a file from the disk itself and not from the system's memory of what was written a moment ago.

A stick of false capacity takes everything and gives back what the memory still holds; only a read past it finds that
out (sync.md 2.11). Linux has ``O_DIRECT`` for it, Windows ``FILE_FLAG_NO_BUFFERING``; both want memory that begins at a
page and whole blocks, which one anonymous map is. Where a disk knows neither, it is read as usual.
"""

from __future__ import annotations

import errno
import io
import mmap
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

CHUNK: Final = 1024 * 1024
"""A multiple of every block size."""

_UNKNOWN = frozenset({errno.EINVAL, errno.EOPNOTSUPP, errno.ENOTSUP})


def pieces(path: Path) -> Iterator[bytes]:
    """Yield the bytes of a file as its disk has them, piece by piece; raises ``OSError``."""
    done = 0
    try:
        with _direct(path) as file, mmap.mmap(-1, CHUNK) as block:
            while count := file.readinto(block) or 0:
                yield block[:count]
                done += count
                if count % mmap.PAGESIZE:
                    return  # the end: what does not fill a block is read once, and a read behind it would not be whole
    except OSError as error:
        if error.errno not in _UNKNOWN:
            raise
        with path.open("rb", buffering=0) as plain:
            plain.seek(done)
            while piece := plain.read(CHUNK):
                yield piece


if sys.platform == "win32":  # pragma: no cover - the other system

    def _direct(path: Path) -> io.FileIO:
        import ctypes
        import msvcrt
        from ctypes import wintypes

        create = ctypes.WinDLL("kernel32", use_last_error=True).CreateFileW
        create.restype = wintypes.HANDLE
        create.argtypes = [
            wintypes.LPCWSTR, wintypes.DWORD, wintypes.DWORD, wintypes.LPVOID, wintypes.DWORD, wintypes.DWORD,
            wintypes.HANDLE,
        ]  # fmt: skip
        generic_read, share_read, open_existing, no_buffering = 0x80000000, 0x1, 3, 0x20000000
        handle = create(str(path), generic_read, share_read, None, open_existing, no_buffering, None)
        if handle == wintypes.HANDLE(-1).value:
            raise ctypes.WinError(ctypes.get_last_error())
        return io.FileIO(msvcrt.open_osfhandle(handle, os.O_RDONLY), "rb")
else:

    def _direct(path: Path) -> io.FileIO:
        return io.FileIO(os.open(path, os.O_RDONLY | getattr(os, "O_DIRECT", 0)), "rb")
