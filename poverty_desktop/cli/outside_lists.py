"""Commands on departments' lists: compare the register with one, list the hits, decide them."""

from __future__ import annotations

import argparse
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from poverty_desktop import i18n
from poverty_desktop.cli.opening import open_workspace, takes_workspace
from poverty_desktop.errors import RuleError
from poverty_desktop.i18n import N_, _, format_list
from poverty_desktop.ids import from_text, to_text

if TYPE_CHECKING:
    from poverty_desktop.ids import RecordId
    from poverty_desktop.operations.session import Session
    from poverty_desktop.packs.model import Label

NO_ID = N_("Give the id of a hit as the command hits lists it.")
NO_CODE = N_("There is no {what}. Choose one of: {options}.")


def compare(options: argparse.Namespace) -> object:
    """Take in a list, or only say what would happen."""
    from poverty_desktop.exchange.person_list import NAME, NUMBER
    from poverty_desktop.operations.register import outside_lists
    from poverty_desktop.queries.register import outside_hits

    with open_workspace(options) as session:
        found = outside_lists.preview(
            session,
            options.file,
            list_kind=_code(options.kind, outside_hits.lists_on_offer(session)),
            department=options.department,
            chosen={
                caption: target
                for caption, target in ((options.name_column, NAME), (options.number_column, NUMBER))
                if caption
            },
        )
        if found.new and not options.dry_run:
            outside_lists.take_in(session, found)
        return {
            N_("rows"): len(found.source.lines),
            N_("members here"): len(found.hits),
            N_("new"): len(found.new),
            N_("not members here"): found.others,
            N_("rows that name no member here"): list(found.other_rows),
            N_("left out without authorisation"): len(found.unsigned),
            N_("rows without a whole ID number"): list(found.without_number),
        }


def compare_options(command: argparse.ArgumentParser) -> None:
    """Add the options of ``compare-list``."""
    takes_workspace(command)
    command.add_argument("file", type=Path, help=_("workbook or text table of the department"))
    command.add_argument("--kind", required=True, help=_("kind of list: code or name"))
    command.add_argument("--department", default="", help=_("department that sent the list"))
    command.add_argument("--name-column", default="", help=_("caption of the column with names"))
    command.add_argument("--number-column", default="", help=_("caption of the column with ID numbers"))
    command.add_argument("--dry-run", action="store_true", help=_("only say what would happen"))


def hits(options: argparse.Namespace) -> object:
    """List the open hits, those to be put right, or those with an outcome."""
    from poverty_desktop.operations.register import hits_exchange
    from poverty_desktop.queries.register import outside_hits

    tongue = i18n.language()
    shown = outside_hits.Shown.DECIDED if options.decided else outside_hits.Shown.OPEN
    if options.to_mend:
        shown = outside_hits.Shown.UNMENDED
    with open_workspace(options, is_reading=True) as session:
        if options.xlsx is not None:
            hits_exchange.write_out(session, options.xlsx, shown=shown)
        return [
            {
                N_("id"): to_text(row.id),
                N_("list"): row.list_label(tongue),
                N_("member"): row.name,
                N_("head"): row.head,
                N_("what the list says"): row.detail,
                N_("outcome"): row.outcome_label(tongue) if row.outcome_label else "",
                N_("reason"): row.reason,
                N_("evidence"): row.evidence,
                N_("put right on"): row.rectified_on,
                N_("what was done"): row.rectified_note,
                N_("what shows it"): row.rectified_evidence,
            }
            for row in outside_hits.hits(session, shown=shown)
        ]


def hits_options(command: argparse.ArgumentParser) -> None:
    """Add the options of ``hits``."""
    takes_workspace(command)
    command.add_argument("--decided", action="store_true", help=_("those with an outcome instead of the open ones"))
    command.add_argument("--to-mend", action="store_true", help=_("those that are true and not put right yet"))
    command.add_argument("--xlsx", type=Path, help=_("write them to this Excel file too"))


def decide(options: argparse.Namespace) -> object:
    """Say what came of looking into hits."""
    from poverty_desktop.operations.register import hit_outcomes
    from poverty_desktop.queries.register import outside_hits

    with open_workspace(options) as session:
        decision = hit_outcomes.Decision(
            outcome=_code(options.outcome, outside_hits.outcomes_on_offer(session)),
            reason=options.reason,
            evidence=options.evidence,
            picture=options.picture,
        )
        return {N_("saved"): hit_outcomes.decide(session, _records(session, options.hits), decision).value}


def decide_options(command: argparse.ArgumentParser) -> None:
    """Add the options of ``hit``."""
    takes_workspace(command)
    command.add_argument("outcome", help=_("outcome: code or name"))
    command.add_argument("hits", nargs="+", help=_("ids of the hits"))
    command.add_argument("--reason", default="", help=_("what was found on looking into it"))
    command.add_argument("--evidence", default="", help=_("what shows it: certificate, visit, photo"))
    command.add_argument("--picture", type=Path, help=_("picture that shows it; it is filed with the household"))


def put_right(options: argparse.Namespace) -> object:
    """Note that hits that are true were put right."""
    from poverty_desktop.operations.register import hit_outcomes

    with open_workspace(options) as session:
        done = hit_outcomes.Rectification(
            words=options.words, evidence=options.evidence, on=options.on, picture=options.picture
        )
        return {N_("saved"): hit_outcomes.rectify(session, _records(session, options.hits), done).value}


def put_right_options(command: argparse.ArgumentParser) -> None:
    """Add the options of ``hit-done``."""
    takes_workspace(command)
    command.add_argument("words", help=_("what was done to put it right"))
    command.add_argument("hits", nargs="+", help=_("ids of the hits"))
    command.add_argument("--evidence", default="", help=_("what shows it: certificate, visit, photo"))
    command.add_argument("--picture", type=Path, help=_("picture that shows it; it is filed with the household"))
    command.add_argument("--on", type=date.fromisoformat, help=_("day on which it was put right; today if missing"))


def read_back(options: argparse.Namespace) -> object:
    """Take outcomes and what was put right in from an Excel sheet of hits, or only say what would happen."""
    from poverty_desktop.operations.register import hits_exchange

    with open_workspace(options) as session:
        found = hits_exchange.preview(session, options.file)
        if found.given and not options.dry_run:
            hits_exchange.take_in(session, found)
        return {
            N_("outcomes"): found.outcomes,
            N_("put right"): found.put_right,
            N_("rows that fit nothing"): [f"{row}: {_(why)}" for row, why in found.unmatched],
        }


def read_back_options(command: argparse.ArgumentParser) -> None:
    """Add the options of ``hits-back``."""
    takes_workspace(command)
    command.add_argument("file", type=Path, help=_("sheet of hits that came back"))
    command.add_argument("--dry-run", action="store_true", help=_("only say what would happen"))


def _code(text: str, options: tuple[tuple[str, Label], ...]) -> str:
    for code, label in options:
        if text in (code, label.zh, label.en):
            return code
    told = format_list(f"{code} {label(i18n.language())}" for code, label in options)
    raise RuleError(NO_CODE, what=text, options=told)


def _records(session: Session, texts: list[str]) -> list[RecordId]:
    from poverty_desktop.queries.register import outside_hits

    known = {
        row.id
        for shown in (outside_hits.Shown.OPEN, outside_hits.Shown.DECIDED)
        for row in outside_hits.hits(session, shown=shown)
    }
    try:
        found = [from_text(text) for text in texts]
    except ValueError:
        raise RuleError(NO_ID) from None
    if not known.issuperset(found):
        raise RuleError(NO_ID)
    return found
