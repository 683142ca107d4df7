"""The recovery code on the printed sheet: 160 random bits to read and type, checked group by group."""

from __future__ import annotations

import unicodedata
from typing import Final

from poverty_desktop.errors import RuleError
from poverty_desktop.i18n import N_
from poverty_desktop.ids import Ids

ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Douglas Crockford's base 32: no I, L, O, U."""
GROUPS: Final = 8
GROUP_CHARS: Final = 5
SECRET_BYTES: Final = 20

_DATA_CHARS = GROUP_CHARS - 1
_VALUES = {letter: value for value, letter in enumerate(ALPHABET)} | {"O": 0, "I": 1, "L": 1}
_IGNORED = frozenset(" -\t\r\n\u2010\u2011\u2012\u2013\u2014\u2212\u30fb._")
_MOST_TYPED = 400


def new_code(ids: Ids) -> str:
    """Return a fresh code, eight groups of five characters such as ``7K3QD-…``."""
    return write_code(ids.random_bytes(SECRET_BYTES))


def write_code(secret: bytes) -> str:
    """Return the code of a 20-byte secret; the last character of each group checks it."""
    if len(secret) != SECRET_BYTES:
        raise ValueError("a recovery secret has 20 bytes")
    number = int.from_bytes(secret, "big")
    values = [number >> shift & 31 for shift in range(5 * (GROUPS * _DATA_CHARS - 1), -1, -5)]
    groups = []
    for index in range(GROUPS):
        data = values[index * _DATA_CHARS : (index + 1) * _DATA_CHARS]
        groups.append("".join(ALPHABET[value] for value in (*data, _check_value(index, data))))
    return "-".join(groups)


def read_code(text: str) -> bytes:
    """Return the 20-byte secret of a typed code.

    Case, spaces, dashes, full-width letters and the look-alikes O, I, L do not matter. Raises ``RuleError`` that
    says which group is mistyped.
    """
    folded = unicodedata.normalize("NFKC", text[:_MOST_TYPED]).upper()
    typed = [letter for letter in folded if letter not in _IGNORED]
    if len(typed) != GROUPS * GROUP_CHARS:
        raise RuleError(
            N_("A recovery code has {groups} groups of {characters} characters; {typed} characters were typed."),
            groups=GROUPS,
            characters=GROUP_CHARS,
            typed=len(typed),
        )
    number = 0
    for index in range(GROUPS):
        group = [_VALUES.get(letter, -1) for letter in typed[index * GROUP_CHARS : (index + 1) * GROUP_CHARS]]
        if -1 in group or _check_value(index, group[:-1]) != group[-1]:
            raise RuleError(N_("Group {number} of the recovery code is mistyped."), number=index + 1)
        for value in group[:-1]:
            number = number << 5 | value
    return number.to_bytes(SECRET_BYTES, "big")


def _check_value(index: int, data: list[int]) -> int:
    """Return the check of a group: a weighted sum in GF(32) that includes the group's place.

    Distinct powers of the generator as weights find every wrong character and every pair swapped within a group;
    the place finds two groups in the wrong order.
    """
    total = index
    for value in data:
        total = _double(total ^ value)
    return total


def _double(value: int) -> int:
    """Multiply by x in GF(2)[x] / (x^5 + x^2 + 1)."""
    value <<= 1
    return value ^ 0b100101 if value & 32 else value
