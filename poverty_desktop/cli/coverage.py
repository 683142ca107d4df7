"""The command on who was visited as the rules ask, and who not."""

from __future__ import annotations

import argparse
from pathlib import Path

from poverty_desktop import i18n
from poverty_desktop.cli.opening import open_workspace, takes_workspace
from poverty_desktop.domain.periods import AGAIN, Period
from poverty_desktop.domain.typed import day_if_any
from poverty_desktop.i18n import N_, _

BY = ("village", "group", "helper", "visitor")


def coverage(options: argparse.Namespace) -> object:
    """Count who was visited in a month, quarter or year; list who is still to be; write the plan of visits."""
    from poverty_desktop.operations.assistance import visit_routes
    from poverty_desktop.queries.assistance import coverage as queries

    period = Period(options.period)
    with open_workspace(options, is_reading=options.plan is None) as session:
        day = day_if_any(options.day) or session.clock.today()
        if options.plan is not None:
            return {N_("households"): visit_routes.write(session, options.plan, period, day)}
        rows = queries.listed(session, period, day, language=i18n.language())
        if options.overdue or options.left:
            return [
                {
                    N_("head"): row.head_name,
                    N_("place"): " ".join(filter(None, (row.village, row.group_name))),
                    N_("type"): row.type_label,
                    N_("rule"): row.rule,
                    N_("last visit"): row.last_visit.isoformat() if row.last_visit else "",
                    N_("days"): "" if row.days is None else row.days,
                    N_("helper"): row.helpers,
                }
                for row in rows
                if (row.is_overdue if options.overdue else row.is_owed)
            ]
        return [
            {
                N_("name"): count.name,
                N_("households"): count.households,
                N_("still to be visited"): count.owed,
                N_("percent visited"): count.share,
                N_("visits"): count.visits,
                N_("overdue"): count.overdue,
            }
            for count in queries.counts(session, rows, queries.By(options.by), period, day)
        ]


def coverage_options(command: argparse.ArgumentParser) -> None:
    """Add the options of ``coverage``."""
    takes_workspace(command)
    command.add_argument("--period", choices=[item.value for item in AGAIN], default="month", help=_("span of time"))
    command.add_argument("--day", default="", help=_("a day in the span; today where it is left out"))
    command.add_argument("--by", choices=BY, default="village", help=_("how the figures are put together"))
    command.add_argument("--left", action="store_true", help=_("list who is still to be visited in the span"))
    command.add_argument("--overdue", action="store_true", help=_("list who was not visited for too long"))
    command.add_argument("--plan", type=Path, help=_("write the plan of visits to this PDF or Excel file"))
