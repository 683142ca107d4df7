"""The command that writes down a household that is in no list yet."""

from __future__ import annotations

import argparse

from poverty_desktop.cli.opening import open_workspace, takes_workspace
from poverty_desktop.domain.values import Value
from poverty_desktop.i18n import N_, _
from poverty_desktop.ids import to_text


def add(options: argparse.Namespace) -> object:
    """Write the household down with its head; tell its id."""
    from poverty_desktop.operations.register import new_household

    with open_workspace(options) as session:
        household = {"group_name": options.group, "phone": options.phone}
        head = {"name": options.name, "document_number": options.document}
        facts, person = (
            {key: Value(text.strip()) for key, text in given.items() if text.strip()} for given in (household, head)
        )
        return {N_("household"): to_text(new_household.add(session, facts, person).value)}


def add_options(command: argparse.ArgumentParser) -> None:
    """Add the options of ``household-add``."""
    takes_workspace(command)
    command.add_argument("name", help=_("name of the head"))
    command.add_argument("--document", default="", help=_("ID number of the head"))
    command.add_argument("--group", default="", help=_("group of the household"))
    command.add_argument("--phone", default="", help=_("phone of the household"))
