"""The figures of the catalogue: the masks of a scan and the lines of measures, counted on their way past.

Nothing is kept in a table for it: whoever is listed needs tables with indexes, whoever is counted does not.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import repeat
from operator import itemgetter

from poverty_desktop.domain.measure import RECEIVED
from poverty_desktop.packs.checks import Scope
from poverty_desktop.packs.measures import MeasureItem, Nature
from poverty_desktop.store.session import Session

Masks = tuple[bytes, bytes, int, int]
"""Household, record, what the conditions of the items say, and what the facts say of receiving."""
_RECEIVED = ", ".join(f"'{status}'" for status in RECEIVED)
_LINES = (
    "SELECT m.household, m.person, m.item, iif(m.item IS NULL, m.name, NULL) FROM measure m"
    " JOIN household h ON h.id = m.household AND h.alive"
    f" WHERE m.alive AND m.year = ? AND m.status IN ({_RECEIVED}) AND ? IN ('', h.village)"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemCount:
    """One item in figures: who is entitled, who of them has it, who of them has not, who has it without."""

    item: MeasureItem
    entitled: int
    unmet: int
    unfit: int

    @property
    def received(self) -> int:
        """Return how many entitled ones have it."""
        return self.entitled - self.unmet


@dataclass(slots=True)
class Tally:
    """What is counted of each item."""

    entitled: Counter[str] = field(default_factory=Counter)
    lacking: Counter[str] = field(default_factory=Counter)
    unfit: Counter[str] = field(default_factory=Counter)

    def of(self, items: Iterable[MeasureItem]) -> tuple[ItemCount, ...]:
        """Return the figures of ``items``, in their order."""
        return tuple(
            ItemCount(
                item=item, entitled=self.entitled[item.id], unmet=self.lacking[item.id], unfit=self.unfit[item.id]
            )
            for item in items
        )


@dataclass(slots=True)
class Lines:
    """The received lines of one scope: each with its household, whom it names (None for nobody) and its item's place.

    ``of_home`` and ``of_person`` are the same as masks; a household's own measure stands in ``of_home`` whomever it
    names.
    """

    each: list[tuple[bytes, bytes | None, int]] = field(default_factory=list)
    of_home: dict[bytes, int] = field(default_factory=dict)
    of_person: dict[bytes, dict[bytes, int]] = field(default_factory=dict)

    def add(self, household: bytes, person: bytes | None, bit: int) -> None:
        """Take one line in."""
        self.each.append((household, person, bit))
        if person is None:
            self.of_home[household] = self.of_home.get(household, 0) | 1 << bit
        else:
            own = self.of_person.setdefault(person, {})
            own[household] = own.get(household, 0) | 1 << bit


def received_lines(
    session: Session, year: int, village: str, items: Iterable[MeasureItem], names: Mapping[str, str]
) -> dict[Scope, Lines]:
    """Return the lines of ``year`` that have been received; ``names`` finds the item of a line that has none."""
    places: dict[str, tuple[Scope, int]] = {}
    sizes = Counter[Scope]()
    for item in items:
        places[item.id] = (item.check.scope, sizes[item.check.scope])
        sizes[item.check.scope] += 1
    found = {scope: Lines() for scope in Scope}
    for household, person, item_id, name in session.db.conn.execute(_LINES, (year, village)):
        place = places.get(item_id or names.get(name or "", ""))
        if place is not None:
            scope, bit = place
            found[scope].add(household, person if scope is Scope.PERSON else None, bit)
    return found


def tally(counts: Tally, items: Sequence[MeasureItem], rows: Iterable[Masks], lines: Lines) -> None:
    """Count the rows of one scope, with the lines of their households, into ``counts``."""
    every = list(rows)
    of_home, of_person = lines.of_home, lines.of_person
    told = map(of_home.get, map(itemgetter(0), every), repeat(0))
    # What the conditions, the facts and the lines say: how many say the same.
    alike = Counter(zip(map(itemgetter(2), every), map(itemgetter(3), every), told, strict=True))
    anybody: dict[bytes, int] = {}
    somebody: dict[bytes, dict[bytes, int]] = {}
    for household, record, mask, has in every:
        if household in of_home:
            anybody[household] = anybody.get(household, 0) | mask
        if record in of_person:
            of_all = of_home.get(household, 0)
            alike[mask, has, of_all] -= 1
            alike[mask, has, of_all | of_person[record].get(household, 0)] += 1
            somebody.setdefault(record, {})[household] = mask
    by_right = sum(1 << bit for bit, item in enumerate(items) if item.nature is Nature.RIGHT)
    ids = [item.id for item in items]
    for (mask, has, mine), count in alike.items():
        for bit in _bits(mask):
            counts.entitled[ids[bit]] += count
        for bit in _bits(mask & ~has & ~mine):
            counts.lacking[ids[bit]] += count
        for bit in _bits(has & ~mask & ~mine & by_right):
            counts.unfit[ids[bit]] += count
    for household, person, bit in lines.each:
        # A line of a person's measure that names nobody is sound where anybody of the household is entitled.
        mask = anybody.get(household, 0) if person is None else somebody.get(person, {}).get(household, 0)
        if not mask >> bit & 1:
            counts.unfit[ids[bit]] += 1


def _bits(mask: int) -> Iterator[int]:
    while mask:
        lowest = mask & -mask
        yield lowest.bit_length() - 1
        mask ^= lowest
