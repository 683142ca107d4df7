"""The register as a projection of the journal: fold the operations of a record, write its row."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import chain, groupby
from operator import itemgetter

from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.domain.values import Value, Why
from poverty_desktop.ids import RecordId
from poverty_desktop.journal.fold import RecordState, Status, fold
from poverty_desktop.journal.operation import EXISTENCE, Operation
from poverty_desktop.packs.model import Pack, Property, PropertyType
from poverty_desktop.store import accounts, log, schema, summary
from poverty_desktop.store.database import Database
from poverty_desktop.store.rules import field_rules

Touched = Mapping[tuple[RecordKind, RecordId], list[Operation] | None]
_KINDS = {int(kind): kind for kind in RecordKind}
_MOVABLE = frozenset(RecordKind) - {RecordKind.HOUSEHOLD, RecordKind.PERSON, RecordKind.STAFF}
"""Kinds whose records name the household or person they belong to, and may come to name another."""
_AT_ONCE = 2000
_NO_VALUE = (None, None)


def project(db: Database, pack: Pack, touched: Touched) -> None:
    """Write the rows of the touched records, inside the caller's write.

    A record that nobody had written about before brings all its operations along; the others' are read.
    """
    rules = field_rules(pack)
    known: dict[RecordKind, list[RecordId]] = {}
    brought: dict[RecordKind, list[tuple[RecordId, list[Operation]]]] = {}
    for (kind, record), operations in touched.items():
        if operations is None:
            known.setdefault(kind, []).append(record)
        else:
            brought.setdefault(kind, []).append((record, operations))
    earlier = accounts.households_of(
        db, [(kind, record) for kind, records in known.items() if kind in _MOVABLE for record in records]
    )
    for kind, records in known.items():
        db.conn.executemany(
            "DELETE FROM unsettled WHERE ent = ? AND eid = ?", [(int(kind), record) for record in records]
        )
    for kind in {*known, *brought}:
        found = chain(brought.get(kind, ()), log.operations_of_many(db, kind, known.get(kind, ())))
        _write_rows(db, pack, kind, ((record, fold(operations, rules)) for record, operations in found))
    summary.refresh(db, pack, [*touched], also=earlier)


def rebuild(db: Database, pack: Pack) -> None:
    """Drop the register and make it again from the journal; runs inside the caller's write."""
    schema.drop_register(db)
    for statement in schema.register_sql(pack):
        db.conn.execute(statement)
    rules = field_rules(pack)
    touched: list[tuple[RecordKind, RecordId]] = []
    for entity, found in groupby(log.all_operations(db), key=itemgetter(0)):
        kind = _KINDS.get(entity)
        if kind is None:
            continue
        states = []
        for _entity, record, operations in found:
            states.append((record, fold(operations, rules)))
            touched.append((kind, record))
            if len(states) == _AT_ONCE:
                _write_rows(db, pack, kind, states)
                states = []
        _write_rows(db, pack, kind, states)
    summary.refresh(db, pack, touched)


def _write_rows(db: Database, pack: Pack, kind: RecordKind, states: Iterable[tuple[RecordId, RecordState]]) -> None:
    rows: list[tuple[object, ...]] = []
    unsettled: list[tuple[int, RecordId, int, int]] = []
    properties = pack.of_kind(kind)
    for record, state in states:
        rows.append(_row(properties, record, state))
        unsettled += _unsettled(kind, record, state)
    db.conn.executemany(_insert_sql(pack, kind), rows)
    db.conn.executemany("INSERT INTO unsettled VALUES(?,?,?,?)", unsettled)


def add_columns(db: Database, pack: Pack) -> None:
    """Give the register the columns of properties that a new pack added."""
    for kind in RecordKind:
        present = {row[1] for row in db.conn.execute(f"PRAGMA table_info({kind.table})")}
        for item in pack.of_kind(kind):
            if item.name not in present:
                db.conn.execute(f'ALTER TABLE {kind.table} ADD COLUMN "{item.name}" {schema.column_type(item)}')
                db.conn.execute(f'ALTER TABLE {kind.table} ADD COLUMN "{item.name}_why" INTEGER')


def column_values(item: Property, value: Value) -> tuple[object, int | None]:
    """Return what stands in a property's column and its companion; a plain blank is two nulls."""
    if value.why is not Why.VALUE:
        return None, None if value.why is Why.BLANK else int(value.why)
    if item.type is PropertyType.DECIMAL:
        return float(str(value.scalar)), None
    return value.scalar, None


def _insert_sql(pack: Pack, kind: RecordKind) -> str:
    properties = pack.of_kind(kind)
    names = "".join(f', "{item.name}", "{item.name}_why"' for item in properties)
    marks = ",".join("?" * (2 + 2 * len(properties)))
    return f"INSERT OR REPLACE INTO {kind.table}(id, alive{names}) VALUES({marks})"


def _row(properties: Sequence[Property], record: RecordId, state: RecordState) -> tuple[object, ...]:
    row: list[object] = [record, int(state.is_alive)]
    fields = state.fields
    for item in properties:
        if (field := fields.get(item.number)) is None:
            row += _NO_VALUE
        else:
            row += column_values(item, field.shown)
    return tuple(row)


def _unsettled(kind: RecordKind, record: RecordId, state: RecordState) -> list[tuple[int, RecordId, int, int]]:
    """Return what of a record waits for a person; of one that is gone nothing does, until it comes back."""
    if not state.is_alive:
        return []
    found = [
        (int(kind), record, number, int(field.status))
        for number, field in state.fields.items()
        if field.status is not Status.CLEAN
    ]
    if state.existence is not Status.CLEAN:
        found.append((int(kind), record, EXISTENCE, int(state.existence)))
    return found
