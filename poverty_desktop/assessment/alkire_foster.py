"""The dual-cutoff measures of Alkire and Foster (Journal of Public Economics 95, 2011): H, A, M0 and what they hide.

Each unit (a person or a household) has one line of deprivations, True where it is deprived in a dimension, and a
survey weight. Weights of dimensions are fractions that add up to 1. A unit is poor where its weighted deprivations
reach the cut-off k. Everything is computed with fractions, so that no figure depends on the order of adding.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """What one unit is deprived of, by the name of the dimension, and for how many it stands."""

    deprived: Mapping[str, bool]
    weight: Fraction = Fraction(1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Measures:
    """The family of measures over some units.

    ``censored`` is, by dimension, the share of units that are poor and deprived in it; ``contributions`` the part of
    M0 that each dimension makes up, together 1 where anybody is poor. ``raw`` are the uncensored headcounts.
    """

    headcount: Fraction  # H
    intensity: Fraction  # A
    adjusted: Fraction  # M0 = H × A
    raw: Mapping[str, Fraction]
    censored: Mapping[str, Fraction]
    contributions: Mapping[str, Fraction]
    scores: tuple[Fraction, ...]
    poor: tuple[bool, ...]


def score(deprived: Mapping[str, bool], weights: Mapping[str, Fraction]) -> Fraction:
    """Return the weighted deprivation score c of one unit; raises ``KeyError`` where a dimension is missing."""
    return sum((weight for name, weight in weights.items() if deprived[name]), start=Fraction(0))


def measure(units: Sequence[Unit], weights: Mapping[str, Fraction], cutoff: Fraction) -> Measures:
    """Return the measures over ``units``.

    H is the share of the poor, A the mean score among them, M0 = H × A the mean of the censored scores; the censored
    headcount h_j(k) of dimension j is the share that is poor and deprived in it, its contribution w_j h_j(k) ÷ M0.
    Raises ``ValueError`` where the weights do not add up to 1, the cut-off is not above 0 and at most 1, a unit's
    weight is negative, or the units have no weight at all.
    """
    _require(units, weights, cutoff)
    total = sum((unit.weight for unit in units), start=Fraction(0))
    scores = tuple(score(unit.deprived, weights) for unit in units)
    poor = tuple(found >= cutoff for found in scores)

    def share(chosen: Sequence[Fraction]) -> Fraction:
        return sum(chosen, start=Fraction(0)) / total

    headcount = share([unit.weight for unit, is_poor in zip(units, poor, strict=True) if is_poor])
    adjusted = share([unit.weight * found for unit, found, is_poor in zip(units, scores, poor, strict=True) if is_poor])
    censored = {
        name: share([unit.weight for unit, is_poor in zip(units, poor, strict=True) if is_poor and unit.deprived[name]])
        for name in weights
    }
    return Measures(
        headcount=headcount,
        intensity=adjusted / headcount if headcount else Fraction(0),
        adjusted=adjusted,
        raw={name: share([unit.weight for unit in units if unit.deprived[name]]) for name in weights},
        censored=censored,
        contributions={
            name: weight * censored[name] / adjusted if adjusted else Fraction(0) for name, weight in weights.items()
        },
        scores=scores,
        poor=poor,
    )


def _require(units: Sequence[Unit], weights: Mapping[str, Fraction], cutoff: Fraction) -> None:
    if sum(weights.values(), start=Fraction(0)) != 1:
        raise ValueError("the weights of the dimensions add up to 1")
    if not 0 < cutoff <= 1:
        raise ValueError("the cut-off is above 0 and at most 1")
    if any(unit.weight < 0 for unit in units) or not any(unit.weight for unit in units):
        raise ValueError("units have weights of 0 or more, and some of them more than 0")
