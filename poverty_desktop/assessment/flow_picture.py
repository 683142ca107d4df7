"""The picture of money on its way: one bar for each place, a band for what goes from one to the next."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from poverty_desktop.assessment.pictures import (
    LARGE,
    SMALL,
    WIDTH,
    Bar,
    Colour,
    Picture,
    Ribbon,
    Shape,
    Words,
)

_SIDE, _TOP, _FOOT = 18.0, 62.0, 14.0
_BAR, _GAP, _LEAST = 9.0, 8.0, 26.0
_HEIGHT, _SEAM = 420.0, 0.6
_STEPS = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """One place: what it is called, what passes through it, and that in words on a second line."""

    name: str
    amount: int
    words: str
    ends: bool = False  # the money stays here


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """What goes from one place to another, by their keys."""

    start: str
    end: str
    amount: int


@dataclass(frozen=True, slots=True)
class _Placed:
    x: float
    y: float
    height: float


def draw_flow(title: str, heads: Sequence[str], columns: Sequence[Mapping[str, Box]], bands: Sequence[Band]) -> Picture:
    """Return the picture; ``columns`` are the places of each stage by key, ``heads`` what the stages are called."""
    room = _HEIGHT - _TOP - _FOOT
    tallest = max((len(column) * _LEAST + (len(column) - 1) * _GAP for column in columns if column), default=0)
    room = max(room, tallest)
    scale = _scale(columns, room)
    step = (WIDTH - 2 * _SIDE) / max(1, len(columns))
    placed: dict[str, _Placed] = {}
    shapes: list[Shape] = [Words(_SIDE, 24, title, LARGE, is_bold=True)]
    labels: list[Shape] = []
    for number, (head, column) in enumerate(zip(heads, columns, strict=True)):
        x, y = _SIDE + number * step, _TOP
        shapes.append(Words(x, _TOP - 14, head, SMALL, colour=Colour.WEAK))
        for key, box in column.items():
            tall = max(1.0, box.amount * scale)
            placed[key] = _Placed(x, y, tall)
            labels += [
                Bar(x, y, _BAR, tall, Colour.WARN if box.ends else Colour.ACCENT),
                Words(x + _BAR + 4, y + 10, _cut(box.name, step - _BAR - 10), SMALL, is_bold=True),
                Words(x + _BAR + 4, y + 21, _cut(box.words, step - _BAR - 10), SMALL),
            ]
            y += max(tall, _LEAST) + _GAP
    left: dict[str, float] = {key: place.y for key, place in placed.items()}
    right = dict(left)
    for band in bands:
        begin, end = placed[band.start], placed[band.end]
        thick = max(0.6, band.amount * scale)
        x0, y0, x1, y1 = begin.x + _BAR, right[band.start], end.x, left[band.end]
        seam = min(_SEAM, thick / 4)  # bands beside each other and across each other are told apart
        shapes.append(Ribbon(x0, y0, x1, y1, thick, Colour.SURFACE))
        shapes.append(Ribbon(x0, y0 + seam, x1, y1 + seam, thick - 2 * seam, Colour.LINE))
        right[band.start] += thick
        left[band.end] += thick
    return Picture(title=title, width=WIDTH, height=_TOP + room + _FOOT, shapes=(*shapes, *labels))


def _scale(columns: Sequence[Mapping[str, Box]], room: float) -> float:
    """Return points for each unit, the largest at which every column has room."""

    def tall(column: Mapping[str, Box], scale: float) -> float:
        return sum(max(box.amount * scale, _LEAST) for box in column.values()) + _GAP * (len(column) - 1)

    most = max((sum(box.amount for box in column.values()) for column in columns if column), default=0)
    low, high = 0.0, room / most if most else 0.0
    for _step in range(_STEPS):
        middle = (low + high) / 2
        fits = all(tall(column, middle) <= room for column in columns if column)
        low, high = (middle, high) if fits else (low, middle)
    return low


def _cut(text: str, wide: float) -> str:
    """Return as much of a text as has room."""
    room = wide / SMALL
    kept = ""
    for letter in text:
        room -= 1.0 if unicodedata.east_asian_width(letter) in "WF" else 0.6
        if room < (1.0 if len(kept) + 1 < len(text) else 0.0):
            return kept + "…"
        kept += letter
    return kept
