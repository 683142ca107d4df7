"""The village's own procedures from the terminal: what its exit wants, what runs, what can be begun."""

from __future__ import annotations

import argparse

from poverty_desktop import i18n
from poverty_desktop.cli.opening import open_workspace, takes_workspace
from poverty_desktop.domain.typed import day_of
from poverty_desktop.i18n import N_, _
from poverty_desktop.ids import to_text


def village_procedures(options: argparse.Namespace) -> object:
    """List conditions and procedures of a village, or begin one; its steps are noted as those of a household."""
    from poverty_desktop.cli.procedures import told
    from poverty_desktop.operations.casework import procedures as writing
    from poverty_desktop.packs.procedures import Subject
    from poverty_desktop.queries.casework import procedures, village_conditions
    from poverty_desktop.queries.register import village_file

    language = i18n.language()
    with open_workspace(options, is_reading=options.begin is None) as session:
        code = village_file.code_of(session, options.village)
        on = day_of(options.day) if options.day else session.clock.today()
        if options.begin is not None:
            return {N_("procedure"): to_text(writing.begin(session, code, options.begin, on=on).value)}
        file = village_file.open_village(session, code, year=options.year, language=language)
        conditions = [
            {"condition": row.label, "wanted": row.wanted, "found": row.found, "holds": row.holds}
            for procedure in session.pack.procedures
            if procedure.subject is Subject.VILLAGE
            for row in village_conditions.conditions(session.pack, file, procedure.id, language)
        ]
        offered = procedures.offered_to_village(session, code, on)
        return [
            *conditions,
            *(told(state) for state in procedures.of_village(session, code)),
            *({"may_begin": item.id, "name": item.name(language)} for item in offered),
        ]


def village_procedures_options(command: argparse.ArgumentParser) -> None:
    """Add the options of ``village-procedures``."""
    takes_workspace(command)
    command.add_argument("--village", help=_("code or name; without it the workspace's own"))
    command.add_argument("--year", type=int, help=_("year of the record"))
    command.add_argument("--begin", metavar="PROCEDURE", help=_("procedure to begin, such as village_exit"))
    command.add_argument("--day", help=_("day on which it happened"))
