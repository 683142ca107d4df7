"""Commands on the village: show its record beside its households' sums, type a fact, keep the programme, print."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from poverty_desktop import i18n
from poverty_desktop.cli.opening import open_workspace, takes_workspace
from poverty_desktop.domain.values import BLANK, Value
from poverty_desktop.errors import RuleError
from poverty_desktop.i18n import N_, _
from poverty_desktop.ids import RecordId, from_text, to_text

if TYPE_CHECKING:
    from poverty_desktop.operations.session import Session
    from poverty_desktop.queries.register.file_rows import Fact
    from poverty_desktop.queries.register.village_file import VillageFile


def village(options: argparse.Namespace) -> object:
    """Show the record of a village and year; with ``--set`` type facts first, with ``--print`` write the form."""
    from poverty_desktop.checks import live_village, village_sums
    from poverty_desktop.operations.paperwork import village_papers
    from poverty_desktop.operations.register import villages
    from poverty_desktop.queries.register import village_file

    language = i18n.language()
    with open_workspace(options, is_reading=not options.set) as session:
        code = village_file.code_of(session, options.village)
        file = village_file.open_village(session, code, year=options.year, language=language)
        facts = [fact for section in file.sections for fact in section.facts]
        for text in options.set:
            name, value = _pair(text)
            fact = _meant(facts, name)
            villages.correct(session, code, file.year, fact.property.name, _typed(fact, value))
        if options.set:
            file = village_file.open_village(session, code, year=file.year, language=language)
        if options.print is not None:
            done = village_papers.print_village(session, code, options.print, year=file.year)
            return {N_("file"): done.path, N_("pages"): done.pages}
        if options.behind:
            name = _meant(facts, options.behind).property.name
            return [
                {"household": part.head_name, "group": part.group_name, "value": f"{part.amount:g}"}
                for part in village_sums.parts_of(session, code, file.year, name)
            ]
        sums = village_sums.sums_of(session, code, file.year)
        rows: list[object] = [
            {
                "section": section.title,
                "label": fact.property.label(language),
                "value": fact.text,
                "households": village_papers.sum_text(fact, sums),
            }
            for section in file.sections
            for fact in section.facts
            if fact.text or fact.property.name in sums
        ]
        findings = live_village.sentences(session, code, file.year, language)
        if options.json:
            return {"village": code, "year": file.year, "facts": rows, "findings": list(findings)}
        return [_("{village}, year {year}").format(village=file.name, year=file.year), *rows, *findings]


def village_options(command: argparse.ArgumentParser) -> None:
    """Add the options of ``village``."""
    takes_workspace(command)
    command.add_argument("--village", help=_("code or name; without it the workspace's own"))
    command.add_argument("--year", type=int, help=_("year of the record"))
    command.add_argument(
        "--set", action="append", default=[], help=_("a fact as item=value, more than once for several")
    )
    command.add_argument("--behind", help=_("data item whose sum over the households is told household by household"))
    command.add_argument("--print", type=Path, help=_("PDF file to write"))


def projects(options: argparse.Namespace) -> object:
    """List the projects of the programme; add one, change one or take one out."""
    from poverty_desktop.operations.money import projects as library
    from poverty_desktop.operations.register import villages
    from poverty_desktop.queries.register import village_file

    language = i18n.language()
    is_writing = options.add is not None or bool(options.set) or options.remove
    with open_workspace(options, is_reading=not is_writing) as session:
        code = village_file.code_of(session, options.village)
        file = village_file.open_village(session, code, year=options.year, language=language)
        record = None if options.project is None else _record(options.project)
        if options.add is not None:
            record = villages.add_project(session, code, file.year, {"name": Value(options.add)}).value
            file = village_file.open_village(session, code, year=file.year, language=language)
        if (options.set or options.remove) and record is None:
            raise RuleError(N_("Say which project is meant: --project with its id."))
        if record is not None:
            _change(session, file, record, options.set)
            if options.remove:
                library.remove(session, record)
        file = village_file.open_village(session, code, year=file.year, language=language)
        return [
            {"id": to_text(project.record), **{fact.property.name: fact.text for fact in project.section.facts}}
            for project in file.projects
        ]


def projects_options(command: argparse.ArgumentParser) -> None:
    """Add the options of ``projects``."""
    takes_workspace(command)
    command.add_argument("--village", help=_("code or name; without it the workspace's own"))
    command.add_argument("--year", type=int, help=_("year of the record"))
    command.add_argument("--add", help=_("name of a new project"))
    command.add_argument("--project", help=_("id of the project that is changed"))
    command.add_argument(
        "--set", action="append", default=[], help=_("a fact as item=value, more than once for several")
    )
    command.add_argument("--remove", action="store_true", help=_("take the project out"))


def _change(session: Session, file: VillageFile, record: RecordId, changes: list[str]) -> None:
    from poverty_desktop.operations.register import villages

    facts = [fact for project in file.projects if project.record == record for fact in project.section.facts]
    for text in changes:
        name, value = _pair(text)
        fact = _meant(facts, name)
        villages.correct_project(session, record, fact.property.name, _typed(fact, value))


def _record(text: str) -> RecordId:
    try:
        return from_text(text)
    except ValueError as error:
        raise RuleError(N_("This is no id of a project.")) from error


def _pair(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals:
        raise RuleError(N_("Write a fact as item=value."))
    return name.strip(), value.strip()


def _meant(facts: list[Fact], name: str) -> Fact:
    for fact in facts:
        item = fact.property
        if name in (item.name, item.label.zh, item.label.en, item.official_code):
            return fact
    raise RuleError(N_("The village has no data item {name}."), name=name)


def _typed(fact: Fact, text: str) -> Value:
    from poverty_desktop.packs import typed

    if not text:
        return BLANK
    if fact.options:
        return typed.read_option(fact.property, text, fact.options)
    return typed.read(fact.property, text)
