"""Rates of a stratified sample of households, weighted, with intervals that know that persons live in households.

The estimator is the combined ratio; its variance comes by Taylor linearisation for a stratified one-stage cluster
sample drawn without replacement, with the finite population correction of each stratum (Cochran, Sampling Techniques,
1977, 6.11 and 9A; Särndal, Swensson and Wretman 1992, 5.6). The interval is that of Korn and Graubard (1998): Clopper
and Pearson's with the effective sample size, narrowed or widened by the ratio of the quantiles of Student's t, as
``svyciprop(method = "beta")`` of R's package survey has it. It holds for few households and rates near zero too.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from poverty_desktop.domain.quantiles import beta_quantile, t_quantile

_NO_SPREAD = 1e-18


@dataclass(frozen=True, slots=True, kw_only=True)
class Household:
    """One household of the sample with a result: ``count`` of its ``size`` persons (or of its one voice) have it."""

    stratum: str
    count: int
    size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """An estimated share between 0 and 1; ``low`` and ``high`` enclose it with the confidence that was asked for."""

    rate: float
    standard_error: float
    low: float
    high: float
    households: int
    persons: int
    effective_size: float
    is_census: bool  # every household of every stratum was looked at


def weighted_rate(sample: Sequence[Household], sizes: Mapping[str, int], *, confidence: float = 0.95) -> Rate | None:
    """Return the rate over the strata that ``sizes`` names with their numbers of households.

    The weight of a household is the number of its stratum by the number looked at there. A stratum of which one
    household was looked at lends its spread from the mean of all (``lonely.psu = "adjust"`` of R's survey). Nothing
    is returned where nobody was looked at, or a stratum with households has none in the sample: then the rate of the
    whole cannot be known.
    """
    by_stratum: dict[str, list[Household]] = {stratum: [] for stratum, size in sizes.items() if size}
    for household in sample:
        if household.stratum in by_stratum:
            by_stratum[household.stratum].append(household)
    looked_at = [household for found in by_stratum.values() for household in found]
    if not looked_at or not all(by_stratum.values()):
        return None
    weights = {stratum: max(sizes[stratum], len(found)) / len(found) for stratum, found in by_stratum.items()}
    total = sum(weights[item.stratum] * item.size for item in looked_at)
    if not total:
        return None
    rate = sum(weights[item.stratum] * item.count for item in looked_at) / total
    variance = _variance(by_stratum, weights, rate, total)
    persons = sum(item.size for item in looked_at)
    is_census = all(weight == 1 for weight in weights.values())
    effective = _effective_size(
        rate,
        variance,
        persons,
        len(looked_at),
        strata=len(by_stratum),
        frame=sum(max(sizes[stratum], len(found)) for stratum, found in by_stratum.items()),
        confidence=confidence,
    )
    if is_census:
        low = high = rate
    else:
        low, high = _interval(rate, effective, confidence)
    return Rate(
        rate=rate,
        standard_error=variance**0.5,
        low=low,
        high=high,
        households=len(looked_at),
        persons=persons,
        effective_size=effective,
        is_census=is_census,
    )


def _variance(
    by_stratum: Mapping[str, Sequence[Household]], weights: Mapping[str, float], rate: float, total: float
) -> float:
    scores = {
        stratum: [weights[stratum] * (item.count - rate * item.size) / total for item in found]
        for stratum, found in by_stratum.items()
    }
    everything = [score for found in scores.values() for score in found]
    overall = sum(everything) / len(everything)
    variance = 0.0
    for stratum, found in scores.items():
        unseen = 1 - 1 / weights[stratum]
        if len(found) == 1:
            variance += unseen * (found[0] - overall) ** 2
            continue
        mean = sum(found) / len(found)
        spread = sum((score - mean) ** 2 for score in found)
        variance += unseen * len(found) / (len(found) - 1) * spread
    return variance


def _effective_size(
    rate: float, variance: float, persons: int, households: int, *, strata: int, frame: int, confidence: float
) -> float:
    """Return the size of a simple sample that would tell as much.

    Where no spread was seen (nobody has it, or everybody), members of a household are taken to be all alike: the number
    of households, enlarged by the finite population correction over all ``frame`` households.
    """
    if not 0 < rate < 1 or variance <= _NO_SPREAD:
        return households / max(1 - households / frame, _NO_SPREAD)
    size = rate * (1 - rate) / variance
    degrees = households - strata
    if degrees < 1 or persons < 2:
        return min(size, float(households))
    tail = 1 - (1 - confidence) / 2
    return size * (t_quantile(tail, persons - 1) / t_quantile(tail, degrees)) ** 2


def _interval(rate: float, size: float, confidence: float) -> tuple[float, float]:
    tail = (1 - confidence) / 2
    hits = size * rate
    return beta_quantile(tail, hits, size - hits + 1), beta_quantile(1 - tail, hits + 1, size - hits)
