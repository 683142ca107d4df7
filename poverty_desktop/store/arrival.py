"""Transactions written elsewhere come in: each chain checked link by link, applied whole, nothing twice."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.errors import RuleError
from poverty_desktop.ids import DeviceId, RecordId, ReplicaId
from poverty_desktop.journal import hlc
from poverty_desktop.journal.operation import EXISTENCE, Operation
from poverty_desktop.journal.transaction import Transaction, parse
from poverty_desktop.packs.conform import require_fit
from poverty_desktop.packs.model import Pack, PropertyType
from poverty_desktop.store import log, projection
from poverty_desktop.store.engine import Write
from poverty_desktop.store.session import Session


class Refused(StrEnum):
    """Why a transaction did not come in; it and all that follow it in its chain wait in quarantine."""

    MALFORMED = "malformed"
    GAP = "gap"
    RANK = "rank"
    VALUE = "value"
    FOREIGN = "foreign"


@dataclass(frozen=True, slots=True, kw_only=True)
class Packed:
    """One transaction as it travelled."""

    header: bytes
    salt: bytes | None
    values: bytes | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rights:
    """What the sending device may write: which replica for which village, and up to which rank."""

    device: DeviceId
    replicas: Mapping[ReplicaId, str]
    max_rank: int


@dataclass(slots=True)
class Arrived:
    """What became of a delivery."""

    accepted: int = 0
    known: int = 0
    forks: list[tuple[ReplicaId, int]] = field(default_factory=list)
    refused: list[tuple[ReplicaId, int, Refused]] = field(default_factory=list)


def accept(session: Session, chains: Iterable[Iterable[Packed]], rights: Rights, *, origin: int) -> Arrived:
    """Take in chains of transactions, each in the order of its sequence, one commit a chain.

    Bringing the same transaction again changes nothing. A transaction comes in only when its predecessor is here
    (I7); of two with one number both are kept and flagged (I11). The first of a chain that is refused stops the
    chain; what came before it stays.
    """
    outcome = Arrived()
    for chain in chains:
        with Write(session.db) as connection:
            fresh = _fresh(session, chain, rights, outcome)
            if not fresh:
                continue
            _know_replicas(session, fresh, rights)
            log.insert(connection, fresh, origin=origin, arrived=log.position(session.db))
            projection.project(session.db, session.pack, _touched(fresh))
            newest = hlc.observe(log.last_hlc(session.db), max(item.header.hlc for item in fresh), session.clock.now())
            connection.execute("INSERT OR REPLACE INTO setting VALUES('hlc', ?)", (str(newest),))
            outcome.accepted += len(fresh)
    return outcome


def _fresh(session: Session, chain: Iterable[Packed], rights: Rights, outcome: Arrived) -> list[Transaction]:
    """Return the transactions of a chain that are new here and may come in, up to the first that may not."""
    fresh: list[Transaction] = []
    ahead: set[bytes] = set()
    for item in chain:
        try:
            transaction = parse(item.header, item.salt, item.values)
        except (ValueError, KeyError):
            replica = next(iter(rights.replicas), ReplicaId(b""))
            outcome.refused.append((replica, 0, Refused.MALFORMED))
            break
        header = transaction.header
        if log.has(session.db, transaction.hash):
            outcome.known += 1
            continue
        reason = _refusal(session, transaction, rights, ahead)
        if reason is not None:
            outcome.refused.append((header.replica, header.sequence, reason))
            break
        if log.has_sequence(session.db, header.replica, header.sequence):
            outcome.forks.append((header.replica, header.sequence))
        fresh.append(transaction)
        ahead.add(transaction.hash)
    return fresh


def _refusal(session: Session, transaction: Transaction, rights: Rights, ahead: set[bytes]) -> Refused | None:
    header = transaction.header
    if header.replica not in rights.replicas or _belongs_elsewhere(session, header.replica, rights):
        return Refused.FOREIGN
    if header.previous and header.previous not in ahead and not log.has(session.db, header.previous):
        return Refused.GAP
    if header.rank > rights.max_rank:
        return Refused.RANK
    if not all(_fits(session.pack, entity, operation) for entity, _record, operation in transaction.operations()):
        return Refused.VALUE
    return None


def _belongs_elsewhere(session: Session, replica: ReplicaId, rights: Rights) -> bool:
    row = session.db.conn.execute("SELECT device, village FROM replica WHERE rep = ?", (replica,)).fetchone()
    return row is not None and (row[0] != rights.device or row[1] != rights.replicas[replica])


def _fits(pack: Pack, entity: int, operation: Operation) -> bool:
    """Say whether the value fits its property; a field that this pack does not know is kept as it came."""
    item = pack.by_number.get(operation.field)
    if operation.field == EXISTENCE or item is None or operation.value is None:
        return True
    if int(item.kind) != entity:
        return False
    if item.type is PropertyType.CHOICES and " " in str(operation.value.scalar):
        return False
    try:
        require_fit(item, operation.value, pack)
    except RuleError:
        return False
    return True


def _know_replicas(session: Session, fresh: list[Transaction], rights: Rights) -> None:
    now = session.clock.now().isoformat()
    for replica in {transaction.header.replica for transaction in fresh}:
        session.db.conn.execute(
            "INSERT OR IGNORE INTO replica VALUES(?,?,?,0,?)", (replica, rights.replicas[replica], rights.device, now)
        )


def _touched(fresh: list[Transaction]) -> dict[tuple[RecordKind, RecordId], list[Operation] | None]:
    kinds = {int(kind): kind for kind in RecordKind}
    return {
        (kinds[entity], record): None
        for transaction in fresh
        for entity, record, _operation in transaction.operations()
        if entity in kinds
    }
