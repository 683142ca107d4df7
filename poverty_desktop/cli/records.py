"""Commands on households: bring in, find, show, print, take back."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from poverty_desktop import i18n
from poverty_desktop.cli import names, roster_answers
from poverty_desktop.cli.facts import history_row
from poverty_desktop.cli.opening import find_household, open_workspace, show_progress, takes_workspace
from poverty_desktop.i18n import N_, _, ngettext
from poverty_desktop.ids import to_text

if TYPE_CHECKING:
    from poverty_desktop.exchange.planned import PlannedRow
    from poverty_desktop.operations.register.roster import RosterPreview


def import_roster(options: argparse.Namespace) -> object:
    """Bring in a roster, or only say what would happen."""
    from poverty_desktop.exchange.column_map import read_map
    from poverty_desktop.exchange.planned import Take
    from poverty_desktop.operations.register import roster

    with open_workspace(options) as session:
        chosen = read_map(options.map) if options.map else None
        table = roster.read(
            options.file,
            sheet=options.sheet,
            dictionary=options.dictionary,
            as_codes=chosen.as_codes if chosen else (),
            on_offer=roster.maps(session),
        )
        if options.draft_map:
            drafted = chosen or roster.draft_map(session, table, options.file.stem)
            roster.write_map(drafted, options.draft_map)
            return [{"column": ", ".join(rule.captions), "target": rule.target} for rule in drafted.columns]
        chosen = chosen or roster.best_map(session, table)
        shown = roster.preview(
            session, table, chosen, take=Take(options.take), year=options.year, village=options.village
        )
        shown = roster_answers.answered(session, shown, options.answer)
        counts = {action.value: count for action, count in shown.plan.counts.items() if count}
        if options.rejected:
            roster.save_rejected(shown, options.rejected)
        taken = None if options.dry_run else roster.import_roster(session, shown, show_progress()).value
        lines = {"entry_lines_closed": taken.closed, "entry_lines_differing": taken.differing} if taken else {}
        if options.json:
            return _looked_at(shown) if options.rows else {**counts, **{name: n for name, n in lines.items() if n}}
        rows: list[object] = [*_looked_at(shown)] if options.rows else []
        return [
            *rows,
            *(f"{names.said(name)}: {count}" for name, count in counts.items()),
            *([taken.words()] if taken and taken.words() else []),
            *roster_answers.questions(shown),
            *([] if options.rows else _hint(shown)),
        ]


def _hint(shown: RosterPreview) -> list[str]:
    """Say of how many rows something is to be known, such as a value that cannot be read, and how they are listed."""
    count = sum(1 for _row in _noted(shown))
    said = ngettext(
        "{n} row has something to be known; --rows lists it with the reason.",
        "{n} rows have something to be known; --rows lists them with the reason.",
        count,
    )
    return [said.format(n=count)] if count else []


def _looked_at(shown: RosterPreview) -> list[dict[str, object]]:
    """Return every row that stays out or comes in with something to be said, and what is said."""
    from poverty_desktop.exchange.planned import ACTION_WORDS
    from poverty_desktop.exchange.problems import sentence

    return [
        {
            "row": row.number,
            "action": _(ACTION_WORDS[row.action]),
            "why": " ".join(dict.fromkeys([sentence(row.reason), *(sentence(problem) for problem in row.problems)])),
        }
        for row in _noted(shown)
    ]


def _noted(shown: RosterPreview) -> Iterator[PlannedRow]:
    from poverty_desktop.operations.register import roster

    return (row for row in shown.plan.rows if row.problems or row.action in roster.STAYS_OUT)


def import_options(command: argparse.ArgumentParser) -> None:
    """Add the options of ``import``."""
    from poverty_desktop.exchange.planned import Take

    takes_workspace(command)
    command.add_argument("file", type=Path, help=_("roster: xlsx, xls, ods, csv, or dat with a dictionary"))
    command.add_argument("--map", type=Path, help=_("column map; without it the fitting one is chosen"))
    command.add_argument(
        "--draft-map",
        type=Path,
        help=_("only write what the columns most likely are to this file, to be corrected"),
    )
    command.add_argument("--dictionary", type=Path, help=_("dictionary of a fixed-width file"))
    command.add_argument("--sheet", help=_("name of the sheet"))
    command.add_argument("--year", type=int, help=_("accounting year of the figures"))
    command.add_argument("--village", help=_("12-digit village of rows that name none"))
    command.add_argument(
        "--take",
        choices=[take.value for take in Take],
        default=Take.NEWER.value,
        help=_("what the file replaces: all but what no roster said last, all, official items, or blanks only"),
    )
    roster_answers.answer_options(command)
    command.add_argument("--rejected", type=Path, help=_("write the rows that stay out to this Excel file"))
    command.add_argument("--rows", action="store_true", help=_("list the rows that need a look, with the reason"))
    command.add_argument("--dry-run", action="store_true", help=_("only say what would happen"))


def search(options: argparse.Namespace) -> object:
    """List the households that a search finds."""
    from poverty_desktop.queries.register import households
    from poverty_desktop.queries.register.list_rows import HouseholdFilter

    with open_workspace(options, is_reading=True) as session:
        page = households.find(
            session, HouseholdFilter(text=options.text), limit=options.limit, language=i18n.language()
        )
        if not page.rows and not options.json:
            return _("No household is found by this search.")
        return [
            {
                "id": to_text(row.id),
                "head": row.head_name,
                "group": row.group_name,
                "members": row.member_count,
                "category": row.category,
                "per_capita": "" if row.per_capita_fen is None else i18n.format_yuan(row.per_capita_fen),
                "matched": row.matched,
            }
            for row in page.rows
        ]


def search_options(command: argparse.ArgumentParser) -> None:
    """Add the options of ``search``."""
    takes_workspace(command)
    command.add_argument("text", help=_("name, pinyin, initials, last digits of an ID, phone, group"))
    command.add_argument("--limit", type=int, default=50, help=_("most rows"))


def write_list(options: argparse.Namespace) -> object:
    """Write the list of the households that a search finds, or of all."""
    from poverty_desktop.operations.register import household_lists
    from poverty_desktop.queries.register import households
    from poverty_desktop.queries.register.list_rows import HouseholdFilter, Standing

    with open_workspace(options) as session:
        standing = Standing(options.standing) if options.standing else None
        found = households.ids(session, HouseholdFilter(text=options.text, standing=standing))
        return {"households": household_lists.export_list(session, found, options.target)}


def list_options(command: argparse.ArgumentParser) -> None:
    """Add the options of ``list``."""
    takes_workspace(command)
    command.add_argument("target", type=Path, help=_("the Excel file to write"))
    command.add_argument("--text", default="", help=_("name, pinyin, initials, last digits of an ID, phone, group"))
    command.add_argument(
        "--standing",
        choices=("waiting", "at_office", "safe"),
        help=_("only households that wait here, that the office has, or that are safe there"),
    )


def show(options: argparse.Namespace) -> object:
    """Show one household, or its history."""
    from poverty_desktop.packs.model import Sensitivity
    from poverty_desktop.queries.register import history, household_file

    with open_workspace(options, is_reading=True) as session:
        household = find_household(session, options.household)
        if options.history:
            rows = history.of_household(session, household, i18n.language())
            return [history_row(row, as_json=options.json) for row in rows]
        file = household_file.open_file(session, household, year=options.year, language=i18n.language())
        found: list[dict[str, object]] = [
            {"section": section.title, "label": fact.property.label(i18n.language()), "value": fact.text}
            for section in (*file.summary, *file.conditions, *file.causes)
            for fact in section.facts
            if fact.text and (options.private or fact.property.sensitivity is not Sensitivity.SECRET)
        ]
        found += [
            {"section": _("Members"), "label": member.relation, "value": member.name}
            for member in file.members
            if not member.came_later
        ]
        per_head = file.income.per_capita_fen
        found.append(
            {
                "section": _("Income"),
                "label": _("Net income per head"),
                "value": "" if per_head is None else i18n.format_yuan(per_head),
            }
        )
        return found


def show_options(command: argparse.ArgumentParser) -> None:
    """Add the options of ``show``."""
    takes_workspace(command)
    command.add_argument("household", help=_("id, number, or a search with one answer"))
    command.add_argument("--year", type=int, help=_("accounting year"))
    command.add_argument("--history", action="store_true", help=_("every change with who and when"))
    command.add_argument("--private", action="store_true", help=_("show ID numbers, phones and accounts too"))


def list_papers(options: argparse.Namespace) -> object:
    """Name what can be printed: the papers of the program and those that the pack composes."""
    from poverty_desktop.operations.paperwork import papers

    with open_workspace(options, is_reading=True) as session:
        return [{"paper": str(paper), "title": title} for paper, title in papers.on_offer(session)]


def papers_options(command: argparse.ArgumentParser) -> None:
    """Add the options of ``papers``."""
    takes_workspace(command)


def undo_last(options: argparse.Namespace) -> object:
    """Take back the last action, or do it again."""
    from poverty_desktop.operations.workspaces import undo

    with open_workspace(options) as session:
        done = undo.redo(session) if options.redo else undo.undo(session)
        return {N_("done again") if options.redo else N_("undone"): i18n.say(done.value, done.params)}


def undo_options(command: argparse.ArgumentParser) -> None:
    """Add the options of ``undo``."""
    takes_workspace(command)
    command.add_argument("--redo", action="store_true", help=_("do again what was taken back"))
