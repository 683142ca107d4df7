"""What a second opinion holds: households as they were judged, indicators, and the figures of groups of people."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from poverty_desktop.i18n import _, ngettext
from poverty_desktop.ids import HouseholdId


class By(StrEnum):
    """By what the figures are told apart."""

    PLACE = "place"  # by village, or within one village by group
    FILING = "filing"  # to be helped now, on file, not filed
    SIZE = "size"  # by persons in the household


BIG_HOME = 6
"""From so many persons on households are one group."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """One household in the index: its score, what it is deprived of, and how it stands on file."""

    household: HouseholdId
    head_name: str
    village: str
    group_name: str
    persons: int
    per_capita_fen: int | None
    score: Fraction
    is_poor: bool
    deprived: tuple[str, ...]
    is_filed: bool
    is_targeted: bool
    weight: Fraction = Fraction(1)  # how many households it stands for where only a sample is judged

    @property
    def counts_for(self) -> Fraction:
        """Return how many persons it stands for."""
        return self.weight * max(1, self.persons)


@dataclass(frozen=True, slots=True, kw_only=True)
class Unjudged:
    """One household that the index leaves out: of which indicators nothing is known."""

    household: HouseholdId
    head_name: str
    group_name: str
    persons: int
    blank: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Indicator:
    """One indicator over all: the share of persons deprived, of persons poor and deprived, its part of M0."""

    dimension: str
    title: str
    weight: Fraction
    raw: Fraction
    censored: Fraction
    contribution: Fraction


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """The measures of one group, each counting persons; None where its members have no income or no weight."""

    name: str
    households: int
    persons: int
    headcount: Fraction | None
    intensity: Fraction | None
    adjusted: Fraction | None
    gaps: tuple[Fraction | None, ...]  # P0, P1, P2 at the line of the year
    gini: Fraction | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Opinion:
    """The second opinion of one year, over everybody or one village.

    ``members_on`` is the day whose members count, "" where these are the members of now.
    """

    index: str
    cutoff: Fraction
    year: int
    judged: tuple[Judged, ...]
    unjudged: tuple[Unjudged, ...]
    indicators: tuple[Indicator, ...]
    whole: Figures
    groups: tuple[Figures, ...]
    members_on: str = ""

    @property
    def not_judged(self) -> int:
        """Return how many households the index leaves out because a fact is blank."""
        return len(self.unjudged)

    @property
    def missed(self) -> tuple[Judged, ...]:
        """Return who is poor in the index and not filed, the most deprived first."""
        return _worst_first(item for item in self.judged if item.is_poor and not item.is_filed)

    @property
    def looked_back(self) -> tuple[Judged, ...]:
        """Return who is to be helped now and is not poor in the index, the least deprived first."""
        return tuple(reversed(_worst_first(item for item in self.judged if item.is_targeted and not item.is_poor)))

    def lacking(self, indicator: Indicator) -> tuple[Judged, ...]:
        """Return the households whose members the figure of ``indicator`` counts, the most deprived first."""
        return _worst_first(item for item in self.judged if indicator.title in item.deprived)

    def members(self, group: Figures, by: By) -> tuple[Judged, ...]:
        """Return the households of one of the ``groups`` that were told apart ``by`` something."""
        name_of = grouping(by, within_village=False)
        return _worst_first(item for item in self.judged if name_of(item) == group.name)


def grouping(by: By, *, within_village: bool) -> Callable[[Judged], str]:
    """Return what tells the group of a household."""
    match by:
        case By.FILING:
            return _filing
        case By.SIZE:
            return _size
    return (lambda item: item.group_name) if within_village else (lambda item: item.village)


def _filing(item: Judged) -> str:
    return _("to be helped now") if item.is_targeted else _("on file") if item.is_filed else _("not filed")


def _size(item: Judged) -> str:
    if item.persons >= BIG_HOME:
        return _("{n} persons and more").format(n=BIG_HOME)
    return ngettext("{n} person", "{n} persons", item.persons).format(n=item.persons)


def _worst_first(items: Iterable[Judged]) -> tuple[Judged, ...]:
    return tuple(sorted(items, key=lambda item: (-item.score, item.per_capita_fen or 0)))
