"""The command that gives a second opinion on who is poor: lists to look at and the figures behind them."""

from __future__ import annotations

import argparse
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

from poverty_desktop import i18n
from poverty_desktop.cli.opening import open_workspace, takes_workspace
from poverty_desktop.cli.round_choice import chosen_round
from poverty_desktop.i18n import _
from poverty_desktop.ids import to_text

if TYPE_CHECKING:
    from poverty_desktop.checks.opinion_values import Figures, Judged, Unjudged

BY = ("place", "filing", "size")
LISTS = ("missed", "looked_back", "not_judged")


def second_opinion(options: argparse.Namespace) -> object:
    """Tell the measures; with ``--list`` the households of one of the two lists."""
    from poverty_desktop.checks import opinion, opinion_values
    from poverty_desktop.checks.run import year_with_facts
    from poverty_desktop.operations.lookback import survey_weights
    from poverty_desktop.queries.lookback import back_checks
    from poverty_desktop.queries.register.village_file import code_of
    from poverty_desktop.queries.register.years import working_year

    with open_workspace(options, is_reading=True) as session:
        year = options.year or year_with_facts(session, working_year(session))
        village = code_of(session, options.village) if options.village else ""
        sampled = None
        if options.sample is not None:
            sampled = back_checks.weights(back_checks.back_check(session, chosen_round(session, options.sample)))
        used = None
        if options.weights is not None:
            used = survey_weights.read(session, options.weights).weights(options.column)
            sampled = dict(used.households)
        found = opinion.opinion(
            session,
            year,
            i18n.language(),
            village=village,
            index=options.index,
            by=opinion_values.By(options.by),
            sampled=sampled,
        )
        if options.list is not None:
            if options.list == "not_judged":
                return [_unjudged(item) for item in found.unjudged]
            return [_household(item) for item in (found.missed if options.list == "missed" else found.looked_back)]
        figures = [_figures(item) for item in (found.whole, *found.groups)]
        indicators = [
            {
                "dimension": item.dimension,
                "indicator": item.title,
                "weight": str(item.weight),
                "raw": _decimal(item.raw),
                "censored": _decimal(item.censored),
                "contribution": _decimal(item.contribution),
            }
            for item in found.indicators
        ]
        counts = {"missed": len(found.missed), "looked_back": len(found.looked_back), "not_judged": found.not_judged}
        if options.json:
            return {
                "index": found.index,
                "cutoff": str(found.cutoff),
                "year": year,
                **({"members_on": found.members_on} if found.members_on else {}),
                **({} if used is None else {"weights": used.column, "stand_for": _decimal(used.stands_for)}),
                **counts,
                "figures": figures,
                "indicators": indicators,
            }
        return [
            *([] if used is None else [used.words()]),
            _("Poor by the index, not filed: {count}").format(count=counts["missed"]),
            _("To be helped, not poor by the index: {count}").format(count=counts["looked_back"]),
            _("Not judged because a fact is blank: {count}").format(count=counts["not_judged"]),
            *(
                [_("Counted are the members of {day}.").format(day=i18n.format_day(found.members_on))]
                if found.members_on
                else []
            ),
            *figures,
            *indicators,
            _("A list to look at, never a decision: an index over the household's facts beside what is filed."),
        ]


def opinion_options(command: argparse.ArgumentParser) -> None:
    """Add the options of ``opinion``."""
    takes_workspace(command)
    command.add_argument(
        "--list",
        choices=LISTS,
        help=_("list the households: perhaps missed, to be looked at again, or not judged and why"),
    )
    command.add_argument("--village", help=_("code or name of one village"))
    command.add_argument("--index", default="", help=_("which index of the policy pack; without it the first"))
    command.add_argument("--year", type=int, help=_("accounting year"))
    command.add_argument("--by", choices=BY, default="place", help=_("by what the figures are told apart"))
    weighting = command.add_mutually_exclusive_group()
    weighting.add_argument(
        "--sample", metavar="ROUND", help=_("only the sample of this round, weighted as it was drawn")
    )
    weighting.add_argument(
        "--weights",
        metavar="FILE",
        type=Path,
        help=_("file of weights: household number or ID number, and a column of numbers"),
    )
    command.add_argument("--column", default="", help=_("column of the weights; without it the likeliest"))


def _household(item: Judged) -> dict[str, object]:
    return {
        "id": to_text(item.household),
        "head": item.head_name,
        "group": item.group_name,
        "persons": item.persons,
        "per_capita": "" if item.per_capita_fen is None else i18n.format_yuan(item.per_capita_fen),
        "score": _decimal(item.score),
        "lacks": i18n.format_list(item.deprived),
    }


def _unjudged(item: Unjudged) -> dict[str, object]:
    return {
        "id": to_text(item.household),
        "head": item.head_name,
        "group": item.group_name,
        "persons": item.persons,
        "blank": i18n.format_list(item.blank),
    }


def _figures(item: Figures) -> dict[str, object]:
    return {
        "place": item.name or _("All"),
        "households": item.households,
        "persons": item.persons,
        "H": _decimal(item.headcount),
        "A": _decimal(item.intensity),
        "M0": _decimal(item.adjusted),
        "P0": _decimal(item.gaps[0]),
        "P1": _decimal(item.gaps[1]),
        "P2": _decimal(item.gaps[2]),
        "Gini": _decimal(item.gini),
    }


def _decimal(figure: Fraction | None) -> str:
    return "" if figure is None else f"{float(figure):.4f}"
