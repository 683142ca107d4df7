"""A roster file as rows of values put together into households, each with everything that is to be said about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType

from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.domain.values import Value
from poverty_desktop.exchange.ages import compare_ages
from poverty_desktop.exchange.column_map import ColumnMap, Grouping
from poverty_desktop.exchange.grouping import group_rows
from poverty_desktop.exchange.household_checks import check_households
from poverty_desktop.exchange.places import PlaceFinder, place_of
from poverty_desktop.exchange.problems import Problem, attention, reject
from poverty_desktop.exchange.rows import Rows, read_rows, texts_of
from poverty_desktop.exchange.table import Table
from poverty_desktop.i18n import N_
from poverty_desktop.packs.pack import Pack
from poverty_desktop.progress import Progress

READING = N_("Reading the rows")
NO_NAME = N_("The row has no name.")
NOBODY = N_("The household of this row has no member in the file.")
NOTHING_KNOWN = N_("The row has nothing that could be taken in.")
NOT_A_YEAR = N_("The year in this row cannot be read; the year chosen for the file was taken.")

_PLACE_TARGETS = ("village.county", "village.town", "village.village", "village.code")
_EMPTY: Mapping[str, Value] = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class RosterRow:
    """One row of the file: what it says of a person and of the person's household; a blank cell says nothing."""

    number: int  # row of the sheet, or line of the file, from 1
    cells: tuple[str, ...] = field(repr=False)
    village: str | None
    household_key: str
    year: int
    household: Mapping[str, Value] = field(repr=False, default_factory=lambda: _EMPTY)
    household_year: Mapping[str, Value] = field(repr=False, default_factory=lambda: _EMPTY)
    person: Mapping[str, Value] = field(repr=False, default_factory=lambda: _EMPTY)
    membership: Mapping[str, Value] = field(repr=False, default_factory=lambda: _EMPTY)
    person_year: Mapping[str, Value] = field(repr=False, default_factory=lambda: _EMPTY)
    problems: tuple[Problem, ...] = ()

    @property
    def is_rejected(self) -> bool:
        """Say whether the row cannot come in."""
        return any(problem.is_reject for problem in self.problems)


@dataclass(frozen=True, slots=True, kw_only=True)
class RosterHousehold:
    """The rows of one household; of several values the first row that says one decides, and the others are told."""

    key: str
    number: int  # sheet row of the first row, which names the household for ever
    rows: tuple[int, ...]  # places in ``Roster.rows``
    village: str | None
    year: int
    household: Mapping[str, Value] = field(repr=False)
    household_year: Mapping[str, Value] = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Roster:
    """A file that has been read; ``problems`` are about the whole file."""

    table: Table = field(repr=False)
    map: ColumnMap = field(repr=False)
    today: date
    rows: tuple[RosterRow, ...] = field(repr=False)
    households: Mapping[str, RosterHousehold] = field(repr=False)
    problems: tuple[Problem, ...] = ()
    unused_captions: tuple[str, ...] = ()

    @property
    def person_count(self) -> int:
        """Return how many rows that can come in name a person."""
        return sum(1 for row in self.rows if row.person and not row.is_rejected)


def read_roster(
    table: Table,
    column_map: ColumnMap,
    pack: Pack,
    *,
    year: int,
    today: date,
    village: str | None = None,
    scope: frozenset[str] | None = None,
    progress: Progress | None = None,
) -> Roster:
    """Turn a table into a roster.

    ``year`` is that of the yearly facts where no column says it, ``village`` the 12-digit code where the file names
    none that the pack knows; rows of villages outside ``scope`` are rejected. Raises ``RuleError`` where the map
    finds no names, and ``Cancelled``.
    """
    progress = progress or Progress()
    progress.step(READING, 0, 3)
    rows = read_rows(table, column_map, pack, today=today)
    progress.step(READING, 1, 3)
    _say_what_is_missing(rows)
    notices = compare_ages(rows, column_map, today=today)
    villages = _find_villages(rows, PlaceFinder(pack, chosen=village, scope=scope))
    years = _find_years(rows, year)
    keys = group_rows(rows, column_map.grouping, table.numbers, villages, pack)
    progress.step(READING, 2, 3)
    households = _households(rows, table, keys, villages, years)
    if column_map.grouping is Grouping.ROW:
        rows.special.pop("check.member_count", None)  # the other members are not in the file
    check_households(rows, households, table.numbers, villages, pack)
    progress.step(READING, 3, 3)
    return Roster(
        table=table,
        map=column_map,
        today=today,
        rows=_build_rows(rows, table, keys, villages, years),
        households=households,
        problems=notices,
        unused_captions=tuple(table.captions[index] for index in rows.unused if table.captions[index]),
    )


def _say_what_is_missing(rows: Rows) -> None:
    persons = rows.values[RecordKind.PERSON]
    memberships = rows.values[RecordKind.MEMBERSHIP]
    yearly = rows.values[RecordKind.PERSON_YEAR]
    households = rows.values[RecordKind.HOUSEHOLD]
    for row, person in enumerate(persons):
        if person.get("name"):
            continue
        if person or memberships[row] or any(value for value in yearly[row].values()):
            rows.add(row, reject(NO_NAME, caption=rows.captions.get("person.name", "")))
        elif households[row]:
            rows.add(row, attention(NOBODY))
            yearly[row].clear()
        else:
            rows.add(row, reject(NOTHING_KNOWN))


def _find_villages(rows: Rows, finder: PlaceFinder) -> list[str | None]:
    count = len(rows.values[RecordKind.PERSON])
    targets = [target for target in _PLACE_TARGETS if target in rows.special]
    villages = []
    for row in range(count):
        place = place_of(texts_of(rows, row, targets), finder)
        villages.append(place.code)
        if place.problem is not None:
            rows.add(row, place.problem)
    return villages


def _find_years(rows: Rows, chosen: int) -> list[int]:
    from poverty_desktop.domain.textual import read_year

    texts = rows.special.get("row.year")
    if texts is None:
        return [chosen] * len(rows.values[RecordKind.PERSON])
    known: dict[str, int | None] = {"": chosen}
    years = []
    for row, text in enumerate(texts):
        if text not in known:
            scalar = read_year(text).value.scalar
            known[text] = scalar if isinstance(scalar, int) else None
        year = known[text]
        if year is None:
            rows.add(row, attention(NOT_A_YEAR, caption=rows.captions.get("row.year", ""), original=text))
        years.append(chosen if year is None else year)
    return years


def _households(
    rows: Rows, table: Table, keys: list[str], villages: list[str | None], years: list[int]
) -> dict[str, RosterHousehold]:
    members: dict[str, list[int]] = {}
    for row, key in enumerate(keys):
        if key:
            members.setdefault(key, []).append(row)
    own = rows.values[RecordKind.HOUSEHOLD]
    yearly = rows.values[RecordKind.HOUSEHOLD_YEAR]
    refused = {row for row, said in rows.problems.items() if any(problem.is_reject for problem in said)}
    households = {}
    for key, places in members.items():
        values: dict[str, Value] = {}
        year_values: dict[str, Value] = {}
        # A row that stays out says nothing of the household, unless there is no other.
        speaking = ([row for row in places if row not in refused] if refused else places) or places
        first = speaking[0]
        for row in speaking:
            for name, value in own[row].items():
                values.setdefault(name, value)
            if years[row] == years[first]:
                for name, value in yearly[row].items():
                    year_values.setdefault(name, value)
        households[key] = RosterHousehold(
            key=key,
            number=table.numbers[places[0]],
            rows=tuple(places),
            village=next((villages[row] for row in speaking if villages[row]), None),
            year=years[first],
            household=values,
            household_year=year_values,
        )
    return households


def _build_rows(
    rows: Rows, table: Table, keys: list[str], villages: list[str | None], years: list[int]
) -> tuple[RosterRow, ...]:
    values = rows.values
    return tuple(
        RosterRow(
            number=number,
            cells=cells,
            village=village,
            household_key=key,
            year=year,
            household=household,
            household_year=household_year,
            person=person,
            membership=membership,
            person_year=person_year,
            problems=tuple(rows.problems.get(index, ())),
        )
        for index, (
            number, cells, village, key, year, household, household_year, person, membership, person_year,
        ) in enumerate(
            zip(
                table.numbers,
                table.rows,
                villages,
                keys,
                years,
                values[RecordKind.HOUSEHOLD],
                values[RecordKind.HOUSEHOLD_YEAR],
                values[RecordKind.PERSON],
                values[RecordKind.MEMBERSHIP],
                values[RecordKind.PERSON_YEAR],
                strict=True,
            )
        )
    )  # fmt: skip
