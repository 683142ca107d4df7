"""Against scipy.stats 1.17 (beta.ppf, t.ppf)."""

from __future__ import annotations

import math

import pytest

from poverty_desktop.domain.quantiles import beta_cdf, beta_quantile, t_quantile


@pytest.mark.parametrize(
    ("probability", "a", "b", "expected"),
    [
        (0.025, 3, 40.5, 0.014800475113407319),
        (0.975, 1, 17, 0.19506432296909318),
        (0.5, 2.5, 2.5, 0.5),
        (0.975, 12.3, 200.7, 0.0927015381467765),
        (0.025, 0.4, 900, 8.145297032349945e-08),
    ],
)
def test_that_quantiles_of_beta_are_those_of_scipy(probability: float, a: float, b: float, expected: float) -> None:
    assert beta_quantile(probability, a, b) == pytest.approx(expected, rel=1e-9)
    assert beta_cdf(expected, a, b) == pytest.approx(probability, rel=1e-9)


@pytest.mark.parametrize(
    ("probability", "degrees", "expected"),
    [
        (0.975, 1, 12.706204736174694),
        (0.975, 4, 2.7764451051977934),
        (0.975, 29, 2.045229642132703),
        (0.95, 7.5, 1.8757474792112878),
    ],
)
def test_that_quantiles_of_t_are_those_of_scipy(probability: float, degrees: float, expected: float) -> None:
    assert t_quantile(probability, degrees) == pytest.approx(expected, rel=1e-9)


def test_that_the_ends_are_ends() -> None:
    assert beta_quantile(0.025, 0, 5) == 0
    assert beta_quantile(0.975, 5, 0) == 1
    assert (beta_cdf(0, 1, 1), beta_cdf(1, 1, 1)) == (0, 1)
    assert math.isclose(beta_cdf(0.3, 1, 1), 0.3)
