"""Another office's empty table: its columns found below merged heads, and filled without touching its layout."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final
from zipfile import BadZipFile

from poverty_desktop import paths
from poverty_desktop.errors import RuleError, StorageError
from poverty_desktop.exchange import table_room
from poverty_desktop.i18n import N_

if TYPE_CHECKING:
    from openpyxl.workbook import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

NO_TABLE = N_("This file cannot be read as an Excel table (.xlsx). Open it in Excel or WPS and save it as .xlsx.")
NO_HEADS = N_("No row of column heads was found in this sheet. Choose the sheet that has the table.")
_MOST_HEAD_ROWS = 40
_MOST_BYTES = 20 * 1024 * 1024
_TO_WRITE_ON: Final = re.compile(r"[:：]$|^(填报|填表|制表|上报|审核|编制)?(单位|时间|日期|人)[（(]?.*[:：]")
_SUM: Final = re.compile(r"^[（(]?(合计|总计|小计|共计|累计)")
_YEAR: Final = re.compile(r"^(19|20)\d\d$")
_LETTERS: Final = ("甲", "乙", "A", "a")
_EXAMPLE: Final = re.compile(r"^[（(]?(例|样例|示例|示范|填写)")

Cell = str | int | float | None
_Texts = Mapping[int, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class BlankColumn:
    """A column of the table, from 1, and its head; heads over several columns stand before it, with a slash.

    One that ``is_reckoned`` has a formula of its row and needs nothing from the register.
    """

    number: int
    head: str
    is_reckoned: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class BlankTable:
    """What a table asks for; ``first_row`` is the first that is filled: below heads, sums, numbers and an example."""

    sheet: str
    head_row: int
    first_row: int
    columns: tuple[BlankColumn, ...]
    sheets: tuple[str, ...] = ()  # those of the file that have a table

    @property
    def fingerprint(self) -> str:
        """Return by what the same table is known again next time: its heads, not its file."""
        heads = "\x1f".join(f"{column.number}\x1e{column.head}" for column in self.columns)
        return hashlib.sha256(heads.encode()).hexdigest()[:32]


def read_blank(path: Path, *, sheet: str | None = None) -> BlankTable:
    """Return the columns of an empty table; without ``sheet`` that with most columns of those that are not hidden.

    Raises ``RuleError`` where there is none that can be read.
    """
    book = _open(path)
    if sheet is not None and sheet not in book.sheetnames:
        raise RuleError(N_("The file has no such sheet."))
    seen = [one for one in book.worksheets if one.sheet_state == "visible" or one.title == sheet]
    found = [table for one in seen if (table := _table(one)) is not None]
    chosen = [table for table in found if sheet in (None, table.sheet)]
    if not chosen:
        raise RuleError(NO_HEADS)
    best = max(chosen, key=lambda table: len(table.columns))
    return BlankTable(
        sheet=best.sheet,
        head_row=best.head_row,
        first_row=best.first_row,
        columns=best.columns,
        sheets=tuple(table.sheet for table in found),
    )


def fill_blank(path: Path, table: BlankTable, rows: Sequence[Mapping[int, Cell]], target: Path) -> None:
    """Write ``rows``, by number of column, below the heads of ``path`` into ``target``; the original stays as it is.

    Merged heads, widths and formats stay; what stands below the table moves down with it, sums reach over every row,
    and what the table reckons in a row is reckoned in each. Raises ``RuleError`` and ``StorageError``.
    """
    from openpyxl.formula.translate import Translator

    book = _open(path)
    sheet = book[table.sheet]
    first = table.first_row
    table_room.make_room(book, sheet, first, len(rows))
    reckoned = {cell.column: str(cell.value) for cell in sheet[first] if table_room.is_of_row(cell.value, first)}
    numbers = dict.fromkeys((*(column.number for column in table.columns), *reckoned))
    model = {number: sheet.cell(first, number) for number in numbers}
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
            if value is None:
                if number in reckoned:
                    formula = Translator(reckoned[number], origin=like.coordinate)
                    cell.value = formula.translate_formula(cell.coordinate)
                continue
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


def _table(sheet: Worksheet) -> BlankTable | None:
    """Return the table of a sheet; None where no row of it is one of heads."""
    rows = _texts(sheet)
    first = next((row for row, texts in rows.items() if _is_head(texts)), None)
    if first is None:
        return None
    last = first
    while last + 1 in rows and _goes_on(rows[last], rows[last + 1], _own(sheet, last + 1)):
        last += 1
    columns: list[tuple[int, str]] = []
    for number in sorted({column for row in range(first, last + 1) for column in rows[row]}):
        parts = dict.fromkeys(rows[row][number] for row in range(first, last + 1) if number in rows[row])
        columns.append((number, " / ".join(parts)))
    begin = last + 1
    while begin in rows and _is_above_data(rows[begin], len(columns)):
        begin += 1
    found = tuple(
        BlankColumn(number=number, head=head, is_reckoned=table_room.is_of_row(sheet.cell(begin, number).value, begin))
        for number, head in columns
    )
    return BlankTable(sheet=sheet.title, head_row=last, first_row=begin, columns=found)


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


def _own(sheet: Worksheet, row: int) -> frozenset[int]:
    """Return the columns that have a text of this very row, not of a range that began above."""
    return frozenset(cell.column for cell in sheet[row] if cell.value is not None and str(cell.value).strip())


def _is_head(texts: _Texts) -> bool:
    """Say whether a row may be one of heads: several words, none to write beside, no sum, no formula."""
    return (
        len(set(texts.values())) > 1
        and not any(_TO_WRITE_ON.search(text) for text in texts.values())
        and not _is_no_head(texts)
    )


def _goes_on(above: _Texts, texts: _Texts, own: frozenset[int]) -> bool:
    """Say whether a row has heads below those of the row above: under one that covers several, or in its gaps."""
    covers = {number for number, text in above.items() if sum(one == text for one in above.values()) > 1}
    below = covers | {number for number in texts if number not in above}
    return _is_head(texts) and bool(own) and own <= below


def _is_no_head(texts: _Texts) -> bool:
    words = [text for _number, text in sorted(texts.items())]
    if _SUM.match(words[0]) or _EXAMPLE.match(words[0]):
        return True
    return any(text.startswith("=") or (text.replace(".", "").isdigit() and not _YEAR.match(text)) for text in words)


def _is_above_data(texts: _Texts, columns: int) -> bool:
    """Say whether a row below the heads is not to be filled: a sum, an example, or the numbers of the columns."""
    words = [text for _number, text in sorted(texts.items())]
    if _SUM.match(words[0]) or _EXAMPLE.match(words[0]):
        return True
    numbers = words[1:] if words[0] in _LETTERS else words
    counted = [str(number) for number in range(1, len(numbers) + 1)]
    return len(numbers) > max(1, columns // 2) and numbers == counted
