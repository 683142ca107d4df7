"""Transactions written elsewhere come in: each chain checked link by link, applied whole, nothing twice."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from itertools import chain
from typing import NamedTuple

from poverty_desktop.crypto import hashes
from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.errors import RuleError
from poverty_desktop.ids import DeviceId, ReplicaId
from poverty_desktop.journal import hlc
from poverty_desktop.journal.operation import EXISTENCE, Operation, OperationKind, value_or_blank
from poverty_desktop.journal.transaction import Transaction, parse
from poverty_desktop.packs.conform import require_fit
from poverty_desktop.packs.model import MergeClass, Pack, Property, PropertyType
from poverty_desktop.store import incarnation, log, projection
from poverty_desktop.store.engine import Write
from poverty_desktop.store.session import RANK_COUNTY, RANK_TOWNSHIP, Session

_KINDS = {int(kind): kind for kind in RecordKind}
_LIFE_AND_DEATH = frozenset({OperationKind.CREATE, OperationKind.REMOVE, OperationKind.RESTORE})
_LINKS = frozenset({OperationKind.SAME_AS, OperationKind.NOT_SAME})
_SETTING = frozenset({OperationKind.SET, OperationKind.RESOLVE})


class Refused(StrEnum):
    """Why a transaction did not come in; it and all that follow it in its chain wait in quarantine."""

    MALFORMED = "malformed"
    GAP = "gap"
    RANK = "rank"
    VALUE = "value"
    FOREIGN = "foreign"


class Packed(NamedTuple):
    """One transaction as it travelled."""

    header: bytes
    salt: bytes | None
    values: bytes | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """Transactions of one replica without a hole, the first of them number ``low``."""

    replica: ReplicaId
    low: int
    transactions: Iterable[Packed]


class Writer(NamedTuple):
    """Who writes a replica, and for which village."""

    device: DeviceId
    village: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Rights:
    """Which replicas a delivery may bring, as their signed heads say, and up to which rank."""

    writers: Mapping[ReplicaId, Writer]
    max_rank: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Stopped:
    """Transactions ``low`` to ``high`` of a replica that were refused: the first for ``reason``, the rest with it."""

    replica: ReplicaId
    low: int
    high: int
    reason: Refused


@dataclass(slots=True)
class Arrived:
    """What became of a delivery."""

    accepted: int = 0
    known: int = 0
    forks: list[tuple[ReplicaId, int]] = field(default_factory=list)
    refused: list[Stopped] = field(default_factory=list)


def accept(session: Session, runs: Iterable[Run], rights: Rights, *, origin: int) -> Arrived:
    """Take in runs of transactions, the earlier ones of a chain first, one commit a run.

    Bringing the same transaction again changes nothing. A transaction comes in only when its predecessor is here
    (I7); of two with one number both are kept and flagged (I11). The first of a chain that is refused stops the
    chain: it and what follows it go to quarantine as they came (I10), what came before it stays.
    """
    outcome = Arrived()
    stopped: dict[ReplicaId, int] = {}
    for run in runs:
        with Write(session.db):
            fresh = _take(session, run, rights, outcome, stopped)
            if fresh:
                _insert(session, fresh, rights, origin)
        outcome.accepted += len(fresh)
    if outcome.accepted:
        incarnation.follow(session)
    return outcome


def _take(
    session: Session, run: Run, rights: Rights, outcome: Arrived, stopped: dict[ReplicaId, int]
) -> list[Transaction]:
    """Return the transactions of a run that are new here and may come in, up to the first that may not."""
    fresh: list[Transaction] = []
    last = b""
    items = iter(run.transactions)
    for number, item in enumerate(items, run.low):
        digest = hashes.sha256(item.header)
        if log.has(session.db, digest):
            outcome.known += 1
            last = digest
            continue
        transaction = _read(item)
        reason = _refusal(session, run, number, transaction, rights, last) if transaction else Refused.MALFORMED
        if transaction is None or reason is not None:
            assert reason is not None
            _keep_aside(session, run, number, chain((item,), items), rights, reason, outcome, stopped)
            break
        if log.has_sequence(session.db, run.replica, number):
            outcome.forks.append((run.replica, number))
        fresh.append(transaction)
        last = transaction.hash
    return fresh


def _read(item: Packed) -> Transaction | None:
    try:
        return parse(item.header, item.salt, item.values)
    except ValueError:
        return None


def _refusal(
    session: Session, run: Run, number: int, transaction: Transaction, rights: Rights, last: bytes
) -> Refused | None:
    header = transaction.header
    writer = rights.writers.get(header.replica)
    if (header.replica, header.sequence) != (run.replica, number):
        return Refused.MALFORMED
    if writer is None or _belongs_elsewhere(session, header.replica, writer):
        return Refused.FOREIGN
    if header.previous not in (b"", last) and not log.follows(
        session.db, header.replica, header.sequence, header.previous
    ):
        return Refused.GAP
    operations = list(transaction.operations())
    if header.rank > rights.max_rank or not all(_is_allowed(session.pack, header.rank, item[2]) for item in operations):
        return Refused.RANK
    if not all(_fits(session.pack, entity, operation) for entity, _record, operation in operations):
        return Refused.VALUE
    return None


def _belongs_elsewhere(session: Session, replica: ReplicaId, writer: Writer) -> bool:
    row = session.db.conn.execute("SELECT device, village FROM replica WHERE rep = ?", (replica,)).fetchone()
    return row is not None and row != tuple(writer)


def _is_allowed(pack: Pack, rank: int, operation: Operation) -> bool:
    """Say whether this rank may do such a thing: erase, link two records, or write what the office owns."""
    if operation.kind is OperationKind.ERASE:
        return rank >= RANK_COUNTY
    if operation.kind in _LINKS:
        return rank >= RANK_TOWNSHIP
    item = pack.by_number.get(operation.field)
    return item is None or item.merge_class is not MergeClass.OFFICE or rank >= RANK_TOWNSHIP


def _fits(pack: Pack, entity: int, operation: Operation) -> bool:
    """Say whether kind and value fit the property; a field that this pack does not know is kept as it came."""
    if operation.kind is OperationKind.ERASE or operation.kind in _LINKS:
        return True
    if operation.field == EXISTENCE or operation.kind in _LIFE_AND_DEATH:
        return operation.field == EXISTENCE and operation.kind in _LIFE_AND_DEATH
    item = pack.by_number.get(operation.field)
    if item is None:
        return True
    if int(item.kind) != entity or not _is_of_its_kind(item, operation):
        return False
    try:
        require_fit(item, value_or_blank(operation.value), pack)
    except RuleError:
        return False
    return True


def _is_of_its_kind(item: Property, operation: Operation) -> bool:
    """A set changes option by option, or says why it is empty; any other field is given a value."""
    if item.type is not PropertyType.CHOICES:
        return operation.kind in _SETTING
    if operation.kind in (OperationKind.ADD, OperationKind.TAKE):
        return bool(operation.value) and len(str(value_or_blank(operation.value).scalar).split()) == 1
    return operation.kind is OperationKind.SET and not operation.value


def _insert(session: Session, fresh: list[Transaction], rights: Rights, origin: int) -> None:
    connection = session.db.conn
    now = session.clock.now()
    for replica in {transaction.header.replica for transaction in fresh}:
        writer = rights.writers[replica]
        connection.execute(
            "INSERT OR IGNORE INTO replica VALUES(?,?,?,0,?)", (replica, writer.village, writer.device, now.isoformat())
        )
    records = {(entity, record) for transaction in fresh for entity, record, _operation in transaction.operations()}
    seen_before = {key for key in records if log.has_record(session.db, *key)}
    _position, touched = log.insert(connection, fresh, origin=origin, arrived=log.position(session.db))
    projection.project(
        session.db,
        session.pack,
        {
            (_KINDS[key[0]], key[1]): None if key in seen_before else operations
            for key, operations in touched.items()
            if key[0] in _KINDS
        },
    )
    newest = hlc.observe(log.last_hlc(session.db), max(item.header.hlc for item in fresh), now)
    connection.execute("INSERT OR REPLACE INTO setting VALUES('hlc', ?)", (str(newest),))
    connection.executemany("DELETE FROM quarantine WHERE h = ?", [(transaction.hash,) for transaction in fresh])


def _keep_aside(
    session: Session,
    run: Run,
    low: int,
    items: Iterable[Packed],
    rights: Rights,
    reason: Refused,
    outcome: Arrived,
    stopped: dict[ReplicaId, int],
) -> None:
    """Put what may not come in into quarantine; a later run of a chain that stopped belongs to the same refusal."""
    place = stopped.get(run.replica) if reason is Refused.GAP else None
    if place is not None:
        reason = outcome.refused[place].reason
    now = session.clock.now().isoformat()
    device = rights.writers[run.replica].device if run.replica in rights.writers else b""
    rows = [
        (hashes.sha256(item.header), now, reason.value, device, run.replica, number, *item)
        for number, item in enumerate(items, low)
    ]
    session.db.conn.executemany("INSERT OR IGNORE INTO quarantine VALUES(?,?,?,?,?,?,?,?,?)", rows)
    high = low + len(rows) - 1
    if place is None:
        stopped[run.replica] = len(outcome.refused)
        outcome.refused.append(Stopped(replica=run.replica, low=low, high=high, reason=reason))
    else:
        outcome.refused[place] = replace(outcome.refused[place], high=max(high, outcome.refused[place].high))
