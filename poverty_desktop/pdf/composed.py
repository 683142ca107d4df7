"""Draws the papers that a pack composes: every kind of block is drawn here, which blocks there are says the pack."""

from __future__ import annotations

from dataclasses import replace

from poverty_desktop.i18n import N_
from poverty_desktop.pdf.assistance_card import draw_claim
from poverty_desktop.pdf.booklet import A5_HEIGHT, A5_WIDTH, imposed
from poverty_desktop.pdf.boxes import draw_signatures
from poverty_desktop.pdf.composed_values import (
    Block,
    ComposedPaper,
    FactsOf,
    MembersOf,
    SignersOf,
    SpaceOf,
    TableOf,
    TextOf,
    TotalsOf,
    TurnOf,
)
from poverty_desktop.pdf.form import draw_sections, title_row
from poverty_desktop.pdf.grid import NORMAL, SMALLER, Style, cell, draw_rows, row
from poverty_desktop.pdf.income_sheet import draw_totals
from poverty_desktop.pdf.member_table import draw_members
from poverty_desktop.pdf.page import MM, Document
from poverty_desktop.pdf.sheet import Sheet, finish
from poverty_desktop.pdf.table import draw_table
from poverty_desktop.pdf.values import PaperStamp
from poverty_desktop.pdf.words import ordinal

_KIND = "TP"
_GAP = 3 * MM
_LINE = 8 * MM  # as high as a line written by hand
_A5_MARGIN = 13 * MM
_HEADING_ROOM = 28 * MM  # a heading does not stand alone at the foot of a page


def compose_paper(paper: ComposedPaper, stamp: PaperStamp, *, language: str, claim: str = "") -> Document:
    """Return the paper laid out; a booklet two pages to a side of A4. ``language`` is ``zh_CN`` or ``en``.

    ``claim`` is a signed claim for a household's card: its code stands at the end, in place of the hash.
    """
    sheet = Sheet(stamp=stamp, language=language, owner=f"{paper.head_name} {paper.household_number}")
    if paper.is_booklet:
        sheet.set_paper(A5_WIDTH, A5_HEIGHT, binding=_A5_MARGIN, outer=_A5_MARGIN)
    draw_paper(sheet, paper, coded=not claim)
    if claim:
        draw_claim(sheet)
    document = finish(sheet, kind=_KIND, title=f"{paper.title} {paper.head_name}")
    document = replace(document, code=claim) if claim else document
    return imposed(document) if paper.is_booklet else document


def draw_paper(sheet: Sheet, paper: ComposedPaper, *, coded: bool = True) -> None:
    """Draw the paper as the next part of ``sheet``: its title, then its blocks, their headings counted through."""
    subtitle = sheet.say(N_("{place}   Householder: {head}   Household number: {number}   Year: {year}")).format(
        place=paper.place, head=paper.head_name, number=paper.household_number, year=paper.year
    )
    sheet.begin_part(paper.title, subtitle, coded=coded)
    drawing = _Drawing(sheet, SMALLER if paper.is_booklet else NORMAL)
    for block in paper.blocks:
        drawing.draw(block)


class _Drawing:
    """Draws block after block; ``count`` is the number of the last heading."""

    def __init__(self, sheet: Sheet, style: Style) -> None:
        self._sheet = sheet
        self._style = style
        self._count = 0

    def draw(self, block: Block) -> None:
        sheet, style = self._sheet, self._style
        if sheet.y > sheet.top + 0.01 and not isinstance(block, TurnOf):
            sheet.y += _GAP
        match block:
            case FactsOf():
                draw_sections(sheet, block.sections, first_number=self._count + 1, style=style)
                self._count += len(block.sections)
            case MembersOf():
                if sheet.room < _HEADING_ROOM:
                    sheet.turn_page()
                sheet.write(self._numbered(block.title), style.size + 1, bold=True)
                sheet.y += 1 * MM
                draw_members(sheet, block.members)
            case TableOf():
                title = title_row(sheet, self._numbered(block.table.title), style)
                draw_table(sheet, block.table, style=style, title_rows=(title,), empty_rows=block.empty_rows)
            case TotalsOf():
                draw_totals(sheet, block.totals, title=self._numbered(sheet.say(N_("How the result was reached"))))
            case SignersOf():
                draw_signatures(sheet, block.signers)
            case TextOf():
                for text in block.paragraphs:
                    sheet.write(text, style.size + 0.5)
                    sheet.y += 1 * MM
            case SpaceOf():
                box = row((cell(0, sheet.width, "", style),), style, height=block.lines * _LINE)
                draw_rows(sheet, [box], head=(title_row(sheet, self._numbered(block.title), style),))
            case TurnOf():
                sheet.turn_page(landscape=block.is_wide)

    def _numbered(self, title: str) -> str:
        self._count += 1
        return ordinal(self._count, self._sheet.language) + title
