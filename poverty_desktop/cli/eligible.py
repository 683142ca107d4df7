"""The command on who is entitled to what, and why."""

from __future__ import annotations

import argparse
from pathlib import Path

from poverty_desktop import i18n
from poverty_desktop.cli.codes import code_of, takes_year
from poverty_desktop.cli.opening import find_household, open_workspace, takes_workspace
from poverty_desktop.i18n import N_, _


def eligible(options: argparse.Namespace) -> object:
    """Tell what a household is entitled to and why, or a worklist, or the figures of every measure."""
    from poverty_desktop.checks import entitlement, help_worklist, verdicts
    from poverty_desktop.checks.help_worklist import Worklist
    from poverty_desktop.checks.run import help_year
    from poverty_desktop.operations.assistance import appeal_papers

    tongue = i18n.language()
    with open_workspace(options, is_reading=options.pdf is None) as session:
        year = options.year or help_year(session)
        item = code_of(session, "measure_item", options.measure) if options.measure else ""
        if options.household is not None:
            household = find_household(session, options.household)
            if options.pdf is not None:
                appeal_papers.write(session, household, year, options.pdf, language=tongue)
            catalogue = verdicts.Catalogue(session, year, tongue, items=[item] if item else ())
            return [
                {
                    N_("measure"): found.item.title(tongue),
                    N_("member"): found.person_name,
                    N_("entitled"): found.entitled,
                    N_("received"): found.receives,
                    N_("facts"): i18n.format_list(found.facts),
                    N_("missing"): i18n.format_list(found.missing),
                    N_("ways"): i18n.format_list(found.ways),
                    N_("yuan"): "" if found.amount_fen is None else i18n.format_yuan(found.amount_fen),
                }
                for found in catalogue.of(household)
            ]
        if options.unmet or options.unfit:
            which = Worklist.UNMET if options.unmet else Worklist.UNFIT
            return [
                {
                    N_("measure"): row.item.title(tongue),
                    N_("head"): row.head_name,
                    N_("place"): " ".join(filter(None, (row.village, row.group_name))),
                    N_("member"): row.person_name,
                    N_("facts"): i18n.format_list(row.why),
                }
                for row in help_worklist.listed(session, which, year, tongue, item=item).rows
            ]
        return [
            {
                N_("code"): count.item.id,
                N_("measure"): count.item.title(tongue),
                N_("entitled"): count.entitled,
                N_("received"): count.received,
                N_("entitled without it"): count.unmet,
                N_("received without being entitled"): count.unfit,
            }
            for count in entitlement.year_counts(session, year)
        ]


def eligible_options(command: argparse.ArgumentParser) -> None:
    """Add the options of ``eligible``."""
    takes_workspace(command)
    command.add_argument("household", nargs="?", help=_("id, number, or a search with one answer"))
    command.add_argument("--measure", default="", help=_("measure: code or name"))
    command.add_argument("--unmet", action="store_true", help=_("who is entitled without having it"))
    command.add_argument("--unfit", action="store_true", help=_("who has it without being entitled"))
    command.add_argument("--pdf", type=Path, help=_("write the paper for an appeal to this file"))
    takes_year(command)
