"""What the days of the team ask of the store; each function runs on the store thread."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from poverty_desktop.domain.typed import day_if_any
from poverty_desktop.queries.assistance.team_days import MemberMonth
from ui.households.help_calls import options

if TYPE_CHECKING:
    from poverty_desktop.operations.done import Done
    from poverty_desktop.operations.session import Session


@dataclass(frozen=True, slots=True, kw_only=True)
class Days:
    """The month of one member, who else is in the team, and what a day can be."""

    month: MemberMonth
    members: tuple[str, ...]
    states: tuple[tuple[str, str], ...]
    today: date
    leave_days: int  # up to which the township approves


def days(person: str, back: int, language: str, session: Session) -> Days:
    """Return the month that lies ``back`` months before this one, of ``person`` or of who works here."""
    from poverty_desktop.packs.limits import number_of
    from poverty_desktop.queries.assistance import team_days

    today = session.clock.today()
    number = today.year * 12 + today.month - 1 - back
    members = team_days.members(session)
    chosen = person or session.worker or (members[0] if members else "")
    return Days(
        month=team_days.month(session, chosen, number // 12, number % 12 + 1, language=language),
        members=members,
        states=tuple((code, words(language)) for code, words in options(session, "team_day")),
        today=today,
        leave_days=number_of(session.pack.settings, "team_leave_days"),
    )


def enter(person: str, chosen: Sequence[date], typed: Mapping[str, str], session: Session) -> Done[int]:
    """Enter what days were; a span that is typed goes before those that are chosen."""
    from poverty_desktop.operations.assistance import team_days

    first, last = day_if_any(typed.get("first", "")), day_if_any(typed.get("last", ""))
    made = team_days.DaysTyped(
        person=person,
        first=first or min(chosen, default=session.clock.today()),
        last=last or (max(chosen, default=None) if first is None else None),
        state=typed.get("state", ""),
        note=typed.get("note", ""),
        approved_by=typed.get("approved_by", ""),
    )
    return team_days.enter(session, made)


def clear(person: str, chosen: Sequence[date], session: Session) -> Done[int]:
    """Take back what was entered on these days."""
    from poverty_desktop.operations.assistance import team_days

    typed = team_days.DaysTyped(person=person, first=min(chosen), last=max(chosen))
    return team_days.clear(session, typed)


def write_attendance(path: Path, year: int, month: int, session: Session) -> int:
    """Write the attendance sheet."""
    from poverty_desktop.operations.assistance import team_days

    return team_days.write_attendance(session, path, year, month)


def write_diary(path: Path, person: str, year: int, month: int, session: Session) -> int:
    """Write the diary."""
    from poverty_desktop.operations.assistance import team_days

    return team_days.write_diary(session, path, person, year, month)
