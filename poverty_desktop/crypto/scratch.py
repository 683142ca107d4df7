"""A temporary file for large things on their way: sealed by a key that only this process's memory holds."""

from __future__ import annotations

import secrets
import tempfile
from pathlib import Path
from types import TracebackType
from typing import Final

IN_MEMORY_BYTES: Final = 4 * 1024 * 1024
"""What is smaller never reaches the disk."""

_KEY_BYTES = 32
_NONCE_BYTES = 12


class SealedScratch:
    """Numbered pieces of bytes; what lies on the disk is AES-256-GCM and worthless once the process has ended."""

    def __init__(self, folder: Path | None = None) -> None:
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        where = None if folder is None else str(folder)
        self._file = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY_BYTES, dir=where)  # noqa: SIM115 - see close
        self._cipher = AESGCM(secrets.token_bytes(_KEY_BYTES))
        self._places: list[tuple[int, int]] = []
        self._end = 0

    def __len__(self) -> int:
        return len(self._places)

    def append(self, data: bytes) -> int:
        """Keep ``data`` and return its number; raises ``OSError`` when the disk is full."""
        number = len(self._places)
        sealed = self._cipher.encrypt(number.to_bytes(_NONCE_BYTES, "big"), data, None)
        self._file.seek(self._end)
        self._file.write(sealed)
        self._places.append((self._end, len(sealed)))
        self._end += len(sealed)
        return number

    def read(self, number: int) -> bytes:
        """Return the piece with this number; raises ``OSError`` when the disk gives other bytes back."""
        from cryptography.exceptions import InvalidTag

        start, length = self._places[number]
        self._file.seek(start)
        sealed = self._file.read(length)
        try:
            return self._cipher.decrypt(number.to_bytes(_NONCE_BYTES, "big"), sealed, None)
        except InvalidTag:
            raise OSError("the temporary file changed on the disk") from None

    def close(self) -> None:
        """Remove the file."""
        self._file.close()

    def __enter__(self) -> SealedScratch:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
