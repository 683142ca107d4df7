"""A person decides on what waits at the office: let it in, or keep it out, with a reason."""

from __future__ import annotations

import json
from dataclasses import dataclass

from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.errors import RuleError
from poverty_desktop.i18n import N_
from poverty_desktop.ids import ReplicaId
from poverty_desktop.office import quarantine, receiving
from poverty_desktop.operations.done import Done, Topic
from poverty_desktop.queries.quarantine import DECISION
from poverty_desktop.store import incarnation, ledger, settings
from poverty_desktop.store.engine import Write
from poverty_desktop.store.session import Session

NO_REASON = N_("Give the reason for this decision.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Released:
    """How many entries came into the register, and how many wait still."""

    accepted: int
    waiting: int


def release(session: Session, replica: ReplicaId, reason: str) -> Done[Released]:
    """Let in what waits of one chain; what breaks another rule waits on, with the reason of today.

    It goes on to the other laptops like anything that came in. Raises ``RuleError`` without a reason, where this is
    no office with keys, or where nothing of the chain waits.
    """
    keys = receiving.office_keys(session)
    _require(reason)
    incarnation.awaken(session)
    outcome = quarantine.release(session, keys, replica)
    _note(session, replica, "released", reason)
    waiting = session.db.conn.execute("SELECT count(*) FROM quarantine WHERE rep = ?", (replica,)).fetchone()[0]
    return Done(
        value=Released(accepted=outcome.accepted, waiting=waiting), changes=frozenset(RecordKind) | {Topic.BUNDLES}
    )


def discard(session: Session, replica: ReplicaId, reason: str) -> Done[int]:
    """Keep out what waits of one chain, whoever brings it again; it stays here and can be released later.

    Returns how many entries it is; errors as in :func:`release`.
    """
    receiving.office_keys(session)
    _require(reason)
    incarnation.awaken(session)
    count = quarantine.discard(session, replica)
    _note(session, replica, "discarded", reason)
    return Done(value=count, changes=frozenset({Topic.BUNDLES}))


def _require(reason: str) -> None:
    if not reason.strip():
        raise RuleError(NO_REASON)


def _note(session: Session, replica: ReplicaId, what: str, reason: str) -> None:
    said = {"what": what, "at": session.clock.now().isoformat(), "by": session.actor.hex(), "why": reason.strip()}
    with Write(session.db):
        settings.put(session.db, DECISION + replica.hex(), json.dumps(said, ensure_ascii=False))
        ledger.note(session, ledger.Act.RELEASE, replica=replica, what=what)
