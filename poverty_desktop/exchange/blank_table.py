"""Another office's empty table: its columns found below merged heads, and filled without touching its layout."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zipfile import BadZipFile

from poverty_desktop import paths
from poverty_desktop.errors import RuleError, StorageError
from poverty_desktop.i18n import N_

if TYPE_CHECKING:
    from openpyxl.workbook import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

NO_TABLE = N_("This file cannot be read as an Excel table (.xlsx). Open it in Excel or WPS and save it as .xlsx.")
NO_HEADS = N_("No row of column heads was found in this sheet. Choose the sheet that has the table.")
_MOST_HEAD_ROWS = 40
_MOST_BYTES = 20 * 1024 * 1024

Cell = str | int | float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class BlankColumn:
    """A column of the table, from 1, and its head; heads over several columns stand before it, with a slash."""

    number: int
    head: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BlankTable:
    """What a table asks for; data begin below ``head_row``."""

    sheet: str
    head_row: int
    columns: tuple[BlankColumn, ...]

    @property
    def fingerprint(self) -> str:
        """Return by what the same table is known again next time: its heads, not its file."""
        heads = "\x1f".join(f"{column.number}\x1e{column.head}" for column in self.columns)
        return hashlib.sha256(heads.encode()).hexdigest()[:32]


def read_blank(path: Path, *, sheet: str | None = None) -> BlankTable:
    """Return the columns of an empty table; raises ``RuleError`` where there is none that can be read."""
    found = _sheet(_open(path), sheet)
    rows = _texts(found)
    first = next((row for row, texts in rows.items() if len(set(texts.values())) > 1), None)
    if first is None:
        raise RuleError(NO_HEADS)
    last = first
    while last + 1 in rows and len(set(rows[last + 1].values())) > 1 and not _is_data(rows[last + 1]):
        last += 1
    columns = []
    for number in sorted({column for row in range(first, last + 1) for column in rows[row]}):
        parts = dict.fromkeys(rows[row][number] for row in range(first, last + 1) if number in rows[row])
        columns.append(BlankColumn(number=number, head=" / ".join(parts)))
    return BlankTable(sheet=found.title, head_row=last, columns=tuple(columns))


def fill_blank(path: Path, table: BlankTable, rows: Sequence[Mapping[int, Cell]], target: Path) -> None:
    """Write ``rows``, by number of column, below the heads of ``path`` into ``target``; the original stays as it is.

    Merged heads, widths and formats stay; what stands below the table moves down with it. Raises ``RuleError`` and
    ``StorageError``.
    """
    book = _open(path)
    sheet = _sheet(book, table.sheet)
    first = table.head_row + 1
    _make_room(sheet, first, len(rows))
    model = {column.number: sheet.cell(first, column.number) for column in table.columns}
    height = sheet.row_dimensions[first].height
    for offset, row in enumerate(rows):
        at = first + offset
        if height is not None:
            sheet.row_dimensions[at].height = height
        for number, like in model.items():
            cell = sheet.cell(at, number)
            if cell is not like:
                cell._style = copy(like._style)
            value = row.get(number)
            if value is not None:
                cell.value = value
                if isinstance(value, str):
                    cell.data_type = "s"  # never a formula, whatever it begins with
                    cell.number_format = "@"
    part = target.with_name(f".{target.name}.part")
    try:
        book.save(part)
        part.replace(target)
    except OSError as error:
        paths.drop(part)
        raise StorageError(N_("The table could not be written. Close it in Excel and try again.")) from error


def _open(path: Path) -> Workbook:
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        if path.stat().st_size > _MOST_BYTES:
            raise RuleError(NO_TABLE)
        return load_workbook(path)
    except (OSError, InvalidFileException, BadZipFile, KeyError, ValueError) as error:
        raise RuleError(NO_TABLE) from error


def _sheet(book: Workbook, name: str | None) -> Worksheet:
    if name is not None and name not in book.sheetnames:
        raise RuleError(N_("The file has no such sheet."))
    return book[name] if name is not None else book.worksheets[0]


def _texts(sheet: Worksheet) -> dict[int, dict[int, str]]:
    """Return the texts of the upper rows; every cell of a merged range has the text of the range."""
    found: dict[int, dict[int, str]] = {}
    for row in sheet.iter_rows(max_row=min(sheet.max_row, _MOST_HEAD_ROWS)):
        for cell in row:
            if cell.value is not None and str(cell.value).strip():
                found.setdefault(cell.row, {})[cell.column] = "".join(str(cell.value).split())
    for area in sheet.merged_cells.ranges:
        text = found.get(area.min_row, {}).get(area.min_col)
        if text is not None:
            for row in range(area.min_row, area.max_row + 1):
                for column in range(area.min_col, area.max_col + 1):
                    found.setdefault(row, {})[column] = text
    return dict(sorted(found.items()))


def _is_data(texts: Mapping[int, str]) -> bool:
    """Say whether a row is no head: numbers in it, or one of the lines that are signed below a table."""
    return any(text.replace(".", "").isdigit() or text.endswith(("：", ":")) for text in texts.values())


def _make_room(sheet: Worksheet, first: int, count: int) -> None:
    """Move what stands below the empty rows further down where they are too few."""
    last = sheet.max_row
    below = next((row for row in range(first, last + 1) if _is_below(sheet, row)), None)
    if below is None or first + count <= below:
        return
    shift = first + count - below
    width = sheet.max_column
    heights: dict[int, Any] = {row: sheet.row_dimensions[row].height for row in range(below, last + 1)}
    areas = [area for area in sheet.merged_cells.ranges if area.min_row >= below]
    for area in areas:
        sheet.merged_cells.remove(area)
    from openpyxl.utils import get_column_letter

    sheet.move_range(f"A{below}:{get_column_letter(width)}{last}", rows=shift)
    for area in areas:
        area.shift(row_shift=shift)
        sheet.merged_cells.add(area)
    for row, height in heights.items():
        sheet.row_dimensions[row + shift].height = height


def _is_below(sheet: Worksheet, row: int) -> bool:
    """Say whether a row has a text; running numbers in prepared rows are none."""
    texts = [str(cell.value).strip() for cell in sheet[row] if cell.value is not None]
    return any(text and not text.isdigit() for text in texts)
