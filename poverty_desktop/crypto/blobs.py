"""Photos and files at rest: each sealed under a key of its own, derived from the workspace's data key."""

from __future__ import annotations

from typing import Final

from poverty_desktop.crypto import hashes, wrapping
from poverty_desktop.errors import StorageError
from poverty_desktop.i18n import N_
from poverty_desktop.ids import Ids

INTRO: Final = b"FPBLOB1\n"
_NONCE_BYTES: Final = 12
_TAG_BYTES: Final = 16
OVERHEAD: Final = len(INTRO) + _NONCE_BYTES + _TAG_BYTES
"""How much longer a sealed blob is than what it holds."""

DAMAGED = N_("A photo or file of this workspace is damaged on the disk. Restore it from a backup.")


def seal_blob(data_key: bytes, digest: bytes, data: bytes, ids: Ids) -> bytes:
    """Return ``data`` under AES-256-GCM, bound to the ``digest`` by which it is found (sync.md 2.15)."""
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    nonce = ids.random_bytes(_NONCE_BYTES)
    return INTRO + nonce + AESGCM(_key(data_key, digest)).encrypt(nonce, data, INTRO + digest)


def open_blob(data_key: bytes, digest: bytes, sealed: bytes) -> bytes:
    """Return what :func:`seal_blob` sealed; raises ``StorageError`` where it is damaged or another one's."""
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    start = len(INTRO) + _NONCE_BYTES
    if not sealed.startswith(INTRO) or len(sealed) < OVERHEAD:
        raise StorageError(DAMAGED)
    nonce = sealed[len(INTRO) : start]
    try:
        return AESGCM(_key(data_key, digest)).decrypt(nonce, sealed[start:], INTRO + digest)
    except InvalidTag:
        raise StorageError(DAMAGED) from None


def _key(data_key: bytes, digest: bytes) -> bytes:
    return hashes.hkdf_sha256(wrapping.derive_key(data_key, "blob"), info=b"poverty_desktop blob " + digest)
