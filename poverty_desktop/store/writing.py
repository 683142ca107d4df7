"""The one way into the register: a batch of edits becomes transactions and rows in one commit (sync.md 2.4)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.domain.values import Value
from poverty_desktop.i18n import N_
from poverty_desktop.ids import BatchId, RecordId, ReplicaId
from poverty_desktop.journal import hlc
from poverty_desktop.journal.operation import EXISTENCE, OperationKind, RecordChanges
from poverty_desktop.journal.transaction import Header, Transaction, seal
from poverty_desktop.store import incarnation, log, projection, replicas
from poverty_desktop.store.changes import Drafting, RecordEdit
from poverty_desktop.store.engine import Write
from poverty_desktop.store.session import Session

__all__ = ["Committed", "RecordEdit", "Save", "commit"]

REMOVED = N_("Taken out of the register")
"""The reason that stands with a removal where nobody gave another."""
_PART_BYTES = 256 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Save:
    """One form save: the edits of one transaction, all within one village."""

    village: str
    edits: tuple[RecordEdit, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Committed:
    """What a commit left behind."""

    batch: BatchId
    kinds: frozenset[RecordKind]
    position: int


def commit(
    session: Session,
    saves: Sequence[Save],
    *,
    seen: int,
    reason: str = "",
    undoes: BatchId | None = None,
    label: str = "",
    params: str = "{}",
    alongside: Callable[[], None] | None = None,
) -> Committed:
    """Write one user action: 1..n transactions and the rows they change, in one commit; return when it is on disk.

    ``seen`` is the journal position at which the author's screen was read: each change names as predecessors what
    stood then, so that a change which arrived since becomes a visible conflict. ``label`` (a msgid) with ``params``
    (JSON) names the action for undo; without one it cannot be undone. ``alongside`` writes what is local in the same
    commit, such as the end of a draft. Raises ``RuleError`` where a value does not fit its property or a record is
    not in the register, ``StorageError`` where the disk refuses; in both cases nothing is saved.
    """
    batch = BatchId(session.ids.new())
    now = session.clock.now()
    with Write(session.db) as connection:
        if alongside is not None:
            alongside()
        position = log.position(session.db)
        chains = replicas.Chains(session)
        drafting = Drafting(session, seen=seen, position=position)
        introduced: set[tuple[str, RecordId]] = set()
        clock = log.last_hlc(session.db)
        transactions: list[Transaction] = []
        for save in _merged(saves):
            records = [record for edit in save.edits if (record := drafting.changes(edit)).changes]
            if records:
                records[:0] = _introduction(session, save.village, introduced, drafting)
            for part in _parts(records):
                clock = hlc.tick(clock, now)
                transactions.append(_seal(session, chains, save.village, part, batch, clock, seen, reason, undoes))
        kinds: frozenset[RecordKind] = frozenset()
        if transactions:
            position, touched = log.insert(connection, transactions, origin=log.LOCAL, arrived=position)
            fresh = drafting.fresh
            by_record = {
                (RecordKind(key[0]), key[1]): operations if key in fresh else None
                for key, operations in touched.items()
            }
            projection.project(session.db, session.pack, by_record)
            kinds = frozenset(kind for kind, _record in by_record)
            connection.execute("INSERT OR REPLACE INTO setting VALUES('hlc', ?)", (str(clock),))
        if label and (transactions or undoes is not None):
            connection.execute(
                "INSERT INTO action(batch, label, params, undoes) VALUES(?,?,?,?)", (batch, label, params, undoes)
            )
    session.introduced |= introduced
    chains.remember()
    session.saved_at = now
    if transactions:
        incarnation.follow(session)
    return Committed(batch=batch, kinds=kinds, position=position)


def _merged(saves: Sequence[Save]) -> Iterator[Save]:
    """Yield the saves with one edit for each record: what is said of a record later in an action replaces it."""
    combined: dict[tuple[RecordKind, RecordId], RecordEdit] = {}
    for save in saves:
        for edit in save.edits:
            key = (edit.kind, edit.record)
            combined[key] = _joined(combined[key], edit) if key in combined else edit
    for save in saves:
        keys = dict.fromkeys((edit.kind, edit.record) for edit in save.edits)
        yield Save(village=save.village, edits=tuple(combined.pop(key) for key in keys if key in combined))


def _joined(first: RecordEdit, second: RecordEdit) -> RecordEdit:
    return replace(
        first,
        values={**first.values, **second.values},
        is_new=first.is_new or second.is_new,
        removes=second.removes or (first.removes and not second.is_new and not second.restores),
        restores=first.restores or second.restores,
    )


def _parts(records: Sequence[RecordChanges]) -> Iterator[tuple[RecordChanges, ...]]:
    """Yield the records in parts that stay well below what one transaction may hold."""
    part: list[RecordChanges] = []
    size = 0
    for record in records:
        weight = 32 + sum(8 + 20 * len(change.pred) + _weight(change.value) for change in record.changes)
        if part and size + weight > _PART_BYTES:
            yield tuple(part)
            part, size = [], 0
        part.append(record)
        size += weight
    if part:
        yield tuple(part)


def _weight(value: Value | None) -> int:
    scalar = value.scalar if value else None
    if isinstance(scalar, str):
        return 5 + 4 * len(scalar)
    return 5 + len(scalar) if isinstance(scalar, bytes) else 10


def _introduction(
    session: Session, village: str, introduced: set[tuple[str, RecordId]], drafting: Drafting
) -> list[RecordChanges]:
    """Return the record that tells the readers of this village's chain who the author is, once."""
    record = RecordId(session.actor)
    known = (village, record)
    if known in session.introduced or known in introduced:
        return []
    introduced.add(known)
    if (RecordKind.STAFF, "name") not in session.pack.by_name or log.has_written(session.db, village, record):
        return []
    return [drafting.introduction(record, Value(session.worker))]


def _seal(
    session: Session,
    chains: replicas.Chains,
    village: str,
    records: tuple[RecordChanges, ...],
    batch: BatchId,
    clock: int,
    seen: int,
    reason: str,
    undoes: BatchId | None,
) -> Transaction:
    replica, sequence, previous, dependencies = chains.next(village, seen)
    transaction = seal(
        Header(
            replica=ReplicaId(replica),
            sequence=sequence,
            previous=previous,
            hlc=clock,
            actor=session.actor,
            rank=session.rank,
            pack=session.pack.content_hash,
            batch=batch,
            records=records,
            dependencies=dependencies,
            undoes=undoes,
            reason=reason or (REMOVED if _removes(records) else ""),
        ),
        session.ids.random_bytes(16),
    )
    chains.extend(village, transaction)
    return transaction


def _removes(records: Sequence[RecordChanges]) -> bool:
    return any(
        change.kind is OperationKind.REMOVE
        for record in records
        for change in record.changes
        if change.field == EXISTENCE
    )
