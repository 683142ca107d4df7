"""Twelve digits that two people read to each other to be sure that they see the same key."""

from __future__ import annotations

from typing import Final

from poverty_desktop.crypto import hashes

GROUPS: Final = 4
GROUP_DIGITS: Final = 3

_MEMORY_KIB, _PASSES, _LANES = 64 * 1024, 3, 4


def fingerprint(data: bytes) -> str:
    """Return the fingerprint of a request or a certificate, such as ``042 917 330 586``.

    Twelve digits hold 40 bits, few enough to search for a second key with the same ones; so the digits come from
    Argon2id, which makes one try cost what one guess of a passphrase costs (about 0.2 s and 64 MiB).
    """
    from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

    kdf = Argon2id(
        salt=b"poverty_desktop fingerprint 1", length=16, iterations=_PASSES, lanes=_LANES, memory_cost=_MEMORY_KIB
    )
    number = int.from_bytes(kdf.derive(hashes.sha256(data)), "big") % 10 ** (GROUPS * GROUP_DIGITS)
    digits = f"{number:0{GROUPS * GROUP_DIGITS}d}"
    return " ".join(digits[at : at + GROUP_DIGITS] for at in range(0, len(digits), GROUP_DIGITS))


def same_fingerprint(typed: str, shown: str) -> bool:
    """Tell whether the typed digits are the shown ones; spaces, dashes and full-width digits do not matter."""
    return _digits(typed) == _digits(shown) and len(_digits(shown)) == GROUPS * GROUP_DIGITS


def _digits(text: str) -> str:
    return "".join(str(int(letter)) for letter in text if letter.isdecimal())
