"""Signatures of suite intl-1: Ed25519 (RFC 8032)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from poverty_desktop.ids import Ids

KEY_BYTES: Final = 32
SIGNATURE_BYTES: Final = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class SigningKey:
    """A private key and its public half; the private one never shows in a repr."""

    private: bytes = field(repr=False)
    public: bytes

    def sign(self, message: bytes) -> bytes:
        """Return the 64-byte signature of ``message``."""
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

        return Ed25519PrivateKey.from_private_bytes(self.private).sign(message)


def new_signing_key(ids: Ids) -> SigningKey:
    """Return a fresh key pair."""
    return signing_key(ids.random_bytes(KEY_BYTES))


def signing_key(private: bytes) -> SigningKey:
    """Return the key pair of a stored 32-byte private key; raises ``ValueError`` for another length."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    public = Ed25519PrivateKey.from_private_bytes(private).public_key().public_bytes_raw()
    return SigningKey(private=private, public=public)


def verify(public: bytes, signature: bytes, message: bytes) -> bool:
    """Tell whether ``signature`` over ``message`` was made by the holder of ``public``; never raises on bad bytes."""
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    if len(public) != KEY_BYTES or len(signature) != SIGNATURE_BYTES:
        return False
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True
