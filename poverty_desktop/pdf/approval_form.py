"""The form on which village, township and county write their opinions and sign; what nobody has written stays blank."""

from __future__ import annotations

from dataclasses import dataclass

from poverty_desktop.i18n import N_
from poverty_desktop.pdf.form import draw_sections
from poverty_desktop.pdf.grid import NORMAL, Cell, cell, draw_rows, label, row
from poverty_desktop.pdf.page import MM, Document
from poverty_desktop.pdf.sheet import Sheet, finish
from poverty_desktop.pdf.values import PaperSection, PaperStamp

_KIND = "AF"
_TITLE_WIDTH = 26 * MM
_OPINION_HEIGHT = 30 * MM
_SIGN_HEIGHT = 9 * MM


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
    """Draw a box to write in and, below it, a line to sign for each role with the day at its end."""
    style = NORMAL
    width = sheet.width - _TITLE_WIDTH
    head = label(0, _TITLE_WIDTH, opinion.title, style, most_lines=4)
    box = cell(_TITLE_WIDTH, width, opinion.text, style)
    rows = [row([head, box], style, leads=True, height=_OPINION_HEIGHT)]
    say = sheet.say
    lines = opinion.signers or (say(N_("Signature")),)
    for number, signer in enumerate(lines):
        cells: list[Cell] = [label(0, _TITLE_WIDTH, say(N_("Signature")) if number == 0 else "", style)]
        words = f"{signer}：" if sheet.language == "zh_CN" else f"{signer}:"
        cells.append(cell(_TITLE_WIDTH, width * 0.58, words, style))
        day = opinion.day if number == len(lines) - 1 else ""
        cells.append(cell(_TITLE_WIDTH + width * 0.58, width * 0.42, day, style, align="right"))
        rows.append(row(cells, style, leads=number < len(lines) - 1, height=_SIGN_HEIGHT))
    draw_rows(sheet, rows)
