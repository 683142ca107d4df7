"""Hits of departments' lists as an Excel sheet with columns for outcome and putting right, and that sheet read back."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from poverty_desktop import i18n
from poverty_desktop.exchange.text_sheet import write_text_sheet
from poverty_desktop.i18n import N_, _
from poverty_desktop.ids import from_text, to_text
from poverty_desktop.packs.sheets.workbook import Row, read_workbook

CAPTIONS = (
    N_("Kind of list"),
    N_("Department"),
    N_("Name"),
    N_("Head of household"),
    N_("Place"),
    N_("What the list says"),
    N_("Outcome"),
    N_("Reason"),
    N_("Supporting evidence"),
    N_("Put right on"),
    N_("What was done to put it right"),
    N_("What shows that it was put right"),
    N_("Mark (do not change)"),
)
_WIDTHS = (18, 16, 12, 12, 18, 48, 18, 28, 28, 14, 28, 28, 20)
_SAYS = 5
_WRITTEN, _WRITTEN_NAMES = CAPTIONS[6:12], ("outcome", "reason", "evidence", "on", "words", "shows")
_MARK = re.compile(r"HIT-([0-9a-f]{32})")


@dataclass(frozen=True, slots=True, kw_only=True)
class HitLine:
    """One hit as the sheet shows it: ``cells`` are those before the mark."""

    hit: bytes
    cells: tuple[str, ...] = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class HitAnswer:
    """What stands beside one hit; ``row`` as Excel shows it. Without a mark ``hit`` is empty."""

    row: int
    hit: bytes
    outcome: str = field(default="", repr=False)
    reason: str = field(default="", repr=False)
    evidence: str = field(default="", repr=False)
    on: str = ""
    words: str = field(default="", repr=False)
    shows: str = field(default="", repr=False)


def write_hits(path: Path, lines: Sequence[HitLine]) -> int:
    """Write hits to an .xlsx file and return how many; raises ``StorageError``."""
    return write_text_sheet(
        path,
        ([*line.cells, f"HIT-{to_text(line.hit)}"] for line in lines),
        name=_("Hits"),
        captions=[_(caption) for caption in CAPTIONS],
        widths=list(_WIDTHS),
        wrapped=frozenset({_SAYS}),
    )


def read_hits(path: Path) -> tuple[HitAnswer, ...]:
    """Return the rows of a sheet of hits beside which an outcome or what was done is written.

    The mark tells which hit a row is; the other columns are found by their captions, in either language. Raises
    ``RuleError`` where the file is no workbook and ``StorageError`` where it cannot be read.
    """
    book = read_workbook(path, header_row=1)
    return tuple(
        answer for sheet in book.sheets.values() for row in sheet.rows if (answer := _answer(sheet.columns, row))
    )


def _answer(columns: tuple[str, ...], row: Row) -> HitAnswer | None:
    marks = [found for text in row.cells.values() if (found := _MARK.fullmatch(text))]
    told = {
        name: next((row[words] for words in _in_each_language(caption) if words in columns), "")
        for name, caption in zip(_WRITTEN_NAMES, _WRITTEN, strict=True)
    }
    if not any(told[name] for name in ("outcome", "on", "words")):
        return None
    return HitAnswer(row=row.number, hit=from_text(marks[0].group(1)) if marks else b"", **told)


def _in_each_language(words: str) -> Iterator[str]:
    return (i18n.catalogue(language).gettext(words) for language in i18n.LANGUAGES)
