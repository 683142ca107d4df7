"""Rates of a sample: against samplics, and against every sample that a small village can give."""

from __future__ import annotations

from itertools import combinations, product
from math import comb

import pytest

from poverty_desktop.domain.survey_rates import Household, weighted_rate

SAMPLE = [
    *(("A", 0, 3), ("A", 0, 4), ("A", 0, 1), ("A", 0, 1), ("A", 0, 5), ("A", 0, 4), ("A", 1, 2), ("A", 0, 1)),
    *(("B", 0, 1), ("B", 0, 6), ("B", 0, 1), ("B", 1, 4), ("B", 0, 1), ("B", 0, 2)),
    *(("C", 2, 5), ("C", 0, 5), ("C", 2, 2), ("C", 0, 6), ("C", 0, 5)),
]
SIZES = {"A": 40, "B": 25, "C": 12}
VILLAGE = {
    "filed": [(0, 3), (2, 4), (0, 1), (1, 2), (0, 5), (0, 2)],
    "others": [(0, 4), (0, 3), (3, 3), (0, 2), (0, 6), (1, 4), (0, 1)],
}
"""Persons found poor and persons, household by household."""
DRAWN = {"filed": 3, "others": 3}


def households(rows: list[tuple[str, int, int]]) -> list[Household]:
    return [Household(stratum=stratum, count=count, size=size) for stratum, count, size in rows]


def test_that_rate_and_standard_error_are_those_of_samplics() -> None:
    # samplics 0.6.1, TaylorEstimator(PopParam.ratio) with stratum, psu, fpc; without fpc it says 0.04195074898386522.
    found = weighted_rate(households(SAMPLE), SIZES)
    assert found is not None
    assert found.rate == pytest.approx(0.08426882203262985, rel=1e-12)
    assert found.standard_error == pytest.approx(0.03491718481901773, rel=1e-12)
    huge = weighted_rate(households(SAMPLE), {name: size * 10_000_000 for name, size in SIZES.items()})
    assert huge is not None
    assert huge.standard_error == pytest.approx(0.04195074898386522, rel=1e-6)


def test_that_the_interval_is_that_of_korn_and_graubard() -> None:
    # The formula of svyciprop(method = "beta") with qt and qbeta of scipy.stats.
    found = weighted_rate(households(SAMPLE), SIZES)
    assert found is not None
    assert (found.effective_size, found.low, found.high) == pytest.approx(
        (56.43247850505072, 0.02692319749281337, 0.18919918272174754), rel=1e-9
    )


def _all_samples() -> list[list[Household]]:
    choices = [
        [[(stratum, *home) for home in chosen] for chosen in combinations(homes, DRAWN[stratum])]
        for stratum, homes in VILLAGE.items()
    ]
    return [households([row for part in parts for row in part]) for parts in product(*choices)]


def test_that_over_every_sample_that_can_be_drawn_the_estimates_centre_on_the_truth() -> None:
    sizes = {stratum: len(homes) for stratum, homes in VILLAGE.items()}
    truth = sum(c for homes in VILLAGE.values() for c, _n in homes) / sum(
        n for homes in VILLAGE.values() for _c, n in homes
    )
    found = [weighted_rate(sample, sizes) for sample in _all_samples()]
    rates = [rate for rate in found if rate is not None]
    assert len(rates) == comb(6, 3) * comb(7, 3)
    mean = sum(rate.rate for rate in rates) / len(rates)
    spread = sum((rate.rate - mean) ** 2 for rate in rates) / len(rates)
    told = sum(rate.standard_error**2 for rate in rates) / len(rates)
    # A ratio has a small bias; it is well below the spread (Cochran 1977, 6.8: at most the coefficient of variation of
    # the denominator times the standard error).
    assert abs(mean - truth) < 0.15 * spread**0.5
    assert told == pytest.approx(spread, rel=0.25)
    covered = sum(rate.low <= truth <= rate.high for rate in rates) / len(rates)
    assert covered >= 0.95


def test_that_with_equal_households_mean_and_variance_are_exact() -> None:
    """Where all households have the same size the ratio is a mean: unbiased, and so is its variance."""
    village = {"A": [0, 1, 0, 2, 0], "B": [1, 0, 0, 3, 0, 0]}
    sizes = {name: len(homes) for name, homes in village.items()}
    truth = sum(map(sum, village.values())) / (4 * sum(sizes.values()))
    samples = [
        households([("A", c, 4) for c in a] + [("B", c, 4) for c in b])
        for a, b in product(combinations(village["A"], 2), combinations(village["B"], 3))
    ]
    rates = [rate for sample in samples if (rate := weighted_rate(sample, sizes)) is not None]
    mean = sum(rate.rate for rate in rates) / len(rates)
    spread = sum((rate.rate - truth) ** 2 for rate in rates) / len(rates)
    told = sum(rate.standard_error**2 for rate in rates) / len(rates)
    assert mean == pytest.approx(truth, rel=1e-12)
    assert told == pytest.approx(spread, rel=1e-12)


def test_that_a_census_has_no_error_and_no_interval() -> None:
    sample = households([(stratum, *home) for stratum, homes in VILLAGE.items() for home in homes])
    found = weighted_rate(sample, {stratum: len(homes) for stratum, homes in VILLAGE.items()})
    assert found is not None
    assert found.is_census
    assert found.standard_error == 0
    assert found.low == found.rate == found.high


def test_that_nobody_found_in_few_households_still_leaves_room_for_some() -> None:
    found = weighted_rate(households([("A", 0, 4)] * 10), {"A": 200})
    assert found is not None
    assert (found.rate, found.low) == (0, 0)
    # Ten households, not forty persons: 1 - 0.025 ** (1 / n) with n = 10 / (1 - 10 / 200).
    assert found.high == pytest.approx(1 - 0.025 ** (0.95 / 10), rel=1e-9)
    everybody = weighted_rate(households([("A", 4, 4)] * 10), {"A": 200})
    assert everybody is not None
    assert (everybody.low, everybody.high) == pytest.approx((1 - found.high, 1))


def test_that_a_stratum_nobody_looked_at_leaves_the_rate_unknown() -> None:
    assert weighted_rate(households([("A", 0, 4)]), {"A": 9, "B": 3}) is None
    assert weighted_rate([], {"A": 9}) is None
    assert weighted_rate(households([("A", 0, 0)]), {"A": 9}) is None
    assert weighted_rate(households([("A", 0, 4)]), {"A": 9, "B": 0}) is not None


def test_that_a_single_household_of_a_stratum_lends_its_spread_from_the_mean_of_all() -> None:
    found = weighted_rate(households([("A", 1, 4), ("A", 0, 3), ("B", 2, 4)]), {"A": 9, "B": 5})
    assert found is not None
    assert found.standard_error > 0
    assert found.low < found.rate < found.high
