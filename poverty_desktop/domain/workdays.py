"""Which days are working days, and what comes a number of days or months after a day."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

_SATURDAY = 5


class Unit(StrEnum):
    """What a clock counts."""

    DAY = "d"
    WORKDAY = "w"
    MONTH = "m"


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkCalendar:
    """Days off besides weekends, and weekends that are worked, as the State Council announces them each year."""

    off: frozenset[date] = frozenset()
    worked: frozenset[date] = frozenset()

    def is_working(self, day: date) -> bool:
        """Say whether offices work on ``day``; of a year that was not announced only weekends are known."""
        return day in self.worked or (day not in self.off and day.weekday() < _SATURDAY)

    def knows(self, day: date) -> bool:
        """Say whether anything was announced for the year of ``day``."""
        return any(known.year == day.year for known in self.off)

    def after(self, day: date, count: int, unit: Unit) -> date:
        """Return the day ``count`` units after ``day``; the day itself is not counted (Civil Code, art. 201).

        A month after 31 January is the last day of February. A negative count goes back.
        """
        if unit is Unit.DAY:
            return day + timedelta(days=count)
        if unit is Unit.MONTH:
            return months_after(day, count)
        step = timedelta(days=1 if count > 0 else -1)
        left = abs(count)
        while left:
            day += step
            left -= self.is_working(day)
        return day

    def last_of(self, first: date, count: int, unit: Unit, *, counts_first: bool) -> date:
        """Return the last of ``count`` days that begin on ``first``, which counts itself or does not."""
        if not counts_first or (unit is Unit.WORKDAY and not self.is_working(first)):
            return self.after(first, count, unit)
        return self.after(first, count - 1, unit)

    def count(self, first: date, last: date, unit: Unit, *, counts_first: bool) -> int:
        """Return how many days (working days) from ``first`` to ``last`` count; not below none."""
        start = first if counts_first else first + timedelta(days=1)
        days = (last - start).days + 1
        if unit is not Unit.WORKDAY:
            return max(0, days)
        return sum(self.is_working(start + timedelta(days=number)) for number in range(max(0, days)))


def months_after(day: date, count: int) -> date:
    """Return the same day ``count`` months later, the last of the month where it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + count, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
