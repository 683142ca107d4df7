"""What there is to do today, and how far the village is."""

from __future__ import annotations

from datetime import datetime, timedelta

from poverty_desktop import i18n
from poverty_desktop.ids import HouseholdId, InterviewId
from poverty_desktop.packs.model import Pack
from poverty_desktop.queries import completed, conflicts, years
from poverty_desktop.queries.rows import DraftRow, TodayRow
from poverty_desktop.store import drafts, log, settings
from poverty_desktop.store.session import Session

_BIN_FEN = 200_000
_BINS = 10


def today(session: Session) -> TodayRow:
    """Return the numbers and lists of the Today page."""
    db = session.db
    year = years.working_year(session)
    line = session.pack.line(year)
    households, persons, surveyed = db.conn.execute(
        "SELECT count(*), coalesce(sum(member_count), 0), coalesce(sum(year = ? AND surveyed_on IS NOT NULL), 0)"
        " FROM household_summary",
        (year,),
    ).fetchone()
    filed = filed_types(session.pack)
    filed_count = db.conn.execute(
        f"SELECT count(*) FROM household WHERE alive AND household_type IN ({','.join('?' * len(filed))})", filed
    ).fetchone()[0]
    overdue_before = (
        session.clock.today() - timedelta(days=int(session.pack.settings["visit_interval_days"]))
    ).isoformat()
    overdue = db.conn.execute(
        "SELECT count(*) FROM household_summary s JOIN household h ON h.id = s.household"
        f" WHERE h.household_type IN ({','.join('?' * len(filed))}) AND coalesce(s.last_visit, '') < ?",
        (*filed, overdue_before),
    ).fetchone()[0]
    return TodayRow(
        day=session.clock.today(),
        drafts=draft_rows(session),
        returned=completed.returned(session, language=i18n.language()),
        household_count=households,
        person_count=persons,
        surveyed_count=surveyed,
        filed_count=filed_count,
        unsent_transactions=unsent(session),
        conflict_count=conflicts.count(session),
        per_capita_histogram=_histogram(session),
        line_fen=line.amount_fen if line else None,
        year=year,
        last_receipt_at=_moment(settings.get(db, "last_receipt_at")),
        last_backup_at=_moment(settings.get(db, "last_backup_at")),
        overdue_visits=overdue,
    )


def draft_rows(session: Session) -> tuple[DraftRow, ...]:
    """Return the interviews that are not finished, the last touched first."""
    return tuple(
        DraftRow(
            interview=InterviewId(draft.id),
            household=None if draft.is_new_household else draft.household,
            head_name=_head_name(session, draft.household),
            section=draft.section,
            answered=draft.answered,
            total=draft.total,
            opened_at=datetime.fromisoformat(draft.opened_at),
            saved_at=datetime.fromisoformat(draft.saved_at),
        )
        for draft in drafts.every(session.db)
    )


def _head_name(session: Session, household: HouseholdId) -> str:
    row = session.db.conn.execute(
        "SELECT head_name FROM household_summary WHERE household = ?", (household,)
    ).fetchone()
    return str(row[0]) if row else ""


def unsent(session: Session) -> int:
    """Return how many own transactions no receipt of the office covers yet."""
    return sum(item.high - item.low + 1 for item in log.unsent(session.db, session.device))


def filed_types(pack: Pack) -> tuple[str, ...]:
    """Return the household types that count as filed, as the pack's settings name them."""
    return tuple(sorted(pack.codes_of("filed_household_types")))


def _histogram(session: Session) -> tuple[tuple[int, int], ...]:
    """Return how many households fall into each step of 2,000 yuan per head; the last step is open."""
    counts = dict(
        session.db.conn.execute(
            "SELECT max(0, min(per_capita_fen / ?, ?)), count(*) FROM household_summary"
            " WHERE per_capita_fen IS NOT NULL GROUP BY 1",
            (_BIN_FEN, _BINS - 1),
        ).fetchall()
    )
    return tuple((step * _BIN_FEN, counts.get(step, 0)) for step in range(_BINS))


def _moment(text: str) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
