"""How a target stands by today, and how sure a share of few is."""

from __future__ import annotations

from datetime import date

import pytest

from poverty_desktop.assessment.progress import Standing, expected_share, progress, wilson


def test_that_the_year_goes_by_evenly_and_never_beyond_its_ends():
    assert expected_share(2015, date(2014, 12, 31)) == 0
    assert expected_share(2015, date(2015, 7, 2)) == pytest.approx(183 / 365)
    assert expected_share(2015, date(2015, 12, 31)) == 1
    assert expected_share(2015, date(2026, 1, 1)) == 1


@pytest.mark.parametrize(
    ("figure", "goal", "today", "standing"),
    [
        (2500, 2500, date(2015, 3, 1), Standing.REACHED),
        (1250, 2500, date(2015, 7, 1), Standing.ON_TRACK),
        (1200, 2500, date(2015, 7, 1), Standing.ON_TRACK),
        (900, 2500, date(2015, 7, 1), Standing.BEHIND),
        (2400, 2500, date(2016, 1, 1), Standing.MISSED),
        (None, 2500, date(2015, 7, 1), Standing.UNKNOWN),
        (3, None, date(2015, 7, 1), Standing.UNKNOWN),
        (0, 0, date(2015, 7, 1), Standing.REACHED),
    ],
)
def test_that_a_target_is_behind_only_when_the_calendar_is_well_ahead(figure, goal, today, standing):
    assert progress(figure, goal, 2015, today).standing is standing


def test_that_less_can_be_better():
    assert progress(2, 3, 2015, date(2015, 2, 1), less_is_better=True).standing is Standing.REACHED
    assert progress(6, 3, 2015, date(2015, 2, 1), less_is_better=True).share == 0.5


def test_that_wilson_s_interval_is_that_of_the_books_and_wide_for_few():
    low, high = wilson(81, 263)
    assert (round(low, 4), round(high, 4)) == (0.2553, 0.3662)  # Newcombe 1998, table I
    few, many = wilson(5, 10), wilson(500, 1000)
    assert few[1] - few[0] > 5 * (many[1] - many[0])
    assert wilson(0, 3)[0] == 0
    with pytest.raises(ValueError, match="nothing"):
        wilson(0, 0)
