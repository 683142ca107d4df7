"""Commands on the list of duties, and on recognition and discipline."""

from __future__ import annotations

import argparse
from pathlib import Path

from poverty_desktop import i18n
from poverty_desktop.cli.codes import code_of, record_of
from poverty_desktop.cli.opening import open_workspace, takes_workspace
from poverty_desktop.domain.typed import day_if_any
from poverty_desktop.i18n import N_, _
from poverty_desktop.ids import to_text


def duties(options: argparse.Namespace) -> object:
    """List the duties, give those of the pack, or write the list on paper."""
    from poverty_desktop.operations.assistance import duties as operations
    from poverty_desktop.queries.assistance import duties as queries

    is_writing = options.from_pack or options.out is not None
    with open_workspace(options, is_reading=not is_writing) as session:
        if options.from_pack:
            return {N_("given"): operations.from_pack(session).value}
        if options.out is not None:
            return {N_("lines"): operations.write(session, options.out, with_closed=options.all)}
        return [
            {
                N_("id"): to_text(row.id),
                N_("duty"): row.title,
                N_("responsible"): row.person,
                N_("due"): row.due_on.isoformat() if row.due_on else "",
                N_("state"): _("overdue") if row.is_overdue else _(queries.STATE_WORDS[row.state]),
                N_("urged"): row.urged,
                N_("what was done"): row.evidence,
                N_("checked by"): row.checked_by,
            }
            for row in queries.listed(session, with_closed=options.all)
        ]


def duties_options(command: argparse.ArgumentParser) -> None:
    """Add the options of ``duties``."""
    takes_workspace(command)
    command.add_argument("--all", action="store_true", help=_("closed ones too"))
    command.add_argument("--from-pack", action="store_true", help=_("give the duties of the policy pack"))
    command.add_argument("--out", type=Path, help=_("write the list to this PDF or Excel file"))


def add(options: argparse.Namespace) -> object:
    """Give one duty."""
    from poverty_desktop.operations.assistance import duties as operations
    from poverty_desktop.operations.assistance.duties import DutyTyped

    with open_workspace(options) as session:
        typed = DutyTyped(
            title=options.title, person=options.person, due_on=day_if_any(options.due), detail=options.detail
        )
        return {N_("id"): to_text(operations.add(session, typed).value)}


def add_options(command: argparse.ArgumentParser) -> None:
    """Add the options of ``duty-add``."""
    takes_workspace(command)
    command.add_argument("title", help=_("what is to be done"))
    command.add_argument("person", help=_("who is responsible"))
    command.add_argument("due", help=_("day by which it is to be done"))
    command.add_argument("--detail", default="", help=_("what exactly is asked for"))


def note(options: argparse.Namespace) -> object:
    """Urge duties, put one right, close it or send it back."""
    from poverty_desktop.operations.assistance import duties as operations

    with open_workspace(options) as session:
        wanted = [record_of(text) for text in options.duties]
        if options.act == "urge":
            return {N_("saved"): operations.urge(session, wanted, options.words, options.by).value}
        saved = 0
        for duty in wanted:
            done = {
                "done": lambda duty=duty: operations.put_right(session, duty, options.words, options.by),
                "close": lambda duty=duty: operations.close(session, duty, options.words),
                "back": lambda duty=duty: operations.send_back(session, duty, options.words),
            }[options.act]()
            saved += done.value
        return {N_("saved"): saved}


def note_options(command: argparse.ArgumentParser) -> None:
    """Add the options of ``duty-note``."""
    takes_workspace(command)
    command.add_argument("act", choices=("urge", "done", "close", "back"), help=_("what is noted"))
    command.add_argument("duties", nargs="+", help=_("ids of the duties as duties lists them"))
    command.add_argument("--words", default="", help=_("what is urged, was done, or is wanting"))
    command.add_argument("--by", default="", help=_("by whom; the worker of this workspace where left out"))


def merits(options: argparse.Namespace) -> object:
    """List recognition and discipline, or write the register on paper."""
    from poverty_desktop.operations.assistance import merits as operations
    from poverty_desktop.queries.assistance import merits as queries

    with open_workspace(options, is_reading=options.out is None) as session:
        if options.out is not None:
            return {N_("lines"): operations.write(session, options.out)}
        return [
            {
                N_("id"): to_text(row.id),
                N_("name"): row.person,
                N_("kind"): row.kind_label,
                N_("date"): row.happened_on.isoformat() if row.happened_on else "",
                N_("reason"): row.reason,
                N_("entered by"): row.entered_by,
                N_("approval"): row.outcome_label or _("waits for an approval"),
                N_("approved by"): row.approved_by,
                N_("counts"): row.counts,
            }
            for row in queries.listed(session, language=i18n.language())
        ]


def merits_options(command: argparse.ArgumentParser) -> None:
    """Add the options of ``merits``."""
    takes_workspace(command)
    command.add_argument("--out", type=Path, help=_("write what was approved to this PDF or Excel file"))


def add_merit(options: argparse.Namespace) -> object:
    """Enter recognition or discipline; it waits for an approval."""
    from poverty_desktop.operations.assistance import merits as operations
    from poverty_desktop.operations.assistance.merits import MeritTyped

    with open_workspace(options) as session:
        typed = MeritTyped(
            person=options.person,
            kind=code_of(session, "merit_kind", options.kind),
            reason=options.reason,
            on=day_if_any(options.on),
            document=options.document,
        )
        return {N_("id"): to_text(operations.enter(session, typed).value)}


def add_merit_options(command: argparse.ArgumentParser) -> None:
    """Add the options of ``merit-add``."""
    takes_workspace(command)
    command.add_argument("person", help=_("who is meant"))
    command.add_argument("kind", help=_("kind: code or name"))
    command.add_argument("reason", help=_("why"))
    command.add_argument("--on", default="", help=_("day on which it was so; today where it is left out"))
    command.add_argument("--document", default="", help=_("document that it rests on"))


def decide(options: argparse.Namespace) -> object:
    """Approve or refuse recognition or discipline that another person entered."""
    from poverty_desktop.operations.assistance import merits as operations
    from poverty_desktop.queries.assistance.merits import Outcome

    with open_workspace(options) as session:
        outcome = Outcome.REFUSED if options.refuse else Outcome.APPROVED
        operations.decide(session, record_of(options.merit), outcome, options.note)
        return {N_("saved"): 1}


def decide_options(command: argparse.ArgumentParser) -> None:
    """Add the options of ``merit-decide``."""
    takes_workspace(command)
    command.add_argument("merit", help=_("id of the record as merits lists it"))
    command.add_argument("--refuse", action="store_true", help=_("refuse it"))
    command.add_argument("--note", default="", help=_("note of the approval"))
