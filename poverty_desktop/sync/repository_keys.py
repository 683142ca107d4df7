"""The office's keys as a TUF repository names them: Ed25519, the key id being the SHA-256 of the public half."""

from __future__ import annotations

import hashlib
from typing import Any

from securesystemslib.signer import Key, Signature, Signer, SSlibKey

from poverty_desktop.crypto.signing import SigningKey

_KIND = "ed25519"


def public_key(public: bytes) -> SSlibKey:
    """Return a public key as metadata lists it."""
    return SSlibKey(hashlib.sha256(public).hexdigest(), _KIND, _KIND, {"public": public.hex()})


class OfficeSigner(Signer):
    """Signs metadata with one of the office's keys, which never leaves it."""

    def __init__(self, key: SigningKey) -> None:
        self._key = key
        self._public = public_key(key.public)

    @property
    def public_key(self) -> Key:
        """Return the public half."""
        return self._public

    @classmethod
    def from_priv_key_uri(cls, priv_key_uri: str, public_key: Key, secrets_handler: Any = None) -> Signer:
        """Refuse: the office's keys lie in its register and are never named by an address."""
        raise NotImplementedError

    def sign(self, payload: bytes) -> Signature:
        """Return the signature of ``payload``."""
        return Signature(self._public.keyid, self._key.sign(payload).hex())
