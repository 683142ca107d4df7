"""What a relation to the head implies of sex and generation, read from its number in GB/T 4761-2008."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from poverty_desktop.domain.household import RelationRule
from poverty_desktop.domain.identity_number import Sex

HEAD, SPOUSES = "02", ("10", "11", "12")

# Tens of the standard: 2 sons and sons-in-law, 3 daughters and daughters-in-law, 4 grandchildren, 5 parents,
# 6 grandparents; the exceptions are great-grandchildren, great-grandparents and the entries without a sex.
_GENERATIONS: Mapping[str, int] = MappingProxyType({"2": 1, "3": 1, "4": 2, "5": -1, "6": -2})
_THREE_DOWN, _THREE_UP = ("47", "48"), ("66", "67", "68")
_MALE = (
    *("11", "41", "43", "46", "47", "51", "53", "55", "57", "61", "63", "66"),
    *("71", "73", "76", "78", "81", "83", "85", "87", "89", "93", "95"),
)
_FEMALE = (
    *("12", "42", "44", "45", "48", "52", "54", "56", "58", "62", "64", "67"),
    *("72", "74", "75", "77", "82", "84", "86", "88", "90", "94", "96"),
)


def relation_rule(number: str) -> RelationRule:
    """Return what the relation with this number of GB/T 4761 implies; nothing for a number that is open.

    Sons and daughters are told by their tens; for the others see domain.md 1.8.2.
    """
    if number == HEAD:
        return RelationRule(is_head=True)
    return RelationRule(is_spouse=number in SPOUSES, sex=_sex(number), generations=_generations(number))


def _sex(number: str) -> Sex | None:
    if number in _MALE or number.startswith("2"):
        return Sex.MALE
    return Sex.FEMALE if number in _FEMALE or number.startswith("3") else None


def _generations(number: str) -> int | None:
    if number in _THREE_DOWN:
        return 3
    return -3 if number in _THREE_UP else _GENERATIONS.get(number[:1])
