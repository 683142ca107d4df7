"""A table in any columns, told by its captions: an office's list of projects, a bank's answer, a list of payees."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from poverty_desktop import paths
from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.domain.values import Scalar
from poverty_desktop.errors import RuleError
from poverty_desktop.exchange.cells import CellReader, cell_reader
from poverty_desktop.exchange.column_map import ColumnRule
from poverty_desktop.exchange.person_list import NO_SUCH_COLUMN
from poverty_desktop.exchange.table import Table, normal_caption, read_table, unused
from poverty_desktop.i18n import format_list
from poverty_desktop.packs.model import PropertyType
from poverty_desktop.packs.pack import Pack

WAN = "万元"
"""Stands in the caption, or in the unit, of amounts that are given in ten thousands."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CaptionedRow:
    """One row: texts as they stand, values as their properties read them, and the captions that could not be read."""

    row: int
    texts: Mapping[str, str]
    values: Mapping[str, Scalar]
    unread: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CaptionedList:
    """A list as it was read; ``columns`` are the captions by what they are."""

    captions: tuple[str, ...]
    columns: Mapping[str, str]
    rows: tuple[CaptionedRow, ...]
    skipped: int

    @property
    def unused(self) -> tuple[str, ...]:
        """Return the captions of the columns that nobody reads."""
        return unused(self.captions, self.columns.values())


@cache
def usual(name: str) -> Mapping[str, tuple[str, ...]]:
    """Return the usual captions of a shipped map by what they are."""
    path = paths.resources() / "column_maps" / f"{name}.json"
    return {target: tuple(words) for target, words in json.loads(path.read_text("utf-8")).items()}


def read_captioned(
    path: Path, pack: Pack, name: str, kind: RecordKind, *, chosen: Mapping[str, str], remembered: Mapping[str, str]
) -> CaptionedList:
    """Read a list whose columns the map ``name`` knows; a target that is a property of ``kind`` is read as its value.

    ``chosen`` says by caption what a column is now ("" for nothing), ``remembered`` what it was the last time. Raises
    ``RuleError`` where the file is no table or a chosen caption is not there.
    """
    known = {normal_caption(word): target for target, words in usual(name).items() for word in words}
    known |= {normal_caption(caption): target for caption, target in remembered.items() if target in usual(name)}
    table = read_table(path, known=list(known))
    at = _places(table, known, chosen)
    readers = {
        target: _reader(pack, kind, target, table.captions[index])
        for target, index in at.items()
        if (kind, target) in pack.by_name
    }
    return CaptionedList(
        captions=table.captions,
        columns={target: table.captions[index] for target, index in at.items()},
        rows=tuple(_rows(table, at, readers)),
        skipped=len(table.skipped),
    )


def _places(table: Table, known: Mapping[str, str], chosen: Mapping[str, str]) -> dict[str, int]:
    places = {normal_caption(caption): index for index, caption in reversed([*enumerate(table.captions)]) if caption}
    found: dict[int, str] = {}
    for caption, target in chosen.items():
        if normal_caption(caption) not in places:
            raise RuleError(NO_SUCH_COLUMN, caption=caption, captions=format_list(filter(None, table.captions)))
        found[places[normal_caption(caption)]] = target
    for caption, index in sorted(places.items(), key=lambda item: item[1]):
        target = known.get(caption) or known.get(_bare(caption), "")
        if target and index not in found and target not in found.values():
            found[index] = target
    return {target: index for index, target in found.items() if target}


def _bare(caption: str) -> str:
    """Return a caption without the unit that stands in brackets behind it."""
    return caption.partition("(")[0]


def _reader(pack: Pack, kind: RecordKind, target: str, caption: str) -> CellReader:
    item = pack.by_name[kind, target]
    unit = "wan_yuan" if item.type is PropertyType.MONEY and WAN in caption else None
    rule = ColumnRule(target=f"{kind.table}.{target}", captions=(caption,), unit=unit)
    return cell_reader(item, rule, pack)


def _rows(table: Table, at: Mapping[str, int], readers: Mapping[str, CellReader]) -> Iterator[CaptionedRow]:
    for number, cells in zip(table.numbers, table.rows, strict=True):
        values: dict[str, Scalar] = {}
        unread = []
        for target, read in readers.items():
            value, problem = read(cells[at[target]])
            if value is not None and value.scalar is not None:
                values[target] = value.scalar
            elif problem is not None:
                unread.append(table.captions[at[target]])
        yield CaptionedRow(
            row=number,
            texts={target: " ".join(cells[index].split()) for target, index in at.items()},
            values=values,
            unread=tuple(unread),
        )
