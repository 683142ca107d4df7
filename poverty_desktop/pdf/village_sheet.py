"""Papers of a whole village across the sheet: the board of progress (作战图), and lists of what is to be mended."""

from __future__ import annotations

from poverty_desktop.pdf.boxes import draw_signatures
from poverty_desktop.pdf.composed_values import FiguresOf, SignersOf, TableOf, TextOf, VillageSheet
from poverty_desktop.pdf.form import title_row
from poverty_desktop.pdf.grid import NORMAL, Style, cell, draw_rows, label, row
from poverty_desktop.pdf.page import A4_HEIGHT, A4_WIDTH, MM, Document
from poverty_desktop.pdf.sheet import BINDING_MARGIN, OUTER_MARGIN, Sheet, finish
from poverty_desktop.pdf.table import draw_table
from poverty_desktop.pdf.values import PaperStamp

_KIND = "VL"
_ACROSS = 6
_GAP = 4 * MM
_LARGE = Style(size=15.0, height=9.6 * MM, pad_x=2 * MM, pad_y=1.0 * MM)
_FIGURE_SIZE = 22.0


def compose_village_sheet(paper: VillageSheet, stamp: PaperStamp, *, language: str) -> Document:
    """Return the laid-out paper; on A3 its letters are larger."""
    sheet = Sheet(stamp=stamp, language=language, owner=paper.village)
    if paper.is_large:
        sheet.set_paper(A4_HEIGHT, 2 * A4_WIDTH, binding=BINDING_MARGIN, outer=OUTER_MARGIN)
    style = _LARGE if paper.is_large else NORMAL
    sheet.begin_part(paper.title, paper.subtitle, landscape=True, coded=not paper.is_public)
    for block in paper.blocks:
        match block:
            case FiguresOf():
                _draw_figures(sheet, block, style)
            case TableOf():
                draw_table(sheet, block.table, style=style, title_rows=(title_row(sheet, block.table.title, style),))
            case SignersOf():
                draw_signatures(sheet, block.signers, has_fingerprint=False)
            case TextOf():
                for text in block.paragraphs:
                    sheet.write(text, style.size)
        sheet.y += _GAP
    return finish(sheet, kind=_KIND, title=f"{paper.title} {paper.village}")


def _draw_figures(sheet: Sheet, block: FiguresOf, style: Style) -> None:
    """Draw the numbers in large letters, each under what it counts, six to a line."""
    unit = sheet.width / _ACROSS
    big = Style(size=_FIGURE_SIZE if style is _LARGE else 16.0, height=14 * MM)
    rows = []
    for start in range(0, len(block.figures), _ACROSS):
        some = block.figures[start : start + _ACROSS]
        places = range(_ACROSS)
        labels = [some[place].label if place < len(some) else "" for place in places]
        values = [some[place].value if place < len(some) else "" for place in places]
        rows.append(row([label(place * unit, unit, labels[place], style) for place in places], style, leads=True))
        rows.append(row([cell(place * unit, unit, values[place], big, align="center") for place in places], big))
    draw_rows(sheet, rows, head=(title_row(sheet, block.title, style),) if block.title else ())
