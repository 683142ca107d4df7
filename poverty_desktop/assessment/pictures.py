"""Pictures of figures as values: shapes at fixed places that window, paper and file draw alike.

Lengths are points from the upper left corner. Colours are names; who draws gives them a colour, so that a picture is
dark on a dark screen and sparing with toner on paper. No picture says what is not written in it as well.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

WIDTH, HEIGHT = 720.0, 330.0
_LEFT, _RIGHT, _TOP, _FOOT = 52.0, 18.0, 44.0, 34.0
SMALL, NORMAL, LARGE = 9.0, 11.0, 14.0


class Colour(StrEnum):
    """What a shape is coloured as."""

    SURFACE = "surface"
    LINE = "line"
    INK = "ink"
    WEAK = "ink_weak"
    ACCENT = "accent"
    ACCENT_WEAK = "accent_weak"
    OK = "ok"
    WARN = "warn"


class Align(StrEnum):
    """Where a text stands to its place."""

    START = "start"
    MIDDLE = "middle"
    END = "end"


@dataclass(frozen=True, slots=True)
class Bar:
    """A filled rectangle."""

    x: float
    y: float
    width: float
    height: float
    colour: Colour


@dataclass(frozen=True, slots=True)
class Stroke:
    """A straight line."""

    x0: float
    y0: float
    x1: float
    y1: float
    colour: Colour
    width: float = 1.0
    is_dashed: bool = False


@dataclass(frozen=True, slots=True)
class Words:
    """One line of text; ``y`` is its baseline."""

    x: float
    y: float
    text: str
    size: float = NORMAL
    align: Align = Align.START
    colour: Colour = Colour.INK
    is_bold: bool = False


@dataclass(frozen=True, slots=True)
class Ribbon:
    """A band of even thickness that bends from one side to the other; ``y0`` and ``y1`` are its upper edge."""

    x0: float
    y0: float
    x1: float
    y1: float
    thickness: float
    colour: Colour

    def strips(self, count: int = 60) -> Iterator[Bar]:
        """Yield it as upright strips, for who can fill nothing but rectangles."""
        wide = (self.x1 - self.x0) / count
        for number in range(count):
            at = (number + 0.5) / count
            y = self.y0 + (self.y1 - self.y0) * at * at * (3 - 2 * at)
            yield Bar(self.x0 + number * wide, y, wide, self.thickness, self.colour)


Shape = Bar | Stroke | Words | Ribbon


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A finished picture."""

    title: str
    width: float
    height: float
    shapes: tuple[Shape, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tile:
    """One township of a cartogram: ``share`` of its goal reached, None where it has none."""

    name: str
    text: str
    share: float | None


def over_time(
    title: str, labels: Sequence[str], values: Sequence[float], goal: float | None, *, goal_words: str = ""
) -> Picture:
    """Return how a figure grew, one bar for each span of time, with the line of its goal."""
    shapes = [*_head(title)]
    most = max([*values, goal or 0, 1])
    floor, room = HEIGHT - _FOOT, HEIGHT - _FOOT - _TOP
    step = (WIDTH - _LEFT - _RIGHT) / max(1, len(values))
    for number, (label, value) in enumerate(zip(labels, values, strict=True)):
        x, tall = _LEFT + number * step, room * value / most
        shapes.append(Bar(x + step * 0.15, floor - tall, step * 0.7, tall, Colour.ACCENT))
        if value:
            at = max(_TOP, floor - tall - 4)
            shapes.append(Words(x + step / 2, at, f"{value:,.0f}", SMALL, Align.MIDDLE))
        shapes.append(Words(x + step / 2, floor + 14, label, SMALL, Align.MIDDLE, Colour.WEAK))
    shapes.append(Stroke(_LEFT, floor, WIDTH - _RIGHT, floor, Colour.INK))
    if goal:
        y = floor - room * goal / most
        shapes.append(Stroke(_LEFT, y, WIDTH - _RIGHT, y, Colour.WARN, 1.5, is_dashed=True))
        shapes.append(Words(_LEFT, y - 4, goal_words, SMALL, Align.START, Colour.WARN))
    return Picture(title=title, width=WIDTH, height=HEIGHT, shapes=tuple(shapes))


def cartogram(title: str, tiles: Sequence[Tile], *, columns: int = 4) -> Picture:
    """Return one tile of equal size for each place in the order given: no map is needed, and no place is lost by size.

    A tile fills from below by the share of its goal.
    """
    shapes = [*_head(title)]
    rows = max(1, -(-len(tiles) // columns))
    gap, wide = 8.0, (WIDTH - 2 * _RIGHT + 8.0) / columns
    tall = max(56.0, (HEIGHT - _TOP - _RIGHT) / rows)
    for number, tile in enumerate(tiles):
        x, y = _RIGHT + number % columns * wide, _TOP + number // columns * tall
        across, down = wide - gap, tall - gap
        shapes.append(Bar(x, y, across, down, Colour.LINE))
        if tile.share is not None:
            full = min(1.0, max(0.0, tile.share))
            colour = Colour.OK if tile.share >= 1 else Colour.ACCENT
            shapes.append(Bar(x, y + down - 5, across * full, 5, colour))
        shapes.append(Words(x + 8, y + 18, tile.name, NORMAL, is_bold=True))
        shapes.append(Words(x + 8, y + 35, tile.text, SMALL))
    height = _TOP + rows * tall + _RIGHT - gap
    return Picture(title=title, width=WIDTH, height=max(HEIGHT, height), shapes=tuple(shapes))


def distribution(
    title: str,
    labels: Sequence[str],
    before: Sequence[int],
    after: Sequence[int],
    *,
    line_at: float | None,
    words: tuple[str, str, str],
) -> Picture:
    """Return households by band of income, before beside after; ``line_at`` counts bands from the left.

    ``words`` name before, after and the line.
    """
    shapes = [*_head(title)]
    most = max([*before, *after, 1])
    floor, room = HEIGHT - _FOOT, HEIGHT - _FOOT - _TOP - 16
    step = (WIDTH - _LEFT - _RIGHT) / max(1, len(labels))
    for number, label in enumerate(labels):
        x = _LEFT + number * step
        for place, (values, colour) in enumerate(((before, Colour.WEAK), (after, Colour.ACCENT))):
            tall = room * values[number] / most
            left = x + step * (0.12 + 0.38 * place)
            shapes.append(Bar(left, floor - tall, step * 0.36, tall, colour))
            if values[number]:
                text = f"{values[number]:,}"
                shapes.append(Words(left + step * 0.18, floor - tall - 3, text, SMALL, Align.MIDDLE))
        shapes.append(Words(x, floor + 14, label, SMALL, Align.START, Colour.WEAK))
    shapes.append(Stroke(_LEFT, floor, WIDTH - _RIGHT, floor, Colour.INK))
    for number, (text, colour) in enumerate(((words[0], Colour.WEAK), (words[1], Colour.ACCENT))):
        x = WIDTH - _RIGHT - 200 + 100 * number
        shapes.append(Bar(x, _TOP - 22, 10, 10, colour))
        shapes.append(Words(x + 15, _TOP - 13, text, SMALL))
    if line_at is not None:
        x = _LEFT + step * line_at
        shapes.append(Stroke(x, _TOP, x, floor, Colour.WARN, 1.5, is_dashed=True))
        shapes.append(Words(x + 4, _TOP + 9, words[2], SMALL, Align.START, Colour.WARN))
    return Picture(title=title, width=WIDTH, height=HEIGHT, shapes=tuple(shapes))


def _head(title: str) -> tuple[Shape, ...]:
    return (Words(_RIGHT, 24, title, LARGE, is_bold=True),)
