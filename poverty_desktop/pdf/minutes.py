"""Minutes of a review: when and where, who was there, how was voted on each household, and who signs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from poverty_desktop.i18n import N_
from poverty_desktop.pdf.boxes import LEAST_SIDE
from poverty_desktop.pdf.composed_values import FactsOf, SignersOf, SpaceOf, TextOf
from poverty_desktop.pdf.grid import Cell, Row, Style, cell, draw_rows, label, row
from poverty_desktop.pdf.official import PITCH, OfficialSheet, finish_official
from poverty_desktop.pdf.page import MM, Document
from poverty_desktop.pdf.table import head_row, text_row
from poverty_desktop.pdf.values import PaperFact, PaperStamp

_KIND = "RM"
_STYLE = Style(size=12.0, height=10.0 * MM, pad_x=1.5 * MM, pad_y=1.2 * MM)
_NUMBER_SHARE = 11
_SIGNERS_IN_A_LINE = 4
_SEATS_IN_A_LINE = 2
_SPACE_LINE = 7.5 * MM


@dataclass(frozen=True, slots=True, kw_only=True)
class VotesOf:
    """A numbered line for each matter under discussion; votes and result are blank until the meeting has been noted.

    ``shares`` are the widths of the columns behind the number, relative to each other.
    """

    heads: tuple[str, ...]
    shares: tuple[int, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SeatsOf:
    """Who was there: numbered places for name and signature, under ``heads``; ``names`` are those that are noted."""

    title: str
    heads: tuple[str, ...]
    count: int
    names: tuple[str, ...] = ()

    def name(self, number: int) -> str:
        """Return the name at a place, counted from 1; empty where nobody is noted."""
        return self.names[number - 1] if number <= len(self.names) else ""


MinutesBlock = FactsOf | VotesOf | TextOf | SpaceOf | SignersOf | SeatsOf


@dataclass(frozen=True, slots=True, kw_only=True)
class MinutesPaper:
    """The minutes, block after block as the pack has them."""

    title: str
    blocks: tuple[MinutesBlock, ...]


def compose_minutes(paper: MinutesPaper, stamp: PaperStamp, *, language: str) -> Document:
    """Return the minutes as an official document."""
    sheet = OfficialSheet(stamp=stamp, language=language, owner=stamp.workspace)
    draw_minutes(sheet, paper)
    return finish_official(sheet, kind=_KIND, title=paper.title)


def draw_minutes(sheet: OfficialSheet, paper: MinutesPaper) -> None:
    """Draw the minutes on an empty ``sheet``."""
    sheet.begin(paper.title)
    for number, block in enumerate(paper.blocks):
        sheet.y += PITCH / 3 if number else 0
        _draw(sheet, block)


def _draw(sheet: OfficialSheet, block: MinutesBlock) -> None:
    match block:
        case FactsOf():
            draw_rows(sheet, _fact_rows(sheet, [fact for section in block.sections for fact in section.facts]))
        case VotesOf():
            _draw_votes(sheet, block)
        case TextOf():
            for text in block.paragraphs:
                sheet.write(text, 11)
        case SpaceOf():
            draw_rows(sheet, [row([label(0, sheet.width, block.title, _STYLE)], _STYLE, leads=True)])
            draw_rows(
                sheet, [row([cell(0, sheet.width, block.text, _STYLE)], _STYLE, height=block.lines * _SPACE_LINE)]
            )
        case SignersOf():
            draw_rows(sheet, list(_signatures(sheet, block.signers)))
        case SeatsOf():
            _draw_seats(sheet, block)


def _draw_votes(sheet: OfficialSheet, block: VotesOf) -> None:
    shares = (_NUMBER_SHARE, *block.shares)
    widths = [sheet.width * share / sum(shares) for share in shares]
    rows = [
        text_row([str(number), *cells], widths, ["center"] * len(widths), _STYLE)
        for number, cells in enumerate(block.rows, start=1)
    ]
    draw_rows(sheet, rows, head=(head_row((sheet.say(N_("No.")), *block.heads), widths, _STYLE),))


def _draw_seats(sheet: OfficialSheet, block: SeatsOf) -> None:
    """Draw the list of who was there, two to a line, so that a whole meeting stands on a page."""
    unit = sheet.width / _SEATS_IN_A_LINE
    number_width = 11 * MM
    width = (unit - number_width) / max(1, len(block.heads))
    widths = [number_width, *[width] * len(block.heads)] * _SEATS_IN_A_LINE
    head = head_row([sheet.say(N_("No.")), *block.heads] * _SEATS_IN_A_LINE, widths, _STYLE)
    rows = []
    for start in range(1, block.count + 1, _SEATS_IN_A_LINE):
        texts = []
        for number in range(start, start + _SEATS_IN_A_LINE):
            texts += [str(number) if number <= block.count else "", block.name(number), *[""] * (len(block.heads) - 1)]
        rows.append(text_row(texts, widths, ["center"] * len(widths), _STYLE))
    heads = [head]
    if block.title:
        heads.insert(0, row([label(0, sheet.width, block.title, _STYLE)], _STYLE, leads=True))
    draw_rows(sheet, rows, head=heads)


def _fact_rows(sheet: OfficialSheet, facts: Sequence[PaperFact]) -> list[Row]:
    """Return facts two by two, labels tinted."""
    unit = sheet.width / 2
    rows = []
    for start in range(0, len(facts), 2):
        cells: list[Cell] = []
        for place, fact in enumerate(facts[start : start + 2]):
            left = place * unit
            width = unit if len(facts[start : start + 2]) == 2 else 2 * unit
            cells.append(label(left, 26 * MM, fact.label, _STYLE))
            cells.append(cell(left + 26 * MM, width - 26 * MM, str(fact.text), _STYLE))
        rows.append(row(cells, _STYLE))
    return rows


def _signatures(sheet: OfficialSheet, signers: Sequence[str]) -> list[Row]:
    """Return a head with the roles and a row to sign below it, four to a line."""
    rows = []
    for start in range(0, len(signers), _SIGNERS_IN_A_LINE):
        some = signers[start : start + _SIGNERS_IN_A_LINE]
        unit = sheet.width / len(some)
        heads = [label(unit * place, unit, text, _STYLE) for place, text in enumerate(some)]
        blanks = [cell(unit * place, unit, "", _STYLE) for place in range(len(some))]
        rows += [row(heads, _STYLE, leads=True), row(blanks, _STYLE, height=LEAST_SIDE)]
    return rows
