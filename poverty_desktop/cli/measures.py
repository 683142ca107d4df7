"""Commands on the plan of a household and the life of its measures."""

from __future__ import annotations

import argparse

from poverty_desktop import i18n
from poverty_desktop.cli.codes import code_of, member_of, record_of, takes_year
from poverty_desktop.cli.opening import find_household, open_workspace, takes_workspace
from poverty_desktop.domain.typed import day_if_any, fen_if_any
from poverty_desktop.i18n import N_, _
from poverty_desktop.ids import to_text

STATUSES = "measure_status"


def measures(options: argparse.Namespace) -> object:
    """List the lines of a household, or the figures of every measure."""
    from poverty_desktop.checks.run import help_year
    from poverty_desktop.queries.assistance import help_counts, measure_lines

    tongue = i18n.language()
    with open_workspace(options, is_reading=True) as session:
        year = options.year or help_year(session)
        if options.household is None:
            return [
                {
                    N_("measure"): row.label,
                    N_("lines"): row.planned,
                    N_("received"): row.received,
                    N_("done"): row.done,
                    N_("households"): row.households,
                    N_("person-times"): row.person_times,
                    N_("yuan"): i18n.format_yuan(row.amount_fen),
                }
                for row in help_counts.by_item(session, year, language=tongue)
            ]
        household = find_household(session, options.household)
        return [
            {
                N_("id"): to_text(row.id),
                N_("measure"): row.name,
                N_("member"): row.person_name,
                N_("status"): row.status_label,
                N_("yuan"): "" if row.amount_fen is None else i18n.format_yuan(row.amount_fen),
                N_("due"): row.due_on,
                N_("need"): row.need_words,
                N_("effect"): row.effect,
            }
            for row in measure_lines.of_household(session, household, year, tongue)
        ]


def measures_options(command: argparse.ArgumentParser) -> None:
    """Add the options of ``measures``."""
    takes_workspace(command)
    command.add_argument("household", nargs="?", help=_("id, number, or a search with one answer"))
    takes_year(command)


def plan(options: argparse.Namespace) -> object:
    """Put a measure into the plan of a household."""
    from poverty_desktop.checks.run import help_year
    from poverty_desktop.operations.assistance import measures as operations
    from poverty_desktop.operations.assistance.measures import PlanLine

    with open_workspace(options) as session:
        household = find_household(session, options.household)
        line = PlanLine(
            item=code_of(session, "measure_item", options.measure),
            person=member_of(session, household, options.member) if options.member else None,
            need=record_of(options.need) if options.need else None,
            amount_fen=fen_if_any(options.amount),
            quantity=options.quantity,
            due_on=day_if_any(options.due),
        )
        done = operations.plan(session, household, options.year or help_year(session), [line])
        return {N_("id"): to_text(done.value[0])}


def plan_options(command: argparse.ArgumentParser) -> None:
    """Add the options of ``measure-plan``."""
    takes_workspace(command)
    command.add_argument("household", help=_("id, number, or a search with one answer"))
    command.add_argument("measure", help=_("measure: code or name"))
    command.add_argument("--member", default="", help=_("name of the member who benefits"))
    command.add_argument("--need", default="", help=_("id of the need that it answers"))
    command.add_argument("--amount", default="", help=_("amount in yuan"))
    command.add_argument("--quantity", default="", help=_("quantity in the unit of the measure"))
    command.add_argument("--due", default="", help=_("day by which it is to be done"))
    takes_year(command)


def move(options: argparse.Namespace) -> object:
    """Move lines on in their life, or drop them."""
    from poverty_desktop.domain.measure import Status
    from poverty_desktop.operations.assistance import measures as operations
    from poverty_desktop.operations.assistance.measures import Step

    with open_workspace(options) as session:
        step = Step(
            status=Status(code_of(session, STATUSES, options.status)),
            on=day_if_any(options.on),
            amount_fen=fen_if_any(options.amount),
            evidence=options.evidence,
            effect=options.effect,
            income_effect_fen=fen_if_any(options.income_effect),
            confirmed_by=options.signed,
            confirm_note=options.unsigned,
            dropped_because=options.because,
            person_times=options.person_times,
        )
        return {N_("saved"): operations.move(session, [record_of(text) for text in options.lines], step).value}


def move_options(command: argparse.ArgumentParser) -> None:
    """Add the options of ``measure-move``."""
    takes_workspace(command)
    command.add_argument("status", help=_("status: code or name"))
    command.add_argument("lines", nargs="+", help=_("ids of the lines"))
    command.add_argument("--on", default="", help=_("day on which it was so; today where it is left out"))
    command.add_argument("--amount", default="", help=_("amount in yuan"))
    command.add_argument("--evidence", default="", help=_("what shows it"))
    command.add_argument("--effect", default="", help=_("what came of it"))
    command.add_argument("--income-effect", default="", help=_("income gained in yuan"))
    command.add_argument("--signed", default="", help=_("who of the household signed"))
    command.add_argument("--unsigned", default="", help=_("why nobody signed"))
    command.add_argument("--because", default="", help=_("why it is dropped"))
    command.add_argument("--person-times", type=int, help=_("person-times, for training"))
