"""Facts with the householder's photo beside them: a place of its own at the right edge, empty where there is none."""

from __future__ import annotations

from poverty_desktop.i18n import N_
from poverty_desktop.pdf.form import UNITS, fact_rows, title_row
from poverty_desktop.pdf.grid import THIN, Row, Style, cell, draw_rows, row
from poverty_desktop.pdf.page import MM, Box, Picture, Rule
from poverty_desktop.pdf.photo_values import PaperPhoto, fitted
from poverty_desktop.pdf.sheet import Sheet
from poverty_desktop.pdf.text import fit
from poverty_desktop.pdf.values import PaperFact, PaperSection

WIDE, TALL = 28 * MM, 37 * MM
"""The place of the photo: a two-inch portrait (35 × 25 mm) with a little room around it."""

_MARGIN = 1 * MM
_BESIDE = UNITS - 1
"""Facts side by side where the photo takes a part of the width."""

_MOST_LINES = 3
"""A fact of more lines stands below the photo, over the whole width."""

_SIZE = 8.0


def draw_beside_portrait(
    sheet: Sheet, section: PaperSection, portrait: PaperPhoto | None, *, title: str, style: Style
) -> None:
    """Draw a section under its title, the photo in the upper right corner; none leaves its place to be glued upon."""
    head = title_row(sheet, title, style)
    beside, below = _parted(sheet, section.facts, style)
    tall = sum(item.height for item in beside)
    if sheet.room < head.height + tall and sheet.y > sheet.top + 0.01:
        sheet.turn_page()
    top = sheet.y + head.height
    page, left, right, bottom = sheet.page, sheet.right - WIDE, sheet.right, top + tall
    rows = [*beside, *fact_rows(sheet, below, style)]
    again = title_row(sheet, sheet.say(N_("{title} (continued)")).format(title=title), style)
    draw_rows(sheet, rows, head=(head,), again=(again,))
    page.rules += [Rule(left, top, left, bottom, THIN), Rule(left, bottom, right, bottom, THIN)]
    room = Box(left + _MARGIN, top + _MARGIN, right - _MARGIN, bottom - _MARGIN)
    if portrait is not None and portrait.jpeg:
        page.pictures.append(Picture(fitted(portrait, room), portrait.jpeg))
    else:
        words = fit(sheet.say(N_("Photo of the householder")), room.right - room.left, _SIZE, most_lines=2)
        sheet.set_block(words, room, align="center")


def _parted(sheet: Sheet, facts: tuple[PaperFact, ...], style: Style) -> tuple[list[Row], tuple[PaperFact, ...]]:
    """Return the rows beside the photo, at least as high as it, and the facts that are left for below."""
    wide = sheet.width - WIDE
    rows: list[Row] = []
    taken = 0
    for count in range(1, len(facts) + 1):
        tried = fact_rows(sheet, facts[:count], style, width=wide, units=_BESIDE)
        if any(len(one.block.lines) > _MOST_LINES for one in tried[-1].cells):
            break
        rows, taken = tried, count
        if sum(item.height for item in rows) >= TALL:
            break
    rows = rows or [row((cell(0, wide, "", style),), style)]
    missing = max(0.0, TALL - sum(item.height for item in rows)) / len(rows)
    last = len(rows) - 1
    stretched = [item._replace(height=item.height + missing, leads=place < last) for place, item in enumerate(rows)]
    return stretched, facts[taken:]
