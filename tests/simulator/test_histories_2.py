"""Whole histories of laptops and offices, the second quarter: nothing is lost, hidden or believed that must not be."""

from __future__ import annotations

import pytest
from sim_histories import PARTS, not_reached, part

SHARE = 1


@pytest.mark.parametrize("number", range(PARTS))
def test_that_no_history_breaks_an_invariant(number: int) -> None:
    assert part(SHARE, number)[0] == 0


@pytest.mark.timeout(1800)  # asked first, it runs them all
def test_that_the_histories_reach_what_they_are_for() -> None:
    assert not_reached(SHARE) == {}
