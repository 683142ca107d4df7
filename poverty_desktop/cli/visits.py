"""Commands on visits: write one down, list them."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from poverty_desktop import i18n
from poverty_desktop.cli.codes import code_of, record_of
from poverty_desktop.cli.opening import find_household, open_workspace, takes_workspace
from poverty_desktop.domain.typed import day_if_any
from poverty_desktop.errors import RuleError
from poverty_desktop.i18n import N_, _
from poverty_desktop.ids import to_text

if TYPE_CHECKING:
    from poverty_desktop.operations.assistance.needs import NeedLine
    from poverty_desktop.operations.session import Session

NO_NEED = N_("Write a new need as its kind, a colon, and what is needed, such as 01:50 seedlings.")


def visit(options: argparse.Namespace) -> object:
    """Write a visit down."""
    from poverty_desktop.operations.assistance import visits as operations
    from poverty_desktop.operations.assistance.visits import VisitTyped

    with open_workspace(options) as session:
        typed = VisitTyped(
            visitors=options.who or session.worker,
            seen=options.seen,
            said=options.said,
            agreed=options.agreed,
            on=day_if_any(options.on),
            at=options.at,
            mode=code_of(session, "visit_mode", options.mode) if options.mode else "",
            signed_by=options.signed,
            no_signature=options.unsigned,
            photos=tuple(options.photo),
            sheet=options.sheet,
            met=tuple(record_of(text) for text in options.met),
            new_needs=tuple(_need(session, text) for text in options.need),
        )
        found = operations.write_down(session, [find_household(session, text) for text in options.households], typed)
        return {N_("id"): [to_text(visit) for visit in found.value]}


def visit_options(command: argparse.ArgumentParser) -> None:
    """Add the options of ``visit``."""
    takes_workspace(command)
    command.add_argument("households", nargs="+", help=_("households: id, number, or a search with one answer"))
    command.add_argument("--who", default="", help=_("who visited; the worker of this workspace where left out"))
    command.add_argument("--on", default="", help=_("day of the visit; today where it is left out"))
    command.add_argument("--at", default="", help=_("time of the visit, such as 09:30"))
    command.add_argument("--seen", default="", help=_("what was seen"))
    command.add_argument("--said", default="", help=_("what the household said"))
    command.add_argument("--agreed", default="", help=_("what was agreed or done"))
    command.add_argument("--mode", default="", help=_("manner of the visit: code or name"))
    command.add_argument("--signed", default="", help=_("who of the household signed"))
    command.add_argument("--unsigned", default="", help=_("why nobody signed"))
    command.add_argument("--photo", type=Path, action="append", default=[], help=_("photo; may be repeated"))
    command.add_argument("--sheet", type=Path, help=_("photo of the signed sheet"))
    command.add_argument("--met", action="append", default=[], help=_("id of a need that is met; may be repeated"))
    command.add_argument("--need", action="append", default=[], help=_("new need as kind:words; may be repeated"))


def visits(options: argparse.Namespace) -> object:
    """List visits, the latest first."""
    from poverty_desktop.queries.assistance import visits as queries

    tongue = i18n.language()
    with open_workspace(options, is_reading=True) as session:
        household = find_household(session, options.household) if options.household else None
        found = queries.listed(
            session,
            household=household,
            since=day_if_any(options.since),
            until=day_if_any(options.until),
            language=tongue,
        )
        return [
            {
                N_("day"): row.visited_on.isoformat() if row.visited_on else "",
                N_("time"): row.started_at,
                N_("head"): row.head_name,
                N_("place"): " ".join(filter(None, (row.village, row.group_name))),
                N_("visitors"): row.visitors,
                N_("what was seen"): row.seen,
                N_("what the household said"): row.said,
                N_("what was agreed or done"): row.agreed,
                N_("signed by"): row.signed_by,
                N_("photos"): row.photos,
            }
            for row in found
        ]


def visits_options(command: argparse.ArgumentParser) -> None:
    """Add the options of ``visits``."""
    takes_workspace(command)
    command.add_argument("household", nargs="?", help=_("id, number, or a search with one answer"))
    command.add_argument("--since", default="", help=_("first day"))
    command.add_argument("--until", default="", help=_("last day"))


def _need(session: Session, text: str) -> NeedLine:
    from poverty_desktop.operations.assistance.needs import NeedLine

    kind, colon, words = text.replace("：", ":").partition(":")
    if not colon or not words.strip():
        raise RuleError(NO_NEED)
    return NeedLine(kind=code_of(session, "need_kind", kind.strip()), description=words.strip())
