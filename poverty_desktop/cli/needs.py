"""Commands on what households need."""

from __future__ import annotations

import argparse

from poverty_desktop import i18n
from poverty_desktop.cli.codes import code_of, takes_year
from poverty_desktop.cli.opening import find_household, open_workspace, takes_workspace
from poverty_desktop.domain.typed import day_if_any, fen_if_any
from poverty_desktop.errors import RuleError
from poverty_desktop.i18n import N_, _
from poverty_desktop.ids import to_text

NO_HOUSEHOLD = N_("Say whose need it is.")


def needs(options: argparse.Namespace) -> object:
    """List the needs, unmet first, or take one down."""
    from poverty_desktop.checks.run import help_year
    from poverty_desktop.operations.assistance import needs as operations
    from poverty_desktop.operations.assistance.needs import NeedLine
    from poverty_desktop.queries.assistance import need_board

    tongue = i18n.language()
    with open_workspace(options, is_reading=not options.take) as session:
        year = options.year or help_year(session)
        household = find_household(session, options.household) if options.household else None
        if options.take:
            if household is None:
                raise RuleError(NO_HOUSEHOLD)
            line = NeedLine(
                kind=code_of(session, "need_kind", options.kind),
                description=options.take,
                amount_fen=fen_if_any(options.amount),
                wanted_by=day_if_any(options.by),
            )
            return {N_("id"): to_text(operations.take(session, household, year, line).value)}
        return [
            {
                N_("id"): to_text(row.id),
                N_("head"): row.head_name,
                N_("place"): " ".join(filter(None, (row.village, row.group_name))),
                N_("kind"): row.kind_label,
                N_("need"): row.description,
                N_("yuan"): "" if row.amount_fen is None else i18n.format_yuan(row.amount_fen),
                N_("measures"): row.answers,
                N_("need met"): row.is_met,
            }
            for row in need_board.needs(session, year, household=household, language=tongue)
        ]


def needs_options(command: argparse.ArgumentParser) -> None:
    """Add the options of ``needs``."""
    takes_workspace(command)
    command.add_argument("household", nargs="?", help=_("id, number, or a search with one answer"))
    command.add_argument("--take", default="", help=_("take down this need of the household"))
    command.add_argument("--kind", default="", help=_("kind of need: code or name"))
    command.add_argument("--amount", default="", help=_("amount in yuan"))
    command.add_argument("--by", default="", help=_("day by which it is wanted"))
    takes_year(command)
