"""The dual-cutoff measures of Alkire and Foster (Journal of Public Economics 95, 2011): H, A, M0 and what they hide.

Each unit (a person or a household) has one line of deprivations, True where it is deprived in a dimension, and a
survey weight. Weights of dimensions are fractions that add up to 1. A unit is poor where its weighted deprivations
reach the cut-off k. Everything is computed with fractions, so that no figure depends on the order of adding.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
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
    names = tuple(weights)
    patterns = [tuple(unit.deprived[name] for name in names) for unit in units]
    stands_for: dict[tuple[bool, ...], Fraction] = {}  # units with the same line count as one with their weight
    for pattern, unit in zip(patterns, units, strict=True):
        stands_for[pattern] = stands_for.get(pattern, 0) + unit.weight
    total = sum(stands_for.values(), start=Fraction(0))
    scored = {pattern: score(dict(zip(names, pattern, strict=True)), weights) for pattern in stands_for}
    poor = {pattern for pattern, found in scored.items() if found >= cutoff}

    def share(chosen: Iterable[Fraction]) -> Fraction:
        return sum(chosen, start=Fraction(0)) / total

    def share_deprived(place: int, among: Iterable[tuple[bool, ...]]) -> Fraction:
        return share(stands_for[pattern] for pattern in among if pattern[place])

    headcount = share(stands_for[pattern] for pattern in poor)
    adjusted = share(stands_for[pattern] * scored[pattern] for pattern in poor)
    censored = {name: share_deprived(place, poor) for place, name in enumerate(names)}
    return Measures(
        headcount=headcount,
        intensity=adjusted / headcount if headcount else Fraction(0),
        adjusted=adjusted,
        raw={name: share_deprived(place, stands_for) for place, name in enumerate(names)},
        censored=censored,
        contributions={
            name: weight * censored[name] / adjusted if adjusted else Fraction(0) for name, weight in weights.items()
        },
        scores=tuple(scored[pattern] for pattern in patterns),
        poor=tuple(pattern in poor for pattern in patterns),
    )


def _require(units: Sequence[Unit], weights: Mapping[str, Fraction], cutoff: Fraction) -> None:
    if sum(weights.values(), start=Fraction(0)) != 1:
        raise ValueError("the weights of the dimensions add up to 1")
    if not 0 < cutoff <= 1:
        raise ValueError("the cut-off is above 0 and at most 1")
    if any(unit.weight < 0 for unit in units) or not any(unit.weight for unit in units):
        raise ValueError("units have weights of 0 or more, and some of them more than 0")
