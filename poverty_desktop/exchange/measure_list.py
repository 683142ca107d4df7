"""A department's list of who got what, in any columns: which column is which, and each row as it stands."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from poverty_desktop import paths
from poverty_desktop.domain.duplicates import comparable_number
from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.domain.values import Scalar
from poverty_desktop.errors import RuleError
from poverty_desktop.exchange.cells import CellReader, cell_reader
from poverty_desktop.exchange.column_map import ColumnRule
from poverty_desktop.exchange.person_list import NAME, NUMBER, read_columns
from poverty_desktop.exchange.problems import Problem
from poverty_desktop.exchange.table import Table, unused
from poverty_desktop.i18n import N_
from poverty_desktop.packs.pack import Pack

MEASURE, HOUSEHOLD = "measure", "household_number"
VALUES = ("amount", "finished_on", "quantity", "person_times")
"""What a row may say of the measure besides its name."""
NOBODY = N_("No column of this list says who it is about: it needs names, ID numbers or household numbers.")


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedMeasure:
    """One row of the list. Its ``repr`` shows nobody."""

    row: int
    name: str = field(repr=False)
    number: str = field(repr=False)  # first 18 characters in normal form; blank where there is no whole number
    household_number: str = field(repr=False)
    measure: str
    values: Mapping[str, Scalar]
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasureList:
    """A list as it was read; ``columns`` are the captions by what they are."""

    captions: tuple[str, ...]
    columns: Mapping[str, str]
    lines: tuple[ListedMeasure, ...]
    skipped: int  # titles, totals, blanks

    @property
    def unused(self) -> tuple[str, ...]:
        """Return the captions of the columns that nobody reads."""
        return unused(self.captions, self.columns.values())


@cache
def usual_captions() -> Mapping[str, tuple[str, ...]]:
    """Return the usual captions of what such a list says, by what it is."""
    path = paths.resources() / "column_maps" / "measure_aliases.json"
    return {name: tuple(words) for name, words in json.loads(path.read_text("utf-8")).items()}


def read_measure_list(
    path: Path, pack: Pack, *, remembered: Mapping[str, str], chosen: Mapping[str, str]
) -> MeasureList:
    """Read a list; ``chosen`` says by caption what a column is now, ``remembered`` what it was the last time.

    Raises ``RuleError`` where the file is no table, a chosen caption is not there, or nothing says who it is about.
    """
    usual = {word: target for target, words in usual_captions().items() for word in words}
    wanted = {NAME, NUMBER, *usual_captions()}
    kept = {caption: target for caption, target in remembered.items() if target in wanted}
    table, columns = read_columns(path, pack, remembered={**usual, **kept}, chosen=chosen)
    at = {target: index for index, target in columns.items() if target in wanted}
    if not at.keys() & {NAME, NUMBER, HOUSEHOLD}:
        raise RuleError(NOBODY)
    readers = {name: _reader(pack, name, table.captions[at[name]]) for name in VALUES if name in at}
    return MeasureList(
        captions=table.captions,
        columns={target: table.captions[index] for target, index in at.items()},
        lines=tuple(_lines(table, at, readers)),
        skipped=len(table.skipped),
    )


def _reader(pack: Pack, name: str, caption: str) -> CellReader:
    item = pack.by_name[RecordKind.MEASURE, name]
    return cell_reader(item, ColumnRule(target=f"measure.{name}", captions=(caption,)), pack)


def _lines(table: Table, at: Mapping[str, int], readers: Mapping[str, CellReader]) -> Iterator[ListedMeasure]:
    for row, cells in zip(table.numbers, table.rows, strict=True):
        values: dict[str, Scalar] = {}
        problems = []
        for name, read in readers.items():
            value, problem = read(cells[at[name]])
            if value is not None and value.scalar is not None:
                values[name] = value.scalar
            if problem is not None:
                problems.append(problem)

        def text(name: str, cells: tuple[str, ...] = cells) -> str:
            return cells[at[name]].strip() if name in at else ""

        yield ListedMeasure(
            row=row,
            name="".join(text(NAME).split()),
            number=comparable_number(text(NUMBER)),
            household_number=text(HOUSEHOLD),
            measure=text(MEASURE),
            values=values,
            problems=tuple(problems),
        )
