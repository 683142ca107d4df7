"""The one way into the register: a batch of edits becomes transactions and rows in one commit (sync.md 2.4)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.domain.values import BLANK, Value
from poverty_desktop.errors import RuleError
from poverty_desktop.i18n import N_
from poverty_desktop.ids import BatchId, RecordId, ReplicaId
from poverty_desktop.journal import hlc
from poverty_desktop.journal.fold import current_heads
from poverty_desktop.journal.operation import EXISTENCE, Change, Operation, OperationId, OperationKind, RecordChanges
from poverty_desktop.journal.transaction import Header, Transaction, seal
from poverty_desktop.packs.conform import require_fit
from poverty_desktop.packs.model import Property, PropertyType
from poverty_desktop.store import log, projection, replicas
from poverty_desktop.store.engine import Write
from poverty_desktop.store.session import Session


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordEdit:
    """What happens to one record: it comes into being, gets new values by property name, ends, or comes back."""

    kind: RecordKind
    record: RecordId
    values: Mapping[str, Value]
    is_new: bool = False
    removes: bool = False
    restores: bool = False


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
    commit, such as the end of a draft. Raises ``RuleError`` where a value does not
    fit its property, ``StorageError`` where the disk refuses; in both cases nothing is saved.
    """
    batch = BatchId(session.ids.new())
    now = session.clock.now()
    touched: dict[tuple[RecordKind, RecordId], list[Operation] | None] = {}
    with Write(session.db) as connection:
        if alongside is not None:
            alongside()
        position = log.position(session.db)
        chains = replicas.Chains(session)
        clock = log.last_hlc(session.db)
        transactions = []
        for save in saves:
            records = tuple(
                record for edit in save.edits if (record := _changes(session, edit, seen, position)).changes
            )
            if not records:
                continue
            records = (*_introduction(session, save.village), *records)
            clock = hlc.tick(clock, now)
            transaction = _seal(session, chains, save.village, records, batch, clock, seen, reason, undoes)
            transactions.append(transaction)
            _remember(touched, transaction)
        if not transactions:
            return Committed(batch=batch, kinds=frozenset(), position=position)
        position = log.insert(connection, transactions, origin=log.LOCAL, arrived=position)
        projection.project(session.db, session.pack, touched)
        connection.execute("INSERT OR REPLACE INTO setting VALUES('hlc', ?)", (str(clock),))
        if label:
            connection.execute(
                "INSERT INTO action(batch, label, params, undoes) VALUES(?,?,?,?)", (batch, label, params, undoes)
            )
    session.saved_at = now
    return Committed(batch=batch, kinds=frozenset(kind for kind, _ in touched), position=position)


def _introduction(session: Session, village: str) -> tuple[RecordChanges, ...]:
    """Return the record that tells the readers of this village's chain who the author is, once."""
    name = session.pack.by_name.get((RecordKind.STAFF, "name"))
    record = RecordId(session.actor)
    if name is None or (village, record) in session.introduced or log.has_written(session.db, village, record):
        session.introduced.add((village, record))
        return ()
    session.introduced.add((village, record))
    known = log.operations_of(session.db, RecordKind.STAFF, record)
    changes = (
        Change(kind=OperationKind.CREATE, field=EXISTENCE),
        Change(
            kind=OperationKind.SET,
            field=name.number,
            value=Value(session.worker),
            pred=current_heads(known).get(name.number, ()),
        ),
    )
    return (RecordChanges(entity=int(RecordKind.STAFF), record=record, changes=changes),)


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
            reason=reason,
        ),
        session.ids.random_bytes(16),
    )
    chains.extend(village, transaction)
    return transaction


def _remember(touched: dict[tuple[RecordKind, RecordId], list[Operation] | None], transaction: Transaction) -> None:
    """Note what the transaction touches; a record created here needs no look at the disk."""
    for entity, record, operation in transaction.operations():
        key = (RecordKind(entity), record)
        if operation.field == EXISTENCE and operation.kind is OperationKind.CREATE and key not in touched:
            touched[key] = []
        known = touched.setdefault(key, None)
        if known is not None:
            known.append(operation)


def _changes(session: Session, edit: RecordEdit, seen: int, position: int) -> RecordChanges:
    properties = []
    for name, value in edit.values.items():
        item = session.pack.by_name.get((edit.kind, name))
        if item is None:
            raise RuleError(N_("The policy pack has no data item {name} of {kind}."), name=name, kind=edit.kind.table)
        require_fit(item, value, session.pack)
        properties.append((item, value))
    if edit.is_new:
        operations: list[Operation] = []
    else:
        operations = log.operations_of(session.db, edit.kind, edit.record, until=None if seen >= position else seen)
    return RecordChanges(
        entity=int(edit.kind), record=edit.record, changes=tuple(_change_list(edit, properties, operations))
    )


def _change_list(
    edit: RecordEdit, properties: list[tuple[Property, Value]], operations: list[Operation]
) -> Iterable[Change]:
    shown = current_heads(operations)
    existence = shown.get(EXISTENCE, ())
    if edit.is_new:
        yield Change(kind=OperationKind.CREATE, field=EXISTENCE)
    elif edit.restores:
        yield Change(kind=OperationKind.RESTORE, field=EXISTENCE, pred=existence)
    by_id = {operation.id: operation for operation in operations}
    for item, value in properties:
        heads = shown.get(item.number, ())
        if item.type is PropertyType.CHOICES:
            yield from _set_changes(item, value, [by_id[head] for head in heads])
        elif not _says_the_same(value, [by_id[head] for head in heads]):
            yield Change(kind=OperationKind.SET, field=item.number, value=value, pred=heads)
    if edit.removes:
        everything = tuple(sorted({head for heads in shown.values() for head in heads}))
        yield Change(kind=OperationKind.REMOVE, field=EXISTENCE, pred=everything)


def _says_the_same(value: Value, heads: list[Operation]) -> bool:
    """A value that already stands is not written again; a blank over nothing is no change either."""
    if not heads:
        return value == BLANK
    return len(heads) == 1 and heads[0].value == value


def _set_changes(item: Property, value: Value, heads: list[Operation]) -> Iterable[Change]:
    """A set changes option by option, so that two teams' additions both stand."""
    wanted = set(str(value.scalar).split()) if value else set()
    present: dict[str, list[OperationId]] = {}
    nothings = []
    for head in heads:
        if head.kind is OperationKind.ADD and head.value:
            present.setdefault(str(head.value.scalar), []).append(head.id)
        else:
            nothings.append(head)
    gone = sorted(set(present) - wanted)
    for code in gone:
        yield Change(kind=OperationKind.TAKE, field=item.number, value=Value(code), pred=tuple(sorted(present[code])))
    for code in sorted(wanted - set(present)):
        pred = tuple(sorted(head.id for head in nothings))
        yield Change(kind=OperationKind.ADD, field=item.number, value=Value(code), pred=pred)
    if not value and value != BLANK and not any(head.value == value for head in nothings):
        pred = tuple(sorted(head.id for head in nothings))
        yield Change(kind=OperationKind.SET, field=item.number, value=value, pred=pred)
