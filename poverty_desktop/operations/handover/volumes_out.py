"""Which volumes of a bundle are still to be carried: pulled out before their turn, or missing at the office."""

from __future__ import annotations

import json
from dataclasses import dataclass

from poverty_desktop.store import settings
from poverty_desktop.store.session import Session
from poverty_desktop.sync import dispatch, outbox
from poverty_desktop.sync.outbox import OutgoingSet
from poverty_desktop.sync.receipt import Receipt

_MISSING = "missing_volumes"


@dataclass(frozen=True, slots=True, kw_only=True)
class Unfinished:
    """A bundle that lies sealed on this computer, and the volumes of it that are to be carried."""

    outgoing: OutgoingSet
    volumes: tuple[int, ...]


def unfinished(session: Session) -> Unfinished | None:
    """Return the newest bundle in volumes with which the next hand-over goes on, or nothing."""
    missing = json.loads(settings.get(session.db, _MISSING, "{}"))
    for found in reversed(outbox.sets(dispatch.outbox_of(session))):
        wanted = found.waiting or tuple(missing.get(found.bundle_id.hex(), ()))
        if wanted:
            return Unfinished(outgoing=found, volumes=wanted)
    return None


def put_missing(session: Session, receipt: Receipt) -> None:
    """Remember which volumes the office lacks, as its last receipt says; inside the caller's write."""
    missing = {item.bundle_id.hex(): list(item.volumes) for item in receipt.missing_volumes}
    settings.put(session.db, _MISSING, json.dumps(missing))


def drop_received(session: Session, receipt: Receipt) -> None:
    """Take away what lay ready and the office has as a whole."""
    for found in outbox.sets(dispatch.outbox_of(session)):
        if found.bundle_id in receipt.bundle_ids:
            outbox.remove(found)


def drop_older(session: Session, newest: bytes) -> None:
    """Take away what lay ready before the bundle ``newest``, which holds all of it that the office lacks."""
    for found in outbox.sets(dispatch.outbox_of(session)):
        if found.bundle_id != newest:
            outbox.remove(found)
