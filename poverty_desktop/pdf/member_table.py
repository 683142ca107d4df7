"""The members of a household in as many ruled panels as their columns need, number and name in front of each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from poverty_desktop.i18n import N_
from poverty_desktop.pdf.grid import Cell, Row, Style, cell, draw_rows, label, row
from poverty_desktop.pdf.page import MM
from poverty_desktop.pdf.sheet import Sheet
from poverty_desktop.pdf.table import natural_width, needed_width
from poverty_desktop.pdf.text import clean
from poverty_desktop.pdf.values import PaperMember
from poverty_desktop.pdf.words import cell_words

MEMBER_STYLE = Style(size=8.5, height=6.6 * MM, pad_x=0.9 * MM, pad_y=0.7 * MM)
_NUMBER_WIDTH = 9 * MM
_WIDEST_NAME = 32 * MM
_WIDEST_COLUMN = 46 * MM
_PANEL_GAP = 4 * MM
_HEADING_GAP = 1 * MM
_HEADING_ROOM = 20 * MM
_BLANK = "--"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Column:
    section: str
    heading: str
    texts: tuple[str, ...]  # one per member
    width: float


@dataclass(frozen=True, slots=True, kw_only=True)
class _Panel:
    """Some of the columns, widened to fill the page beside number and name."""

    columns: tuple[_Column, ...]
    name_width: float
    style: Style


def draw_members(
    sheet: Sheet,
    members: Sequence[PaperMember],
    *,
    style: Style = MEMBER_STYLE,
    heading: str = "",
    heading_size: float = MEMBER_STYLE.size,
) -> None:
    """Draw every fact of every member; columns that do not fit side by side go into a further panel below.

    ``heading`` stands above the first panel, on the same page as its first members.
    """
    names = [clean(member.name) or _BLANK for member in members]
    for index, panel in enumerate(_panels(sheet, members, names, style)):
        head = _head_rows(sheet, panel)
        rows = [_member_row(panel, number, name) for number, name in enumerate(names, start=1)]
        if not rows:
            rows = [_member_row(panel, 0, _BLANK)]
        sheet.y += _PANEL_GAP if index else 0
        above = 0.0 if index or not heading else 2 * heading_size + _HEADING_GAP
        needed = above + sum(item.height for item in (*head, *rows))
        if sheet.room < needed <= sheet.whole_room or sheet.room < above + _HEADING_ROOM:
            sheet.turn_page()
        if above:
            sheet.write(heading, heading_size, bold=True)
            sheet.y += _HEADING_GAP
        draw_rows(sheet, rows, head=head)


def _columns(sheet: Sheet, members: Sequence[PaperMember], style: Style) -> list[_Column]:
    """Return one column for every label that any member has, in the order of the sections."""
    found: dict[str, dict[tuple[str, int], list[str]]] = {}
    for index, member in enumerate(members):
        seen: Counter[tuple[str, str]] = Counter()
        for section in member.sections:
            columns = found.setdefault(section.title, {})
            for fact in section.facts:
                seen[section.title, fact.label] += 1  # two items of a pack may bear one label
                key = (fact.label, seen[section.title, fact.label])
                texts = columns.setdefault(key, [_BLANK] * len(members))
                texts[index] = clean(cell_words(fact.text, sheet.say))
    return [
        _Column(
            section=title,
            heading=clean(heading),
            texts=tuple(texts),
            width=min(_WIDEST_COLUMN, max(needed_width(heading, texts, style), natural_width(heading, texts, style))),
        )
        for title, columns in found.items()
        for (heading, _), texts in columns.items()
    ]


def _panels(sheet: Sheet, members: Sequence[PaperMember], names: Sequence[str], style: Style) -> Iterator[_Panel]:
    """Yield the columns cut into as few panels as hold them, and these evenly filled."""
    columns = _columns(sheet, members, style)
    if not columns:
        yield _Panel(columns=(), name_width=sheet.width - _NUMBER_WIDTH, style=style)
        return
    name_width = min(_WIDEST_NAME, natural_width(sheet.say(N_("Member's name")), names, style))
    room = sheet.width - _NUMBER_WIDTH - name_width
    total = sum(column.width for column in columns)
    count = -(-int(total) // int(room))
    goal = min(room, total / count + max(column.width for column in columns) / 2)
    waiting: list[_Column] = []
    for column in columns:
        if waiting and sum(item.width for item in waiting) + column.width > goal:
            yield _filled(waiting, room, name_width, style)
            waiting = []
        waiting.append(column)
    yield _filled(waiting, room, name_width, style)


def _filled(columns: Sequence[_Column], room: float, name_width: float, style: Style) -> _Panel:
    factor = room / sum(column.width for column in columns)
    widened = tuple(replace(one, width=one.width * factor) for one in columns)
    return _Panel(columns=widened, name_width=name_width, style=style)


def _head_rows(sheet: Sheet, panel: _Panel) -> tuple[Row, ...]:
    """Return the rows of heads: sections above, where there are any, and labels below."""
    style = panel.style
    front = _NUMBER_WIDTH + panel.name_width
    upper: list[Cell] = [label(0, front, sheet.say(N_("Member")), style, bold=True)]
    lower: list[Cell] = [
        label(0, _NUMBER_WIDTH, sheet.say(N_("No.")), style),
        label(_NUMBER_WIDTH, panel.name_width, sheet.say(N_("Member's name")), style),
    ]
    left = front
    for section, columns in groupby(panel.columns, lambda column: column.section):
        start = left
        for column in columns:
            lower.append(label(left, column.width, column.heading, style, most_lines=3))
            left += column.width
        upper.append(label(start, left - start, section, style, bold=True))
    labels = row(lower, style, leads=True)
    return (row(upper, style, leads=True), labels) if any(one.section for one in panel.columns) else (labels,)


def _member_row(panel: _Panel, number: int, name: str) -> Row:
    """Return the row of member ``number``, from 1; 0 is the row that says there is nobody."""
    style = panel.style
    cells = [
        cell(0, _NUMBER_WIDTH, str(number) if number else _BLANK, style, align="center"),
        cell(_NUMBER_WIDTH, panel.name_width, name, style, align="center"),
    ]
    left = _NUMBER_WIDTH + panel.name_width
    for column in panel.columns:
        text = column.texts[number - 1] if number else _BLANK
        cells.append(cell(left, column.width, text, style, align="center"))
        left += column.width
    return row(cells, style)
