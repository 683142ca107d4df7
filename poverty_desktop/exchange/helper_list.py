"""A list of who helps whom, in any columns: which column is which, and each row as it stands."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path

from poverty_desktop import paths
from poverty_desktop.domain.duplicates import comparable_number
from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.errors import RuleError
from poverty_desktop.exchange.cells import CellReader, cell_reader
from poverty_desktop.exchange.column_map import ColumnRule
from poverty_desktop.exchange.person_list import NAME, NUMBER, read_columns
from poverty_desktop.exchange.table import Table
from poverty_desktop.i18n import N_
from poverty_desktop.packs.pack import Pack

HELPER, HOUSEHOLD = "helper_name", "household_number"
TEXTS = {HELPER: "name", "helper_unit": "unit", "helper_post": "post", "helper_phone": "phone"}
"""What a row says of the helper, and where it goes."""
NO_HELPERS = N_("No column of this list says who helps. Call the column 帮扶责任人, or say which one it is.")
NOBODY = N_("No column of this list says who is helped: it needs names, ID numbers or household numbers.")


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedHelper:
    """One row. Its ``repr`` shows nobody; ``is_unread`` says that its day or level cannot be read."""

    row: int
    name: str = field(repr=False)
    number: str = field(repr=False)
    household_number: str = field(repr=False)
    helper: Mapping[str, str] = field(repr=False)
    unit_level: str = ""
    since: date | None = None
    is_unread: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class HelperList:
    """A list as it was read; ``columns`` are the captions by what they are."""

    captions: tuple[str, ...]
    columns: Mapping[str, str]
    lines: tuple[ListedHelper, ...]


@cache
def usual_captions() -> Mapping[str, tuple[str, ...]]:
    """Return the usual captions of what such a list says, by what it is."""
    path = paths.resources() / "column_maps" / "helper_aliases.json"
    return {name: tuple(words) for name, words in json.loads(path.read_text("utf-8")).items()}


def read_helper_list(path: Path, pack: Pack, *, remembered: Mapping[str, str], chosen: Mapping[str, str]) -> HelperList:
    """Read a list; ``chosen`` says by caption what a column is now, ``remembered`` what it was the last time.

    Raises ``RuleError`` where the file is no table, a chosen caption is not there, or it says neither who helps nor
    whom.
    """
    usual = {word: target for target, words in usual_captions().items() for word in words}
    wanted = {NAME, NUMBER, *usual_captions()}
    kept = {caption: target for caption, target in remembered.items() if target in wanted}
    table, columns = read_columns(path, pack, remembered={**kept, **usual}, chosen=chosen)
    at = {target: index for index, target in columns.items() if target in wanted}
    if HELPER not in at:
        raise RuleError(NO_HELPERS)
    if not at.keys() & {NAME, NUMBER, HOUSEHOLD}:
        raise RuleError(NOBODY)
    readers: dict[str, CellReader] = {
        name: _reader(pack, name, table.captions[at[name]]) for name in ("unit_level", "from_date") if name in at
    }
    return HelperList(
        captions=table.captions,
        columns={target: table.captions[index] for target, index in at.items()},
        lines=tuple(_lines(table, at, readers)),
    )


def _reader(pack: Pack, name: str, caption: str) -> CellReader:
    item = pack.by_name[RecordKind.HELPER, name]
    return cell_reader(item, ColumnRule(target=f"helper.{name}", captions=(caption,)), pack)


def _lines(table: Table, at: Mapping[str, int], readers: Mapping[str, CellReader]) -> Iterator[ListedHelper]:
    for row, cells in zip(table.numbers, table.rows, strict=True):
        read: dict[str, str] = {}
        is_unread = False
        for name, reader in readers.items():
            value, problem = reader(cells[at[name]])
            is_unread = is_unread or problem is not None
            if value is not None and value.scalar is not None:
                read[name] = str(value.scalar)

        def text(name: str, cells: tuple[str, ...] = cells) -> str:
            return cells[at[name]].strip() if name in at else ""

        since = read.get("from_date", "")
        yield ListedHelper(
            row=row,
            name="".join(text(NAME).split()),
            number=comparable_number(text(NUMBER)),
            household_number=text(HOUSEHOLD),
            helper={
                field_name: "".join(text(name).split()) if name == HELPER else text(name)
                for name, field_name in TEXTS.items()
            },
            unit_level=read.get("unit_level", ""),
            since=date.fromisoformat(since) if since else None,
            is_unread=is_unread,
        )
