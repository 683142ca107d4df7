"""Numbers that nobody has: ID numbers from the sequence kept for centenarians, phones from unassigned ranges."""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from poverty_desktop.domain.identity_number import Sex, check_character

SEQUENCES: Mapping[Sex, tuple[str, str]] = {Sex.MALE: ("997", "999"), Sex.FEMALE: ("996", "998")}
"""GB 11643-1999 keeps 996 to 999 for people above a hundred: nobody else's number has them; odd is male."""

PHONE_RANGES = ("154", "161", "164")
"""Mobile ranges that no operator has been given (press lists of unassigned ranges, July 2022: 142, 143, 154, 161,
164, 194); the pattern of mobile numbers holds for them all the same."""

CARD_RANGE = "998801"
"""First digits of bank cards: ISO/IEC 7812 leaves 9 to national use, and Chinese banks issue 62 and 60."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CountyCode:
    """A six-digit code of GB/T 2260 and the years of the editions that had it."""

    code: str
    name: str
    first_year: int
    last_year: int


class PlaceCodes:
    """The six-digit codes of every edition, by year.

    Local ones are those of the home county under any code, in years without one those of its prefecture.
    """

    def __init__(self, codes: Iterable[CountyCode], home: str) -> None:
        self._codes = tuple(code for code in codes if not code.code.endswith("00"))
        if not self._codes:
            raise ValueError("codes of counties are needed")
        self._home = home
        self._first = min(code.first_year for code in self._codes)
        self._last = max(code.last_year for code in self._codes)
        stems = {_stem(code.name) for code in self._codes if code.code == home}
        self._own = {
            code.code
            for code in self._codes
            if code.code[:2] == home[:2] and (code.code == home or _stem(code.name) in stems)
        }
        self._in_year = lru_cache(maxsize=None)(self._find)

    def draw(self, chance: random.Random, birth_year: int, *, is_local: bool) -> str:
        """Return a code that was in force in the year of birth, or in the nearest edition."""
        own, province, country = self._in_year(min(max(birth_year, self._first), self._last))
        if is_local and own:
            return chance.choice(own)
        draw = chance.random()
        if draw < (0.9 if is_local else 0.45) and province:
            return chance.choice(province)
        return chance.choice(country)

    def in_force(self, year: int) -> frozenset[str]:
        """Return every code of the editions of ``year``."""
        return frozenset(self._in_year(min(max(year, self._first), self._last))[2])

    def _find(self, year: int) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
        valid = [code.code for code in self._codes if code.first_year <= year <= code.last_year]
        province = [code for code in valid if code[:2] == self._home[:2]]
        own = [code for code in province if code in self._own]
        prefectures = {code[:4] for code in self._own}
        near = [code for code in province if code[:4] in prefectures]
        return tuple(own or near), tuple(province), tuple(valid)


class IdentityNumbers:
    """Hands out ID numbers, each once."""

    def __init__(self, places: PlaceCodes) -> None:
        self._places = places
        self._used: set[str] = set()

    def new(self, chance: random.Random, birth: date, sex: Sex, *, is_local: bool) -> str:
        """Return a number with a right check digit that was not given before."""
        while True:
            place = self._places.draw(chance, birth.year, is_local=is_local)
            first, second = SEQUENCES[sex]
            order = (first, second) if chance.random() < 0.5 else (second, first)
            for sequence in order:
                body = f"{place}{birth:%Y%m%d}{sequence}"
                if body not in self._used:
                    self._used.add(body)
                    return body + check_character(body)
            is_local = False  # both numbers of that day are taken: from elsewhere, then


def phone(chance: random.Random) -> str:
    """Return a mobile number that cannot be anybody's."""
    return f"{chance.choice(PHONE_RANGES)}{chance.randrange(10**8):08d}"


def bank_card(chance: random.Random) -> str:
    """Return a card number of 19 digits with a right Luhn digit that cannot be anybody's."""
    body = f"{CARD_RANGE}{chance.randrange(10**12):012d}"
    total = sum(int(digit) for digit in body[-2::-2])
    total += sum(sum(divmod(2 * int(digit), 10)) for digit in body[-1::-2])
    return body + str(-total % 10)


def _stem(name: str) -> str:
    return name.rstrip("县市区")
