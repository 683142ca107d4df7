"""What a year that is over looked like: who belonged to a household on its last day."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.domain.membership import ENTERED_TWICE
from poverty_desktop.ids import HouseholdId
from poverty_desktop.store.session import Session

BELONGED_ON = (
    "coalesce(r.from_date, '') <= '{day}' AND coalesce(r.to_date, '9999') > '{day}'"
    f" AND coalesce(r.reason_out, '') != '{ENTERED_TWICE}'"
)
"""Which memberships ``r`` held on a day; one that was entered twice or by mistake held on none."""
THERE_ON = f"{BELONGED_ON} AND coalesce(p.birth_date, '') <= '{{day}}'"
"""Which of them were of a person ``p`` who was born by then."""
HOME_ON = (
    "(y.id IS NOT NULL OR NOT EXISTS (SELECT 1 FROM membership m WHERE m.household = r.id AND m.alive) OR EXISTS"
    " (SELECT 1 FROM membership m JOIN person g ON g.id = m.person AND g.alive WHERE m.household = r.id AND m.alive"
    f" AND {THERE_ON.replace('r.', 'm.').replace('p.', 'g.')}))"
)
"""Which households ``r`` there were on a day: it has facts ``y`` of the year, somebody was there, or nobody ever."""
ENDED: Mapping[tuple[RecordKind, str], str] = {
    (RecordKind.PERSON, "death_date"): "p.death_date",
    (RecordKind.MEMBERSHIP, "to_date"): "r.to_date",
    (RecordKind.MEMBERSHIP, "reason_out"): "r.to_date",
}
"""What is known of a member only from a day on, which says when: before it, nobody knew."""
LEFT_BY = "r.to_date <= '{day}'"
"""Which memberships ``r`` had ended by a day."""


def members_day(session: Session, year: int) -> str:
    """Return the last day of ``year`` where it is over and others belonged to the households then; else ""."""
    day = date(year, 12, 31)
    if day >= session.clock.today():
        return ""
    others = (
        "SELECT 1 FROM membership WHERE alive AND (to_date > ?1 OR from_date > ?1)"
        " UNION ALL SELECT 1 FROM person WHERE alive AND birth_date > ?1 LIMIT 1"
    )
    return day.isoformat() if session.db.conn.execute(others, (day.isoformat(),)).fetchone() else ""


def household_day(session: Session, household: HouseholdId, year: int) -> str:
    """Return the same of one household where it has facts of a later year; else "", for the members of now."""
    later = "SELECT 1 FROM household_year WHERE household = ? AND alive AND year > ? LIMIT 1"
    is_past = session.db.conn.execute(later, (household, year)).fetchone() is not None
    return members_day(session, year) if is_past else ""


def has_later_facts(session: Session, year: int) -> bool:
    """Say whether there are facts of households of a later year."""
    sql = "SELECT 1 FROM household_year WHERE alive AND year > ? LIMIT 1"
    return session.db.conn.execute(sql, (year,)).fetchone() is not None
