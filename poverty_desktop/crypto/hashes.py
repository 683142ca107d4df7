"""Hashes, keyed hashes and key derivation of suite intl-1: SHA-256, HMAC (RFC 2104), HKDF (RFC 5869)."""

from __future__ import annotations

import hashlib
import hmac
from typing import Final

DIGEST_BYTES: Final = 32


def sha256(data: bytes) -> bytes:
    """Return the 32-byte SHA-256 of ``data``."""
    return hashlib.sha256(data).digest()


def hmac_sha256(key: bytes, data: bytes) -> bytes:
    """Return the 32-byte HMAC-SHA-256 of ``data`` under ``key``."""
    return hmac.digest(key, data, "sha256")


def hkdf_sha256(key: bytes, *, info: bytes, length: int = DIGEST_BYTES, salt: bytes = b"") -> bytes:
    """Return ``length`` bytes derived from ``key`` for the purpose ``info``.

    The key must already be random (never a passphrase). Raises ``ValueError`` for a length outside 1..8160.
    """
    if not 1 <= length <= 255 * DIGEST_BYTES:
        raise ValueError("HKDF gives 1 to 8160 bytes")
    seed = hmac_sha256(salt or bytes(DIGEST_BYTES), key)
    block, out = b"", b""
    for counter in range(1, -(-length // DIGEST_BYTES) + 1):
        block = hmac_sha256(seed, block + info + bytes([counter]))
        out += block
    return out[:length]


def equal(left: bytes, right: bytes) -> bool:
    """Tell whether two secrets are equal, in a time that does not tell where they differ."""
    return hmac.compare_digest(left, right)
