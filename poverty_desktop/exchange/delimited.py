"""Text tables (comma, tab or semicolon between cells; UTF-8, UTF-16 or GB18030) read into a grid of text."""

from __future__ import annotations

import codecs
import csv
import io
import re

from poverty_desktop.errors import RuleError
from poverty_desktop.exchange.workbook import NOTHING_INSIDE, Grid
from poverty_desktop.i18n import N_

NOT_A_TABLE = N_("This is not a table. Choose an Excel workbook or a CSV file.")
WEB_PAGE = N_("This is a web page with the name of a table. Open it in Excel and save it as an Excel workbook.")
UNKNOWN_LETTERS = N_(
    "The characters of the text file cannot be read. Open it in Excel and save it as an Excel workbook or as CSV UTF-8."
)
_DELIMITERS = "\t,;，|"
_MAX_FIELD = 1_000_000
_EXCEL_TEXT = re.compile(r'="(.*)"', re.DOTALL)
_OWN_LETTERS = re.compile(r"[\ue000-\uf8ff]")
_FEW = 0.1
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1a\x1c-\x1f]")


def read_delimited(data: bytes) -> Grid:
    """Return the rows of a text table; raises ``RuleError`` for pictures, web pages and unknown encodings."""
    text = decode(data)
    if not text.strip():
        raise RuleError(NOTHING_INSIDE)
    if text.lstrip()[:200].lower().startswith(("<html", "<!doctype", "<?xml", "<table", "<meta")):
        raise RuleError(WEB_PAGE)
    if _CONTROL.search(text[:4096]):
        raise RuleError(NOT_A_TABLE)
    csv.field_size_limit(_MAX_FIELD)
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text)))
    except csv.Error as error:
        raise RuleError(NOT_A_TABLE) from error
    width = max(map(len, rows), default=0)
    return Grid(sheet="", sheets=(), sheet_index=0, rows=[_cells(row, width) for row in rows])


def decode(data: bytes) -> str:
    """Return the text of ``data``: by its mark, else UTF-8, else GB18030; raises ``RuleError``.

    GB18030 gives some sense to almost any bytes: what was UTF-8 but for a damage, or another encoding, is refused.
    """
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encodings: tuple[str, ...] = ("utf-16",)
    elif data.startswith(codecs.BOM_UTF8):
        encodings = ("utf-8-sig",)
    elif b"\0" in data[:4096]:
        raise RuleError(NOT_A_TABLE)
    else:
        encodings = ("utf-8-sig", "gb18030")
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if encoding == "gb18030" and (_is_damaged_utf8(data) or _is_another_encoding(text)):
            break
        return text
    raise RuleError(UNKNOWN_LETTERS)


def _is_damaged_utf8(data: bytes) -> bool:
    """Say whether more of the letters beyond ASCII are whole in UTF-8 than broken: Chinese in GB18030 breaks most."""
    text = data.decode("utf-8", "replace")
    beyond = sum(not letter.isascii() for letter in text)
    return beyond > 2 * text.count("\ufffd")


def _is_another_encoding(text: str) -> bool:
    """Say whether many letters are of the area for letters of one's own, where a rare name has one here and there."""
    beyond = sum(not letter.isascii() for letter in text)
    return len(_OWN_LETTERS.findall(text)) > _FEW * beyond


def _delimiter(text: str) -> str:
    """Return the sign that divides most of the first lines, and divides them most evenly."""
    lines = [line for line in text.splitlines()[:30] if line.strip()]
    counts = {sign: sorted(line.count(sign) for line in lines) for sign in _DELIMITERS}
    best = max(_DELIMITERS, key=lambda sign: (counts[sign][len(lines) // 2], counts[sign][-1]))
    return best if counts[best][-1] else ","


def _cells(row: list[str], width: int) -> list[str]:
    cells = [match[1] if cell[:1] == "=" and (match := _EXCEL_TEXT.fullmatch(cell)) else cell for cell in row]
    return cells + [""] * (width - len(cells))
