"""Commands on the project library: the register of projects, a list taken in, a step noted, one project shown."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from poverty_desktop import i18n
from poverty_desktop.cli.events import code_of, record_id
from poverty_desktop.cli.opening import open_workspace, takes_workspace
from poverty_desktop.cli.procedures import entry_of, takes_step, told
from poverty_desktop.i18n import N_, _, format_list
from poverty_desktop.ids import to_text

if TYPE_CHECKING:
    from poverty_desktop.operations.money.project_lists import ProjectListPreview
    from poverty_desktop.operations.session import Session
    from poverty_desktop.queries.money.project_library import ProjectRow


def library(options: argparse.Namespace) -> object:
    """List the projects of the library; with ``--from`` say what a list would bring, with ``--take`` take it in."""
    from poverty_desktop.operations.money import project_lists, projects
    from poverty_desktop.queries.money import project_library
    from poverty_desktop.queries.register import village_file

    language = i18n.language()
    is_writing = options.take or options.roll is not None
    with open_workspace(options, is_reading=not is_writing) as session:
        village = village_file.code_of(session, options.village) if options.village else ""
        if options.source is not None:
            choice = project_lists.ProjectListChoice(
                year=options.year or session.clock.today().year,
                village=village,
                columns=dict(text.partition("=")[::2] for text in options.column or ()),
            )
            found = project_lists.preview(session, options.source, choice)
            if not options.take:
                return _previewed(found)
            return {N_("projects"): project_lists.take_in(session, found).value}
        wanted = project_library.Wanted(
            village=village,
            year=options.year,
            kind=code_of(session, "project_kind", options.kind) if options.kind else "",
            stage=code_of(session, "project_stage", options.stage) if options.stage else "",
            text=options.text,
        )
        rows = project_library.projects(session, wanted, language)
        if options.roll is not None:
            return {N_("projects"): projects.roll(session, [row.id for row in rows], options.roll).value}
        total = project_library.total(rows)
        return [
            *(_row(row) for row in rows),
            {
                N_("projects"): total.count,
                N_("planned"): i18n.format_yuan(total.planned_fen),
                N_("allocated"): i18n.format_yuan(total.allocated_fen),
                N_("paid"): i18n.format_yuan(total.paid_fen),
            },
        ]


def library_options(command: argparse.ArgumentParser) -> None:
    """Add the options of ``project-library``."""
    takes_workspace(command)
    command.add_argument("--village", default="", help=_("code or name of a village"))
    command.add_argument("--year", type=int, help=_("year of the projects"))
    command.add_argument("--kind", default="", help=_("type of project: code or label"))
    command.add_argument("--stage", default="", help=_("stage: code or label"))
    command.add_argument("--text", default="", help=_("words in name, number or content"))
    command.add_argument("--from", dest="source", type=Path, help=_("Excel list of projects"))
    command.add_argument("--column", action="append", metavar="CAPTION=ITEM", help=_("what a column of the list is"))
    command.add_argument("--take", action="store_true", help=_("take the list in"))
    command.add_argument(
        "--roll", type=int, metavar="YEAR", help=_("put the projects listed into the plan of this year")
    )


def move(options: argparse.Namespace) -> object:
    """Note a step of a project."""
    from poverty_desktop.operations.money import projects
    from poverty_desktop.queries.casework import procedures

    with open_workspace(options) as session:
        done = projects.move(session, record_id(options.project), entry_of(session, options))
        return told(procedures.one(session, done.value))


def move_options(command: argparse.ArgumentParser) -> None:
    """Add the options of ``project-move``."""
    takes_workspace(command)
    command.add_argument("project", help=_("id of the project, as the command project-library lists it"))
    takes_step(command)


def show(options: argparse.Namespace) -> object:
    """Show a project; with ``--goal`` set one, with ``--print`` write the paper of a step."""
    from poverty_desktop.operations.casework import procedure_papers
    from poverty_desktop.operations.money import projects
    from poverty_desktop.queries.casework import procedures

    with open_workspace(options, is_reading=options.goal is None) as session:
        project = record_id(options.project)
        if options.goal is not None:
            kind, _equals, name = options.goal.partition("=")
            code = code_of(session, "performance_kind", kind)
            projects.set_goal(
                session, project, code, name, target=options.target, unit=options.unit, actual=options.actual
            )
        if options.print is not None:
            state = next(iter(procedures.of_project(session, project)))
            pages = procedure_papers.write(session, state.id, options.step or "", options.print)
            return {N_("pages"): pages}
        return _shown(session, options)


def show_options(command: argparse.ArgumentParser) -> None:
    """Add the options of ``project-show``."""
    takes_workspace(command)
    command.add_argument("project", help=_("id of the project, as the command project-library lists it"))
    command.add_argument("--goal", metavar="KIND=NAME", help=_("a goal of the performance table"))
    command.add_argument("--target", default="", help=_("target of the goal"))
    command.add_argument("--unit", default="", help=_("unit of the goal"))
    command.add_argument("--actual", default="", help=_("what was reached"))
    command.add_argument("--print", type=Path, help=_("PDF file to write"))
    command.add_argument("--step", help=_("step whose paper is printed"))


def _shown(session: Session, options: argparse.Namespace) -> object:
    from poverty_desktop.queries.casework import procedures
    from poverty_desktop.queries.money import money
    from poverty_desktop.queries.money.project_paper import project_section

    project = record_id(options.project)
    section = project_section(session, project, i18n.language())
    line = money.ledgers(session)[1].projects.get(project)
    facts: list[object] = [{N_("what"): fact.label, N_("as entered"): str(fact.text)} for fact in section.facts if
                           isinstance(fact.text, str)]  # fmt: skip
    sums = (
        {
            N_("allocated"): i18n.format_yuan(line.allocated_fen),
            N_("paid"): i18n.format_yuan(line.paid_fen),
            N_("in transit"): i18n.format_yuan(line.in_transit_fen),
            N_("left"): i18n.format_yuan(line.remaining_fen),
        }
        if line is not None
        else {}
    )
    return [*facts, sums, *(told(state) for state in procedures.of_project(session, project))]


def _row(row: ProjectRow) -> dict[str, object]:
    return {
        N_("id"): to_text(row.id),
        N_("project"): row.name,
        N_("village"): row.village_name,
        N_("year"): row.year,
        N_("stage"): row.stage_label,
        N_("planned"): i18n.format_yuan(row.planned_fen),
        N_("allocated"): i18n.format_yuan(row.allocated_fen),
        N_("paid"): i18n.format_yuan(row.paid_fen),
        N_("missing"): format_list((*row.forbidden, *row.missing)),
    }


def _previewed(found: ProjectListPreview) -> list[object]:
    from poverty_desktop.operations.money.project_lists import REFUSAL_WORDS

    return [
        {
            N_("new"): len(found.new),
            N_("known"): len(found.found) - len(found.new),
            N_("refused"): len(found.refused),
            N_("columns not read"): format_list(found.source.unused),
        },
        *(
            {N_("row"): item.row, N_("project"): item.name, N_("why"): _(REFUSAL_WORDS[item.why])}
            for item in found.refused
        ),
        *(
            {N_("row"): item.row, N_("project"): item.name, N_("why"): format_list(item.forbidden)}
            for item in found.new
            if item.forbidden
        ),
    ]
