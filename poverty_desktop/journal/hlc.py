"""Hybrid logical time: 48 bits of milliseconds and a 16-bit counter; it orders what is shown, never what is true."""

from __future__ import annotations

from datetime import UTC, datetime

COUNTER_BITS = 16
_MAX_LEAD_MS = 24 * 3600 * 1000


def tick(last: int, now: datetime) -> int:
    """Return the next local time after ``last`` at wall clock ``now``; it never goes back."""
    wall = int(now.timestamp() * 1000) << COUNTER_BITS
    return max(last + 1, wall)


def observe(last: int, remote: int, now: datetime) -> int:
    """Return the local time after a remote one was seen.

    A remote time more than 24 h ahead of the wall clock is not followed (sync.md 2.12), though it is accepted.
    """
    limit = (int(now.timestamp() * 1000) + _MAX_LEAD_MS) << COUNTER_BITS
    return max(last, remote) if remote <= limit else last


def moment(hlc: int) -> datetime:
    """Return the wall-clock moment that the author's laptop showed; a time beyond the calendar is cut to its end."""
    seconds = (hlc >> COUNTER_BITS) / 1000
    try:
        return datetime.fromtimestamp(seconds, UTC)
    except (OverflowError, ValueError, OSError):
        return datetime.max.replace(tzinfo=UTC)
