"""Commands on clues: the ledger, a department's list in and out, one clue by hand, the result of a visit."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from poverty_desktop import i18n
from poverty_desktop.cli.events import code_of, record_id
from poverty_desktop.cli.opening import find_household, open_workspace, takes_workspace
from poverty_desktop.domain.typed import day_of
from poverty_desktop.i18n import N_, _
from poverty_desktop.ids import to_text

if TYPE_CHECKING:
    from poverty_desktop.queries.casework.clues import ClueRow


def ledger(options: argparse.Namespace) -> object:
    """List the clues, or the files that they came in."""
    from poverty_desktop.queries.casework import clues

    with open_workspace(options, is_reading=True) as session:
        if options.batches:
            return [
                {"batch": row.batch, "sender": row.sender, "count": row.count, "visited": row.visited,
                 "answered": row.answered}
                for row in clues.batches(session)
            ]  # fmt: skip
        state = clues.ClueState(options.state) if options.state else None
        return [_told(row) for row in clues.clues(session, language=i18n.language(), state=state)]


def ledger_options(command: argparse.ArgumentParser) -> None:
    """Add the options of ``clues``."""
    takes_workspace(command)
    command.add_argument("--state", choices=("open", "visited", "answered"), help=_("only those in this state"))
    command.add_argument("--batches", action="store_true", help=_("list the files that clues came in"))


def take_in(options: argparse.Namespace) -> object:
    """Take in a department's list by its own columns."""
    from poverty_desktop.operations.casework import clues

    with open_workspace(options) as session:
        chosen = dict(text.partition("=")[::2] for text in options.column or ())
        shown = clues.preview(session, options.file, chosen=chosen or None)
        troubles = {line.number: [_(item) for item in line.troubles] for line in shown.lines if line.troubles}
        told = {
            N_("columns"): [f"{shown.captions[index]}={name}" for index, name in sorted(shown.columns.items())],
            N_("new clues"): len(shown.fresh),
            N_("known clues"): len(shown.known),
            N_("households found"): len(shown.households),
            N_("rows with a trouble"): troubles,
            N_("batch"): shown.batch,
        }  # fmt: skip
        if not options.dry_run:
            received = day_of(options.received) if options.received else session.clock.today()
            source = code_of(session, "clue_source", options.source)
            clues.take_in(session, shown, sender=options.sender, received_on=received, source=source)
        return told


def take_in_options(command: argparse.ArgumentParser) -> None:
    """Add the options of ``clue-import``."""
    takes_workspace(command)
    command.add_argument("file", type=Path, help=_("list of the department: Excel or CSV"))
    command.add_argument("--sender", default="", help=_("department that sent it"))
    command.add_argument("--received", help=_("day of receipt where the list has none"))
    command.add_argument("--source", default="05", help=_("source where the list has none: code or label"))
    command.add_argument(
        "--column", action="append", metavar="CAPTION=FIELD", help=_("which column is which; remembered")
    )
    command.add_argument("--dry-run", action="store_true", help=_("only say what would happen"))


def add(options: argparse.Namespace) -> object:
    """Note one clue."""
    from poverty_desktop.operations.casework import clues

    with open_workspace(options) as session:
        household = find_household(session, options.household) if options.household else None
        values = {
            "source": code_of(session, "clue_source", options.source),
            "received_on": day_of(options.received).isoformat() if options.received else "",
            "person_name": options.name,
            "content": options.content,
            "sender": options.sender,
        }
        done = clues.add(session, {name: text for name, text in values.items() if text}, household)
        return {N_("clue"): to_text(done.value)}


def add_options(command: argparse.ArgumentParser) -> None:
    """Add the options of ``clue-add``."""
    takes_workspace(command)
    command.add_argument("--household", help=_("id, number, or a search with one answer"))
    command.add_argument("--name", default="", help=_("whom it is about"))
    command.add_argument("--content", default="", help=_("what it says"))
    command.add_argument("--source", default="01", help=_("source: code or label"))
    command.add_argument("--sender", default="", help=_("department that sent it"))
    command.add_argument("--received", help=_("day of receipt; today where it is not said"))


def result(options: argparse.Namespace) -> object:
    """Note what the visit found; begin the procedure it leads to where that is asked for."""
    from poverty_desktop.operations.casework import clues

    with open_workspace(options) as session:
        clue = record_id(options.clue)
        if options.household:
            clues.link(session, clue, find_household(session, options.household))
        code = code_of(session, "clue_result", options.result)
        on = day_of(options.day) if options.day else session.clock.today()
        clues.note_visit(session, clue, on=on, result=code, visitors=options.visitors, note=options.note)
        if options.begin:
            return {N_("procedure"): to_text(clues.begin_procedure(session, clue, options.begin).value)}
        return {N_("clue"): options.clue}


def result_options(command: argparse.ArgumentParser) -> None:
    """Add the options of ``clue-result``."""
    takes_workspace(command)
    command.add_argument("clue", help=_("id of the clue"))
    command.add_argument("result", help=_("result: code or label"))
    command.add_argument("--household", help=_("household it is about, where that was not known"))
    command.add_argument("--day", help=_("day of the visit; today where it is not said"))
    command.add_argument("--visitors", default="", help=_("who was there"))
    command.add_argument("--note", default="", help=_("what was found"))
    command.add_argument(
        "--begin", metavar="PROCEDURE", help=_("procedure that begins with it, such as identification")
    )


def candidates(options: argparse.Namespace) -> object:
    """List the households that a clue may be about, each with its reasons."""
    from poverty_desktop.queries.casework import clue_candidates

    with open_workspace(options, is_reading=True) as session:
        return [
            {
                "household": to_text(found.household),
                "name": found.person_name,
                "head": found.head_name,
                "group": found.group_name,
                "why": ", ".join(found.reasons),
            }
            for found in clue_candidates.candidates(session, record_id(options.clue))
        ]


def candidates_options(command: argparse.ArgumentParser) -> None:
    """Add the options of ``clue-candidates``."""
    takes_workspace(command)
    command.add_argument("clue", help=_("id of the clue"))


def feedback(options: argparse.Namespace) -> object:
    """Write a batch back in the sender's own columns."""
    from poverty_desktop.operations.casework import clues

    with open_workspace(options) as session:
        return {N_("answered"): clues.write_feedback(session, options.batch, options.file).value}


def feedback_options(command: argparse.ArgumentParser) -> None:
    """Add the options of ``clue-feedback``."""
    takes_workspace(command)
    command.add_argument("batch", help=_("batch, as the command clues --batches lists it"))
    command.add_argument("file", type=Path, help=_("Excel file to write"))


def _told(row: ClueRow) -> dict[str, object]:
    return {
        "clue": to_text(row.id),
        "state": row.state.value,
        "received": row.received_on.isoformat() if row.received_on else "",
        "deadline": row.deadline.isoformat() if row.deadline else "",
        "days_left": "" if row.days_left is None else row.days_left,
        "source": row.source,
        "sender": row.sender,
        "household": row.head_name,
        "name": row.person_name,
        "result": row.result,
    }
