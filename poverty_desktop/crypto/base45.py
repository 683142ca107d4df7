"""Base45 (RFC 9285): bytes in the 45 characters of a QR symbol's alphanumeric mode."""

from __future__ import annotations

from typing import Final

_LETTERS: Final = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
_VALUES: Final = {letter: value for value, letter in enumerate(_LETTERS)}
_BASE: Final = 45


def encode(data: bytes) -> str:
    """Return ``data`` as text: three letters for two bytes, two for a last single one."""
    found = []
    for start in range(0, len(data), 2):
        part = data[start : start + 2]
        number = int.from_bytes(part, "big")
        for _place in range(len(part) + 1):
            number, digit = divmod(number, _BASE)
            found.append(_LETTERS[digit])
    return "".join(found)


def decode(text: str) -> bytes:
    """Return the bytes of ``text``; raises ``ValueError`` for letters or lengths that no encoder writes."""
    found = bytearray()
    for start in range(0, len(text), 3):
        part = text[start : start + 3]
        if len(part) == 1 or any(letter not in _VALUES for letter in part):
            raise ValueError("no Base45 text")
        number = sum(_VALUES[letter] * _BASE**place for place, letter in enumerate(part))
        found += number.to_bytes(len(part) - 1, "big") if number < 256 ** (len(part) - 1) else _overflow()
    return bytes(found)


def _overflow() -> bytes:
    raise ValueError("no Base45 text")
