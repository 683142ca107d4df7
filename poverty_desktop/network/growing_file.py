"""A file of this computer that comes over a line piece by piece."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

from poverty_desktop.errors import StorageError
from poverty_desktop.network import troubles


class GrowingFile:
    """A file that grows piece by piece, as a context; what fails is the disk (``StorageError``), not the line."""

    def __init__(self, path: Path, *, is_new: bool) -> None:
        try:
            self._file = path.open("wb" if is_new else "ab")
        except OSError:
            raise StorageError(troubles.FULL_HERE) from None

    def __enter__(self) -> GrowingFile:
        return self

    def __exit__(self, *_error: object) -> None:
        try:
            self._file.flush()
            os.fsync(self._file.fileno())
        except OSError:
            raise StorageError(troubles.FULL_HERE) from None
        finally:
            with contextlib.suppress(OSError):
                self._file.close()

    def write(self, data: bytes) -> None:
        """Add bytes; raises ``StorageError``."""
        try:
            self._file.write(data)
        except OSError:
            raise StorageError(troubles.FULL_HERE) from None
