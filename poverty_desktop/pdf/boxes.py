"""Places for the hand: signatures, fingerprints and dates, which are never filled in by the program."""

from __future__ import annotations

from collections.abc import Sequence

from poverty_desktop.i18n import N_
from poverty_desktop.pdf.grid import NORMAL, Cell, cell, draw_rows, label, row
from poverty_desktop.pdf.page import MM
from poverty_desktop.pdf.sheet import Sheet
from poverty_desktop.pdf.text import Block

FINGERPRINT_SIDE = 22 * MM
LEAST_SIDE = 20 * MM
"""Lower is no place to sign or to press a finger (domain.md 7.4)."""

_LABEL_HEIGHT = 6.4 * MM
_PER_LINE = 3


def height_of(signers: Sequence[str]) -> float:
    """Return how much of a page the places to sign take."""
    lines = -(-len(signers) // _PER_LINE)
    return lines * (_LABEL_HEIGHT + FINGERPRINT_SIDE + NORMAL.height)


def draw_signatures(sheet: Sheet, signers: Sequence[str], *, has_fingerprint: bool = True) -> None:
    """Draw a box to sign and a line to date for every role (boxes of 22 × 22 mm).

    The first also presses a finger, where it is somebody of the household and not of an office.
    """
    for start in range(0, len(signers), _PER_LINE):
        _draw_line(sheet, signers[start : start + _PER_LINE], with_fingerprint=has_fingerprint and start == 0)


def _draw_line(sheet: Sheet, signers: Sequence[str], *, with_fingerprint: bool) -> None:
    style = NORMAL
    shares = [1.0] * len(signers)
    finger = FINGERPRINT_SIDE if with_fingerprint else 0.0
    unit = (sheet.width - finger) / sum(shares)
    heads: list[Cell] = []
    blanks: list[Cell] = []
    dates: list[Cell] = []
    date_words = sheet.say(N_("Date:          year       month       day"))
    empty = Block((), style.size)
    left = 0.0
    for index, signer in enumerate(signers):
        heads.append(label(left, unit, signer, style))
        blanks.append(Cell(left, unit, empty))
        width = unit + (finger if index == 0 else 0.0)
        dates.append(cell(left, width, date_words, style, most_lines=1))
        left += unit
        if finger and index == 0:
            finger_words = sheet.say(N_("Fingerprint"))
            heads.append(label(left, finger, finger_words, style))
            blanks.append(Cell(left, finger, empty))
            left += finger
    draw_rows(
        sheet,
        [
            row(heads, style, leads=True, height=_LABEL_HEIGHT),
            row(blanks, style, leads=True, height=FINGERPRINT_SIDE),
            row(dates, style),
        ],
    )


def draw_filing_line(sheet: Sheet) -> None:
    """Draw what the clerk who files the papers writes by hand: how long they are kept, who filed them, and when."""
    style = NORMAL
    say = sheet.say
    parts = (
        (say(N_("Keep for")), 0.14, say(N_("□ ever   □ 30 years   □ 10 years")), 0.36),
        (say(N_("Filed by")), 0.12, "", 0.14),
        (say(N_("Filed on")), 0.12, "", 0.12),
    )
    cells: list[Cell] = []
    left = 0.0
    for words, label_share, blank, share in parts:
        cells.append(label(left, sheet.width * label_share, words, style))
        left += sheet.width * label_share
        cells.append(cell(left, sheet.width * share, blank, style, most_lines=1))
        left += sheet.width * share
    draw_rows(sheet, [row(cells, style, height=9 * MM)])
