"""Commands on the days of the team: list a month, enter days, write attendance sheet and diary."""

from __future__ import annotations

import argparse
from pathlib import Path

from poverty_desktop import i18n
from poverty_desktop.cli.codes import code_of
from poverty_desktop.cli.opening import open_workspace, takes_workspace
from poverty_desktop.domain.typed import day_if_any
from poverty_desktop.errors import RuleError
from poverty_desktop.i18n import N_, _

NO_MONTH = N_("Write a month as 2026-11.")


def days(options: argparse.Namespace) -> object:
    """List the month of a member or of all, or write it as attendance sheet or diary."""
    from poverty_desktop.operations.assistance import team_days as operations
    from poverty_desktop.queries.assistance import team_days as queries

    tongue = i18n.language()
    is_writing = options.attendance is not None or options.diary is not None
    with open_workspace(options, is_reading=not is_writing) as session:
        year, month = _month(options.month) if options.month else _this(session.clock.today().isoformat())
        person = options.person or session.worker
        if options.attendance is not None:
            return {N_("members"): operations.write_attendance(session, options.attendance, year, month)}
        if options.diary is not None:
            return {N_("days"): operations.write_diary(session, options.diary, person, year, month)}
        if options.person:
            found = queries.month(session, person, year, month, language=tongue)
            labels = {code.code: code.label(tongue) for code in session.pack.code_lists["team_day"].codes}
            return [
                {
                    N_("day"): day.day.isoformat(),
                    N_("attendance"): labels.get(day.state, "") if day.state is not None else "",
                    N_("visits"): len(day.visits),
                    N_("reason"): day.note,
                }
                for day in found.days
                if day.state is not None
            ]
        return [
            {
                N_("team member"): one.person,
                N_("in the village"): one.present,
                N_("required"): one.wanted,
                N_("on leave"): one.leave,
                N_("away on duty"): one.away,
                N_("absent"): one.absent,
                N_("visits"): one.visits,
                N_("households"): one.households,
                N_("in the village this year"): one.year_present,
            }
            for one in (queries.month(session, name, year, month, language=tongue) for name in queries.members(session))
        ]


def days_options(command: argparse.ArgumentParser) -> None:
    """Add the options of ``team-days``."""
    takes_workspace(command)
    command.add_argument("--month", default="", help=_("month such as 2026-11; this one where it is left out"))
    command.add_argument("--person", default="", help=_("team member"))
    command.add_argument("--attendance", type=Path, help=_("write the attendance sheet to this PDF or Excel file"))
    command.add_argument("--diary", type=Path, help=_("write the diary of the member to this PDF or Excel file"))


def enter(options: argparse.Namespace) -> object:
    """Enter what days of a member were, or take it back."""
    from poverty_desktop.operations.assistance import team_days as operations
    from poverty_desktop.operations.assistance.team_days import DaysTyped

    with open_workspace(options) as session:
        first = day_if_any(options.first) or session.clock.today()
        state = "" if options.clear else code_of(session, "team_day", options.state)
        typed = DaysTyped(
            person=options.person or session.worker,
            first=first,
            last=day_if_any(options.last),
            state=state,
            note=options.because,
            approved_by=options.approved_by,
        )
        done = operations.clear(session, typed) if options.clear else operations.enter(session, typed)
        return {N_("saved"): done.value}


def enter_options(command: argparse.ArgumentParser) -> None:
    """Add the options of ``team-day``."""
    takes_workspace(command)
    command.add_argument("state", nargs="?", default="", help=_("what the days were: code or name"))
    command.add_argument("--person", default="", help=_("team member"))
    command.add_argument("--first", default="", help=_("first day; today where it is left out"))
    command.add_argument("--last", default="", help=_("last day; the first where it is left out"))
    command.add_argument("--because", default="", help=_("reason, or what was done"))
    command.add_argument("--approved-by", default="", help=_("who approved the leave"))
    command.add_argument("--clear", action="store_true", help=_("take back what was entered"))


def _month(text: str) -> tuple[int, int]:
    year, dash, month = text.partition("-")
    if not (dash and year.isdecimal() and month.isdecimal() and len(year) == 4 and 1 <= int(month) <= 12):
        raise RuleError(NO_MONTH)
    return int(year), int(month)


def _this(today: str) -> tuple[int, int]:
    return int(today[:4]), int(today[5:7])
