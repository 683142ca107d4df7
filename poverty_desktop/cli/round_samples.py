"""Commands on the back-check of a round: draw its sample, enter what was found, tell the rates."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from poverty_desktop.cli.opening import open_workspace, takes_workspace
from poverty_desktop.cli.round_choice import chosen_round, household_in
from poverty_desktop.errors import RuleError
from poverty_desktop.i18n import N_, _

if TYPE_CHECKING:
    from poverty_desktop.domain.survey_rates import Rate
    from poverty_desktop.queries.lookback.back_checks import RateLine

RATES = ("wrong_exit", "missed", "wrong_inclusion", "incidence", "approval")
BAD_SIZE = N_("A size is written as category=households, such as 03=10.")


def sample(options: argparse.Namespace) -> object:
    """Draw the back-check sample, or enter what was found at one of its households; without either list it."""
    from poverty_desktop.operations.lookback import back_checks as operations
    from poverty_desktop.operations.lookback import sample_frame
    from poverty_desktop.queries.lookback import back_checks as queries
    from poverty_desktop.queries.lookback import rounds as round_queries

    with open_workspace(options) as session:
        record = chosen_round(session, options.round)
        if options.seed:
            operations.draw(session, record, options.seed, _sizes(options.size), whole_series=options.series)
        if options.household:
            if options.seen is None or options.poor is None:
                raise RuleError(N_("Give the persons seen and those found poor: --seen and --poor."))
            state = round_queries.state(session, record)
            finding = operations.Finding(
                persons_seen=options.seen,
                persons_poor=options.poor,
                approves=None if options.approves is None else options.approves == "yes",
                note=options.note,
            )
            operations.enter(session, record, household_in(session, state, options.household), finding)
        if options.frame is not None:
            count = sample_frame.write(session, record, options.frame, whole_series=options.series)
            frame = queries.back_check(session, record, whole_series=options.series).frame_hash
            return {N_("file"): options.frame, N_("households"): count, N_("fingerprint of the frame"): frame}
        found = queries.back_check(session, record, whole_series=options.series)
        return [
            {
                "stratum": item.stratum,
                "place": item.place,
                "sheet": item.sheet_number,
                "group": item.group_name,
                "head": item.head_name,
                "persons": item.persons,
                "seen": "" if item.persons_seen is None else item.persons_seen,
                "poor": "" if item.persons_poor is None else item.persons_poor,
                "approves": "" if item.approves is None else (_("yes") if item.approves else _("no")),
            }
            for item in found.sample
        ]


def rates(options: argparse.Namespace) -> object:
    """Tell the rates of the back-check with their intervals."""
    from poverty_desktop.queries.lookback import back_checks as queries
    from poverty_desktop.queries.lookback.rate_kinds import RATE_WORDS

    with open_workspace(options, is_reading=True) as session:
        found = queries.back_check(session, chosen_round(session, options.round), whole_series=options.series)
        if options.behind:
            return [_line(line) for row in found.rates if row.kind == options.behind for line in row.lines]
        return [
            {"rate": _(RATE_WORDS[row.kind]), **_figures(row.rate), "households": len(row.households)}
            for row in found.rates
        ]


def sample_options(command: argparse.ArgumentParser) -> None:
    """Add the options of ``round-sample``."""
    takes_workspace(command)
    command.add_argument("--round", help=_("id of the round; without it the open one"))
    command.add_argument("--seed", default="", help=_("published seed from which the sample is drawn"))
    command.add_argument(
        "--size", action="append", default=[], metavar="CATEGORY=N", help=_("households of a category to draw")
    )
    command.add_argument("--series", action="store_true", help=_("all villages in which the round was begun"))
    command.add_argument(
        "--frame", type=Path, help=_("write the frame, from which anybody can draw the sample again, to this CSV file")
    )
    command.add_argument("--household", default="", help=_("household whose result is entered"))
    command.add_argument("--seen", type=int, help=_("persons back-checked"))
    command.add_argument("--poor", type=int, help=_("persons found poor"))
    command.add_argument("--approves", choices=("yes", "no"), help=_("whether the household approves"))
    command.add_argument("--note", default="", help=_("a note"))


def rates_options(command: argparse.ArgumentParser) -> None:
    """Add the options of ``round-rates``."""
    takes_workspace(command)
    command.add_argument("--round", help=_("id of the round; without it the open one"))
    command.add_argument("--series", action="store_true", help=_("all villages in which the round was begun"))
    command.add_argument("--behind", choices=RATES, help=_("list the households that this rate rests on"))


def _line(line: RateLine) -> dict[str, object]:
    return {
        "sheet": line.household.sheet_number,
        "head": line.household.head_name,
        "count": line.count,
        "out_of": line.size,
        "stands_for": f"{float(line.stands_for):.2f}",
    }


def _sizes(texts: Sequence[str]) -> dict[str, int]:
    found = {}
    for text in texts:
        category, _equals, size = text.partition("=")
        if not category.strip() or not size.strip().isdecimal():
            raise RuleError(BAD_SIZE)
        found[category.strip()] = int(size)
    return found


def _figures(rate: Rate | None) -> dict[str, object]:
    if rate is None:
        return {"share": "", "low": "", "high": "", "checked": 0}
    return {
        "share": f"{rate.rate:.2%}",
        "low": f"{rate.low:.2%}",
        "high": f"{rate.high:.2%}",
        "checked": rate.households,
    }
