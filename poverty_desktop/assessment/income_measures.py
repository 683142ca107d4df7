"""Measures of income poverty and inequality with survey weights: headcount, Foster–Greer–Thorbecke, Gini.

Incomes and lines are in fen, whole numbers; results are exact fractions. Sources: Foster, Greer and Thorbecke,
Econometrica 52 (1984), for P_α; the Gini coefficient as half the relative mean difference, Sen, On Economic
Inequality (1973).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import lcm
from typing import TypeVar

ALPHAS = (0, 1, 2)
"""Headcount, depth and severity of poverty."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Income:
    """The income of one unit in fen per head, and for how many it stands (a household: its persons)."""

    fen: int
    weight: Fraction = Fraction(1)


def fgt(incomes: Sequence[Income], line_fen: int, alpha: int) -> Fraction:
    """Return P_α: the weighted mean of ((z − y) ÷ z)^α over the poor, those with an income below the line.

    α = 0 is the headcount ratio, 1 the poverty gap, 2 its square, which counts the poorest more. Raises
    ``ValueError`` for a line that is not above 0, a negative α or incomes without any weight.
    """
    if line_fen <= 0:
        raise ValueError("the line is above 0")
    if alpha < 0:
        raise ValueError("alpha is 0 or more")
    total = _total(incomes)
    gaps = (item.weight * (line_fen - item.fen) ** alpha for item in incomes if item.fen < line_fen)
    return sum(gaps, start=Fraction(0)) / (total * Fraction(line_fen) ** alpha)


def gini(incomes: Sequence[Income]) -> Fraction:
    """Return the Gini coefficient, 0 where all have the same; raises ``ValueError`` where the mean is not above 0.

    G = Σ_i Σ_j w_i w_j |y_i − y_j| ÷ (2 W² μ), computed over the sorted incomes. A negative income is taken as it is.
    """
    _total(incomes)
    # The coefficient is the same whatever all weights are multiplied by, and whole numbers are added quickest.
    unit = lcm(*(item.weight.denominator for item in incomes))
    weighed = sorted((item.fen, item.weight.numerator * (unit // item.weight.denominator)) for item in incomes)
    total = sum(weight for _fen, weight in weighed)
    income = sum(fen * weight for fen, weight in weighed)
    if income <= 0:
        raise ValueError("the mean income is above 0")
    below = income_below = 0  # weight of those with less, and their income
    difference = 0  # Σ over pairs i < j of w_i w_j (y_j − y_i)
    for fen, weight in weighed:
        difference += weight * (below * fen - income_below)
        below += weight
        income_below += weight * fen
    return Fraction(difference, total * income)


def headcount(members: Iterable[tuple[Fraction, bool]]) -> Fraction:
    """Return the weighted share of those of whom something is true; raises ``ValueError`` for no weight at all."""
    total = hits = Fraction(0)
    for weight, is_true in members:
        total += weight
        hits += weight if is_true else 0
    if total <= 0:
        raise ValueError("there is no weight at all")
    return hits / total


def by_group(
    items: Iterable[T], group: Callable[[T], str], figure: Callable[[Sequence[T]], Fraction]
) -> Mapping[str, Fraction]:
    """Return a figure for each group of ``items``, in the order in which the groups first come."""
    groups: dict[str, list[T]] = {}
    for item in items:
        groups.setdefault(group(item), []).append(item)
    return {name: figure(members) for name, members in groups.items()}


def _total(incomes: Sequence[Income]) -> Fraction:
    if any(item.weight < 0 for item in incomes):
        raise ValueError("a weight is 0 or more")
    total = sum((item.weight for item in incomes), start=Fraction(0))
    if total <= 0:
        raise ValueError("there is no weight at all")
    return total
