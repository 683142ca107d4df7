"""Commands on who helps which household."""

from __future__ import annotations

import argparse
from pathlib import Path

from poverty_desktop import i18n
from poverty_desktop.cli.codes import code_of, record_of
from poverty_desktop.cli.opening import find_household, open_workspace, takes_workspace
from poverty_desktop.domain.typed import day_if_any
from poverty_desktop.i18n import N_, _
from poverty_desktop.ids import to_text


def helpers(options: argparse.Namespace) -> object:
    """List the helpers, those of a household, or the households without one."""
    from poverty_desktop.queries.assistance import helpers as queries

    tongue = i18n.language()
    with open_workspace(options, is_reading=True) as session:
        if options.household is not None:
            household = find_household(session, options.household)
            return [
                {
                    N_("id"): to_text(row.id),
                    N_("helper"): row.name,
                    N_("unit"): row.unit,
                    N_("post"): row.post,
                    N_("phone"): row.phone,
                    N_("role"): row.role_label,
                    N_("from"): row.from_date.isoformat() if row.from_date else "",
                    N_("until"): row.to_date.isoformat() if row.to_date else "",
                }
                for row in queries.of_household(session, household, tongue)
            ]
        if options.without:
            return [
                {
                    N_("head"): row.head_name,
                    N_("place"): " ".join(filter(None, (row.village, row.group_name))),
                    N_("type"): row.type_label,
                }
                for row in queries.helped(session, without=True, language=tongue)
            ]
        return [
            {
                N_("helper"): row.name,
                N_("unit"): row.unit,
                N_("post"): row.post,
                N_("households"): row.now,
                N_("households before"): row.before,
                N_("too many"): row.is_too_many,
            }
            for row in queries.every(session, language=tongue)
        ]


def helpers_options(command: argparse.ArgumentParser) -> None:
    """Add the options of ``helpers``."""
    takes_workspace(command)
    command.add_argument("household", nargs="?", help=_("id, number, or a search with one answer"))
    command.add_argument("--without", action="store_true", help=_("filed and monitored households without a helper"))


def pair(options: argparse.Namespace) -> object:
    """Make somebody the helper of households."""
    from poverty_desktop.operations.assistance import helpers as operations
    from poverty_desktop.operations.assistance.helpers import Helper
    from poverty_desktop.queries.assistance.helpers import MAIN

    with open_workspace(options) as session:
        households = [find_household(session, text) for text in options.households]
        helper = Helper(
            name=options.name,
            unit=options.unit,
            unit_level=code_of(session, "unit_level", options.level) if options.level else "",
            post=options.post,
            phone=options.phone,
        )
        role = code_of(session, "helper_role", options.role) if options.role else MAIN
        done = operations.pair(
            session, households, helper, role=role, since=day_if_any(options.since), replaces=not options.beside
        )
        return {
            N_("paired"): done.value.count,
            N_("households of the helper"): done.value.load,
            N_("too many"): done.value.is_too_many,
        }


def pair_options(command: argparse.ArgumentParser) -> None:
    """Add the options of ``helper-pair``."""
    takes_workspace(command)
    command.add_argument("name", help=_("name of the helper"))
    command.add_argument("households", nargs="+", help=_("households: id, number, or a search with one answer"))
    command.add_argument("--unit", default="", help=_("unit of the helper"))
    command.add_argument("--level", default="", help=_("level of the unit: code or name"))
    command.add_argument("--post", default="", help=_("post of the helper"))
    command.add_argument("--phone", default="", help=_("phone of the helper"))
    command.add_argument("--role", default="", help=_("role: code or name"))
    command.add_argument("--since", default="", help=_("first day; today where it is left out"))
    command.add_argument("--beside", action="store_true", help=_("the helper of now stays"))


def end(options: argparse.Namespace) -> object:
    """End pairings."""
    from poverty_desktop.operations.assistance import helpers as operations

    with open_workspace(options) as session:
        pairings = [record_of(text) for text in options.pairings]
        done = operations.end(session, pairings, until=day_if_any(options.until), reason=options.because)
        return {N_("ended"): done.value}


def end_options(command: argparse.ArgumentParser) -> None:
    """Add the options of ``helper-end``."""
    takes_workspace(command)
    command.add_argument("pairings", nargs="+", help=_("ids of the pairings as helpers lists them"))
    command.add_argument("--until", default="", help=_("last day; today where it is left out"))
    command.add_argument("--because", default="", help=_("why it ends"))


def take_list(options: argparse.Namespace) -> object:
    """Take in a list of who helps whom, or only say what would happen."""
    from poverty_desktop.operations.assistance import helper_lists
    from poverty_desktop.operations.register.list_members import REFUSAL_WORDS

    with open_workspace(options) as session:
        columns = dict(pair.split("=", 1) for pair in options.column)
        found = helper_lists.preview(session, options.file, columns)
        if found.new and not options.dry_run:
            helper_lists.take_in(session, found, with_names=options.by_name)
        return {
            N_("rows"): len(found.source.lines),
            N_("new"): len(found.new),
            N_("by name only"): sum(item.is_by_name for item in found.new),
            N_("refused"): [
                _("row {row}: {why}").format(row=item.row, why=_(REFUSAL_WORDS[item.why])) for item in found.refused
            ],
        }


def list_options(command: argparse.ArgumentParser) -> None:
    """Add the options of ``helper-list``."""
    takes_workspace(command)
    command.add_argument("file", type=Path, help=_("workbook or text table of who helps whom"))
    command.add_argument(
        "--column", action="append", default=[], help=_("what a column is, such as 干部=helper_name; may be repeated")
    )
    command.add_argument("--by-name", action="store_true", help=_("take rows too that only a name tells"))
    command.add_argument("--dry-run", action="store_true", help=_("only say what would happen"))
