"""Workbooks (.xlsx, .xls, .ods) read into a grid of text, or refused in one sentence."""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from poverty_desktop.errors import RuleError
from poverty_desktop.i18n import N_

if TYPE_CHECKING:
    from python_calamine import CalamineSheet, CalamineWorkbook

MAX_CELLS = 30_000_000
MAX_PART_BYTES = 2_000_000_000
EXACT_IN_EXCEL = 1e15  # Excel keeps fifteen digits of a number
_BROKEN_ARCHIVE = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    OSError,
    RuntimeError,
    ValueError,
    KeyError,
    SyntaxError,
)  # what zipfile and the XML parser raise on bytes that were cut or changed
_CHUNK = 1 << 20
_FAR_CELL = re.compile(rb'<(?:\w+:)?c r="([A-Z]{3}|[A-Z]{1,2}(?=\d{6}))(\d{1,7})"[^>]*[^/]>')
_ROW_OF_CELL = re.compile(rb' r="[A-Z]{0,3}(\d{1,7})"')
_OVERLAP = 256

UNREADABLE = N_(
    "The file is damaged or was not copied whole. Copy it again, or open it in Excel and save it under a new name."
)
LOCKED = N_("The workbook is locked with a password. Open it in Excel and save a copy without a password.")
NO_SUCH_SHEET = N_("The workbook has no sheet of that name. Choose one of its sheets.")
NOTHING_INSIDE = N_("The file is empty. Choose a file that has a table with a header row.")
TOO_FAR = N_("Something lies far away from the table, in row {row} of the sheet. Delete it and save the file.")

Rows = list[list[str]]
RawCell = str | int | float | bool | date | datetime | time | timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """A sheet as text from its first row and column on; ``merged`` are (top, left, bottom, right), from 0."""

    sheet: str
    sheets: tuple[str, ...]
    sheet_index: int
    rows: list[list[str]]
    merged: tuple[tuple[int, int, int, int], ...] = ()


def read_workbook(data: bytes, *, sheet: str | None = None, fits: Callable[[Rows], bool] = lambda _rows: True) -> Grid:
    """Return the sheet called ``sheet``, else the first visible one that ``fits``, else the first with anything in it.

    Raises ``RuleError`` for a locked, damaged, empty or oversized workbook and for an unknown sheet.
    """
    import python_calamine

    try:
        return _read(data, sheet, fits)
    except python_calamine.PasswordError as error:
        raise RuleError(LOCKED) from error
    except python_calamine.CalamineError as error:
        raise RuleError(LOCKED if _is_encrypted(data) else UNREADABLE) from error
    except _BROKEN_ARCHIVE as error:
        raise RuleError(UNREADABLE) from error
    except BaseException as error:
        # pyo3 turns a panic of the reader into an exception that is not an Exception
        if type(error).__name__ == "PanicException":
            raise RuleError(UNREADABLE) from None
        raise


def text_of(cell: RawCell) -> str:
    """Return a cell as a person would type it; a number beyond fifteen digits keeps the exponent that Excel shows.

    Such a number has lost its last digits for good, and the exponent lets every reader see that.
    """
    if isinstance(cell, bool):
        return str(cell).upper()
    if isinstance(cell, int | float):
        if abs(cell) >= EXACT_IN_EXCEL:
            return f"{cell:.14E}"
        if cell != cell:  # noqa: PLR0124 - not a number
            return ""
        return str(int(cell)) if cell == int(cell) else format(cell, ".15g")
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat(sep=" ", timespec="seconds")
    return cell.isoformat() if isinstance(cell, date | time) else str(cell)


def _read(data: bytes, wanted: str | None, fits: Callable[[Rows], bool]) -> Grid:
    from python_calamine import CalamineWorkbook, SheetVisibleEnum

    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    names = tuple(book.sheet_names)
    if wanted is not None and wanted not in names:
        raise RuleError(NO_SUCH_SHEET)
    visible = [meta.name for meta in book.sheets_metadata if meta.visible is SheetVisibleEnum.Visible]
    parts = dict(_sheet_parts(data))
    first: Grid | None = None
    for name in [wanted] if wanted is not None else visible or list(names):
        if part := parts.get(name):
            _refuse_far_cells(data, part)
        sheet = _load(book, name)
        if sheet is not None:
            grid = Grid(
                sheet=name,
                sheets=names,
                sheet_index=names.index(name),
                rows=[[cell if cell.__class__ is str else text_of(cell) for cell in row] for row in sheet.iter_rows()],
                merged=tuple((*top, *bottom) for top, bottom in sheet.merged_cell_ranges or ()),
            )
            if wanted is not None or fits(grid.rows):
                return grid
            first = first or grid
    if first is None:
        raise RuleError(NOTHING_INSIDE)
    return first


def _load(book: CalamineWorkbook, name: str) -> CalamineSheet | None:
    sheet = book.get_sheet_by_name(name)
    if sheet.end is None:
        return None
    if (sheet.end[0] + 1) * (sheet.end[1] + 1) > MAX_CELLS:
        raise RuleError(TOO_FAR, row=sheet.end[0] + 1)
    return sheet


def _is_encrypted(data: bytes) -> bool:
    """Say whether an OLE file wraps an encrypted .xlsx (MS-OFFCRYPTO, 2.3.4.4: stream "EncryptedPackage")."""
    return data[:4] == b"\xd0\xcf\x11\xe0" and "EncryptedPackage".encode("utf-16-le") in data


def _sheet_parts(data: bytes) -> Iterator[tuple[str, str]]:
    """Yield sheet name and part name of an .xlsx; nothing for other kinds of workbook."""
    from lxml import etree

    if not data.startswith(b"PK"):
        return
    parser = etree.XMLParser(resolve_entities=False, no_network=True, recover=True)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        try:
            book = etree.fromstring(archive.read("xl/workbook.xml"), parser)
            links = etree.fromstring(archive.read("xl/_rels/workbook.xml.rels"), parser)
        except (KeyError, etree.XMLSyntaxError):
            return
        if book is None or links is None:
            return
        targets = {link.get("Id"): link.get("Target", "") for link in links}
        for node in book.iter("{*}sheet"):
            link = next((value for key, value in node.attrib.items() if key.endswith("}id")), None)
            target = targets.get(link, "")
            part = target.removeprefix("/") if target.startswith("/") else f"xl/{target}"
            if part in archive.NameToInfo:
                yield node.get("name", ""), part


def _refuse_far_cells(data: bytes, part: str) -> None:
    """Refuse a sheet whose few cells span a huge area before the reader asks the machine for that much memory.

    The size that the sheet states for itself is not to be trusted (domain.md 1.10), so the cells are looked at.
    """
    total = last_row = far_column = 0
    tail = b""
    with zipfile.ZipFile(io.BytesIO(data)) as archive, archive.open(part) as stream:
        while chunk := stream.read(_CHUNK):
            total += len(chunk)
            if total > MAX_PART_BYTES:
                raise RuleError(TOO_FAR, row=last_row)
            text = tail + chunk
            for match in _FAR_CELL.finditer(text):
                far_column = max(far_column, _column_number(match[1]))
                last_row = max(last_row, int(match[2]))
            tail = text[-_OVERLAP:]
            last_row = max(last_row, *(int(match[1]) for match in _ROW_OF_CELL.finditer(tail)), 0)
    if far_column and last_row * max(far_column, 26) > MAX_CELLS:
        raise RuleError(TOO_FAR, row=last_row)


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number
