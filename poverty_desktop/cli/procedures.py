"""Commands on procedures: what runs, what comes next and when, note a step, take a display down, print its paper."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from poverty_desktop import i18n
from poverty_desktop.cli.events import code_of, record_id
from poverty_desktop.cli.opening import find_household, open_workspace, takes_workspace
from poverty_desktop.domain.typed import day_of
from poverty_desktop.errors import RuleError
from poverty_desktop.i18n import N_, _
from poverty_desktop.ids import to_text

if TYPE_CHECKING:
    from poverty_desktop.operations.casework.step_entry import StepEntry
    from poverty_desktop.operations.session import Session
    from poverty_desktop.queries.casework.procedures import ProcedureState

VOTES = ("entitled", "present", "agreed", "opposed", "abstained")
TEXTS = ("participants", "opinion", "place", "objections")


def running(options: argparse.Namespace) -> object:
    """List the procedures that run, or those of one household, with what comes next and when at the earliest."""
    from poverty_desktop.queries.casework import procedures

    with open_workspace(options, is_reading=True) as session:
        if options.household is None:
            return [told(state) for state in procedures.running(session)]
        household = find_household(session, options.household)
        found = [told(state) for state in procedures.of_household(session, household)]
        on = session.clock.today()
        offered = procedures.offered(session, household, on)
        return [*found, *({"may_begin": item.id, "name": item.name(i18n.language())} for item in offered)]


def running_options(command: argparse.ArgumentParser) -> None:
    """Add the options of ``procedures``."""
    takes_workspace(command)
    command.add_argument("household", nargs="?", help=_("id, number, or a search with one answer"))
    command.set_defaults(late="household")


def begin(options: argparse.Namespace) -> object:
    """Begin a procedure for a household."""
    from poverty_desktop.operations.casework import procedures

    with open_workspace(options) as session:
        household = find_household(session, options.household)
        on = day_of(options.day) if options.day else session.clock.today()
        return {N_("procedure"): to_text(procedures.begin(session, household, options.procedure, on=on).value)}


def begin_options(command: argparse.ArgumentParser) -> None:
    """Add the options of ``begin``."""
    takes_workspace(command)
    command.add_argument("household", help=_("id, number, or a search with one answer"))
    command.add_argument("procedure", help=_("procedure, as the command procedures lists it"))
    command.add_argument("--day", help=_("day on which it happened"))


def step(options: argparse.Namespace) -> object:
    """Note a step, or only tell what speaks against it."""
    from poverty_desktop.operations.casework import procedures
    from poverty_desktop.queries.casework import procedures as states
    from poverty_desktop.queries.casework.procedure_words import warning_words

    with open_workspace(options) as session:
        chosen = [record_id(text) for text in options.procedure.split(",")]
        entry = entry_of(session, options)
        if options.dry_run:
            found = []
            for item in chosen:
                state = states.one(session, item)
                found += [
                    {"warning": warning_words(session.pack, state.procedure, entry.step, warned, i18n.language())}
                    for warned in procedures.against(session, item, entry)
                ]
            return found
        procedures.note_step(session, chosen, entry)
        return [told(states.one(session, item)) for item in chosen]


def step_options(command: argparse.ArgumentParser) -> None:
    """Add the options of ``step``."""
    takes_workspace(command)
    command.add_argument("procedure", help=_("id of the procedure; several with commas between them"))
    takes_step(command)
    command.add_argument("--dry-run", action="store_true", help=_("only say what speaks against it"))


def takes_step(command: argparse.ArgumentParser) -> None:
    """Add what is noted of a step."""
    command.add_argument("step", help=_("step, as the command procedures lists it"))
    command.add_argument("--day", required=True, help=_("day on which it was signed, or a display was hung out"))
    command.add_argument("--until", help=_("day on which the display was taken down"))
    command.add_argument("--failed", action="store_true", help=_("it was refused"))
    for name in VOTES:
        command.add_argument(f"--{name}", type=int, help=_("number of votes"))
    command.add_argument("--signed", action="append", help=_("who has signed: code or label; may be repeated"))
    command.add_argument("--participants", default="", help=_("who was there"))
    command.add_argument("--opinion", default="", help=_("what was written"))
    command.add_argument("--place", default="", help=_("where it was"))
    command.add_argument("--objections", default="", help=_("objections and what came of them"))
    command.add_argument("--set", action="append", metavar="NAME=VALUE", help=_("value that the step asks for"))
    command.add_argument("--reason", default="", help=_("why it stands against a rule"))


def correct(options: argparse.Namespace) -> object:
    """Correct a step that was noted; what is not said stays, and what is said empty becomes blank."""
    from dataclasses import replace

    from poverty_desktop.domain.procedure import Outcome
    from poverty_desktop.operations.casework import step_correction
    from poverty_desktop.queries.casework import procedures as states
    from poverty_desktop.queries.casework.procedure_words import against_words

    with open_workspace(options) as session:
        procedure = record_id(options.procedure)
        state = states.one(session, procedure)
        known = next((item for item in reversed(state.steps) if item.taken.step == options.step), None)
        if known is None:
            raise RuleError(step_correction.GONE)
        said: dict[str, Any] = {
            "on": day_of(options.day) if options.day else None,
            "until": day_of(options.until) if options.until else None,
            "outcome": Outcome(options.outcome) if options.outcome else None,
            "signatures": tuple(code_of(session, "signer", text) for text in options.signed or ()) or None,
            "exception_reason": options.reason,
            **{name: getattr(options, name) for name in (*VOTES, *TEXTS)},
        }
        entry = replace(
            step_correction.entry_of(known), **{name: item for name, item in said.items() if item is not None}
        )
        if options.dry_run:
            told = step_correction.against(session, procedure, known.record, entry)
        else:
            told = step_correction.correct_step(session, procedure, known.record, entry, reason=options.because).value
        words = (session.pack, state.procedure)
        return [
            {N_("warning"): against_words(*words, item.step, item.warned, options.step, i18n.language())}
            for item in told
        ]


def correct_options(command: argparse.ArgumentParser) -> None:
    """Add the options of ``step-correct``."""
    takes_workspace(command)
    command.add_argument("procedure", help=_("id of the procedure"))
    command.add_argument("step", help=_("step, as the command procedures lists it"))
    command.add_argument("--because", required=True, help=_("why it is corrected"))
    command.add_argument("--day", help=_("day on which it was signed, or a display was hung out"))
    command.add_argument("--until", help=_("day on which the display was taken down"))
    command.add_argument("--outcome", choices=("passed", "failed"), help=_("whether it has passed"))
    for name in VOTES:
        command.add_argument(f"--{name}", type=int, help=_("number of votes"))
    command.add_argument("--signed", action="append", help=_("who has signed: code or label; may be repeated"))
    command.add_argument("--participants", help=_("who was there"))
    command.add_argument("--opinion", help=_("what was written"))
    command.add_argument("--place", help=_("where it was"))
    command.add_argument("--objections", help=_("objections and what came of them"))
    command.add_argument("--reason", help=_("why it stands against a rule"))
    command.add_argument("--dry-run", action="store_true", help=_("only say what speaks against it"))


def take_down(options: argparse.Namespace) -> object:
    """Note that a display was taken down."""
    from poverty_desktop.domain.procedure import Outcome
    from poverty_desktop.operations.casework import procedures
    from poverty_desktop.queries.casework import procedures as states

    with open_workspace(options) as session:
        chosen = [record_id(text) for text in options.procedure.split(",")]
        procedures.take_down(
            session,
            chosen,
            on=day_of(options.day),
            outcome=Outcome.FAILED if options.failed else Outcome.PASSED,
            objections=options.objections,
            exception_reason=options.reason,
        )
        return [told(states.one(session, item)) for item in chosen]


def take_down_options(command: argparse.ArgumentParser) -> None:
    """Add the options of ``take-down``."""
    takes_workspace(command)
    command.add_argument("procedure", help=_("id of the procedure; several with commas between them"))
    command.add_argument("--day", required=True, help=_("day on which the display was taken down"))
    command.add_argument("--failed", action="store_true", help=_("it was refused"))
    command.add_argument("--objections", default="", help=_("objections and what came of them"))
    command.add_argument("--reason", default="", help=_("why it stands against a rule"))


def drop(options: argparse.Namespace) -> object:
    """Give a procedure up."""
    from poverty_desktop.operations.casework import procedures

    with open_workspace(options) as session:
        procedures.drop(session, record_id(options.procedure), on=session.clock.today(), because=options.reason)
        return {N_("procedure"): options.procedure}


def drop_options(command: argparse.ArgumentParser) -> None:
    """Add the options of ``drop``."""
    takes_workspace(command)
    command.add_argument("procedure", help=_("id of the procedure"))
    command.add_argument("--reason", required=True, help=_("why it is given up"))


def paper(options: argparse.Namespace) -> object:
    """Write the paper of a step as PDF."""
    from poverty_desktop.operations.casework import procedure_papers

    with open_workspace(options) as session:
        pages = procedure_papers.write(session, record_id(options.procedure), options.step, options.file)
        is_pdf = options.file.suffix.lower() not in (".docx", ".xlsx", ".html")
        return {N_("file"): options.file, (N_("pages") if is_pdf else N_("printed households")): pages}


def paper_options(command: argparse.ArgumentParser) -> None:
    """Add the options of ``step-paper``."""
    takes_workspace(command)
    command.add_argument("procedure", help=_("id of the procedure"))
    command.add_argument("step", help=_("step, as the command procedures lists it"))
    command.add_argument("file", type=Path, help=_("file to write: .pdf, .docx, .xlsx, or .html for the web"))


def entry_of(session: Session, options: argparse.Namespace) -> StepEntry:
    """Return the step that the options note."""
    from poverty_desktop.domain.procedure import Outcome
    from poverty_desktop.operations.casework.step_entry import StepEntry

    return StepEntry(
        step=options.step,
        on=day_of(options.day),
        until=day_of(options.until) if options.until else None,
        outcome=Outcome.FAILED if options.failed else Outcome.PASSED,
        **{name: getattr(options, name) for name in VOTES},
        signatures=tuple(code_of(session, "signer", text) for text in options.signed or ()),
        participants=options.participants,
        opinion=options.opinion,
        place=options.place,
        objections=options.objections,
        exception_reason=options.reason,
        answers=dict(text.partition("=")[::2] for text in options.set or ()),
    )


def told(state: ProcedureState) -> dict[str, object]:
    """Return one procedure as the terminal tells it."""
    clocks = state.clocks
    ending = state.ending
    return {
        "procedure": to_text(state.id),
        "household": state.head_name,
        "name": state.procedure.id,
        "state": "dropped" if state.dropped_on else ending.value if ending else "running",
        "last": state.taken[-1].step if state.taken else "",
        "next": [f"{item.step.id} ≥{item.earliest.day}" if item.earliest else item.step.id for item in state.next],
        "display_ends": clocks.display_ends.isoformat() if clocks.display_ends else "",
        "due": clocks.due.day.isoformat() if clocks.due else "",
    }
