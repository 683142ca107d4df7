"""The command that fills another office's empty table."""

from __future__ import annotations

import argparse
from pathlib import Path

from poverty_desktop.cli.opening import open_workspace, show_progress, takes_workspace
from poverty_desktop.errors import RuleError
from poverty_desktop.i18n import N_, _


def fill_table(options: argparse.Namespace) -> object:
    """Fill a table, or only name its columns."""
    from poverty_desktop.operations.paperwork import blank_tables
    from poverty_desktop.queries.register import households
    from poverty_desktop.queries.register.list_rows import HouseholdFilter

    with open_workspace(options) as session:
        table, columns = blank_tables.look(session, options.file, sheet=options.sheet)
        wanted = {**columns, **dict(_said(text) for text in options.column)}
        if options.target is None:
            return [
                {"column": column.number, "head": column.head, "item": wanted.get(column.number, "")}
                for column in table.columns
            ]
        chosen = households.ids(session, HouseholdFilter(group=options.group, text=options.text))
        done = blank_tables.fill(
            session, options.file, table, wanted, chosen, options.target, year=options.year, progress=show_progress()
        )
        return {N_("file"): done.path, N_("rows"): done.rows}


def fill_table_options(command: argparse.ArgumentParser) -> None:
    """Add the options of ``fill-table``."""
    takes_workspace(command)
    command.add_argument("file", type=Path, help=_("the empty table, xlsx"))
    command.add_argument("target", type=Path, nargs="?", help=_("the filled copy; without it the columns are named"))
    command.add_argument("--sheet", help=_("name of the sheet"))
    command.add_argument(
        "--column",
        action="append",
        default=[],
        help=_("what a column holds, as number=item, such as 3=household.phone"),
    )
    command.add_argument("--text", default="", help=_("name, pinyin, initials, last digits of an ID, phone, group"))
    command.add_argument("--group", help=_("only this group"))
    command.add_argument("--year", type=int, help=_("accounting year"))


def _said(text: str) -> tuple[int, str]:
    number, equals, item = text.partition("=")
    if not equals or not number.strip().isdigit():
        raise RuleError(N_("Say what a column holds as number=item, such as 3=household.phone."))
    return int(number), item.strip()
