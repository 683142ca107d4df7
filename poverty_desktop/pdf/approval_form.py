"""The form on which village, township and county write their opinions and sign; what nobody has written stays blank."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from poverty_desktop.i18n import N_
from poverty_desktop.pdf.boxes import LEAST_SIDE
from poverty_desktop.pdf.form import draw_sections
from poverty_desktop.pdf.grid import NORMAL, Cell, cell, draw_rows, label, row
from poverty_desktop.pdf.page import MM, Document
from poverty_desktop.pdf.sheet import Sheet, finish
from poverty_desktop.pdf.values import PaperSection, PaperStamp

_KIND = "AF"
_TITLE_WIDTH = 26 * MM
_OPINION_HEIGHT = 20 * MM
_PER_LINE = 3  # places to sign side by side


@dataclass(frozen=True, slots=True, kw_only=True)
class Opinion:
    """One level's box: the name of the step, what was written, who signs, the day as it was noted or a blank one."""

    title: str
    text: str
    signers: tuple[str, ...]
    day: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovalPaper:
    """The form of one household in one procedure."""

    title: str
    subtitle: str
    head_name: str
    sections: tuple[PaperSection, ...]
    opinions: tuple[Opinion, ...]
    note: str = ""


def compose_approval(paper: ApprovalPaper, stamp: PaperStamp, *, language: str) -> Document:
    """Return the form on as few pages as it needs."""
    sheet = Sheet(stamp=stamp, language=language, owner=paper.head_name)
    draw_approval(sheet, paper)
    return finish(sheet, kind=_KIND, title=paper.title)


def draw_approval(sheet: Sheet, paper: ApprovalPaper) -> None:
    """Draw the form as the next part of ``sheet``."""
    sheet.begin_part(paper.title, paper.subtitle)
    draw_sections(sheet, paper.sections)
    for opinion in paper.opinions:
        _draw_opinion(sheet, opinion)
    if paper.note:
        sheet.y += 2 * MM
        sheet.write(paper.note, 8.5)


def _draw_opinion(sheet: Sheet, opinion: Opinion) -> None:
    """Draw a box to write in and, below it, a place to sign for each role, with the day at the end."""
    style = NORMAL
    width = sheet.width - _TITLE_WIDTH
    say = sheet.say

    def beside(cells: Sequence[Cell], words: str = "") -> list[Cell]:
        return [label(0, _TITLE_WIDTH, words, style, most_lines=4), *cells]

    box = cell(_TITLE_WIDTH, width, opinion.text, style)
    rows = [row(beside([box], opinion.title), style, leads=True, height=_OPINION_HEIGHT)]
    signers = opinion.signers or (say(N_("Signature")),)
    for start in range(0, len(signers), _PER_LINE):
        some = signers[start : start + _PER_LINE]
        unit = width / len(some)
        lefts = [_TITLE_WIDTH + place * unit for place in range(len(some))]
        heads = [label(left, unit, signer, style) for left, signer in zip(lefts, some, strict=True)]
        blanks = [cell(left, unit, "", style) for left in lefts]
        rows.append(row(beside(heads, say(N_("Signature")) if start == 0 else ""), style, leads=True))
        rows.append(row(beside(blanks), style, leads=True, height=LEAST_SIDE))
    rows.append(row(beside([cell(_TITLE_WIDTH, width, opinion.day, style, align="right")]), style))
    draw_rows(sheet, rows)
