"""What runs out: displays that end, steps and visits that are due, events that wait to be entered elsewhere."""

from __future__ import annotations

from datetime import date, timedelta

from poverty_desktop.queries import clues, entry_list, procedures
from poverty_desktop.queries.today_rows import ClockCounts
from poverty_desktop.store.session import Session

SOON_DAYS = 3


def counts(session: Session) -> ClockCounts:
    """Return what runs out now."""
    today = session.clock.today()
    limit = today + timedelta(days=SOON_DAYS)
    ends: list[date] = []
    due: list[date] = []
    for state in procedures.running(session):
        clocks = state.clocks
        if clocks.display_ends is not None:
            ends.append(clocks.display_ends)
        if clocks.due is not None:
            due.append(clocks.due.day)
    visits = list(clues.due(session))
    return ClockCounts(
        displays_over=sum(day < today for day in ends),
        display_ends=min((day for day in ends if day >= today), default=None),
        overdue=sum(day < today for day in due),
        soon=sum(today <= day <= limit for day in due),
        clues_overdue=sum(day < today for day in visits),
        clues_soon=sum(today <= day <= limit for day in visits),
        entries=entry_list.count_open(session),
    )
