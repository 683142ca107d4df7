"""What runs out: displays that end, steps and visits that are due, events that wait to be entered elsewhere."""

from __future__ import annotations

from datetime import date, timedelta

from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.queries.assistance import duties, merits
from poverty_desktop.queries.today_rows import ClockCounts, RunningRound
from poverty_desktop.store import held
from poverty_desktop.store.session import Session

SOON_DAYS = 3


def counts(session: Session) -> ClockCounts:
    """Return what runs out now; a workspace in which nothing runs loads nothing for it."""
    today = session.clock.today()
    limit = today + timedelta(days=SOON_DAYS)
    ends, due = _running(session) if _any_begun(session) else ([], [])
    visits = _visits(session)
    late, near = duties.clocks(session)
    return ClockCounts(
        displays_over=sum(day < today for day in ends),
        display_ends=min((day for day in ends if day >= today), default=None),
        overdue=sum(day < today for day in due),
        soon=sum(today <= day <= limit for day in due),
        clues_overdue=sum(day < today for day in visits),
        clues_soon=sum(today <= day <= limit for day in visits),
        entries=_entries(session),
        rounds=_rounds(session, today),
        visits=_overdue_visits(session),
        visit_drafts=_visit_drafts(session),
        duties_overdue=late,
        duties_soon=near,
        merits_open=merits.open_count(session),
        held_back=held.waiting(session) if session.is_office else 0,
        volumes_missing=_volumes_missing(session) if session.is_office else 0,
    )


def _volumes_missing(session: Session) -> int:
    sql = "SELECT count(*) FROM bundle WHERE direction = 'in' AND state = 'waiting'"
    return int(session.db.conn.execute(sql).fetchone()[0])


def _any_begun(session: Session) -> bool:
    if (RecordKind.PROCEDURE, "dropped_on") not in session.pack.by_name:
        return False
    sql = "SELECT 1 FROM procedure WHERE alive AND dropped_on IS NULL LIMIT 1"
    return session.db.conn.execute(sql).fetchone() is not None


def _running(session: Session) -> tuple[list[date], list[date]]:
    """Return the last days of displays that hang, and the deadlines of steps."""
    from poverty_desktop.queries.casework import procedures

    found = [state.clocks for state in procedures.running(session)]
    ends = [clocks.display_ends for clocks in found if clocks.display_ends is not None]
    return ends, [clocks.due.day for clocks in found if clocks.due is not None]


def _visits(session: Session) -> list[date]:
    if (RecordKind.CLUE, "deadline") not in session.pack.by_name:
        return []
    sql = "SELECT deadline FROM clue WHERE alive AND result IS NULL AND deadline IS NOT NULL"
    return [date.fromisoformat(day) for (day,) in session.db.conn.execute(sql)]


def _overdue_visits(session: Session) -> tuple[tuple[int, int], ...]:
    if not session.pack.visit_rules:
        return ()
    from poverty_desktop.queries.assistance import coverage

    return coverage.overdue_counts(session)


def _visit_drafts(session: Session) -> int:
    sql = "SELECT count(*) FROM setting WHERE name LIKE 'visit_draft:%'"
    return int(session.db.conn.execute(sql).fetchone()[0])


def _entries(session: Session) -> int:
    if (RecordKind.ENTRY_LINE, "entered_on") not in session.pack.by_name:
        return 0
    sql = "SELECT count(*) FROM entry_line WHERE alive AND entered_on IS NULL"
    return int(session.db.conn.execute(sql).fetchone()[0])


def _rounds(session: Session, today: date) -> tuple[RunningRound, ...]:
    """Return the verification rounds that run, those due first."""
    if (RecordKind.ROUND, "closed_on") not in session.pack.by_name:
        return ()
    sql = "SELECT 1 FROM round WHERE alive AND closed_on IS NULL LIMIT 1"
    if session.db.conn.execute(sql).fetchone() is None:
        return ()
    from poverty_desktop.queries.lookback import rounds
    from poverty_desktop.queries.lookback.round_state import RoundRow

    together: dict[str, list[RoundRow]] = {}
    for row in rounds.all_rounds(session):
        if row.closed_on is None:
            together.setdefault(row.series or row.id.hex(), []).append(row)
    found = [
        RunningRound(
            key=rows[0].id.hex() if len(rows) == 1 else "",
            name=rows[0].name,
            deadline=rows[0].deadline,
            left=sum(row.balance.open for row in rows),
            is_over=rows[0].deadline < today,
        )
        for rows in together.values()
    ]
    return tuple(sorted(found, key=lambda item: item.deadline))
