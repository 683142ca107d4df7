"""A page of figures: facts, a picture, the list behind it, places to sign."""

from __future__ import annotations

from dataclasses import dataclass

from poverty_desktop.assessment.pictures import Align, Bar, Colour, Picture, Ribbon, Stroke, Words
from poverty_desktop.pdf.boxes import draw_signatures
from poverty_desktop.pdf.form import fact_rows
from poverty_desktop.pdf.grid import NORMAL, Style, draw_rows
from poverty_desktop.pdf.page import MM, Box, Document, Fill, Rule, Text
from poverty_desktop.pdf.sheet import Sheet, finish
from poverty_desktop.pdf.table import draw_table
from poverty_desktop.pdf.text import width_of
from poverty_desktop.pdf.values import PaperFact, PaperStamp, PaperTable

FIGURES = "AF"
_LIST = Style(size=8.5, height=6.4 * MM, pad_y=0.8 * MM)
_GAP = 3 * MM
_GREYS = {
    Colour.SURFACE: 1.0,
    Colour.LINE: 0.9,
    Colour.INK: 0.0,
    Colour.WEAK: 0.72,
    Colour.ACCENT: 0.35,
    Colour.ACCENT_WEAK: 0.93,
    Colour.OK: 0.2,
    Colour.WARN: 0.0,
}
"""How dark each colour is printed: told apart on a black-and-white printer."""
_DASH, _PAUSE = 4.0, 3.0


@dataclass(frozen=True, slots=True, kw_only=True)
class FigurePaper:
    """What stands on the page; pictures are drawn over the whole width."""

    title: str
    subtitle: str
    facts: tuple[PaperFact, ...] = ()
    notes: tuple[str, ...] = ()
    pictures: tuple[Picture, ...] = ()
    tables: tuple[PaperTable, ...] = ()
    signers: tuple[str, ...] = ()


def compose_figures(paper: FigurePaper, stamp: PaperStamp, *, language: str) -> Document:
    """Return the laid-out page; raises ``StorageError`` if the shipped fonts cannot be read."""
    sheet = Sheet(stamp=stamp, language=language, owner=paper.subtitle)
    sheet.begin_part(paper.title, paper.subtitle)
    if paper.facts:
        draw_rows(sheet, fact_rows(sheet, paper.facts, NORMAL))
        sheet.y += _GAP
    for picture in paper.pictures:
        draw_picture(sheet, picture)
        sheet.y += _GAP
    for table in paper.tables:
        draw_table(sheet, table, style=_LIST)
        sheet.y += _GAP
    for note in paper.notes:
        sheet.write(note, 8.5)
        sheet.y += 1 * MM
    if paper.signers:
        sheet.y += _GAP
        draw_signatures(sheet, paper.signers, has_fingerprint=False)
    return finish(sheet, kind=FIGURES, title=f"{paper.title} {paper.subtitle}")


def draw_picture(sheet: Sheet, picture: Picture) -> None:
    """Draw a picture over the width of the paper, on the next page where this one has no room."""
    scale = sheet.width / picture.width
    tall = picture.height * scale
    if sheet.room < tall <= sheet.whole_room:
        sheet.turn_page()
    left, top = sheet.left, sheet.y
    page = sheet.page
    for shape in picture.shapes:
        match shape:
            case Bar():
                page.fills.append(_fill(shape, left, top, scale))
            case Ribbon():
                page.fills += [_fill(strip, left, top, scale) for strip in shape.strips()]
            case Stroke():
                page.rules += _dashes(shape, left, top, scale) if shape.is_dashed else [_rule(shape, left, top, scale)]
            case Words():
                size = shape.size * scale
                wide = width_of(shape.text, size, bold=shape.is_bold)
                x = left + shape.x * scale
                x -= {Align.START: 0.0, Align.MIDDLE: wide / 2, Align.END: wide}[shape.align]
                y = top + shape.y * scale
                room = Box(x, y - size, x + wide, y + size * 0.4)
                page.texts.append(Text(x, y, shape.text, size, shape.is_bold, room))
    sheet.y += tall


def _fill(bar: Bar, left: float, top: float, scale: float) -> Fill:
    x, y = left + bar.x * scale, top + bar.y * scale
    return Fill(Box(x, y, x + bar.width * scale, y + bar.height * scale), _GREYS[bar.colour])


def _rule(shape: Stroke, left: float, top: float, scale: float) -> Rule:
    return Rule(
        left + shape.x0 * scale,
        top + shape.y0 * scale,
        left + shape.x1 * scale,
        top + shape.y1 * scale,
        shape.width * scale,
    )


def _dashes(shape: Stroke, left: float, top: float, scale: float) -> list[Rule]:
    """Return a dashed line as short ones; it is upright or level."""
    length = max(abs(shape.x1 - shape.x0), abs(shape.y1 - shape.y0))
    found, at = [], 0.0
    while at < length:
        begin, end = at / length, min(1.0, (at + _DASH) / length)
        part = Stroke(
            shape.x0 + (shape.x1 - shape.x0) * begin,
            shape.y0 + (shape.y1 - shape.y0) * begin,
            shape.x0 + (shape.x1 - shape.x0) * end,
            shape.y0 + (shape.y1 - shape.y0) * end,
            shape.colour,
            shape.width,
        )
        found.append(_rule(part, left, top, scale))
        at += _DASH + _PAUSE
    return found
