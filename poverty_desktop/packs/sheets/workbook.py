"""Read an Excel workbook into raw rows of text that know where they stood."""

from __future__ import annotations

import io
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path

from python_calamine import CalamineError, CalamineWorkbook

from poverty_desktop.errors import RuleError, StorageError
from poverty_desktop.i18n import N_

Cell = int | float | str | bool | time | date | datetime | timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row: its number as Excel shows it, and its text by column name; blank cells are absent."""

    number: int
    cells: Mapping[str, str]

    def __getitem__(self, column: str) -> str:
        """Return the text of ``column``, empty where the cell is blank or the column missing."""
        return self.cells.get(column, "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One sheet: the column names of its header row in order, and the rows below that are not blank."""

    name: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Workbook:
    """A workbook by sheet name, in the order of its tabs; ``file`` is the file's name without folder."""

    file: str
    sheets: Mapping[str, Sheet]


def read_workbook(path: Path, *, header_row: int) -> Workbook:
    """Return the sheets of the .xlsx file at ``path``; ``header_row`` counts from 1.

    Raises ``RuleError`` where the file is no workbook and ``StorageError`` where it cannot be read.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise StorageError(N_("The file {file} could not be read. Nothing was changed."), file=path.name) from error
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        raw = {name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names}
    except CalamineError as error:
        raise RuleError(
            N_("The file {file} is not an Excel workbook. Save it as .xlsx and try again."), file=path.name
        ) from error
    return Workbook(
        file=path.name, sheets={name: _sheet(name, rows, header_row=header_row) for name, rows in raw.items()}
    )


def _sheet(name: str, raw: list[list[Cell]], *, header_row: int) -> Sheet:
    header = [cell_text(cell) for cell in raw[header_row - 1]] if len(raw) >= header_row else []
    rows = []
    for number, cells in enumerate(raw[header_row:], start=header_row + 1):
        texts = {
            column: text
            for column, cell in zip(header, cells, strict=False)
            if column and (text := cell_text(cell)) != ""
        }
        if texts:
            rows.append(Row(number=number, cells=texts))
    return Sheet(name=name, columns=tuple(column for column in header if column), rows=tuple(rows))


def cell_text(cell: Cell) -> str:
    """Return a cell as text: ``2300`` for the number 2300.0, ISO 8601 for a date, otherwise as typed, trimmed."""
    if isinstance(cell, bool):
        return "1" if cell else "0"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime) and cell.time() == time():
        return cell.date().isoformat()
    if isinstance(cell, datetime | date | time):
        return cell.isoformat()
    return unicodedata.normalize("NFC", str(cell)).strip()
