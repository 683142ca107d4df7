"""Commands on needs, the plan and its measures, who is entitled, and departments' lists of measures."""

from __future__ import annotations

import argparse
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from poverty_desktop import i18n
from poverty_desktop.cli.opening import find_household, open_workspace, takes_workspace
from poverty_desktop.errors import RuleError
from poverty_desktop.i18n import N_, _
from poverty_desktop.ids import RecordId, from_text, to_text

if TYPE_CHECKING:
    from poverty_desktop.ids import HouseholdId
    from poverty_desktop.operations.session import Session

NO_ID = N_("Give the id of a line as the command measures lists it.")
NO_CODE = N_("There is no {what}. Choose one of: {options}.")
NO_NAME = N_("Nobody of this household is called so.")
NO_DAY = N_("Write a day as 2026-11-30.")
NO_YUAN = N_("Write an amount in yuan, such as 1200 or 1200.50.")
NO_HOUSEHOLD = N_("Say whose need it is.")
STATUSES = "measure_status"


def measures(options: argparse.Namespace) -> object:
    """List the lines of a household, or the figures of every measure."""
    from poverty_desktop.checks.run import help_year
    from poverty_desktop.queries import help_counts, measure_lines

    tongue = i18n.language()
    with open_workspace(options, is_reading=True) as session:
        year = options.year or help_year(session)
        if options.household is None:
            return [
                {
                    N_("measure"): row.label,
                    N_("lines"): row.planned,
                    N_("received"): row.received,
                    N_("done"): row.done,
                    N_("households"): row.households,
                    N_("person-times"): row.person_times,
                    N_("yuan"): i18n.format_yuan(row.amount_fen),
                }
                for row in help_counts.by_item(session, year, language=tongue)
            ]
        household = find_household(session, options.household)
        return [
            {
                N_("id"): to_text(row.id),
                N_("measure"): row.name,
                N_("member"): row.person_name,
                N_("status"): row.status_label,
                N_("yuan"): "" if row.amount_fen is None else i18n.format_yuan(row.amount_fen),
                N_("due"): row.due_on,
                N_("need"): row.need_words,
                N_("effect"): row.effect,
            }
            for row in measure_lines.of_household(session, household, year, tongue)
        ]


def measures_options(command: argparse.ArgumentParser) -> None:
    """Add the options of ``measures``."""
    takes_workspace(command)
    command.add_argument("household", nargs="?", help=_("id, number, or a search with one answer"))
    _takes_year(command)


def plan(options: argparse.Namespace) -> object:
    """Put a measure into the plan of a household."""
    from poverty_desktop.checks.run import help_year
    from poverty_desktop.operations import measures as operations
    from poverty_desktop.operations.measures import PlanLine

    with open_workspace(options) as session:
        household = find_household(session, options.household)
        line = PlanLine(
            item=_code(session, "measure_item", options.measure),
            person=_member(session, household, options.member) if options.member else None,
            need=_record(options.need) if options.need else None,
            amount_fen=_fen(options.amount),
            quantity=options.quantity,
            due_on=_day(options.due),
        )
        done = operations.plan(session, household, options.year or help_year(session), [line])
        return {N_("id"): to_text(done.value[0])}


def plan_options(command: argparse.ArgumentParser) -> None:
    """Add the options of ``measure-plan``."""
    takes_workspace(command)
    command.add_argument("household", help=_("id, number, or a search with one answer"))
    command.add_argument("measure", help=_("measure: code or name"))
    command.add_argument("--member", default="", help=_("name of the member who benefits"))
    command.add_argument("--need", default="", help=_("id of the need that it answers"))
    command.add_argument("--amount", default="", help=_("amount in yuan"))
    command.add_argument("--quantity", default="", help=_("quantity in the unit of the measure"))
    command.add_argument("--due", default="", help=_("day by which it is to be done"))
    _takes_year(command)


def move(options: argparse.Namespace) -> object:
    """Move lines on in their life, or drop them."""
    from poverty_desktop.domain.measure import Status
    from poverty_desktop.operations import measures as operations
    from poverty_desktop.operations.measures import Step

    with open_workspace(options) as session:
        step = Step(
            status=Status(_code(session, STATUSES, options.status)),
            on=_day(options.on),
            amount_fen=_fen(options.amount),
            evidence=options.evidence,
            effect=options.effect,
            income_effect_fen=_fen(options.income_effect),
            confirmed_by=options.signed,
            confirm_note=options.unsigned,
            dropped_because=options.because,
        )
        return {N_("saved"): operations.move(session, [_record(text) for text in options.lines], step).value}


def move_options(command: argparse.ArgumentParser) -> None:
    """Add the options of ``measure-move``."""
    takes_workspace(command)
    command.add_argument("status", help=_("status: code or name"))
    command.add_argument("lines", nargs="+", help=_("ids of the lines"))
    command.add_argument("--on", default="", help=_("day on which it was so; today where it is left out"))
    command.add_argument("--amount", default="", help=_("amount in yuan"))
    command.add_argument("--evidence", default="", help=_("what shows it"))
    command.add_argument("--effect", default="", help=_("what came of it"))
    command.add_argument("--income-effect", default="", help=_("income gained in yuan"))
    command.add_argument("--signed", default="", help=_("who of the household signed"))
    command.add_argument("--unsigned", default="", help=_("why nobody signed"))
    command.add_argument("--because", default="", help=_("why it is dropped"))


def needs(options: argparse.Namespace) -> object:
    """List the needs, unmet first, or take one down."""
    from poverty_desktop.checks.run import help_year
    from poverty_desktop.operations import needs as operations
    from poverty_desktop.operations.needs import NeedLine
    from poverty_desktop.queries import need_board

    tongue = i18n.language()
    with open_workspace(options, is_reading=not options.take) as session:
        year = options.year or help_year(session)
        household = find_household(session, options.household) if options.household else None
        if options.take:
            if household is None:
                raise RuleError(NO_HOUSEHOLD)
            line = NeedLine(
                kind=_code(session, "need_kind", options.kind),
                description=options.take,
                amount_fen=_fen(options.amount),
                wanted_by=_day(options.by),
            )
            return {N_("id"): to_text(operations.take(session, household, year, line).value)}
        return [
            {
                N_("id"): to_text(row.id),
                N_("head"): row.head_name,
                N_("place"): " ".join(filter(None, (row.village, row.group_name))),
                N_("kind"): row.kind_label,
                N_("need"): row.description,
                N_("yuan"): "" if row.amount_fen is None else i18n.format_yuan(row.amount_fen),
                N_("measures"): row.answers,
                N_("need met"): row.is_met,
            }
            for row in need_board.needs(session, year, household=household, language=tongue)
        ]


def needs_options(command: argparse.ArgumentParser) -> None:
    """Add the options of ``needs``."""
    takes_workspace(command)
    command.add_argument("household", nargs="?", help=_("id, number, or a search with one answer"))
    command.add_argument("--take", default="", help=_("take down this need of the household"))
    command.add_argument("--kind", default="", help=_("kind of need: code or name"))
    command.add_argument("--amount", default="", help=_("amount in yuan"))
    command.add_argument("--by", default="", help=_("day by which it is wanted"))
    _takes_year(command)


def eligible(options: argparse.Namespace) -> object:
    """Tell what a household is entitled to and why, or a worklist, or the figures of every measure."""
    from poverty_desktop.checks import entitlement, help_worklist, verdicts
    from poverty_desktop.checks.help_worklist import Worklist
    from poverty_desktop.checks.run import help_year
    from poverty_desktop.operations import appeal_papers

    tongue = i18n.language()
    with open_workspace(options, is_reading=options.pdf is None) as session:
        year = options.year or help_year(session)
        item = _code(session, "measure_item", options.measure) if options.measure else ""
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
    _takes_year(command)


def take_list(options: argparse.Namespace) -> object:
    """Take in a department's list of measures, or only say what would happen."""
    from poverty_desktop.checks.run import help_year
    from poverty_desktop.domain.measure import Status
    from poverty_desktop.operations import measure_lists
    from poverty_desktop.operations.measure_matching import REFUSAL_WORDS, ListChoice

    with open_workspace(options) as session:
        choice = ListChoice(
            year=options.year or help_year(session),
            title=options.title,
            item=_code(session, "measure_item", options.measure) if options.measure else "",
            status=Status(_code(session, STATUSES, options.status)) if options.status else Status.DELIVERED,
        )
        found = measure_lists.preview(session, options.file, choice)
        if found.new and not options.dry_run:
            measure_lists.take_in(session, found, with_names=options.by_name)
        return {
            N_("rows"): len(found.source.lines),
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
    _takes_year(command)


def _takes_year(command: argparse.ArgumentParser) -> None:
    command.add_argument("--year", type=int, help=_("accounting year"))


def _code(session: Session, code_list: str, text: str) -> str:
    codes = session.pack.code_lists[code_list].codes if code_list in session.pack.code_lists else ()
    for code in codes:
        if text in (code.code, code.label.zh, code.label.en, *code.aliases):
            return code.code
    told = "、".join(f"{code.code} {code.label(i18n.language())}" for code in codes)
    raise RuleError(NO_CODE, what=text or "–", options=told)


def _record(text: str) -> RecordId:
    try:
        return from_text(text)
    except ValueError:
        raise RuleError(NO_ID) from None


def _member(session: Session, household: HouseholdId, name: str) -> RecordId:
    from poverty_desktop.queries import measure_lines

    found = [person for person, known in measure_lines.members(session, household) if known == name]
    if not found:
        raise RuleError(NO_NAME)
    return found[0]


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise RuleError(NO_DAY) from None


def _fen(text: str) -> int | None:
    from poverty_desktop.domain.textual import read_money

    if not text:
        return None
    reading = read_money(text)
    if reading.problem is not None or not isinstance(reading.value.scalar, int):
        raise RuleError(NO_YUAN)
    return reading.value.scalar
