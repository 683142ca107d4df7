"""The ways of writing an XLSForm: names of sheets and columns as they stand in the field, brought to one."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from poverty_desktop.packs.sheets.workbook import Row, Sheet, Workbook

_ALIASES: Mapping[str, Mapping[str, str]] = {
    "survey": {
        "command": "type",
        "tag": "name",
        "value": "name",
        "caption": "label",
        "relevance": "relevant",
        "read_only": "readonly",
        "calculate": "calculation",
        "constraining_message": "constraint_message",
        "count": "repeat_count",
        "jr:count": "repeat_count",
        "bind::relevant": "relevant",
        "bind::constraint": "constraint",
        "bind::required": "required",
        "bind::readonly": "readonly",
        "bind::calculate": "calculation",
        "bind::entities:saveto": "save_to",
        "media::image": "image",
        "media::big-image": "big-image",
        "media::audio": "audio",
        "media::video": "video",
        "control::appearance": "appearance",
        "body::appearance": "appearance",
    },
    "choices": {
        "value": "name",
        "caption": "label",
        "media::image": "image",
        "media::audio": "audio",
        "media::video": "video",
    },
    "entities": {"dataset": "list_name"},
    "settings": {
        "title": "form_title",
        "set_form_title": "form_title",
        "id_string": "form_id",
        "set_form_id": "form_id",
    },
}
"""Other names of columns that the standard's own converter takes (pyxform, aliases.py)."""


def in_standard_names(book: Workbook) -> Workbook:
    """Return ``book`` with its sheets under their standard names, and each cell under its column's one as well.

    The columns of a sheet keep the words of their author, for telling where something is wrong.
    """
    sheets: dict[str, Sheet] = {}
    for name, sheet in book.sheets.items():
        plain = name.strip().lower()
        sheets.setdefault(plain, replace(sheet, name=plain, rows=tuple(_row(plain, row) for row in sheet.rows)))
    return replace(book, sheets=sheets)


def standard_name(sheet: str, column: str) -> str:
    """Return the standard name of a column, without its language: ``Label::中文 (zh)`` is ``label``."""
    known = _ALIASES.get(sheet, {})
    parts = [part.strip() for part in re.split("::", column.strip())]
    plain = re.sub(r"\s+", "_", parts[0]).lower()
    whole = "::".join([plain, *(part.lower() for part in parts[1:2])])
    return known.get(whole) or known.get(plain, plain)


def _row(sheet: str, row: Row) -> Row:
    cells = dict(row.cells)
    for column, text in row.cells.items():
        cells.setdefault(standard_name(sheet, column), text)
    return replace(row, cells=cells)
