"""Draws the papers that a pack composes: every kind of block is drawn here, which blocks there are says the pack."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from math import ceil

from poverty_desktop.i18n import N_
from poverty_desktop.pdf.assistance_card import draw_claim
from poverty_desktop.pdf.booklet import A5_HEIGHT, A5_WIDTH, imposed
from poverty_desktop.pdf.boxes import draw_signatures, height_of
from poverty_desktop.pdf.composed_values import (
    Block,
    ComposedPaper,
    CoverOf,
    FactsOf,
    IncomeOf,
    MembersOf,
    SignersOf,
    SpaceOf,
    TableOf,
    TextOf,
    TotalsOf,
    TurnOf,
)
from poverty_desktop.pdf.form import draw_sections, title_row
from poverty_desktop.pdf.grid import NORMAL, SMALLER, Style, cell, draw_rows, label, row
from poverty_desktop.pdf.income_sheet import draw_income_lines, draw_totals
from poverty_desktop.pdf.member_table import draw_members
from poverty_desktop.pdf.page import MM, Document
from poverty_desktop.pdf.portrait import draw_beside_portrait
from poverty_desktop.pdf.sheet import Mark, Sheet, finish
from poverty_desktop.pdf.table import WRITTEN_HEIGHT, draw_table
from poverty_desktop.pdf.values import PaperFact, PaperStamp
from poverty_desktop.pdf.words import cell_words, ordinal

_KIND = "TP"
_GAP = 3 * MM
_LINE = 8 * MM  # as high as a line written by hand
_LEAST_LINES = 2  # of a box to write in
_A5_MARGIN = 13 * MM
_COVER_SIZE = 26.0
_COVER_TITLE, _COVER_GAP, _COVER_LABEL = 0.18, 0.14, 0.3  # of the height, of the height, of the width


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
    first = paper.blocks[0] if paper.blocks else None
    if isinstance(first, CoverOf):
        draw_title_page(sheet, first, paper.title, coded=coded)
    else:
        sheet.begin_part(paper.title, subtitle, coded=coded)
    drawing = _Drawing(sheet, SMALLER if paper.is_booklet else NORMAL)
    drawing.draw_all(paper.blocks)


def draw_title_page(sheet: Sheet, cover: CoverOf, title: str, *, coded: bool) -> None:
    """Draw the cover as a page of its own: the title in the upper third, whose booklet it is in the middle."""
    sheet.begin_part("", coded=coded)
    sheet.page.heading = title
    sheet.bookmarks[-1] = sheet.bookmarks[-1]._replace(title=title)
    sheet.y = sheet.top + sheet.whole_room * _COVER_TITLE
    sheet.write(cover.title or title, _COVER_SIZE, bold=True, align="center")
    sheet.y += sheet.whole_room * _COVER_GAP
    side = sheet.width * _COVER_LABEL
    style = Style(size=11.0, height=11 * MM)
    rows = [
        row((label(0, side, fact.label, style), cell(side, sheet.width - side, _said(sheet, fact), style)), style)
        for fact in cover.facts
    ]
    draw_rows(sheet, rows)
    sheet.turn_page()


def _said(sheet: Sheet, fact: PaperFact) -> str:
    return "" if fact.text == "" else cell_words(fact.text, sheet.say)


def _shortened(block: Block, missing: float) -> tuple[Block, float]:
    """Return a block with as many lines to write on less as are missing, and what that saves; a few always stay."""
    match block:
        case TableOf() if block.empty_rows > 1:
            off = min(block.empty_rows - 1, ceil(max(0.0, missing) / WRITTEN_HEIGHT))
            return replace(block, empty_rows=block.empty_rows - off), off * WRITTEN_HEIGHT
        case SpaceOf() if block.lines > _LEAST_LINES:
            off = min(block.lines - _LEAST_LINES, ceil(max(0.0, missing) / _LINE))
            return replace(block, lines=block.lines - off), off * _LINE
        case _:
            return block, 0.0


class _Drawing:
    """Draws block after block; ``count`` is the number of the last heading."""

    def __init__(self, sheet: Sheet, style: Style) -> None:
        self._sheet = sheet
        self._style = style
        self._count = 0

    def draw_all(self, blocks: Sequence[Block]) -> None:
        """Draw every block; places to sign never stand alone on a page where rows to write in can make room."""
        begun: list[tuple[Mark, int]] = []
        for place, block in enumerate(blocks):
            if isinstance(block, SignersOf):
                self._make_room(blocks[:place], begun, height_of(block.signers) + _GAP + 1 * MM)
            begun.append((self._sheet.mark(), self._count))
            self.draw(block)

    def _make_room(self, blocks: Sequence[Block], begun: Sequence[tuple[Mark, int]], needed: float) -> None:
        """Draw the last blocks again with fewer lines to write on, if ``needed`` fits on their page then."""
        missing = needed - self._sheet.room
        if missing <= 0:
            return
        here = len(self._sheet.pages)
        first = len(blocks)
        while first > 0 and (first == len(blocks) or begun[first][0].pages == here):
            first -= 1  # down to the block that runs on to this page
        fewer = [*blocks[first:]]
        for place in reversed(range(len(fewer))):
            fewer[place], saved = _shortened(fewer[place], missing)
            missing -= saved
        if missing > 0:
            return
        self._sheet.rewind(begun[first][0])
        self._count = begun[first][1]
        for block in fewer:
            self.draw(block)

    def draw(self, block: Block) -> None:
        """Draw one block below what stands there already."""
        sheet, style = self._sheet, self._style
        if sheet.y > sheet.top + 0.01 and not isinstance(block, TurnOf | CoverOf):
            sheet.y += _GAP
        match block:
            case FactsOf(has_portrait=True):
                section = block.sections[0]
                named = self._numbered(section.title)
                draw_beside_portrait(sheet, section, block.portrait, title=named, style=style)
            case FactsOf():
                draw_sections(sheet, block.sections, first_number=self._count + 1, style=style)
                self._count += len(block.sections)
            case MembersOf():
                draw_members(sheet, block.members, heading=self._numbered(block.title), heading_size=style.size + 1)
            case TableOf():
                title = title_row(sheet, self._numbered(block.table.title), style)
                draw_table(sheet, block.table, style=style, title_rows=(title,), empty_rows=block.empty_rows)
            case TotalsOf() | IncomeOf():
                self._draw_income(block)
            case SignersOf():
                draw_signatures(sheet, block.signers, has_fingerprint=block.has_fingerprint)
            case TextOf():
                for text in block.paragraphs:
                    sheet.write(text, style.size + 0.5)
                    sheet.y += 1 * MM
            case SpaceOf():
                box = row((cell(0, sheet.width, "", style),), style, height=block.lines * _LINE)
                draw_rows(sheet, [box], head=(title_row(sheet, self._numbered(block.title), style),))
            case TurnOf():
                sheet.turn_page(landscape=block.is_wide)

    def _draw_income(self, block: TotalsOf | IncomeOf) -> None:
        sheet = self._sheet
        if isinstance(block, IncomeOf):
            draw_income_lines(sheet, block.groups, block.columns, note=block.note)
            self._count += len(block.groups)  # its categories bear the first numbers
        elif block.totals:
            draw_totals(sheet, block.totals, title=self._numbered(sheet.say(N_("How the result was reached"))))

    def _numbered(self, title: str) -> str:
        self._count += 1
        return ordinal(self._count, self._sheet.language) + title
