"""The assistance card (明白卡), the household's own copy: one A4 page where it fits, else with a continuation page."""

from __future__ import annotations

from dataclasses import replace

from poverty_desktop.i18n import N_
from poverty_desktop.pdf.boxes import draw_signatures
from poverty_desktop.pdf.form import draw_sections, title_row
from poverty_desktop.pdf.grid import COMPACT, NORMAL, SMALLER, Style
from poverty_desktop.pdf.member_table import MEMBER_STYLE, draw_members
from poverty_desktop.pdf.page import MM, Box, Document
from poverty_desktop.pdf.sheet import Sheet, finish
from poverty_desktop.pdf.table import draw_table
from poverty_desktop.pdf.text import fit
from poverty_desktop.pdf.values import CardPaper, PaperStamp
from poverty_desktop.pdf.volume import pdf_bytes
from poverty_desktop.pdf.words import cell_words, ordinal, words

_KIND = "AC"
_CLAIM_SIDE = 50 * MM  # some hundred modules, which a telephone and a scanner still tell apart


def assistance_card(card: CardPaper, stamp: PaperStamp, *, language: str) -> bytes:
    """Return the card of one household as PDF; ``language`` is ``zh_CN`` or ``en``.

    Raises ``StorageError`` if the shipped fonts cannot be read.
    """
    return pdf_bytes(compose_assistance_card(card, stamp, language=language))


def compose_assistance_card(card: CardPaper, stamp: PaperStamp, *, language: str, claim: str = "") -> Document:
    """Return the laid-out card: in the largest of three sizes that needs no more pages than the smallest.

    ``claim`` is a signed claim, which then stands as the code of the card in place of the hash.
    """
    sheet = lay_out_card(card, stamp, language=language, claim=claim)
    document = finish(sheet, kind=_KIND, title=f"{card.titles.assistance_card} {card.head_name}")
    return replace(document, code=claim) if claim else document


def lay_out_card(card: CardPaper, stamp: PaperStamp, *, language: str, claim: str = "") -> Sheet:
    """Return the card in the largest of its sizes, not finished: alone, or to be bound into a file."""
    sheet = _laid_out(card, stamp, language, NORMAL, claim)
    if len(sheet.pages) > 1:
        compact = _laid_out(card, stamp, language, COMPACT, claim)
        if len(compact.pages) < len(sheet.pages):
            smaller = _laid_out(card, stamp, language, SMALLER, claim)
            sheet = smaller if len(smaller.pages) == len(compact.pages) else compact
    return sheet


def _laid_out(card: CardPaper, stamp: PaperStamp, language: str, style: Style, claim: str) -> Sheet:
    number = cell_words(card.household_number, words(language))
    sheet = Sheet(stamp=stamp, language=language, owner=f"{card.head_name} {number}")
    say = sheet.say
    subtitle = say(N_("{village} {group}   Householder: {head}   Household number: {number}   Year: {year}")).format(
        village=card.village, group=card.group, head=card.head_name, number=number, year=card.year
    )
    sheet.begin_part(card.titles.assistance_card, subtitle, coded=not claim)
    gap = 2.5 * MM if style is NORMAL else 1.5 * MM
    draw_sections(sheet, card.sections, first_number=1, style=style)
    count = len(card.sections) + 1
    sheet.y += gap
    heading = ordinal(count, language) + say(N_("Household members"))
    member_style = MEMBER_STYLE if style is NORMAL else style
    draw_members(sheet, card.members, style=member_style, heading=heading, heading_size=style.size + 0.5)
    for table in card.tables:
        count += 1
        sheet.y += gap
        draw_table(
            sheet, table, style=style, title_rows=(title_row(sheet, ordinal(count, language) + table.title, style),)
        )
    for note in card.notes:
        sheet.y += 1 * MM
        sheet.write(note, style.size)
    sheet.y += gap
    draw_signatures(sheet, (say(N_("Received by the householder")), say(N_("Responsible helper"))))
    if claim:
        draw_claim(sheet)
    return sheet


def draw_claim(sheet: Sheet) -> None:
    """Leave the place of the signed code at the end, with what it is for beside it."""
    sheet.y += 2 * MM
    if sheet.room < _CLAIM_SIDE:
        sheet.turn_page()
    top = sheet.y
    sheet.page.code = Box(sheet.left, top, sheet.left + _CLAIM_SIDE, top + _CLAIM_SIDE)
    left = sheet.left + _CLAIM_SIDE + 4 * MM
    words_ = sheet.say(
        N_(
            "This code is signed. Any laptop of this office can check without a network that the card is"
            " genuine; it holds the number of the card, name and village, nothing else."
        )
    )
    block = fit(words_, sheet.right - left, 9.5)
    sheet.set_block(block, Box(left, top, sheet.right, top + _CLAIM_SIDE))
    sheet.y = top + _CLAIM_SIDE
