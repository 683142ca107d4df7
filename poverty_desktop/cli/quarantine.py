"""Commands on what waits at the office for a person: list it, look into it, let it in, put it aside, take it up."""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING

from poverty_desktop import i18n
from poverty_desktop.cli.opening import open_workspace, takes_workspace
from poverty_desktop.errors import RuleError
from poverty_desktop.i18n import N_, _, render

if TYPE_CHECKING:
    from poverty_desktop.operations.session import Session
    from poverty_desktop.queries.handover.set_aside_facts import FactRow

NOT_LISTED = N_("Nothing of this name waits. List what waits with quarantine.")
_FEWEST_DIGITS = 4


def set_aside(options: argparse.Namespace) -> object:
    """List what waits, whose it is and why; of one that is named, tell what is in it."""
    with open_workspace(options, is_reading=True) as session:
        if options.name:
            return _told(session, options)
        return _listed(session)


def set_aside_options(command: argparse.ArgumentParser) -> None:
    """Add the options of ``quarantine``."""
    takes_workspace(command)
    command.add_argument("name", nargs="?", help=_("digits of one of them, or how they begin: tell what is in it"))
    command.add_argument("--private", action="store_true", help=_("show ID numbers, phones and accounts too"))


def release(options: argparse.Namespace) -> object:
    """Let in what is named, or put it aside, or take it up again; a wrong name changes nothing."""
    from poverty_desktop.operations.handover import quarantine

    with open_workspace(options) as session:
        names = list(dict.fromkeys(_name(session, digits) for digits in options.name))
        if options.discard:
            return {N_("put aside"): quarantine.discard(session, names, reason=options.reason).value}
        if options.take_up:
            return {N_("taken up again"): quarantine.take_up(session, names, reason=options.reason).value}
        found = quarantine.release(session, names, reason=options.reason, approver=options.approver or "").value
        for trouble in found.troubles:
            print(render(trouble), file=sys.stderr)
        return {N_("new entries"): found.accepted, N_("still waiting"): found.waiting}


def release_options(command: argparse.ArgumentParser) -> None:
    """Add the options of ``release``."""
    takes_workspace(command)
    command.add_argument(
        "name", nargs="+", help=_("digits of what waits, as the list of quarantine has them, or how they begin")
    )
    kinds = command.add_mutually_exclusive_group()
    kinds.add_argument("--discard", action="store_true", help=_("put it aside instead; it can be taken up again"))
    kinds.add_argument("--take-up", action="store_true", help=_("let what was put aside wait for a decision again"))
    command.add_argument("--reason", required=True, help=_("why it is decided so"))
    command.add_argument("--approver", help=_("name of the second person, who approved that it comes in"))


def _listed(session: Session) -> list[dict[str, object]]:
    from poverty_desktop.office.waiting_words import advice, short
    from poverty_desktop.queries.handover import quarantine

    return [
        {
            "name": row.name.hex(),
            "kind": "file" if row.is_file else "entries",
            "laptop": row.laptop,
            "laptop_digits": row.digits,
            "village": row.village,
            "entries": row.count,
            "households": row.households,
            "since": f"{row.since.astimezone():%Y-%m-%d %H:%M}",
            "why": short(row.reason, row.came_at),
            "advice": advice(row.reason, row.came_at),
            "file": row.file_name,
            "decided": row.why,
            "approver": row.decided.approver if row.decided is not None else "",
        }
        for row in quarantine.set_aside(session)
    ]


def _told(session: Session, options: argparse.Namespace) -> list[dict[str, object]]:
    from poverty_desktop.operations.handover import quarantine

    found = quarantine.look(session, _name(session, options.name), i18n.language())
    if found.trouble is not None:
        raise found.trouble
    return [
        {
            "household": row.home,
            "member": row.subject,
            "fact": row.label,
            "now": _seen(row, row.before, options),
            "then": _seen(row, row.after, options),
            "note": _(row.note) if row.note else "",
            "by": row.by,
            "at": row.at.isoformat(),
        }
        for row in found.rows
    ]


def _seen(row: FactRow, text: str, options: argparse.Namespace) -> str:
    from poverty_desktop.queries.register.facts import masked

    return text if options.private or row.item is None else masked(row.item, text)


def _name(session: Session, digits: str) -> bytes:
    from poverty_desktop.queries.handover import quarantine

    found = {row.name for row in quarantine.set_aside(session) if row.name.hex().startswith(digits.lower())}
    if len(found) != 1 or len(digits) < _FEWEST_DIGITS:
        raise RuleError(NOT_LISTED)
    return found.pop()
