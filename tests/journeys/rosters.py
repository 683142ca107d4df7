"""A roster workbook in the 26 columns of the national export: titles, text cells, planted faults."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import xlsxwriter

from poverty_desktop.packs.pack import Pack
from poverty_desktop.sample import county, plan
from poverty_desktop.sample.roster import COLUMNS, Dirt, RosterRow, roster, sheet

VILLAGE = "420581104210"
YEAR = 2025


def village_rows(pack: Pack, *, filed: int = plan.PRACTICE_FILED, dirt_share: float = 0.15) -> tuple[RosterRow, ...]:
    """Return the rows of one village's filed households; ``dirt_share`` of them carry a planted fault."""
    drawn = plan.practice_village(pack, year=YEAR, village=VILLAGE, filed=filed, unfiled=0)
    return tuple(roster(pack, county.households(pack, drawn), dirt_share=dirt_share))


def count_whole(rows: Iterable[RosterRow]) -> int:
    """Return how many households come in at once: one whose head's number is beyond repair waits as a whole."""
    number, relation = COLUMNS.index("户编号"), COLUMNS.index("与户主关系")
    found = list(rows)
    waiting = {row.cells[number] for row in found if row.cells[relation] == "户主" and row.dirt is Dirt.EXPONENT}
    return len({row.cells[number] for row in found} - waiting)


def write_roster(path: Path, rows: Iterable[RosterRow]) -> Path:
    """Write the rows below two title lines and the header, every cell as text."""
    return write_sheet(path, sheet(rows))


def write_sheet(path: Path, rows: Iterator[tuple[str, ...]]) -> Path:
    """Write rows of text cells."""
    with xlsxwriter.Workbook(path, {"constant_memory": True}) as book:
        page = book.add_worksheet("Sheet1")
        for number, cells in enumerate(rows):
            page.write_row(number, 0, cells)
    return path
