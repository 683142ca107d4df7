"""Commands on what waits at the office for a person: list it, let it in, keep it out."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from poverty_desktop.cli.opening import open_workspace, takes_workspace
from poverty_desktop.errors import RuleError
from poverty_desktop.i18n import N_, _

if TYPE_CHECKING:
    from poverty_desktop.ids import ReplicaId
    from poverty_desktop.operations.session import Session

NOT_LISTED = N_("Nothing of this name waits. List what waits with set-aside.")


def set_aside(options: argparse.Namespace) -> object:
    """List what waits, whose it is and why."""
    from poverty_desktop.office.receipts import REFUSED_WORDS
    from poverty_desktop.queries import quarantine
    from poverty_desktop.store.arrival import Refused

    with open_workspace(options, is_reading=True) as session:
        return [
            {
                "chain": row.replica.hex(),
                "laptop": row.laptop,
                "village": row.village,
                "entries": row.count,
                "since": f"{row.since.astimezone():%Y-%m-%d %H:%M}",
                "reason": _(REFUSED_WORDS[Refused(row.reason)]),
                "decided": row.why,
            }
            for row in quarantine.set_aside(session)
        ]


def release(options: argparse.Namespace) -> object:
    """Let in what waits of the chains that are named, or keep it out; a wrong name changes nothing."""
    from poverty_desktop.operations import quarantine

    with open_workspace(options) as session:
        replicas = list(dict.fromkeys(_chain(session, digits) for digits in options.chain))
        if options.discard:
            kept_out = [quarantine.discard(session, replica, options.reason).value for replica in replicas]
            return {N_("entries kept out"): sum(kept_out)}
        found = [quarantine.release(session, replica, options.reason).value for replica in replicas]
        return {
            N_("new entries"): sum(item.accepted for item in found),
            N_("still waiting"): sum(item.waiting for item in found),
        }


def release_options(command: argparse.ArgumentParser) -> None:
    """Add the options of ``release``."""
    takes_workspace(command)
    command.add_argument(
        "chain", nargs="+", help=_("digits of the chain, as the list of what waits has them, or how they begin")
    )
    command.add_argument("--discard", action="store_true", help=_("keep it out instead; it can be let in later"))
    command.add_argument("--reason", required=True, help=_("why it is decided so"))


def _chain(session: Session, digits: str) -> ReplicaId:
    from poverty_desktop.queries import quarantine

    found = {row.replica for row in quarantine.set_aside(session) if row.replica.hex().startswith(digits.lower())}
    if len(found) != 1:
        raise RuleError(NOT_LISTED)
    return found.pop()
