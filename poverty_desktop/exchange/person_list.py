"""A department's list of persons in any columns: which column is which, who is on it, what else it says of each."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from types import MappingProxyType

from poverty_desktop import paths
from poverty_desktop.domain.duplicates import comparable_number
from poverty_desktop.errors import RuleError
from poverty_desktop.exchange.column_map import known_captions, shipped
from poverty_desktop.exchange.suggest import suggest
from poverty_desktop.exchange.table import Table, normal_caption, read_table
from poverty_desktop.i18n import N_, format_list
from poverty_desktop.packs.pack import Pack

NAME, NUMBER = "person_name", "document_number"
_BY_CONTENT = {"person.name": NAME, "person.document_number": NUMBER}
COUNTERS = frozenset(map(normal_caption, ("序号", "编号", "No", "No.")))
"""Columns that only count the rows: they differ when a list is sent again and say nothing of anybody."""
NO_NUMBERS = N_("No column of this list holds ID numbers. Ask the department for a list with ID numbers.")
NO_SUCH_COLUMN = N_("The list has no column {caption}. Its columns are: {captions}.")


class UnknownColumnsError(RuleError):
    """Nobody can be read from a list before a person says which column is which.

    ``captions`` are its columns, ``columns`` what was recognised of them.
    """

    def __init__(self, message_id: str, captions: tuple[str, ...], columns: Mapping[int, str]) -> None:
        super().__init__(message_id)
        self.captions = captions
        self.columns = columns


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonLine:
    """One row of the sheet: the person, and the other cells with their captions. Its ``repr`` shows nobody."""

    row: int
    name: str = field(repr=False)
    number: str = field(repr=False)  # first 18 characters in normal form; blank where there is no whole number
    detail: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonList:
    """A list as it was read; ``columns`` are the two that name persons. Of ``chosen`` a person said what they are."""

    captions: tuple[str, ...]
    columns: Mapping[int, str]
    chosen: Mapping[str, str]
    lines: tuple[PersonLine, ...]

    @property
    def told(self) -> dict[str, str]:
        """Return what the next list with these captions is to know: which of them name persons.

        What a person said to be no name and no number is not among it: it may be anything else that a clue says.
        """
        return {self.captions[index]: name for index, name in self.columns.items()}


def read_columns(
    path: Path, pack: Pack, *, remembered: Mapping[str, str], chosen: Mapping[str, str]
) -> tuple[Table, dict[int, str]]:
    """Read a table of persons and return which column is which, as clues and departments' lists call them.

    Both maps are by caption: as ``chosen`` now ("" for none), as ``remembered`` from the last list, by the usual
    captions; names and ID numbers are told by their content at last. Raises ``RuleError`` where the file is no table
    or a chosen caption is not there.
    """
    maps = shipped()
    usual = {normal_caption(word): target for target, words in usual_captions().items() for word in words}
    table = read_table(path, known=[*usual, *remembered, *known_captions(maps)])
    places = {normal_caption(caption): index for index, caption in reversed([*enumerate(table.captions)]) if caption}
    found: dict[int, str] = {}
    for caption, target in chosen.items():
        if normal_caption(caption) not in places:
            raise RuleError(NO_SUCH_COLUMN, caption=caption, captions=format_list(filter(None, table.captions)))
        found[places[normal_caption(caption)]] = target
    known = {**usual, **{normal_caption(caption): target for caption, target in remembered.items()}}
    ranks = {caption: rank for rank, caption in enumerate(usual)}  # 核实情况 before 备注, where a list has both
    for caption, index in sorted(places.items(), key=lambda place: ranks.get(place[0], -1)):
        target = known.get(caption, "")
        if caption in known and not target:  # said to be none of it
            found.setdefault(index, "")
        if target and index not in found and target not in found.values():
            found[index] = target
    for guess in sorted(suggest(table, pack, maps=maps), key=lambda guess: -guess.confidence):
        target = _BY_CONTENT.get(guess.target, "")
        if target and guess.column not in found and target not in found.values():
            found[guess.column] = target
    return table, {index: target for index, target in found.items() if target}


@cache
def usual_captions() -> Mapping[str, tuple[str, ...]]:
    """Return the usual captions of everything that such a list may say, by what it is."""
    path = paths.resources() / "column_maps" / "clue_aliases.json"
    return {name: tuple(words) for name, words in json.loads(path.read_text("utf-8")).items()}


def read_person_list(
    path: Path,
    pack: Pack,
    *,
    remembered: Mapping[str, str] = MappingProxyType({}),
    chosen: Mapping[str, str] = MappingProxyType({}),
) -> PersonList:
    """Read who is on a list; the two columns are recognised, remembered, or named now (``NAME``, ``NUMBER``, "").

    Raises ``RuleError`` where the file is no table or a named column is not there, ``UnknownColumnsError`` where no
    column holds ID numbers.
    """
    table, columns = read_columns(path, pack, remembered=remembered, chosen=chosen)
    columns = {index: target for index, target in columns.items() if target in (NAME, NUMBER)}
    at = {target: index for index, target in columns.items()}
    if NUMBER not in at:
        raise UnknownColumnsError(NO_NUMBERS, table.captions, columns)
    return PersonList(
        captions=table.captions,
        columns=columns,
        chosen=dict(chosen),
        lines=tuple(_lines(table, at.get(NAME), at[NUMBER])),
    )


def told(table: Table, cells: Sequence[str], *, without: Collection[int | None]) -> str:
    """Return the other cells of a row with their captions, in one line; a column that only counts is left out."""
    return "；".join(
        f"{caption}：{cell.strip()}" if caption else cell.strip()
        for column, (caption, cell) in enumerate(zip(table.captions, cells, strict=True))
        if column not in without and normal_caption(caption) not in COUNTERS and cell.strip()
    )


def _lines(table: Table, name: int | None, number: int) -> Iterator[PersonLine]:
    for row, cells in zip(table.numbers, table.rows, strict=True):
        yield PersonLine(
            row=row,
            name="".join(cells[name].split()) if name is not None else "",
            number=comparable_number(cells[number]),
            detail=told(table, cells, without={name, number}),
        )
