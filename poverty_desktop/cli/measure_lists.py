"""Commands on lists of measures that come from elsewhere."""

from __future__ import annotations

import argparse
from pathlib import Path

from poverty_desktop.cli.codes import code_of, takes_year
from poverty_desktop.cli.measures import STATUSES
from poverty_desktop.cli.opening import open_workspace, takes_workspace
from poverty_desktop.domain.typed import day_if_any
from poverty_desktop.i18n import N_, _, format_list


def take_list(options: argparse.Namespace) -> object:
    """Take in a department's list of measures, or only say what would happen."""
    from poverty_desktop.checks.run import help_year
    from poverty_desktop.domain.measure import Status
    from poverty_desktop.operations.assistance import measure_lists
    from poverty_desktop.operations.assistance.measure_matching import REFUSAL_WORDS, ListChoice

    with open_workspace(options) as session:
        choice = ListChoice(
            year=options.year or help_year(session),
            title=options.title,
            item=code_of(session, "measure_item", options.measure) if options.measure else "",
            status=Status(code_of(session, STATUSES, options.status)) if options.status else Status.DELIVERED,
        )
        found = measure_lists.preview(session, options.file, choice)
        if found.new and not options.dry_run:
            measure_lists.take_in(session, found, with_names=options.by_name)
        return {
            N_("rows"): len(found.source.lines),
            N_("columns not read"): format_list(found.source.unused),
            N_("attached"): len(found.attached),
            N_("new"): len(found.new),
            N_("by name only"): sum(item.is_by_name for item in found.new),
            N_("refused"): [
                _("row {row}: {why}").format(row=item.row, why=_(REFUSAL_WORDS[item.why])) for item in found.refused
            ],
        }


def list_options(command: argparse.ArgumentParser) -> None:
    """Add the options of ``measure-list``."""
    takes_workspace(command)
    command.add_argument("file", type=Path, help=_("workbook or text table of the department"))
    command.add_argument("--measure", default="", help=_("measure of the whole list: code or name"))
    command.add_argument("--status", default="", help=_("status that its lines get: code or name"))
    command.add_argument("--title", default="", help=_("name of the list"))
    command.add_argument("--by-name", action="store_true", help=_("take rows too that only a name tells"))
    command.add_argument("--dry-run", action="store_true", help=_("only say what would happen"))
    takes_year(command)


def take_training(options: argparse.Namespace) -> object:
    """Count person-times of training from a sign-in sheet, or only say what would happen."""
    from poverty_desktop.checks.run import help_year
    from poverty_desktop.operations.assistance import training_lists
    from poverty_desktop.operations.assistance.training_lists import CourseChoice
    from poverty_desktop.operations.register.list_members import REFUSAL_WORDS

    with open_workspace(options) as session:
        choice = CourseChoice(
            item=code_of(session, "measure_item", options.measure),
            year=options.year or help_year(session),
            course=options.course,
            day=day_if_any(options.day),
        )
        found = training_lists.preview(session, options.file, choice)
        if found.new and not options.dry_run:
            training_lists.take_in(session, found, with_names=options.by_name)
        return {
            N_("rows"): len(found.source.lines),
            N_("columns not read"): format_list(found.source.unused),
            N_("new"): len(found.new),
            N_("counted already"): len(found.signed) - len(found.new),
            N_("by name only"): sum(item.is_by_name for item in found.new),
            N_("refused"): [
                _("row {row}: {why}").format(row=item.row, why=_(REFUSAL_WORDS[item.why])) for item in found.refused
            ],
        }


def training_options(command: argparse.ArgumentParser) -> None:
    """Add the options of ``training-list``."""
    takes_workspace(command)
    command.add_argument("file", type=Path, help=_("sign-in sheet: workbook or text table"))
    command.add_argument("--measure", required=True, help=_("measure that the training is: code or name"))
    command.add_argument("--course", default="", help=_("name of the course, where no column says it"))
    command.add_argument("--day", default="", help=_("day of the course, where no column says it"))
    command.add_argument("--by-name", action="store_true", help=_("take rows too that only a name tells"))
    command.add_argument("--dry-run", action="store_true", help=_("only say what would happen"))
    takes_year(command)
