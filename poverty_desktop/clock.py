"""Time as an injected object, so that tests and the sync simulator choose it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """A source of the present moment."""

    def now(self) -> datetime:
        """Return the present moment, aware, in UTC."""

    def today(self) -> date:
        """Return the calendar day where the user sits."""


class SystemClock:
    """The clock of the laptop."""

    def now(self) -> datetime:
        """Return the present moment in UTC."""
        return datetime.now(UTC)

    def today(self) -> date:
        """Return the calendar day of the laptop's zone."""
        return datetime.now().astimezone().date()


class ManualClock:
    """A clock that moves only when told to."""

    def __init__(self, at: datetime) -> None:
        if at.tzinfo is None:
            raise ValueError("a clock needs an aware datetime")
        self._at = at.astimezone(UTC)

    def now(self) -> datetime:
        """Return the moment that was set."""
        return self._at

    def today(self) -> date:
        """Return the day that was set."""
        return self._at.date()

    def advance(self, by: timedelta) -> None:
        """Move the clock by ``by``, forward or back."""
        self._at += by
