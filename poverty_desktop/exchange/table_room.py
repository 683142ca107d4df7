"""Room for more rows in a table of somebody else: what stands below moves down, and formulas still mean the same."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from openpyxl.workbook import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

_CELL: Final = re.compile(r"(\$?[A-Z]{1,3}\$?)(\d+)")


def make_room(book: Workbook, sheet: Worksheet, first: int, count: int) -> None:
    """Let ``count`` rows from ``first`` on be free: prepared rows are used, and where they are too few, more are made.

    Merged cells, heights and lists to choose from move with what stands below; a formula over the prepared rows reaches
    over the new ones too.
    """
    last = sheet.max_row
    below = next((row for row in range(first, last + 1) if _is_below(sheet, row)), None)
    end = last if below is None else below - 1
    more = max(0, first + count - 1 - end)
    if below is not None and more:
        _move_down(sheet, below, more)
    for found in book.worksheets:
        for row in found.iter_rows():
            for cell in row:
                if isinstance(cell.value, str) and cell.value.startswith("="):
                    cell.value = _stretched(cell.value, found.title, sheet.title, (first, end, more))
    for rule in sheet.data_validations.dataValidation:
        for area in rule.sqref.ranges:
            if area.min_row > end:
                area.shift(row_shift=more)
            elif area.max_row >= first:
                area.expand(down=max(0, end + more - area.max_row))


def is_of_row(value: object, row: int) -> bool:
    """Say whether a cell reckons with its own row alone."""
    if not (isinstance(value, str) and value.startswith("=")):
        return False
    rows = {int(number) for _column, number in _CELL.findall(value)}
    return rows == {row}


def _move_down(sheet: Worksheet, below: int, shift: int) -> None:
    from openpyxl.utils import get_column_letter

    last, width = sheet.max_row, sheet.max_column
    heights: dict[int, Any] = {row: sheet.row_dimensions[row].height for row in range(below, last + 1)}
    areas = [area for area in sheet.merged_cells.ranges if area.min_row >= below]
    for area in areas:
        sheet.merged_cells.remove(area)
    sheet.move_range(f"A{below}:{get_column_letter(width)}{last}", rows=shift)
    for area in areas:
        area.shift(row_shift=shift)
        sheet.merged_cells.add(area)
    for row, height in heights.items():
        sheet.row_dimensions[row + shift].height = height


def _is_below(sheet: Worksheet, row: int) -> bool:
    """Say whether a row stands below the table; running numbers and what a row reckons belong to prepared rows."""
    return any(_texts(sheet, row))


def _texts(sheet: Worksheet, row: int) -> Iterator[str]:
    for cell in sheet[row]:
        text = "" if cell.value is None else str(cell.value).strip()
        if text and not text.isdigit() and not is_of_row(text, row):
            yield text


def _stretched(formula: str, here: str, title: str, room: tuple[int, int, int]) -> str:
    """Return a formula of the sheet ``here`` after ``more`` rows were put behind row ``end`` of the sheet ``title``."""
    from openpyxl.formula import Tokenizer

    tokens = Tokenizer(formula)
    said = ["="]
    for token in tokens.items:
        sheet, bang, cells = token.value.rpartition("!")
        is_meant = (sheet.strip("'") if bang else here) == title
        is_cells = token.type == token.OPERAND and token.subtype == token.RANGE
        said.append(f"{sheet}{bang}{_moved(cells, room)}" if is_meant and is_cells else token.value)
    return "".join(said)


def _moved(cells: str, room: tuple[int, int, int]) -> str:
    first, end, more = room
    parts = [_CELL.fullmatch(part) for part in cells.split(":")]
    if any(part is None for part in parts):  # a name, or whole columns
        return cells
    rows = [int(part[2]) for part in parts if part is not None]
    if len(rows) == 2 and first <= rows[0] <= end and rows[1] >= rows[0] and (rows[0] == first or rows[1] >= end):
        rows[1] = max(rows[1], end) + more
    else:
        rows = [row + more if row > end else row for row in rows]
    return ":".join(f"{part[1]}{row}" for part, row in zip(parts, rows, strict=True) if part is not None)
