"""The days of a team: in the village, on leave, away on duty; days with a visit are in the village by themselves."""

from __future__ import annotations

from calendar import monthrange
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum

from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.i18n import N_
from poverty_desktop.ids import RecordId, derive_id
from poverty_desktop.packs.limits import number_of
from poverty_desktop.queries.assistance import visits
from poverty_desktop.store.database import rows
from poverty_desktop.store.session import Session

WEEKDAYS = (N_("Mon"), N_("Tue"), N_("Wed"), N_("Thu"), N_("Fri"), N_("Sat"), N_("Sun"))
_YEAR = timedelta(days=365)


class DayState(StrEnum):
    """What a day was: codes of the list ``team_day``."""

    PRESENT = "01"
    LEAVE = "02"
    AWAY = "03"
    OFF = "04"
    ABSENT = "05"


IN_VILLAGE = (DayState.PRESENT,)
"""What counts as a day in the village."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamDay:
    """One day of one member: what it was and why one knows; ``visits`` are the heads of the households visited."""

    person: str
    day: date
    state: DayState | None
    is_entered: bool
    note: str = field(default="", repr=False)
    approved_by: str = ""
    visits: tuple[visits.VisitRow, ...] = field(default=(), repr=False)

    @property
    def clashes(self) -> bool:
        """Say whether a visit was made on a day that is entered as leave, off or absent."""
        return self.is_entered and bool(self.visits) and self.state in (DayState.LEAVE, DayState.OFF, DayState.ABSENT)


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberMonth:
    """A member's month, day by day, against what the pack asks for."""

    person: str
    days: tuple[TeamDay, ...]
    present: int
    leave: int
    away: int
    absent: int
    visits: int
    households: int
    wanted: int
    year_present: int
    year_wanted: int

    @property
    def is_enough(self) -> bool:
        """Say whether the days in the village are as many as the pack asks for."""
        return self.present >= self.wanted


def is_kept(session: Session) -> bool:
    """Say whether the pack of the workspace knows the days of a team."""
    return (RecordKind.TEAM_DAY, "state") in session.pack.by_name


def day_id(village: str, person: str, day: date) -> RecordId:
    """Return the id of the record of a day: two laptops that enter one day speak of one record."""
    return derive_id(RecordKind.TEAM_DAY, RecordId(bytes(16)), village, person, day.isoformat())


def members(session: Session, village: str = "") -> tuple[str, ...]:
    """Return who is in the team: of whom a day was entered in the last year, and who works here."""
    found: dict[str, None] = {}
    if is_kept(session):
        since = (session.clock.today() - _YEAR).isoformat()
        sql = (
            "SELECT DISTINCT person FROM team_day WHERE alive AND day >= ? AND ? IN ('', village) AND person <> ''"
            " ORDER BY person"
        )
        found = {row[0]: None for row in session.db.conn.execute(sql, (since, village))}
    if session.worker and not session.is_office:
        found.setdefault(session.worker, None)
    return tuple(found)


def month(
    session: Session, person: str, year: int, month: int, *, village: str = "", language: str = "zh_CN"
) -> MemberMonth:
    """Return the month of one member; days to come have no state."""
    last = monthrange(year, month)[1]
    days = _days(session, person, date(year, month, 1), date(year, month, last), village, language)
    whole = _days(session, person, date(year, 1, 1), date(year, 12, 31), village, language)
    seen = [visit for day in days for visit in day.visits]
    return MemberMonth(
        person=person,
        days=days,
        present=_count(days, DayState.PRESENT),
        leave=_count(days, DayState.LEAVE),
        away=_count(days, DayState.AWAY),
        absent=_count(days, DayState.ABSENT),
        visits=len(seen),
        households=len({visit.household for visit in seen}),
        wanted=number_of(session.pack.settings, "team_days_month"),
        year_present=_count(whole, DayState.PRESENT),
        year_wanted=number_of(session.pack.settings, "team_days_year"),
    )


def _count(days: tuple[TeamDay, ...], state: DayState) -> int:
    return sum(day.state is state for day in days)


def _days(session: Session, person: str, first: date, last: date, village: str, language: str) -> tuple[TeamDay, ...]:
    entered = _entered(session, person, first, last, village)
    seen: Mapping[date, list[visits.VisitRow]] = defaultdict(list)
    for visit in visits.listed(session, village=village, since=first, until=last, language=language, limit=100_000):
        if visit.visited_on is not None and person in visit.visitors.split("、"):
            seen[visit.visited_on].append(visit)
    interviewed = _interviewed(session, person, first, last)
    found = []
    for number in range((last - first).days + 1):
        day = first + timedelta(days=number)
        state, note, approved = entered.get(day, (None, "", ""))
        by_itself = DayState.PRESENT if day in seen or day in interviewed else None
        found.append(
            TeamDay(
                person=person,
                day=day,
                state=state or by_itself,
                is_entered=state is not None,
                note=note,
                approved_by=approved,
                visits=tuple(sorted(seen.get(day, ()), key=lambda visit: visit.started_at)),
            )
        )
    return tuple(found)


def _entered(
    session: Session, person: str, first: date, last: date, village: str
) -> Mapping[date, tuple[DayState | None, str, str]]:
    if not is_kept(session):
        return {}
    sql = "SELECT * FROM team_day WHERE alive AND person = ? AND day BETWEEN ? AND ? AND ? IN ('', village)"
    found: dict[date, tuple[DayState | None, str, str]] = {}
    for row in rows(session.db, sql, (person, first.isoformat(), last.isoformat(), village)):
        state = DayState(row["state"]) if row["state"] in tuple(DayState) else None
        found[date.fromisoformat(row["day"])] = (state, row["note"] or "", row["approved_by"] or "")
    return found


def _interviewed(session: Session, person: str, first: date, last: date) -> frozenset[date]:
    """Return the days on which somebody completed an interview: they were at the house."""
    sql = (
        "SELECT DISTINCT substr(finished_at, 1, 10) FROM interview WHERE alive AND interviewer = ?"
        " AND substr(finished_at, 1, 10) BETWEEN ? AND ?"
    )
    found = session.db.conn.execute(sql, (person, first.isoformat(), last.isoformat()))
    return frozenset(date.fromisoformat(row[0]) for row in found)
