"""The back-check of a round: its frame, the sample that anybody can draw again, the results and the rates."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from poverty_desktop.domain import sampling, survey_rates
from poverty_desktop.domain.survey_rates import Household, Rate
from poverty_desktop.ids import HouseholdId, RecordId
from poverty_desktop.queries.lookback import rounds
from poverty_desktop.queries.lookback.rate_kinds import RateKind
from poverty_desktop.queries.lookback.round_frame import Category, Scope
from poverty_desktop.queries.lookback.round_state import RoundRow
from poverty_desktop.store.database import rows
from poverty_desktop.store.session import Session


@dataclass(frozen=True, slots=True, kw_only=True)
class Stratum:
    """One village and category: how many households and persons it has, how many are drawn and looked at."""

    key: str
    village: str
    village_name: str
    category: str
    households: int
    persons: int
    drawn: int
    looked_at: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SampledHousehold:
    """One household of the sample; ``place`` is where it stands in the draw of its stratum, from 1."""

    round: RecordId
    household: HouseholdId
    stratum: str
    category: str
    place: int
    sheet_number: int
    village_name: str
    group_name: str
    head_name: str
    persons: int  # on the books at the start
    persons_seen: int | None
    persons_poor: int | None
    approves: bool | None
    note: str
    checked_on: date | None

    @property
    def is_done(self) -> bool:
        """Say whether a result was entered."""
        return self.persons_seen is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class RateLine:
    """What one household puts into a rate: ``count`` out of ``size``, standing for so many households of its stratum.

    A rate is the sum of the counts by the sum of the sizes, each times what its household stands for.
    """

    household: SampledHousehold
    count: int
    size: int
    stands_for: Fraction


@dataclass(frozen=True, slots=True, kw_only=True)
class RateRow:
    """One rate; none where a stratum that it needs was not looked at or is not in the round's scope.

    ``lines`` are the households that it rests on, all that were looked at.
    """

    kind: RateKind
    rate: Rate | None
    lines: tuple[RateLine, ...]

    @property
    def households(self) -> tuple[SampledHousehold, ...]:
        """Return the households behind its numerator."""
        return tuple(line.household for line in self.lines if line.count)


@dataclass(frozen=True, slots=True, kw_only=True)
class FrameRow:
    """One household from which the sample is drawn; ``persons`` were on its books at the start."""

    stratum: str
    sheet_number: int
    persons: int
    household: HouseholdId


@dataclass(frozen=True, slots=True, kw_only=True)
class BackCheck:
    """The back-check of all rounds of a series, or of one of them; ``frame`` goes by stratum and sheet."""

    seed: str
    drawn_on: date | None
    frame_hash: str
    frame: tuple[FrameRow, ...]
    strata: tuple[Stratum, ...]
    sample: tuple[SampledHousehold, ...]
    rates: tuple[RateRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Home:
    round: RoundRow
    household: HouseholdId
    category: str
    sheet_number: int
    group_name: str
    head_name: str
    persons: int
    persons_seen: int | None
    persons_poor: int | None
    approves: bool | None
    note: str
    checked_on: date | None

    @property
    def stratum(self) -> str:
        return f"{self.round.village}/{self.category}"


def weights(drawn: BackCheck) -> dict[HouseholdId, Fraction]:
    """Return for how many households of its stratum each household of the sample stands."""
    strata = {item.key: item for item in drawn.strata}
    return {
        item.household: Fraction(strata[item.stratum].households, strata[item.stratum].drawn) for item in drawn.sample
    }


def back_check(session: Session, record: RecordId, *, whole_series: bool = False) -> BackCheck:
    """Return the back-check of a round, or of all villages where it was begun together with others.

    Raises ``RuleError`` where the round is gone.
    """
    chosen = rounds.series_of(session, record) if whole_series else (rounds.one(session, record),)
    homes = [home for found in chosen for home in _homes(session, found)]
    strata: dict[str, list[bytes]] = {}
    for home in homes:
        strata.setdefault(home.stratum, []).append(home.household)
    sizes = {f"{found.village}/{category}": n for found in chosen for category, n in found.sample_sizes.items()}
    seed = next((found.sample_seed for found in chosen if found.sample_seed), "")
    drawn = sampling.draw(seed, strata, sizes) if seed else {}
    places = {
        household: place for stratum in drawn.values() for place, household in enumerate(stratum.households, start=1)
    }
    sample = tuple(
        sorted(
            (_sampled(home, places[home.household]) for home in homes if home.household in places),
            key=lambda item: (item.stratum, item.place),
        )
    )
    is_whole = all(found.scope == Scope.VILLAGE for found in chosen)
    return BackCheck(
        seed=seed,
        drawn_on=next((found.sample_drawn_on for found in chosen if found.sample_drawn_on), None),
        frame_hash=sampling.frame_hash(strata),
        frame=tuple(
            FrameRow(
                stratum=home.stratum, sheet_number=home.sheet_number, persons=home.persons, household=home.household
            )
            for home in sorted(homes, key=lambda home: (home.stratum, home.sheet_number, home.household))
        ),
        strata=tuple(_strata(homes, sample)),
        sample=sample,
        rates=tuple(_rate(kind, homes, sample, is_whole=is_whole) for kind in RateKind) if sample else (),
    )


def _homes(session: Session, chosen: RoundRow) -> list[_Home]:
    found = rows(
        session.db,
        "SELECT o.*, h.group_name, s.head_name, (SELECT count(*) FROM outcome p WHERE p.alive AND p.round = o.round"
        " AND p.household = o.household AND p.person IS NOT NULL AND p.in_base) AS persons"
        " FROM outcome o JOIN household h ON h.id = o.household"
        " LEFT JOIN household_summary s ON s.household = o.household"
        " WHERE o.alive AND o.round = ? AND o.person IS NULL AND o.in_base ORDER BY o.sheet_number",
        (chosen.id,),
    )
    return [
        _Home(
            round=chosen,
            household=HouseholdId(RecordId(row["household"])),
            category=row["category"] or Category.NOT_FILED.value,
            sheet_number=row["sheet_number"] or 0,
            group_name=row["group_name"] or "",
            head_name=row["head_name"] or "",
            persons=row["persons"],
            persons_seen=row["persons_seen"],
            persons_poor=row["persons_poor"],
            approves=None if row["approves"] is None else bool(row["approves"]),
            note=row["back_check_note"] or "",
            checked_on=date.fromisoformat(row["back_checked_on"]) if row["back_checked_on"] else None,
        )
        for row in found
    ]


def _sampled(home: _Home, place: int) -> SampledHousehold:
    return SampledHousehold(
        round=home.round.id,
        household=home.household,
        stratum=home.stratum,
        category=home.category,
        place=place,
        sheet_number=home.sheet_number,
        village_name=home.round.village_name,
        group_name=home.group_name,
        head_name=home.head_name,
        persons=home.persons,
        persons_seen=home.persons_seen,
        persons_poor=home.persons_poor,
        approves=home.approves,
        note=home.note,
        checked_on=home.checked_on,
    )


def _strata(homes: Sequence[_Home], sample: Sequence[SampledHousehold]) -> list[Stratum]:
    found: dict[str, list[_Home]] = {}
    for home in homes:
        found.setdefault(home.stratum, []).append(home)
    return [
        Stratum(
            key=key,
            village=found[key][0].round.village,
            village_name=found[key][0].round.village_name,
            category=found[key][0].category,
            households=len(found[key]),
            persons=sum(home.persons for home in found[key]),
            drawn=sum(item.stratum == key for item in sample),
            looked_at=sum(item.stratum == key and item.is_done for item in sample),
        )
        for key in sorted(found)
    ]


_ONE_CATEGORY = {
    RateKind.WRONG_EXIT: Category.EXITED,
    RateKind.MISSED: Category.NOT_FILED,
    RateKind.WRONG_INCLUSION: Category.FILED,
}


def _rate(kind: RateKind, homes: Sequence[_Home], sample: Sequence[SampledHousehold], *, is_whole: bool) -> RateRow:
    category = _ONE_CATEGORY.get(kind)
    sizes: dict[str, int] = {}
    for home in homes:
        if category is None or home.category == category:
            sizes[home.stratum] = sizes.get(home.stratum, 0) + 1
    counted = [
        (item, found) for item in sample if item.stratum in sizes and (found := _measure(kind, item)) is not None
    ]
    rate = None
    if is_whole or kind not in (RateKind.MISSED, RateKind.INCIDENCE):
        rate = survey_rates.weighted_rate(
            [Household(stratum=item.stratum, count=count, size=size) for item, (count, size) in counted], sizes
        )
    looked_at = Counter(item.stratum for item, _found in counted)
    lines = tuple(
        RateLine(
            household=item, count=count, size=size, stands_for=Fraction(sizes[item.stratum], looked_at[item.stratum])
        )
        for item, (count, size) in counted
    )
    return RateRow(kind=kind, rate=rate, lines=lines)


def _measure(kind: RateKind, item: SampledHousehold) -> tuple[int, int] | None:
    """Return how many of a household count and out of how many; nothing where it was not looked at."""
    if kind is RateKind.APPROVAL:
        return None if item.approves is None else (int(item.approves), 1)
    if item.persons_seen is None or item.persons_poor is None:
        return None
    if kind is RateKind.WRONG_INCLUSION:
        return item.persons_seen - item.persons_poor, item.persons_seen
    return item.persons_poor, item.persons_seen
