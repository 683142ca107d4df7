"""How far a target is, and whether that is as far as the time gone by would have it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

_SLACK = 0.05
"""As far as a twentieth behind the calendar nobody is called behind."""


class Standing(StrEnum):
    """How a target stands today."""

    REACHED = "reached"
    ON_TRACK = "on_track"
    BEHIND = "behind"
    MISSED = "missed"  # the year is over
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """``share`` of the goal reached and ``expected`` by today, both from 0 to 1; ``share`` may exceed 1."""

    share: float | None
    expected: float
    standing: Standing


def expected_share(year: int, today: date) -> float:
    """Return which part of a year has gone by at the end of ``today``."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    if today < first:
        return 0.0
    return min(1.0, ((today - first).days + 1) / ((last - first).days + 1))


def progress(
    figure: float | None, goal: float | None, year: int, today: date, *, less_is_better: bool = False
) -> Progress:
    """Return how a figure stands to its goal; nothing is judged where either is not known."""
    expected = expected_share(year, today)
    if figure is None or goal is None:
        return Progress(share=None, expected=expected, standing=Standing.UNKNOWN)
    is_over = today.year > year
    if less_is_better:
        is_reached = figure <= goal
        share = 1.0 if is_reached else (goal / figure if figure else 0.0)
        unfinished = Standing.MISSED if is_over else Standing.BEHIND
        return Progress(share=share, expected=expected, standing=Standing.REACHED if is_reached else unfinished)
    is_reached = figure >= goal
    share = figure / goal if goal > 0 else float(is_reached)
    if is_reached:
        standing = Standing.REACHED
    elif is_over:
        standing = Standing.MISSED
    else:
        standing = Standing.ON_TRACK if share >= expected - _SLACK else Standing.BEHIND
    return Progress(share=max(0.0, share), expected=expected, standing=standing)


def wilson(part: float, whole: float, *, quantile: float = 1.959963984540054) -> tuple[float, float]:
    """Return the interval of Wilson (1927) for a share of ``whole`` independent cases, by default at 95 %.

    It never leaves 0…1 and holds for few cases. Raises ``ValueError`` where there are none.
    """
    if whole <= 0:
        raise ValueError("a share of nothing has no interval")
    share, square = part / whole, quantile * quantile
    middle = (share + square / (2 * whole)) / (1 + square / whole)
    half = quantile / (1 + square / whole) * math.sqrt(share * (1 - share) / whole + square / (4 * whole * whole))
    return max(0.0, middle - half), min(1.0, middle + half)
