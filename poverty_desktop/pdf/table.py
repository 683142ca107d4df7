"""Tables of columns and rows: widths from what stands in them, heads repeated on every page."""

from __future__ import annotations

from collections.abc import Sequence

from poverty_desktop.i18n import N_
from poverty_desktop.pdf.grid import NORMAL, Cell, Row, Style, cell, draw_rows, label, row
from poverty_desktop.pdf.page import MM
from poverty_desktop.pdf.sheet import Sheet
from poverty_desktop.pdf.text import clean, widest_word, width_of
from poverty_desktop.pdf.values import PaperTable
from poverty_desktop.pdf.words import cell_words

_WIDEST_WISH = 70 * MM
_LEAST_WIDTH = 8 * MM
_LABEL_LINES = 2
_SHORT = 26 * MM  # as wide as a date
_LEAST_WRITTEN = 14 * MM  # of a column that goes on by hand below what is known
_MOST_FOR_SHORT = 0.85  # of the width: long texts want the rest
_WRITTEN_WIDTH = 20 * MM  # of a column to write in
WRITTEN_HEIGHT = 9 * MM
"""Of a row to write in."""


def draw_table(
    sheet: Sheet, table: PaperTable, *, style: Style = NORMAL, title_rows: Sequence[Row] = (), empty_rows: int = 0
) -> None:
    """Draw a table over the whole width, with ``empty_rows`` to be written by hand below what is known.

    Without any row it shows one that says there is none.
    """
    by_hand = [column.by_hand for column in table.columns]
    texts = [
        ["" if blank else clean(cell_words(item, sheet.say)) for item, blank in zip(line, by_hand, strict=True)]
        for line in table.rows
    ]
    labels = [clean(column.label) for column in table.columns]
    nothing = [] if empty_rows else [[sheet.say(N_("None"))] + [""] * (len(labels) - 1)]
    rows_text = texts or nothing
    told = list(zip(labels, [[line[index] for line in rows_text] for index in range(len(labels))], strict=True))
    least = [_WRITTEN_WIDTH if blank else 0.0 for blank in by_hand]
    needed = [max(needed_width(words, cells, style), some) for (words, cells), some in zip(told, least, strict=True)]
    whole = [max(some, short_width(cells, style)) for some, (_words, cells) in zip(needed, told, strict=True)]
    roomy = [max(some, _LEAST_WRITTEN if empty_rows else 0.0) for some in whole]
    most = sheet.width * _MOST_FOR_SHORT
    widths = shared_widths(
        [max(natural_width(words, cells, style), some) for (words, cells), some in zip(told, least, strict=True)],
        next((wish for wish in (roomy, whole) if sum(wish) <= most), needed),
        sheet.width,
    )
    aligns = ["right" if column.is_number else "left" for column in table.columns]
    head = (*title_rows, head_row(labels, widths, style))
    rows = [text_row(line, widths, aligns, style) for line in rows_text]
    blank = text_row([""] * len(labels), widths, aligns, style)
    rows += [blank._replace(height=max(blank.height, WRITTEN_HEIGHT))] * empty_rows
    draw_rows(sheet, rows, head=head)


def head_row(labels: Sequence[str], widths: Sequence[float], style: Style) -> Row:
    """Return the row of column heads."""
    cells: list[Cell] = []
    left = 0.0
    for words, width in zip(labels, widths, strict=True):
        cells.append(label(left, width, words, style, most_lines=3))
        left += width
    return row(cells, style, leads=True)


def text_row(texts: Sequence[str], widths: Sequence[float], aligns: Sequence[str], style: Style) -> Row:
    """Return one row of texts."""
    cells: list[Cell] = []
    left = 0.0
    for text, width, align in zip(texts, widths, aligns, strict=True):
        cells.append(cell(left, width, text, style, align=align))
        left += width
    return row(cells, style)


def natural_width(heading: str, texts: Sequence[str], style: Style) -> float:
    """Return the width at which every text stands on one line and the heading on two, within reason."""
    heading_width = width_of(heading, style.size) / _LABEL_LINES + style.size
    text_width = max((width_of(text.replace("\n", " "), style.size) for text in texts), default=0.0)
    return max(_LEAST_WIDTH, min(_WIDEST_WISH, max(heading_width, text_width) + 2 * style.pad_x + 0.5))


def needed_width(heading: str, texts: Sequence[str], style: Style) -> float:
    """Return the width below which a word of the column would be broken or shrunk."""
    words = max((widest_word(text, style.size) for text in texts), default=0.0)
    words = max(words, widest_word(heading, style.size))
    return max(_LEAST_WIDTH, min(_WIDEST_WISH, words + 2 * style.pad_x + 0.5))


def short_width(texts: Sequence[str], style: Style) -> float:
    """Return the width at which dates, amounts and names stand on one line; longer texts are left out of it."""
    widths = (width_of(text, style.size) for text in texts if "\n" not in text)
    return max((width for width in widths if width <= _SHORT), default=0.0) + 2 * style.pad_x + 0.5


def shared_widths(natural: Sequence[float], needed: Sequence[float], total: float) -> list[float]:
    """Return column widths that fill ``total``: from what is needed towards what is natural, then in proportion."""
    if sum(natural) <= total:
        spare = total - sum(natural)
        return [width + spare * width / sum(natural) for width in natural]
    if sum(needed) >= total:
        return [width * total / sum(needed) for width in needed]
    wishes = [max(0.0, wide - least) for wide, least in zip(natural, needed, strict=True)]
    spare = total - sum(needed)
    share = spare / sum(wishes) if sum(wishes) else 0.0
    return [least + wish * share for least, wish in zip(needed, wishes, strict=True)]
