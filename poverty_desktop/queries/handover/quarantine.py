"""The list of what waits at the office for a person: whose, how much, since when, why, and what was decided on it."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime

from poverty_desktop.ids import HouseholdId, ReplicaId, laptop_digits
from poverty_desktop.journal.transaction import Transaction, parse
from poverty_desktop.queries.handover.bundle_names import named
from poverty_desktop.queries.handover.set_aside_records import households_in
from poverty_desktop.store import verdicts
from poverty_desktop.store.arrival import Refused
from poverty_desktop.store.held import CAME_AT, State
from poverty_desktop.store.session import Session
from poverty_desktop.store.verdicts import Verdict

MOST_COUNTED = 1000
_MOST_ASKED = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class SetAside:
    """What waits under one name: entries of one chain from ``low`` on, or a refused file (``is_file``).

    ``reason`` is a ``store.arrival.Refused`` or a ``sync.refusal.Reason``: why the chain stops, why the file was
    refused. Of more than ``MOST_COUNTED`` entries the households of the first are counted. ``decided`` is the last
    decision on it. Of a damaged file ``came_at`` says when a whole one of its name came in, if one did.
    """

    name: bytes
    is_file: bool
    laptop: str
    digits: str
    village: str
    reason: str
    count: int
    households: int
    since: datetime
    low: int = 0
    file_name: str = ""
    is_aside: bool = False
    decided: Verdict | None = None
    came_at: datetime | None = None

    @property
    def waits(self) -> bool:
        """Say whether a person has to decide on it."""
        return not self.is_aside and self.came_at is None

    @property
    def replica(self) -> ReplicaId:
        """Return the chain."""
        return ReplicaId(self.name)

    @property
    def why(self) -> str:
        """Return the reason of the last decision."""
        return "" if self.decided is None else self.decided.reason


def set_aside(session: Session) -> tuple[SetAside, ...]:
    """Return what waits, the longest first; what nobody has to decide on any more comes last."""
    found = [*_chains(session), *_files(session)]
    return tuple(sorted(found, key=lambda row: (not row.waits, row.since, row.name)))


def entries_of(session: Session, replica: ReplicaId, most: int) -> Iterator[Transaction | None]:
    """Yield what waits of a chain, the earlier ones first; None for what cannot be read."""
    rows = session.db.conn.execute(
        "SELECT header, salt, vals FROM quarantine WHERE rep = ? ORDER BY seq, at LIMIT ?", (replica, most)
    ).fetchall()
    for header, salt, values in rows:
        try:
            yield parse(header, salt, values)
        except ValueError:
            yield None


def _chains(session: Session) -> Iterator[SetAside]:
    rows = session.db.conn.execute(
        "SELECT q.rep, coalesce(d.name, ''), q.device, coalesce(r.village, ''), min(q.seq), count(*), min(q.at),"
        " (SELECT f.reason FROM quarantine f WHERE f.rep = q.rep ORDER BY f.seq LIMIT 1)"
        " FROM quarantine q LEFT JOIN device d ON d.id = q.device LEFT JOIN replica r ON r.rep = q.rep GROUP BY q.rep"
    ).fetchall()
    for replica, laptop, device, village, low, count, since, reason in rows:
        readable = [item for item in entries_of(session, ReplicaId(replica), MOST_COUNTED) if item is not None]
        said = verdicts.of(session, replica)
        households = households_in(session, readable)
        yield SetAside(
            name=bytes(replica),
            is_file=False,
            laptop=laptop,
            digits=laptop_digits(device) if device else "",
            village=village or _village_of(session, households),
            reason=reason,
            low=low,
            count=count,
            households=len(households),
            since=datetime.fromisoformat(since),
            is_aside=reason == Refused.DISCARDED,
            decided=said[0] if said else None,
        )


def _village_of(session: Session, households: Collection[HouseholdId]) -> str:
    """Return the village of these households, of a chain of which nothing came in yet; blank where none is known."""
    marks = ",".join("?" * min(len(households), _MOST_ASKED))
    sql = f"SELECT DISTINCT village FROM household WHERE id IN ({marks}) ORDER BY 1"
    found = session.db.conn.execute(sql, [*households][:_MOST_ASKED]).fetchone()
    return str(found[0] or "") if found else ""


def _files(session: Session) -> Iterator[SetAside]:
    rows = session.db.conn.execute(
        "SELECT held_bundle.id, held_bundle.at, held_bundle.file_name, held_bundle.reason, held_bundle.device,"
        f" coalesce(d.name, ''), held_bundle.state, {CAME_AT}"
        " FROM held_bundle LEFT JOIN device d ON d.id = held_bundle.device WHERE held_bundle.state <> ?",
        (State.TAKEN,),
    ).fetchall()
    for digest, at, file_name, reason, device, laptop, state, came_at in rows:
        said = verdicts.of(session, digest)
        yield SetAside(
            name=bytes(digest),
            is_file=True,
            laptop=laptop,
            digits=laptop_digits(device) if device else "",
            village="",
            reason=reason,
            count=0,
            households=0,
            since=datetime.fromisoformat(at),
            file_name=named(file_name),
            is_aside=state == State.ASIDE,
            decided=said[0] if said else None,
            came_at=datetime.fromisoformat(came_at) if came_at else None,
        )
