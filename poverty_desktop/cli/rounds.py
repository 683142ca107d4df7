"""Commands on verification rounds: list them, begin one, tell its balance, close it, print its papers."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from poverty_desktop import i18n
from poverty_desktop.cli.opening import find_household, open_workspace, show_progress, takes_workspace
from poverty_desktop.cli.round_choice import chosen_round
from poverty_desktop.domain.typed import day_of
from poverty_desktop.i18n import N_, _

if TYPE_CHECKING:
    from poverty_desktop.queries.lookback.round_state import RoundRow


def rounds(options: argparse.Namespace) -> object:
    """List the rounds with their balances."""
    from poverty_desktop.queries.lookback import rounds as queries

    with open_workspace(options, is_reading=True) as session:
        return [_round_row(row) for row in queries.all_rounds(session)]


def new(options: argparse.Namespace) -> object:
    """Begin a round."""
    from poverty_desktop.operations.lookback import rounds as operations
    from poverty_desktop.queries.lookback import rounds as queries
    from poverty_desktop.queries.lookback.round_frame import Scope

    with open_workspace(options) as session:
        scope = Scope[options.scope.upper()]
        wanted = operations.NewRound(
            name=options.name,
            deadline=day_of(options.deadline),
            scope=scope,
            groups=tuple(options.group),
            households=tuple(find_household(session, text) for text in options.household),
            village=options.village,
        )
        made = operations.begin(session, wanted, show_progress()).value
        return [_round_row(queries.one(session, record)) for record in made]


def balance(options: argparse.Namespace) -> object:
    """Tell the balance, group by group, or the persons behind one of its numbers."""
    from poverty_desktop.domain.verification import Standing
    from poverty_desktop.queries.lookback import rounds as queries

    with open_workspace(options, is_reading=True) as session:
        state = queries.state(session, chosen_round(session, options.round), language=i18n.language())
        if options.who:
            return [
                {
                    "group": person.group_name,
                    "head": person.head_name,
                    "name": person.name,
                    "outcome": person.outcome_label,
                    "since": person.happened_on or "",
                }
                for person in state.of(Standing(options.who))
            ]
        if options.groups:
            return [
                {
                    "group": name,
                    "base": found.base,
                    "added": found.added,
                    "removed": found.removed,
                    "after": found.after,
                    "open": found.open,
                }
                for name, found in state.by_group()
            ]
        return {
            **balance_of(state.row),
            N_("changed since it was closed"): state.row.is_changed,
            N_("now in another household of the village"): sum(item.moved_to is not None for item in state.persons),
            N_("joined beside the round"): len(state.outside),
        }


def close(options: argparse.Namespace) -> object:
    """Close a round, or open it again."""
    from poverty_desktop.operations.lookback import rounds as operations
    from poverty_desktop.queries.lookback import rounds as queries

    with open_workspace(options) as session:
        record = chosen_round(session, options.round)
        (operations.reopen if options.reopen else operations.close)(session, record)
        return balance_of(queries.one(session, record))


def print_paper(options: argparse.Namespace) -> object:
    """Print sheets, certificate or the list of the sample."""
    from poverty_desktop.operations.paperwork import round_papers
    from poverty_desktop.operations.paperwork.round_papers import RoundPaper

    with open_workspace(options, is_reading=True) as session:
        done = round_papers.print_round(
            session,
            chosen_round(session, options.round),
            RoundPaper(options.paper),
            options.output,
            households=[find_household(session, text) for text in options.household],
            only_open=options.only_open,
            progress=show_progress(),
        )
        return {N_("file"): done.path, N_("pages"): done.pages, N_("printed households"): done.households}


def rounds_options(command: argparse.ArgumentParser) -> None:
    """Add the options of ``rounds``."""
    takes_workspace(command)


def new_options(command: argparse.ArgumentParser) -> None:
    """Add the options of ``round-new``."""
    takes_workspace(command)
    command.add_argument("name", help=_("name of the round"))
    command.add_argument("--deadline", required=True, help=_("last day, as 2026-11-23"))
    command.add_argument(
        "--scope",
        choices=("village", "filed", "listed", "groups"),
        default="village",
        help=_("which households: all, filed ones, listed ones or groups"),
    )
    command.add_argument("--group", action="append", default=[], help=_("a group, more than once for several"))
    command.add_argument("--household", action="append", default=[], help=_("a listed household"))
    command.add_argument("--village", default="", help=_("12-digit village; without it all"))


def balance_options(command: argparse.ArgumentParser) -> None:
    """Add the options of ``round-balance``."""
    takes_workspace(command)
    command.add_argument("--round", help=_("id of the round; without it the open one"))
    command.add_argument("--groups", action="store_true", help=_("group by group"))
    command.add_argument(
        "--who", choices=("open", "kept", "left", "joined"), help=_("list the persons behind one number")
    )


def close_options(command: argparse.ArgumentParser) -> None:
    """Add the options of ``round-close``."""
    takes_workspace(command)
    command.add_argument("--round", help=_("id of the round; without it the open one"))
    command.add_argument("--reopen", action="store_true", help=_("open a closed round again"))


def print_options(command: argparse.ArgumentParser) -> None:
    """Add the options of ``round-print``."""
    takes_workspace(command)
    command.add_argument("output", type=Path, help=_("PDF file to write"))
    command.add_argument("--round", help=_("id of the round; without it the open one"))
    command.add_argument(
        "--paper", choices=("sheets", "certificate", "sample"), default="sheets", help=_("paper to print")
    )
    command.add_argument("--household", action="append", default=[], help=_("only the sheet of this household"))
    command.add_argument("--only-open", action="store_true", help=_("only households that are not done"))


def balance_of(row: RoundRow) -> dict[str, object]:
    """Return the balance of a round as an answer of the terminal."""
    found = row.balance
    return {
        N_("on the books"): found.base,
        N_("added"): found.added,
        N_("taken off"): found.removed,
        N_("after verification"): found.after,
        N_("to be verified"): found.open,
        N_("households open"): row.households_open,
    }


def _round_row(row: RoundRow) -> dict[str, object]:
    return {
        "id": row.id.hex(),
        "name": row.name,
        "village": row.village_name,
        "started": row.started_on.isoformat(),
        "deadline": row.deadline.isoformat(),
        "closed": row.closed_on.isoformat() if row.closed_on else "",
        "households": row.households,
        "base": row.balance.base,
        "added": row.balance.added,
        "removed": row.balance.removed,
        "after": row.balance.after,
        "open": row.balance.open,
    }
