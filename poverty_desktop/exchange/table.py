"""A sheet as a table: captions, rows of text with their sheet rows, and what was left out and why."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from poverty_desktop.domain import identity_number
from poverty_desktop.errors import RuleError
from poverty_desktop.exchange.delimited import NOT_A_TABLE, read_delimited
from poverty_desktop.exchange.workbook import NOTHING_INSIDE, Grid, read_workbook
from poverty_desktop.i18n import N_

HEADER_SEARCH_ROWS = 40
_COUNTS = frozenset({"序", "序号", "编号", "no", "no."})
MAX_FILE_BYTES = 500_000_000

CANNOT_OPEN = N_("The file cannot be opened. Check that it still lies there and is not locked by another program.")
TOO_BIG = N_("The file is larger than 500 MB. Divide it, a township in each file.")
NO_HEADER = N_("No row with column names was found. Say in which row they stand.")
NO_SUCH_ROW = N_("The sheet has no row {row}. Say in which row the column names stand.")
NO_ROWS = N_("There is no row under the column names, so there is nothing to take in.")
NEEDS_DICTIONARY = N_("A fixed-width file can only be read with its dictionary (.dcf). Choose the dictionary too.")
SKIPPED_TOTAL = N_("A line of totals or signatures")
SKIPPED_HEADER = N_("The column names once more")

_TOTAL = re.compile(
    r"(本页|本村|全村)?(合计|总计|小计|共计|累计|总共|total|subtotal|grandtotal)[:：]?[\d.,户人个元共]*", re.IGNORECASE
)
_FOOTER = re.compile(r"(制表|填表|填报|审核|复核|负责人|单位负责人|村委会|备注|注|说明)[^\d]{0,12}[:：].*")
_TOTAL_STARTS = frozenset("合总小共累本全制填审复负单村备注说tTsSgG \u3000")
_LEAST_GROUPS = 3
"""How many words a row of captions over groups of columns has at least; a title has fewer."""
_LIKE_A_CAPTION = re.compile(r"[^\d:：]{1,12}")
_BRACKETS = str.maketrans("（）【】[]〔〕｛｝{}", "()()()()()()")
NO_WORKBOOK = N_(
    "This file is named like a workbook, but it is plain text and no workbook. Open it in your spreadsheet program and"
    " save it as a workbook, or give it the ending csv."
)
_WORKBOOK_ENDINGS = (".xlsx", ".xlsm", ".xls", ".ods")


@dataclass(frozen=True, slots=True, kw_only=True)
class SkippedRow:
    """A row that holds no person: its number in the sheet and why it was left out (a msgid)."""

    number: int
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """What is under one row of captions. ``numbers`` are the sheet rows of ``rows``, counted from 1 as Excel does."""

    content_hash: bytes  # SHA-256 of the file
    sheet: str
    sheets: tuple[str, ...]
    sheet_index: int
    header_row: int  # 0 when the file has no captions
    captions: tuple[str, ...]
    hints: tuple[str, ...]  # longer names of the columns from a dictionary, else empty
    numbers: tuple[int, ...]
    rows: tuple[tuple[str, ...], ...]
    skipped: tuple[SkippedRow, ...] = ()
    blank_rows: int = 0
    titles: tuple[str, ...] = ()  # what stands above the captions, a line for each row

    @property
    def width(self) -> int:
        """Return the number of columns."""
        return len(self.captions)


def read_table(
    path: Path,
    *,
    sheet: str | None = None,
    header_row: int | None = None,
    known: Collection[str] = (),
    dictionary: Path | None = None,
    as_codes: Collection[str] = (),
) -> Table:
    """Read a roster file by its content, whatever its name says.

    Of a workbook's sheets the one called ``sheet`` is read, else the first that has two of the ``known`` captions in
    a row, as a table has behind a page of instructions. ``header_row`` counts from 1, 0 means that there are no
    captions, ``None`` lets the captions in ``known`` (see ``column_map.known_captions``) and the shape of the first
    rows decide. With a ``dictionary`` the file is fixed width. Raises ``RuleError`` with one sentence for anything
    that is not a readable table.
    """
    if dictionary is not None:
        from poverty_desktop.exchange.fixed_width import read_fixed_width

        return read_fixed_width(path, dictionary, as_codes=as_codes)
    data = read_bytes(path)
    if not data:
        raise RuleError(NOTHING_INSIDE)
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06", b"\xd0\xcf\x11\xe0")):
        words = frozenset(map(normal_caption, known))
        grid = read_workbook(data, sheet=sheet, fits=lambda rows: max(_known_words(rows, words), default=0) >= 2)
    elif data.startswith((b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b")):
        raise RuleError(NOT_A_TABLE)
    else:
        if path.suffix.lower() == ".dat":
            raise RuleError(NEEDS_DICTIONARY)
        grid = read_delimited(data)
        if path.suffix.lower() in _WORKBOOK_ENDINGS and max(map(_used_width, grid.rows), default=0) < 2:
            raise RuleError(NO_WORKBOOK)  # exports that are text tables in columns do come under these names
    return table_of(grid, hashlib.sha256(data).digest(), header_row=header_row, known=known)


def read_bytes(path: Path) -> bytes:
    """Return the whole file; raises ``RuleError`` when it cannot be opened or is beyond all measure."""
    try:
        if path.stat().st_size > MAX_FILE_BYTES:
            raise RuleError(TOO_BIG)
        return path.read_bytes()
    except OSError as error:
        raise RuleError(CANNOT_OPEN) from error


def table_of(grid: Grid, content_hash: bytes, *, header_row: int | None, known: Collection[str] = ()) -> Table:
    """Return the table in ``grid``; raises ``RuleError`` when no caption or no row is found."""
    rows = grid.rows
    if header_row is None:
        header_row = _find_header(rows, frozenset(map(normal_caption, known)))
    if header_row > len(rows):
        raise RuleError(NO_SUCH_ROW, row=header_row)
    captions, top, first = _captions(grid, header_row)
    width = max((index + 1 for index, caption in enumerate(captions) if caption), default=0)
    width = max(width, max(map(_used_width, rows[first:]), default=0))
    if not width:
        raise RuleError(NO_ROWS)
    _fill_merged(grid, first)
    captions = [*captions, *[""] * width][:width]
    numbers, kept, skipped, blank = [], [], [], 0
    for number, row in enumerate(rows[first:], start=first + 1):
        if not any(cell and not cell.isspace() for cell in row):
            blank += 1
        elif (message := _reason_to_skip(row, captions)) is not None:
            skipped.append(SkippedRow(number=number, message=message))
        else:
            numbers.append(number)
            kept.append(tuple(row[:width]) if len(row) >= width else (*row, *[""] * (width - len(row))))
    if not kept:
        raise RuleError(NO_ROWS)
    return Table(
        content_hash=content_hash,
        sheet=grid.sheet,
        sheets=grid.sheets,
        sheet_index=grid.sheet_index,
        header_row=header_row,
        captions=tuple(captions),
        hints=("",) * width,
        numbers=tuple(numbers),
        rows=tuple(kept),
        skipped=tuple(skipped),
        blank_rows=blank,
        titles=_titles(rows[:top], captions),
    )


def _titles(rows: Sequence[Sequence[str]], captions: Sequence[str]) -> tuple[str, ...]:
    """Return the lines above the captions; a row of captions over groups of columns is a part of the captions."""
    lines = (list(dict.fromkeys(cell.strip() for cell in row if cell and not cell.isspace())) for row in rows)
    return tuple("　".join(cells) for cells in lines if cells and not all(_is_in(cell, captions) for cell in cells))


def _is_in(cell: str, captions: Sequence[str]) -> bool:
    return any(normal_caption(cell) in normal_caption(caption) for caption in captions)


def normal_caption(text: str) -> str:
    """Return a caption as it is compared: half-width, no blanks, one kind of bracket, no colon or star at the ends."""
    folded = unicodedata.normalize("NFKC", text).translate(_BRACKETS)
    return "".join(folded.split()).lower().strip("*:")


def unused(captions: Iterable[str], used: Iterable[str]) -> tuple[str, ...]:
    """Return the captions that are not among ``used``; a column that only counts the rows is not missed."""
    read = {normal_caption(caption) for caption in used} | _COUNTS
    return tuple(caption for caption in captions if caption and normal_caption(caption) not in read)


def _find_header(rows: Sequence[Sequence[str]], known: frozenset[str]) -> int:
    """Return the row (from 1) that looks most like captions: known words first, else the first full row of words.

    0 where there is none, but persons are named from the first row on.
    """
    top = rows[:HEADER_SEARCH_ROWS]
    hits = _known_words(rows, known)
    if max(hits, default=0) >= 2:
        return hits.index(max(hits)) + 1
    first = next((place for place, row in enumerate(top) if _names_somebody(row)), None)
    words = [_caption_like(row) for row in top[:first]]  # captions never stand below the first person
    most = max(words, default=0)
    if not most:
        if first is not None:
            return 0
        raise RuleError(NO_HEADER if any(any(row) for row in rows) else NOTHING_INSIDE)
    enough = max(1, most * 0.6)
    return next(index for index, count in enumerate(words, start=1) if count >= enough)


def _known_words(rows: Sequence[Sequence[str]], known: frozenset[str]) -> list[int]:
    """Return how many of the known captions each of the first rows has."""
    return [len({normal_caption(cell) for cell in row if cell} & known) for row in rows[:HEADER_SEARCH_ROWS]]


def _caption_like(row: Sequence[str]) -> int:
    """Return how many words of a row could be captions."""
    cells = [cell.strip() for cell in row if cell.strip()]
    figures = sum(cell[0].isdigit() for cell in cells)
    return 0 if figures * 2 > len(cells) else len(set(cells)) - figures


def _names_somebody(row: Sequence[str]) -> bool:
    """Say whether a cell is an ID number of 15 or 18 places, even one with a fault."""
    numbers = (identity_number.modern(identity_number.normalise(cell)) for cell in row)
    return any(identity_number.read(number).number is not None for number in numbers)


def _captions(grid: Grid, header_row: int) -> tuple[list[str], int, int]:
    """Return the captions, the index of their highest row and that of the first row under them.

    Where a caption spans several rows, the header is that many rows deep, and the lowest word names the column. A
    column without a word takes the one above, where that row holds captions over groups of columns, not a title.
    """
    if header_row == 0:
        return [""] * max(map(len, grid.rows), default=0), 0, 0
    row = header_row - 1
    tall = [(first, last) for first, left, last, right in grid.merged if first <= row <= last and left == right]
    top, bottom = min((row, *(first for first, _last in tall))), max((row, *(last for _first, last in tall)))
    levels = grid.rows[top : bottom + 1]
    width = max(map(len, levels))
    captions = [""] * width
    for level in levels:
        for column, cell in enumerate(level):
            if cell.strip():
                captions[column] = " ".join(cell.split())
    above = grid.rows[top - 1] if top else []
    if _filled(above) >= _LEAST_GROUPS:
        words = [" ".join(cell.split()) if _LIKE_A_CAPTION.fullmatch(cell.strip()) else "" for cell in above]
        filled = [caption or word for caption, word in zip(captions, [*words, *captions[len(words) :]], strict=False)]
        if filled != captions:
            return filled, top - 1, bottom + 1
    return captions, top, bottom + 1


def _filled(row: Sequence[str]) -> int:
    return len({cell.strip() for cell in row if cell.strip()})


def _used_width(row: Sequence[str]) -> int:
    return next((index for index in range(len(row), 0, -1) if row[index - 1]), 0)


def _fill_merged(grid: Grid, first: int) -> None:
    """Write the value of a cell that spans several rows of the table into each of them."""
    for top, left, bottom, _right in grid.merged:
        if top >= first and bottom > top and bottom < len(grid.rows) and left < len(grid.rows[top]):
            for row in grid.rows[top + 1 : bottom + 1]:
                row[left] = grid.rows[top][left]


def _reason_to_skip(row: Sequence[str], captions: Sequence[str]) -> str | None:
    head = next(cell for cell in row if cell and not cell.isspace())
    if head == captions[0] and _filled(row) >= 2:
        cells = [" ".join(cell.split()) for cell in row]
        return SKIPPED_HEADER if cells[: len(captions)] == list(captions) else None
    first = head[:1]
    if first.isdigit() or first not in _TOTAL_STARTS:
        return None
    text = "".join(head.split())
    return SKIPPED_TOTAL if _TOTAL.fullmatch(text) or _FOOTER.fullmatch(text) else None
