"""Months, quarters and years in which something is to be done again and again."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta
from enum import StrEnum

from poverty_desktop.i18n import N_, _

WORDS = {
    "month": N_("{year}-{month}"),
    "quarter": N_("quarter {quarter} of {year}"),
    "year": N_("year {year}"),
}


class Period(StrEnum):
    """The span in which something is to be done; ``ONCE`` has no end of its own."""

    ONCE = "once"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


AGAIN = (Period.MONTH, Period.QUARTER, Period.YEAR)
"""Those that come again."""
_MONTHS = {Period.MONTH: 1, Period.QUARTER: 3, Period.YEAR: 12}


def span(period: Period, day: date) -> tuple[date, date]:
    """Return the first and the last day of the period that ``day`` is in; of ``ONCE`` the day itself."""
    months = _MONTHS.get(period)
    if months is None:
        return day, day
    first = date(day.year, (day.month - 1) // months * months + 1, 1)
    last = first.month + months - 1
    return first, date(day.year, last, monthrange(day.year, last)[1])


def before(period: Period, day: date) -> date:
    """Return a day of the period before the one that ``day`` is in."""
    return span(period, day)[0] - timedelta(days=1)


def due_day(period: Period, due: int, day: date) -> date:
    """Return the day on which something is due in the period of ``day``.

    A positive ``due`` counts from the first day, a negative one from the end: -1 is the last day. It never leaves the
    period.
    """
    first, last = span(period, day)
    found = first + timedelta(days=due - 1) if due > 0 else last + timedelta(days=due + 1)
    return min(max(found, first), last)


def name(period: Period, day: date) -> str:
    """Return the name of the period that ``day`` is in, in the language of the screen."""
    if period is Period.ONCE:
        return day.isoformat()
    words = {"year": day.year, "month": f"{day.month:02d}", "quarter": (day.month + 2) // 3}
    return _(WORDS[period.value]).format(**words)
