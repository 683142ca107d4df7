"""Photos on paper: four to a page, each in its frame with what it shows and when it was taken."""

from __future__ import annotations

from poverty_desktop.i18n import N_
from poverty_desktop.pdf.page import MM, Box, Picture, Rule
from poverty_desktop.pdf.photo_values import PaperPhoto, PhotoPaper, fitted
from poverty_desktop.pdf.sheet import Sheet
from poverty_desktop.pdf.text import fit

_ACROSS = 2
_GAP = 4 * MM
_TALL = 88 * MM
_CAPTION = 12 * MM
_SIZE = 9.0


def draw_photos(sheet: Sheet, paper: PhotoPaper) -> None:
    """Draw the photos as the next part of ``sheet``."""
    sheet.begin_part(paper.title)
    width = (sheet.width - (_ACROSS - 1) * _GAP) / _ACROSS
    for start in range(0, len(paper.photos), _ACROSS):
        if sheet.room < _TALL + _CAPTION:
            sheet.turn_page()
        for place, photo in enumerate(paper.photos[start : start + _ACROSS]):
            _draw(sheet, photo, sheet.left + place * (width + _GAP), width)
        sheet.y += _TALL + _CAPTION + _GAP


def _draw(sheet: Sheet, photo: PaperPhoto, left: float, width: float) -> None:
    top, right = sheet.y, left + width
    middle, bottom = top + _TALL, top + _TALL + _CAPTION
    for rule in (
        Rule(left, top, right, top, 0.45),
        Rule(left, middle, right, middle, 0.45),
        Rule(left, bottom, right, bottom, 0.45),
        Rule(left, top, left, bottom, 0.45),
        Rule(right, top, right, bottom, 0.45),
    ):
        sheet.page.rules.append(rule)
    inner = Box(left + 1 * MM, top + 1 * MM, right - 1 * MM, middle - 1 * MM)
    if photo.jpeg:
        sheet.page.pictures.append(Picture(fitted(photo, inner), photo.jpeg))
    else:
        waits = fit(sheet.say(N_("The photo has not arrived on this computer yet.")), width - 4 * MM, _SIZE)
        sheet.set_block(waits, inner, align="center")
    words = "　".join(part for part in (photo.caption, photo.taken_on) if part)
    block = fit(words, width - 4 * MM, _SIZE, most_lines=2)
    sheet.set_block(block, Box(left + 2 * MM, middle, right - 2 * MM, bottom), align="center")
