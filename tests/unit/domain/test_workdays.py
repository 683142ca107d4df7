"""Days, working days and months are counted as the calendar of the State Council and the Civil Code say."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from poverty_desktop.domain.workdays import Unit, WorkCalendar, months_after

NATIONAL = WorkCalendar(
    off=frozenset(date(2026, 10, day) for day in range(1, 8)),
    worked=frozenset({date(2026, 9, 20), date(2026, 10, 10)}),
)
DAYS = st.dates(date(2025, 1, 1), date(2027, 12, 31))


@pytest.mark.parametrize(
    ("day", "months", "found"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2028, 1, 31), 1, date(2028, 2, 29)),
        (date(2026, 3, 1), 6, date(2026, 9, 1)),
        (date(2026, 12, 15), 1, date(2027, 1, 15)),
        (date(2026, 3, 31), -1, date(2026, 2, 28)),
    ],
)
def test_that_months_go_to_the_same_day_or_the_last_of_a_short_month(day, months, found):
    assert months_after(day, months) == found


def test_that_working_days_skip_the_national_day_and_count_the_saturday_that_is_worked():
    assert NATIONAL.after(date(2026, 9, 30), 1, Unit.WORKDAY) == date(2026, 10, 8)
    assert NATIONAL.after(date(2026, 10, 9), 1, Unit.WORKDAY) == date(2026, 10, 10)
    assert NATIONAL.is_working(date(2026, 9, 20))
    assert not NATIONAL.is_working(date(2026, 9, 19))


def test_that_a_display_counts_its_first_day_or_not_as_the_pack_says():
    first = date(2026, 3, 1)
    assert NATIONAL.last_of(first, 7, Unit.DAY, counts_first=True) == date(2026, 3, 7)
    assert NATIONAL.last_of(first, 7, Unit.DAY, counts_first=False) == date(2026, 3, 8)


def test_that_a_display_of_working_days_hung_out_on_a_sunday_begins_on_monday():
    assert NATIONAL.last_of(date(2026, 3, 1), 5, Unit.WORKDAY, counts_first=True) == date(2026, 3, 6)


def test_that_the_calendar_says_of_which_years_it_knows():
    assert NATIONAL.knows(date(2026, 1, 1))
    assert not NATIONAL.knows(date(2027, 1, 1))


@given(DAYS, st.integers(1, 40), st.sampled_from([Unit.DAY, Unit.WORKDAY]), st.booleans())
def test_that_a_display_up_to_its_last_day_counts_as_many_days_as_asked(first, count, unit, counts_first):
    last = NATIONAL.last_of(first, count, unit, counts_first=counts_first)
    assert NATIONAL.count(first, last, unit, counts_first=counts_first) == count


@given(DAYS, st.integers(1, 60), st.sampled_from(Unit))
def test_that_later_counts_give_later_days(first, count, unit):
    assert NATIONAL.after(first, count, unit) > first
    assert NATIONAL.after(first, count + 1, unit) > NATIONAL.after(first, count, unit)
