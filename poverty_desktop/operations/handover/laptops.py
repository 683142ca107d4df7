"""One laptop as the office knows it: its chains, what it still lacks, and every mark that a person should see."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from poverty_desktop.crypto import certificates
from poverty_desktop.ids import ReplicaId
from poverty_desktop.journal import hlc
from poverty_desktop.office import downstream, receiving, renewals, revocations
from poverty_desktop.progress import Progress
from poverty_desktop.store import log, verdicts
from poverty_desktop.store.session import Session
from poverty_desktop.store.verdicts import Verdict
from poverty_desktop.sync import delivery


def write_revoked(session: Session, target: Path) -> int:
    """Write the list of revoked certificates for an inspector, a CRL in DER, signed now; return its number.

    Raises ``RuleError`` where this is no office with keys, ``StorageError`` where it cannot be written.
    """
    data = revocations.list_file(session, receiving.office_keys(session))
    delivery.deliver(target, lambda file: file.write(data), Progress())
    return revocations.list_number(session)


@dataclass(frozen=True, slots=True, kw_only=True)
class ChainRow:
    """One chain that a laptop writes or wrote: how far the office has it, and when that was saved."""

    replica: ReplicaId
    village: str
    position: int
    entries: int
    saved_at: datetime | None
    is_forked: bool
    waiting: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Laptop:
    """What a person looks at before deciding on a laptop.

    ``persons`` wrote on it last; ``households`` are those that it has written about. ``lacks`` entries of the office
    would go with the next bundle. ``reason`` is why it was revoked.
    """

    roles: tuple[str, ...] = ()
    persons: tuple[str, ...] = ()
    chains: tuple[ChainRow, ...] = ()
    entries: int = 0
    households: int = 0
    waiting: int = 0
    lacks: int = 0
    reason: str = ""
    is_renewal_waiting: bool = False
    verdicts: tuple[Verdict, ...] = ()


def describe(session: Session, device: bytes) -> Laptop:
    """Return what is known of a laptop; raises ``RuleError`` where this is no office with keys."""
    keys = receiving.office_keys(session)
    chains = _chains(session, device)
    row = session.db.conn.execute("SELECT certificate FROM device WHERE id = ?", (device,)).fetchone()
    roles = certificates.read(row[0]).scope.roles if row is not None and row[0] is not None else ()
    is_barred = revocations.is_barred(session, device)
    revoked = session.db.conn.execute(
        "SELECT reason FROM revocation WHERE device = ? AND NOT is_lifted ORDER BY at DESC LIMIT 1", (device,)
    ).fetchone()
    return Laptop(
        roles=roles,
        persons=_persons(session, chains),
        chains=chains,
        entries=sum(chain.entries for chain in chains),
        households=_households(session, device),
        waiting=sum(chain.waiting for chain in chains),
        lacks=0 if is_barred else downstream.lacking(session, keys, device),
        reason="" if revoked is None else str(revoked[0]),
        is_renewal_waiting=renewals.is_waiting(session, device),
        verdicts=verdicts.of(session, device),
    )


def _chains(session: Session, device: bytes) -> tuple[ChainRow, ...]:
    rows = session.db.conn.execute(
        "SELECT r.rep, r.village, (SELECT count(*) FROM head h WHERE h.rep = r.rep),"
        " (SELECT count(*) FROM quarantine q WHERE q.rep = r.rep) FROM replica r WHERE r.device = ?1"
        " UNION SELECT q.rep, '', 0, count(*) FROM quarantine q WHERE q.device = ?1"
        " AND q.rep NOT IN (SELECT rep FROM replica) GROUP BY q.rep",
        (device,),
    ).fetchall()
    found = []
    for replica, village, ends, waiting in rows:
        position, entries = session.db.conn.execute(
            "SELECT coalesce(max(seq), 0), count(*) FROM tx WHERE rep = ?", (replica,)
        ).fetchone()
        last = next(iter(log.read(session.db, "rep = ? AND seq = ?", (replica, position))), None)
        found.append(
            ChainRow(
                replica=ReplicaId(replica),
                village=village,
                position=position,
                entries=entries,
                saved_at=None if last is None else hlc.moment(last.header.hlc),
                is_forked=ends > 1,
                waiting=waiting,
            )
        )
    return tuple(sorted(found, key=lambda chain: (chain.village, -chain.position)))


def _persons(session: Session, chains: tuple[ChainRow, ...]) -> tuple[str, ...]:
    """Return who wrote the last entry of each chain."""
    found: dict[str, None] = {}
    for chain in chains:
        for transaction in log.read(session.db, "rep = ? AND seq = ?", (chain.replica, chain.position)):
            row = session.db.conn.execute("SELECT name FROM staff WHERE id = ?", (transaction.header.actor,)).fetchone()
            if row is not None and row[0]:
                found[str(row[0])] = None
    return tuple(found)


def _households(session: Session, device: bytes) -> int:
    """Return how many households a laptop has written about: they themselves, their members, their years."""
    row = session.db.conn.execute(
        "WITH said AS (SELECT DISTINCT o.ent, o.eid FROM op o JOIN tx t ON t.arrived = o.arrived"
        " JOIN replica r ON r.rep = t.rep WHERE r.device = ? AND o.ent IN (1, 2, 3, 4, 10))"
        " SELECT count(*) FROM (SELECT eid FROM said WHERE ent = 1"
        " UNION SELECT m.household FROM said JOIN membership m ON m.person = said.eid WHERE said.ent = 2"
        " UNION SELECT m.household FROM said JOIN membership m ON m.id = said.eid WHERE said.ent = 3"
        " UNION SELECT y.household FROM said JOIN household_year y ON y.id = said.eid WHERE said.ent = 4"
        " UNION SELECT i.household FROM said JOIN interview i ON i.id = said.eid WHERE said.ent = 10)",
        (device,),
    ).fetchone()
    return int(row[0])
