"""How a photo or file is named in the register: by a salted hash of its bytes, which tells nothing without them."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from typing import Final

SALT_BYTES: Final = 16
DIGEST_BYTES: Final = 32
REFERENCE_BYTES: Final = SALT_BYTES + DIGEST_BYTES
MAX_BYTES: Final = 20 * 1024 * 1024
"""Of one photo or file (sync.md 2.7)."""
PHOTO: Final = "jpg"

_NAME = re.compile(r"^([0-9a-f]{32})([0-9a-f]{64})\.([a-z0-9]{1,8})$")


@dataclass(frozen=True, slots=True, kw_only=True)
class MediaReference:
    """One photo or file: the salt stands in the journal beside the hash H(salt ‖ bytes) (sync.md 2.0 "Photos")."""

    salt: bytes
    digest: bytes

    def to_bytes(self) -> bytes:
        """Return the scalar of a property of type photo."""
        return self.salt + self.digest

    def to_name(self, extension: str) -> str:
        """Return the file name that stands as the answer of a question."""
        return f"{self.salt.hex()}{self.digest.hex()}.{extension}"

    def fits(self, data: bytes) -> bool:
        """Say whether ``data`` is what this reference names."""
        return salted_digest(self.salt, data) == self.digest


def salted_digest(salt: bytes, data: bytes) -> bytes:
    """Return H(salt ‖ data)."""
    return hashlib.sha256(salt + data).digest()


def reference_to(data: bytes, salt: bytes) -> MediaReference:
    """Return the reference to ``data`` with a fresh random ``salt``."""
    return MediaReference(salt=salt, digest=salted_digest(salt, data))


def read_reference(scalar: bytes) -> MediaReference:
    """Return the reference in a property's scalar; raises ``ValueError`` for any other length."""
    if len(scalar) != REFERENCE_BYTES:
        raise ValueError("a photo is named by salt and hash")
    return MediaReference(salt=scalar[:SALT_BYTES], digest=scalar[SALT_BYTES:])


def named_in(answer: str) -> MediaReference | None:
    """Return the reference in the answer of a photo or file question, None where it is no such name."""
    match = _NAME.match(answer)
    return MediaReference(salt=bytes.fromhex(match[1]), digest=bytes.fromhex(match[2])) if match else None


def extension_of(name: str) -> str:
    """Return the ending of a file name in small letters, ``bin`` where it has none that may be kept."""
    ending = name.rpartition(".")[2].lower() if "." in name else ""
    return ending if re.fullmatch(r"[a-z0-9]{1,8}", ending) else "bin"
