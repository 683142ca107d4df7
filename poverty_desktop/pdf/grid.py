"""Rows of ruled cells: every form and table is made of them; rows wrap, break across pages and repeat their heads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from poverty_desktop.pdf.page import MM, Box, Rule
from poverty_desktop.pdf.sheet import Sheet
from poverty_desktop.pdf.text import Block, fit, fit_label

THIN = 0.45
THICK = 1.0
_LEAST_LINES_BEFORE_A_BREAK = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """Sizes of a grid in points: ``size`` of its text, ``height`` of its lowest row, padding inside a cell."""

    size: float = 9.5
    height: float = 7.4 * MM
    pad_x: float = 1.3 * MM
    pad_y: float = 1.1 * MM


NORMAL = Style()
SMALLER = Style(size=8.75, height=6.4 * MM, pad_x=1.2 * MM, pad_y=0.8 * MM)
COMPACT = Style(size=8.0, height=5.4 * MM, pad_x=1.0 * MM, pad_y=0.6 * MM)


class Cell(NamedTuple):
    """A cell from ``left`` (counted from the body's edge), ``width`` wide; heads and labels are tinted."""

    left: float
    width: float
    block: Block
    align: str = "left"
    is_label: bool = False


class Row(NamedTuple):
    """Cells of one height; a row that ``leads`` stays with the next one."""

    cells: tuple[Cell, ...]
    height: float
    style: Style
    leads: bool = False


def cell(
    left: float,
    width: float,
    words: str,
    style: Style,
    *,
    bold: bool = False,
    align: str = "left",
    most_lines: int | None = None,
) -> Cell:
    """Return a cell with ``words`` fitted into it; see :func:`label` for heads and labels."""
    block = fit(words, width - 2 * style.pad_x, style.size, bold=bold, most_lines=most_lines)
    return Cell(left, width, block, align)


def label(left: float, width: float, words: str, style: Style, *, bold: bool = False, most_lines: int = 2) -> Cell:
    """Return a tinted cell with ``words`` in its middle, half a point smaller than the facts."""
    block = fit_label(words, width - 2 * style.pad_x, style.size - 0.5, bold=bold, most_lines=most_lines)
    return Cell(left, width, block, "center", is_label=True)


def row(cells: Sequence[Cell], style: Style, *, leads: bool = False, height: float = 0.0) -> Row:
    """Return a row as high as its highest cell, and at least ``height`` and the least of its style."""
    tallest = max(item.block.height for item in cells) + 2 * style.pad_y
    return Row(tuple(cells), max(tallest, style.height, height), style, leads)


def draw_rows(
    sheet: Sheet, rows: Sequence[Row], *, head: Sequence[Row] = (), again: Sequence[Row] | None = None
) -> None:
    """Draw ``head`` and ``rows`` at the sheet's ``y``; after each page break ``again`` (else ``head``) is repeated.

    A row moves to the next page whole; one that is too high for that is broken between its lines.
    """
    again = head if again is None else again
    pending = list(rows)
    pending.reverse()
    opening = head
    chunk_top = sheet.y
    while pending:
        head_height = sum(item.height for item in opening)
        if not _begins_here(sheet, pending, head_height):
            _close(sheet, chunk_top)
            sheet.turn_page()
            chunk_top = sheet.y
            opening = opening or again
            continue
        for item in opening:
            _draw(sheet, item)
        opening = ()
        current = pending.pop()
        if current.height > sheet.room + 0.01:
            current, rest = _split(current, sheet.room)
            pending.append(rest)
        _draw(sheet, current)
    _close(sheet, chunk_top)


def _begins_here(sheet: Sheet, pending: list[Row], head_height: float) -> bool:
    """Say whether the next row may start on this page, with its head above it and its follower below it."""
    current = pending[-1]
    needed = current.height
    for before, after in pairwise(reversed(pending)):
        if not before.leads:
            break
        needed += after.height if after.leads else _least_height(after)
    room = sheet.room - head_height
    if needed <= room + 0.01:
        return True
    fresh = sheet.whole_room - head_height
    if needed <= fresh / 2:
        return False
    return room >= _least_height(current) or sheet.y <= sheet.top + 0.01


def _least_height(item: Row) -> float:
    """Return how much of a row must stand together: all of a low one, some lines of a high one."""
    if all(len(one.block.lines) <= _LEAST_LINES_BEFORE_A_BREAK for one in item.cells):
        return item.height
    leading = max(one.block.leading for one in item.cells)
    return min(item.height, 2 * item.style.pad_y + _LEAST_LINES_BEFORE_A_BREAK * leading)


def _split(item: Row, room: float) -> tuple[Row, Row]:
    """Break a row between its lines; labels are repeated beside the rest."""
    inner = room - 2 * item.style.pad_y
    upper: list[Cell] = []
    lower: list[Cell] = []
    for one in item.cells:
        block = one.block
        if one.is_label and block.height <= inner:
            upper.append(one)
            lower.append(one)
            continue
        count = max(1, int(inner / block.leading))
        upper.append(one._replace(block=block._replace(lines=block.lines[:count])))
        lower.append(one._replace(block=block._replace(lines=block.lines[count:])))
    return item._replace(cells=tuple(upper), height=room, leads=False), row(lower, item.style)


def _draw(sheet: Sheet, item: Row) -> None:
    page = sheet.page
    top = sheet.y
    bottom = top + item.height
    pad = item.style.pad_x
    for one in item.cells:
        left = sheet.left + one.left
        right = left + one.width
        if one.is_label:
            page.tints.append(Box(left, top, right, bottom))
        if one.left > 0.01:
            page.rules.append(Rule(left, top, left, bottom, THIN))
        align = one.align
        if align == "center" and len(one.block.lines) > 2 and not one.is_label:
            align = "left"
        sheet.set_block(one.block, Box(left + pad, top, right - pad, bottom), align=align)
    page.rules.append(Rule(sheet.left, bottom, sheet.left + _width(item), bottom, THIN))
    sheet.y = bottom


def _width(item: Row) -> float:
    last = item.cells[-1]
    return last.left + last.width


def _close(sheet: Sheet, top: float) -> None:
    """Draw the frame around what was drawn since ``top``."""
    if sheet.y <= top + 0.01:
        return
    left, right, bottom = sheet.left, sheet.right, sheet.y
    sheet.page.rules += [
        Rule(left, top, right, top, THICK),
        Rule(left, bottom, right, bottom, THICK),
        Rule(left, top, left, bottom, THICK),
        Rule(right, top, right, bottom, THICK),
    ]
