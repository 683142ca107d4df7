"""Which entries are compared at all: those that share something which few others share."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import combinations

from poverty_desktop.domain.name_likeness import sounds
from poverty_desktop.domain.number_likeness import BODY, NumberLikeness, number_keys, number_likeness
from poverty_desktop.ids import HouseholdId, PersonId

LARGEST_BLOCK = 300
"""Where more entries than this share a key, the key tells nobody apart."""

_PARTS = ((0, 10), (10, 14), (14, BODY))
"""Place and year, month and day, serial number."""
_FEW = 4
"""Up to so many entries for each digit that may differ, comparing each two is quicker than making keys of all."""

Block = Sequence[int]
"""The places of entries that share a key."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What is compared of a current member; blank where the register does not know. Its ``repr`` shows nobody."""

    person: PersonId
    household: HouseholdId
    village: str = field(default="", repr=False)
    name: str = field(default="", repr=False)
    sex: str = field(default="", repr=False)
    birth: str = field(default="", repr=False)
    number: str = field(default="", repr=False)
    phone: str = field(default="", repr=False)


def pairs(entries: Sequence[Entry]) -> Iterator[tuple[Entry, Entry]]:
    """Yield every pair that shares a number but for a digit, a birth date, a sound of the name or a phone, once."""
    count = len(entries)
    met = set(_near_numbers(entries))
    for keys_of in _KEYS:
        for block in _blocks(enumerate(entries), keys_of):
            met.update(_each_two(block, count))
    for pair in sorted(met):
        one, other = entries[pair // count], entries[pair % count]
        if one.person != other.person:
            yield one, other


def _near_numbers(entries: Sequence[Entry]) -> Iterator[int]:
    """Yield the pairs whose numbers are the same or a digit apart or have two neighbours exchanged.

    Such numbers agree in all but one of three parts or, where the exchanged neighbours stand on both sides of a
    border, in all but these. Of few that agree so, each two are compared; of many, the keys of the third part are.
    """
    count = len(entries)
    numbered = [(place, entry) for place, entry in enumerate(entries) if len(entry.number) >= BODY]
    for first, last in _PARTS:
        rest = partial(_without, first=first, last=last)
        for block in _blocks(numbered, rest):
            if len(block) <= _FEW * (last - first):
                for one, other in combinations(block, 2):
                    if number_likeness(entries[one].number, entries[other].number) is not NumberLikeness.DIFFERENT:
                        yield one * count + other
                continue
            keys = partial(_keys_of_part, first=first, last=last)
            for near in _blocks([(place, entries[place]) for place in block], keys):
                yield from _each_two(near, count)
    for border in (last for _first, last in _PARTS[:-1]):
        for near in _blocks(numbered, partial(_exchanged, border=border)):
            yield from _each_two(near, count)


def _each_two(block: Block, count: int) -> Iterable[int]:
    if len(block) > LARGEST_BLOCK:
        return ()
    return (first * count + second for first, second in combinations(block, 2))


def _blocks(entries: Iterable[tuple[int, Entry]], keys_of: Callable[[Entry], Iterable[Hashable]]) -> Iterable[Block]:
    """Return the places of the entries that share a key, in their order."""
    alone: dict[Hashable, int] = {}  # most keys are of one entry: it needs no list
    blocks: dict[Hashable, list[int]] = {}
    for place, entry in entries:
        for key in keys_of(entry):
            first = alone.setdefault(key, place)
            if first != place:
                blocks.setdefault(key, [first]).append(place)
    return blocks.values()


def _without(entry: Entry, *, first: int, last: int) -> Iterable[Hashable]:
    return (entry.number[:first] + entry.number[last:BODY],)


def _keys_of_part(entry: Entry, *, first: int, last: int) -> Iterable[Hashable]:
    return number_keys(entry.number, first, last)


def _exchanged(entry: Entry, *, border: int) -> Iterable[Hashable]:
    return number_keys(entry.number, border - 1, border + 1)


def _by_birth(entry: Entry) -> Iterable[Hashable]:
    return ((entry.birth, entry.sex),) if entry.birth else ()


def _by_sound(entry: Entry) -> Iterable[Hashable]:
    for sound in sounds(entry.name):
        yield sound, entry.birth[:4]
        yield sound, entry.village, "in the village"


def _by_phone(entry: Entry) -> Iterable[Hashable]:
    return ((entry.phone, entry.name[:1]),) if entry.phone else ()


_KEYS: tuple[Callable[[Entry], Iterable[Hashable]], ...] = (_by_birth, _by_sound, _by_phone)
