"""Sections of labelled facts as a ruled form: three short facts to a line, a long one alone."""

from __future__ import annotations

from collections.abc import Sequence

from poverty_desktop.i18n import N_
from poverty_desktop.pdf.grid import NORMAL, Cell, Row, Style, cell, draw_rows, label, row
from poverty_desktop.pdf.sheet import Sheet
from poverty_desktop.pdf.text import clean, width_of
from poverty_desktop.pdf.values import PaperFact, PaperSection
from poverty_desktop.pdf.words import cell_words, ordinal

UNITS = 3  # facts side by side
_LABEL_SHARE = 0.46  # of a unit


def draw_sections(
    sheet: Sheet, sections: Sequence[PaperSection], *, first_number: int | None = None, style: Style = NORMAL
) -> None:
    """Draw the sections one under the other, numbered from ``first_number`` on if it is given."""
    for offset, section in enumerate(sections):
        number = None if first_number is None else first_number + offset
        title = section.title if number is None else ordinal(number, sheet.language) + section.title
        continued = sheet.say(N_("{title} (continued)")).format(title=title)
        draw_rows(
            sheet,
            fact_rows(sheet, section.facts, style) or [none_row(sheet, style)],
            head=(title_row(sheet, title, style),),
            again=(title_row(sheet, continued, style),),
        )


def title_row(sheet: Sheet, title: str, style: Style) -> Row:
    """Return the row that names a section, over the whole width."""
    return row((cell(0, sheet.width, title, style, bold=True),), style, leads=True)


def none_row(sheet: Sheet, style: Style) -> Row:
    """Return the row that says that there is nothing under a heading."""
    return row((cell(0, sheet.width, sheet.say(N_("None")), style),), style)


def fact_rows(
    sheet: Sheet, facts: Sequence[PaperFact], style: Style, *, width: float = 0.0, units: int = UNITS
) -> list[Row]:
    """Return the rows of a form; a fact that ends a line early is widened to the edge.

    ``width`` is that of the body unless told otherwise, ``units`` are the facts side by side.
    """
    unit = (width or sheet.width) / units
    label_width = unit * _LABEL_SHARE
    rows: list[Row] = []
    line: list[tuple[PaperFact, str, int]] = []
    used = 0
    for fact in facts:
        words = clean(cell_words(fact.text, sheet.say))
        span = _units_needed(words, unit, label_width, style, units)
        if used + span > units:
            rows.append(_fact_row(line, unit, label_width, style, units))
            line, used = [], 0
        line.append((fact, words, span))
        used += span
    if line:
        rows.append(_fact_row(line, unit, label_width, style, units))
    return rows


def _units_needed(words: str, unit: float, label_width: float, style: Style, units: int) -> int:
    """Return how many units wide a fact is: one if that holds it on one line, two if on two, else all."""
    needed = width_of(words.replace("\n", " "), style.size)
    for span in range(1, units):
        inner = unit * span - label_width - 2 * style.pad_x
        if needed <= inner * (1 if span == 1 else 1.6) and "\n" not in words:
            return span
    return units


def _fact_row(
    line: Sequence[tuple[PaperFact, str, int]], unit: float, label_width: float, style: Style, units: int
) -> Row:
    cells: list[Cell] = []
    left = 0.0
    free = units - sum(span for _, _, span in line)
    for index, (fact, words, span) in enumerate(line):
        width = unit * (span + (free if index == len(line) - 1 else 0))
        cells.append(label(left, label_width, fact.label, style))
        cells.append(cell(left + label_width, width - label_width, words, style))
        left += width
    return row(cells, style)
