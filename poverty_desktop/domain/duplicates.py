"""Persons who may have been entered twice: candidates, how likely each is, and the reasons for and against.

The weights follow Fellegi and Sunter (A Theory for Record Linkage, 1969): the binary logarithm of how much likelier an
agreement is between two entries of one person than between two persons. Agreement on a name weighs by how rare the
name is in this register (Winkler, 1989); the other weights are fixed estimates and only rank. Nothing is ever joined
without a person's decision.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import log2

from poverty_desktop.domain.duplicate_pairs import Entry, pairs
from poverty_desktop.domain.identity_number import CITIZEN_LENGTH, PLACEHOLDER_PREFIX, modern, normalise, read
from poverty_desktop.domain.name_likeness import NameLikeness, name_likeness
from poverty_desktop.domain.number_likeness import NumberLikeness, number_likeness
from poverty_desktop.ids import PersonId

LIKELY, POSSIBLE = 8.0, 0.0

Weighed = tuple["Reason", float]
"""An observation and its weight in bits."""


class Tier(StrEnum):
    """How sure a candidate is."""

    CERTAIN = "certain"
    LIKELY = "likely"
    POSSIBLE = "possible"


class Reason(StrEnum):
    """One observation about two entries; those of ``AGAINST`` speak for two persons."""

    SAME_NUMBER = "same_number"
    ONE_DIGIT = "one_digit"
    SWAPPED_DIGITS = "swapped_digits"
    SAME_NAME = "same_name"
    SOUND_ALIKE = "sound_alike"
    SHAPE_ALIKE = "shape_alike"
    PART_OF_NAME = "part_of_name"
    ONE_CHARACTER = "one_character"
    SAME_BIRTH = "same_birth"
    NEAR_BIRTH = "near_birth"
    SAME_PHONE = "same_phone"
    SAME_VILLAGE = "same_village"
    SAME_HOUSEHOLD = "same_household"
    OTHER_NUMBER = "other_number"
    OTHER_NAME = "other_name"
    OTHER_BIRTH = "other_birth"
    OTHER_SEX = "other_sex"


AGAINST = frozenset({Reason.OTHER_NUMBER, Reason.OTHER_NAME, Reason.OTHER_BIRTH, Reason.OTHER_SEX})

_WEIGHTS = {
    Reason.ONE_DIGIT: 9.0,
    Reason.SWAPPED_DIGITS: 10.0,
    Reason.SAME_BIRTH: 13.0,
    Reason.NEAR_BIRTH: 6.0,
    Reason.SAME_PHONE: 4.0,
    Reason.SAME_VILLAGE: 4.0,
    Reason.SAME_HOUSEHOLD: 2.0,
    Reason.OTHER_NUMBER: -9.0,
    Reason.OTHER_NAME: -12.0,
    Reason.OTHER_BIRTH: -7.0,
    Reason.OTHER_SEX: -5.0,
}
_NAMES = {
    NameLikeness.SAME: (Reason.SAME_NAME, 0.0),
    NameLikeness.SOUND: (Reason.SOUND_ALIKE, 3.0),
    NameLikeness.SHAPE: (Reason.SHAPE_ALIKE, 3.0),
    NameLikeness.PART: (Reason.PART_OF_NAME, 4.0),
}
_ONE_CHARACTER = 1.0
_TWINS = -11.0
"""Two faultless numbers that differ in the serial number only: twins and neighbours have such numbers."""
_FAULTLESS = -log2(11)
"""A mistyped number keeps a right check digit once in eleven times."""
_SERIAL = slice(14, 17)
_RAREST_NAME = 12.0
_PLAIN = re.compile(r"[0-9]{17}[0-9X]")
_MOST_OF_NUMBERS = {
    NumberLikeness.DIFFERENT: 0.0,
    NumberLikeness.SWAPPED: _WEIGHTS[Reason.SWAPPED_DIGITS],
    NumberLikeness.ONE_DIGIT: _WEIGHTS[Reason.ONE_DIGIT],
}
"""What two numbers can weigh at most, before they are read."""
_NEAR = (NumberLikeness.ONE_DIGIT, NumberLikeness.SWAPPED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """Two entries that may be one person; ``weight`` is in bits over even odds."""

    one: Entry
    other: Entry
    tier: Tier
    weight: float
    reasons: tuple[Reason, ...]


def candidates(entries: Sequence[Entry], *, apart: frozenset[frozenset[PersonId]] = frozenset()) -> list[Candidate]:
    """Return the pairs that may be one person, the surest first; pairs in ``apart`` were decided and are left out.

    Compared are entries that share a number but for one digit, a birth date, a sound of the name in one village or
    birth year, or a phone. The cost grows with the number of such pairs, not with the square of the register.
    """
    names = {name: -log2(count / len(entries)) for name, count in Counter(entry.name for entry in entries).items()}
    # Among n entries a given one has at most about one double: the odds before anything is known.
    prior = -log2(max(len(entries), 2))
    found = []
    for one, other in pairs(entries):
        if frozenset((one.person, other.person)) in apart:
            continue
        candidate = _compared(one, other, names, prior)
        if candidate is not None:
            found.append(candidate)
    order = list(Tier)
    return sorted(found, key=lambda c: (order.index(c.tier), -c.weight, c.one.person, c.other.person))


def comparable_number(number: str) -> str:
    """Return the first 18 characters of a document number in its normal form; blank for placeholders and others.

    An old number of 15 digits is compared as the one that it became. What a spreadsheet made of a number that it took
    for an amount (4.20581196001011E+17) has lost its last digits and is none.
    """
    text = number[:CITIZEN_LENGTH]
    if _PLAIN.fullmatch(text) is None:
        text = modern(normalise(number))[:CITIZEN_LENGTH]
    is_whole = len(text) == CITIZEN_LENGTH and text.isalnum()
    return text if is_whole and not text.startswith(PLACEHOLDER_PREFIX) else ""


def _compared(one: Entry, other: Entry, names: Mapping[str, float], prior: float) -> Candidate | None:
    number = number_likeness(one.number, other.number)
    others = (*_of_names(one, other, names), *_of_others(one, other))
    if number is not NumberLikeness.SAME and prior + _MOST_OF_NUMBERS[number] + _bits(others) < POSSIBLE:
        return None  # as nearly all
    weighed = (*_of_numbers(one, other, number), *others)
    reasons = tuple(reason for reason, _weight in weighed)
    weight = prior + _bits(weighed)
    if number in _NEAR and Reason.NEAR_BIRTH in reasons:
        # The date was read off the number: one mistyped digit is not seen twice.
        weight -= _WEIGHTS[Reason.NEAR_BIRTH]
    if number is NumberLikeness.SAME:
        tier = Tier.CERTAIN
    elif weight >= LIKELY:
        tier = Tier.LIKELY
    elif weight >= POSSIBLE:
        tier = Tier.POSSIBLE
    else:
        return None
    return Candidate(one=one, other=other, tier=tier, weight=weight, reasons=reasons)


def _bits(weighed: Sequence[Weighed]) -> float:
    return sum(bits for _reason, bits in weighed)


def _of_numbers(one: Entry, other: Entry, likeness: NumberLikeness) -> tuple[Weighed, ...]:
    if likeness is NumberLikeness.SAME:
        return ((Reason.SAME_NUMBER, 30.0),)
    if likeness is NumberLikeness.DIFFERENT:
        return (_weighed(Reason.OTHER_NUMBER),) if one.number and other.number else ()
    reason = Reason.ONE_DIGIT if likeness is NumberLikeness.ONE_DIGIT else Reason.SWAPPED_DIGITS
    weight = _WEIGHTS[reason]
    if _is_faultless(one) and _is_faultless(other):
        weight = _TWINS if one.number[_SERIAL] != other.number[_SERIAL] else weight + _FAULTLESS
    return ((reason, weight),)


def _is_faultless(entry: Entry) -> bool:
    return read(entry.number).is_valid


def _of_names(one: Entry, other: Entry, names: Mapping[str, float]) -> tuple[Weighed, ...]:
    likeness = name_likeness(one.name, other.name)
    if likeness in _NAMES:
        reason, less = _NAMES[likeness]
        rarity = min(names[one.name], names[other.name])
        return ((reason, max(min(rarity, _RAREST_NAME) - less, 1.0)),)
    if likeness is NameLikeness.ONE_CHARACTER:
        return ((Reason.ONE_CHARACTER, _ONE_CHARACTER),)
    return (_weighed(Reason.OTHER_NAME),) if one.name and other.name else ()


def _of_others(one: Entry, other: Entry) -> Iterator[Weighed]:
    if one.birth and other.birth:
        yield _weighed(_births(one.birth, other.birth))
    if one.sex and other.sex and one.sex != other.sex:
        yield _weighed(Reason.OTHER_SEX)
    if one.phone and one.phone == other.phone:
        yield _weighed(Reason.SAME_PHONE)
    if one.household == other.household:
        yield _weighed(Reason.SAME_HOUSEHOLD)
    if one.village and one.village == other.village:
        yield _weighed(Reason.SAME_VILLAGE)


def _weighed(reason: Reason) -> Weighed:
    return reason, _WEIGHTS[reason]


def _births(one: str, other: str) -> Reason:
    """Compare two ISO dates: the same, one digit apart, or day and month exchanged, or another."""
    if one == other:
        return Reason.SAME_BIRTH
    digits = sum(left != right for left, right in zip(one, other, strict=False))
    is_exchanged = one[:4] == other[:4] and one[5:7] == other[8:10] and one[8:10] == other[5:7]
    return Reason.NEAR_BIRTH if digits == 1 or is_exchanged else Reason.OTHER_BIRTH
