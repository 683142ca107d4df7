"""The cover of a household file: whose it is, what lies in it, and on which page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from poverty_desktop.i18n import N_
from poverty_desktop.pdf.boxes import draw_filing_line
from poverty_desktop.pdf.form import fact_rows
from poverty_desktop.pdf.grid import Cell, Row, Style, cell, draw_rows, row
from poverty_desktop.pdf.page import MM
from poverty_desktop.pdf.sheet import Sheet
from poverty_desktop.pdf.table import head_row
from poverty_desktop.pdf.values import ContentsItem, FilePart, HouseholdPaper, PaperFact

_LIST_STYLE = Style(size=9.5, height=8.0 * MM, pad_y=0.7 * MM)
_TICKED = "✓"
_EMPTY = "□"
_WIDTHS = (10 * MM, 84 * MM, 16 * MM, 20 * MM, 18 * MM)
_GAP = 4 * MM


def draw_cover(
    sheet: Sheet, paper: HouseholdPaper, contents: Sequence[ContentsItem], spans: Mapping[FilePart, tuple[int, int]]
) -> None:
    """Draw the cover; ``spans`` tells on which page, from 1, each printed part begins and how many it has.

    Parts that the program printed are ticked and have their pages; a paper put in by hand is ticked by hand.
    """
    sheet.begin_part(paper.titles.household_file)
    say = sheet.say
    facts = (
        PaperFact(label=say(N_("Householder")), text=paper.head_name),
        PaperFact(label=say(N_("Household number")), text=paper.household_number),
        PaperFact(label=say(N_("Village")), text=paper.village),
        PaperFact(label=say(N_("Villagers' group")), text=paper.group),
        PaperFact(label=say(N_("Year of the record")), text=str(paper.year)),
        *paper.cover,
    )
    draw_rows(sheet, fact_rows(sheet, facts, Style()))
    sheet.y += _GAP
    labels = [say(N_("No.")), say(N_("Paper")), say(N_("In file")), say(N_("Begins on page")), say(N_("Pages"))]
    labels.append(say(N_("Remark")))
    widths = (*_WIDTHS, sheet.width - sum(_WIDTHS))
    rows = [_line(number, item, spans, widths) for number, item in enumerate(contents, start=1)]
    draw_rows(sheet, rows, head=(head_row(labels, widths, _LIST_STYLE),))
    sheet.y += _GAP
    draw_filing_line(sheet)


def _line(number: int, item: ContentsItem, spans: Mapping[FilePart, tuple[int, int]], widths: Sequence[float]) -> Row:
    span = None if item.part is None else spans.get(item.part)
    numbers = ("", "") if span is None else (str(span[0]), str(span[1]))
    texts = (str(number), item.title, _EMPTY if span is None else _TICKED, *numbers, "")
    aligns = ("center", "left", "center", "center", "center", "left")
    cells: list[Cell] = []
    left = 0.0
    for text, width, align in zip(texts, widths, aligns, strict=True):
        cells.append(cell(left, width, text, _LIST_STYLE, align=align))
        left += width
    return row(cells, _LIST_STYLE)
