"""Excel workbooks of text cells only: nothing in them is ever a formula, and the file appears whole or not at all."""

from __future__ import annotations

import io
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from poverty_desktop import paths
from poverty_desktop.errors import StorageError
from poverty_desktop.i18n import N_

CANNOT_WRITE = N_("The Excel file could not be written. Choose another place; nothing else was changed.")
_LONGEST_CELL = 32_767  # characters, Excel's own limit
_NARROWEST, _WIDEST = 8, 40
_NOT_IN_SHEET_NAME = str.maketrans("", "", "[]:*?/\\'")


class _Packed(io.BytesIO):
    """Holds the archive in memory, also after the end: an archive that a full disk broke off closes itself once more
    when it is thrown away, and would complain of a file that is full or gone where nobody can hear it.
    """

    def close(self) -> None:
        """Stay open."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TextSheet:
    """One sheet of a workbook: title rows, one row of captions, rows."""

    name: str
    captions: Sequence[str]
    rows: Iterable[Sequence[str]]
    titles: Sequence[str] = ()
    widths: Sequence[int] = ()
    wrapped: frozenset[int] = frozenset()


def write_text_sheet(
    path: Path,
    rows: Iterable[Sequence[str]],
    *,
    name: str,
    titles: Sequence[str] = (),
    captions: Sequence[str],
    widths: Sequence[int] = (),
    wrapped: frozenset[int] = frozenset(),
) -> int:
    """Write title rows, one row of captions and ``rows``; return how many rows. Raises ``StorageError``.

    Every cell is text, also those that begin with ``=``, ``+``, ``-`` or ``@``. ``widths`` are in characters;
    the columns in ``wrapped`` break their lines. Rows leave memory as they are written; the intermediate files lie
    beside ``path``, so that nobody's data is left in a folder that the user has not chosen.
    """
    sheet = TextSheet(name=name, titles=titles, captions=captions, rows=rows, widths=widths, wrapped=wrapped)
    return write_text_book(path, (sheet,))


def write_text_book(path: Path, sheets: Iterable[TextSheet]) -> int:
    """Write several sheets into one workbook and return how many rows they have; otherwise as one sheet."""
    import xlsxwriter

    count = 0
    try:
        with tempfile.TemporaryDirectory(dir=path.parent, prefix=".") as folder:
            packed = _Packed()
            with xlsxwriter.Workbook(packed, {"constant_memory": True, "tmpdir": folder}) as book:
                for one in sheets:
                    sheet = book.add_worksheet(one.name.translate(_NOT_IN_SHEET_NAME)[:31] or "1")
                    count += _fill(book, sheet, one.rows, one.titles, one.captions, one.widths, one.wrapped)
            paths.write_whole(path, packed.getvalue())
    except (OSError, xlsxwriter.exceptions.XlsxFileError) as error:
        raise StorageError(CANNOT_WRITE) from error
    return count


def _fill(
    book: Any,
    sheet: Any,
    rows: Iterable[Sequence[str]],
    titles: Sequence[str],
    captions: Sequence[str],
    widths: Sequence[int],
    wrapped: frozenset[int],
) -> int:
    bold = book.add_format({"bold": True, "border": 1, "text_wrap": True, "valign": "vcenter"})
    title = book.add_format({"bold": True, "font_size": 14})
    plain = book.add_format({"num_format": "@", "valign": "top"})
    folded = book.add_format({"num_format": "@", "valign": "top", "text_wrap": True})
    formats = [folded if column in wrapped else plain for column in range(len(captions))]
    for column, caption in enumerate(captions):
        width = widths[column] if column < len(widths) else 2 + 2 * len(caption)
        sheet.set_column(column, column, min(_WIDEST, max(_NARROWEST, width)), formats[column])
    for index, text in enumerate(titles):
        sheet.write_string(index, 0, text[:_LONGEST_CELL], title)
    header = len(titles)
    for column, caption in enumerate(captions):
        sheet.write_string(header, column, caption[:_LONGEST_CELL], bold)
    sheet.freeze_panes(header + 1, 0)
    count = 0
    for index, row in enumerate(rows, start=header + 1):
        count += 1
        for column, text in enumerate(row):
            if text:
                sheet.write_string(index, column, text[:_LONGEST_CELL], formats[column])
    return count
