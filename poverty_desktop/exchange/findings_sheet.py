"""Findings as an Excel sheet with columns for cause and correction, and that sheet read back."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from poverty_desktop import i18n
from poverty_desktop.exchange.text_sheet import write_text_sheet
from poverty_desktop.i18n import N_, _
from poverty_desktop.ids import from_text, to_text
from poverty_desktop.packs.sheets.workbook import Sheet, read_workbook

SHEET = N_("Findings")
CAPTIONS = (
    N_("Check"),
    N_("Weight"),
    N_("Village"),
    N_("Group"),
    N_("Head of household"),
    N_("Member"),
    N_("Finding"),
    N_("First seen"),
    N_("Cause"),
    N_("Correction"),
    N_("Mark (do not change)"),
    N_("Supporting evidence"),
    N_("Explanation approved by"),
    N_("Explanation holds until"),
    N_("Put right on"),
)
_WIDTHS = (26, 8, 14, 12, 12, 12, 48, 12, 24, 24, 20, 24, 12, 14, 14)
_BESIDE, _BESIDE_NAMES = CAPTIONS[-4:], ("evidence", "approver", "until", "put_right_on")
_FINDING = 6
_MARK = re.compile(r"([A-Z][A-Z0-9]{2,9})-([0-9a-f]{32})-([0-9a-f]{32})")
NO_MARK = N_("This row has no mark of a finding any more.")


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingLine:
    """One finding as the sheet shows it."""

    check: str
    household: bytes
    record: bytes
    title: str
    weight: str
    village: str
    group: str
    head: str
    member: str
    sentence: str
    first_seen: str
    cause: str = ""

    def cells(self) -> list[str]:
        """Return the cells of its row."""
        mark = f"{self.check}-{to_text(self.household)}-{to_text(self.record)}"
        texts = [self.title, self.weight, self.village, self.group, self.head, self.member, self.sentence]
        return [*texts, self.first_seen, self.cause, "", mark, "", "", "", ""]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What somebody wrote beside one finding; ``row`` as Excel shows it. Without a mark the ids are empty."""

    row: int
    check: str
    household: bytes
    record: bytes
    cause: str
    correction: str
    evidence: str = ""
    approver: str = ""
    until: str = ""
    put_right_on: str = ""


def write_findings(path: Path, lines: Sequence[FindingLine]) -> int:
    """Write findings to an .xlsx file and return how many; raises ``StorageError``."""
    return write_text_sheet(
        path,
        (line.cells() for line in lines),
        name=_(SHEET),
        captions=[_(caption) for caption in CAPTIONS],
        widths=list(_WIDTHS),
        wrapped=frozenset({_FINDING}),
    )


def read_answers(path: Path) -> tuple[Answer, ...]:
    """Return the rows of a sheet of findings beside which somebody wrote a cause or a correction.

    The mark tells which finding a row is; cause and correction stand left of it, whatever other columns were added;
    evidence, approver, last day and the day of putting right are found by their captions, in either language.
    Raises ``RuleError`` where the file is no workbook and ``StorageError`` where it cannot be read.
    """
    book = read_workbook(path, header_row=1)
    return tuple(answer for sheet in book.sheets.values() for answer in _answers(sheet))


def _answers(sheet: Sheet) -> Iterator[Answer]:
    at = _mark_column(sheet)
    if at is None or at < 2:
        return
    mark, cause, correction = sheet.columns[at], sheet.columns[at - 2], sheet.columns[at - 1]
    beside = [next((name for name in _in_each_language(words) if name in sheet.columns), "") for words in _BESIDE]
    for row in sheet.rows:
        if not row[cause] and not row[correction] and not (beside[-1] and row[beside[-1]]):
            continue
        found = _MARK.fullmatch(row[mark])
        yield Answer(
            row=row.number,
            check=found.group(1) if found else "",
            household=from_text(found.group(2)) if found else b"",
            record=from_text(found.group(3)) if found else b"",
            cause=row[cause],
            correction=row[correction],
            **{name: row[at] for name, at in zip(_BESIDE_NAMES, beside, strict=True) if at},
        )


def _in_each_language(words: str) -> Iterator[str]:
    return (i18n.catalogue(language).gettext(words) for language in i18n.LANGUAGES)


def _mark_column(sheet: Sheet) -> int | None:
    for index, column in enumerate(sheet.columns):
        if any(_MARK.fullmatch(row[column]) for row in sheet.rows):
            return index
    return None
