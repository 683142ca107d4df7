"""A department's list of persons in any columns: who is on it, and everything else that it says of each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from poverty_desktop.domain.duplicates import comparable_number
from poverty_desktop.errors import RuleError
from poverty_desktop.exchange.column_map import known_captions, shipped
from poverty_desktop.exchange.suggest import Suggestion, suggest
from poverty_desktop.exchange.table import Table, normal_caption, read_table
from poverty_desktop.i18n import N_
from poverty_desktop.packs.model import Pack

NAME, NUMBER = "person.name", "person.document_number"
COUNTERS = frozenset(map(normal_caption, ("序号", "编号", "No", "No.")))
"""Columns that only count the rows: they differ when a list is sent again and say nothing of anybody."""
NO_NUMBERS = N_("No column of this list holds ID numbers. Ask the department for a list with ID numbers.")
NO_SUCH_COLUMN = N_("The list has no column {caption}. Its columns are: {captions}.")


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonLine:
    """One row of the sheet: the person, and the other cells with their captions. Its ``repr`` shows nobody."""

    row: int
    name: str = field(repr=False)
    number: str = field(repr=False)  # first 18 characters in normal form; blank where there is no whole number
    detail: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonList:
    """A list as it was read; ``name_caption`` is blank where no column holds names."""

    captions: tuple[str, ...]
    name_caption: str
    number_caption: str
    lines: tuple[PersonLine, ...]


def read_person_list(path: Path, pack: Pack, *, name_caption: str = "", number_caption: str = "") -> PersonList:
    """Read a workbook or text table of persons; the two columns are recognised by caption and content, or are named.

    Raises ``RuleError`` where the file is no table, a named column is not there, or no column holds ID numbers.
    """
    maps = shipped()
    table = read_table(path, known=known_captions(maps))
    found: dict[str, Suggestion] = {}
    for suggestion in suggest(table, pack, maps=maps):
        if suggestion.target in (NAME, NUMBER):
            best = found.get(suggestion.target)
            if best is None or suggestion.confidence > best.confidence:
                found[suggestion.target] = suggestion
    number = _column(table, number_caption) if number_caption else found[NUMBER].column if NUMBER in found else None
    name = _column(table, name_caption) if name_caption else found[NAME].column if NAME in found else None
    if number is None:
        raise RuleError(NO_NUMBERS)
    return PersonList(
        captions=table.captions,
        name_caption=table.captions[name] if name is not None else "",
        number_caption=table.captions[number],
        lines=tuple(_lines(table, name, number)),
    )


def _column(table: Table, caption: str) -> int:
    if caption not in table.captions:
        raise RuleError(NO_SUCH_COLUMN, caption=caption, captions="、".join(filter(None, table.captions)))
    return table.captions.index(caption)


def _lines(table: Table, name: int | None, number: int) -> Iterator[PersonLine]:
    for row, cells in zip(table.numbers, table.rows, strict=True):
        told = [
            f"{caption}：{cell.strip()}" if caption else cell.strip()
            for column, (caption, cell) in enumerate(zip(table.captions, cells, strict=True))
            if column not in (name, number) and normal_caption(caption) not in COUNTERS and cell.strip()
        ]
        yield PersonLine(
            row=row,
            name="".join(cells[name].split()) if name is not None else "",
            number=comparable_number(cells[number]),
            detail="；".join(told),
        )
