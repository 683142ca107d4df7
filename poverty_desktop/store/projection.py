"""The register as a projection of the journal: fold the operations of a record, write its row."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.domain.values import BLANK, Value, Why
from poverty_desktop.ids import RecordId
from poverty_desktop.journal.fold import RecordState, Status, fold
from poverty_desktop.journal.operation import EXISTENCE, Operation
from poverty_desktop.packs.model import Pack, Property, PropertyType
from poverty_desktop.store import log, schema, summary
from poverty_desktop.store.rules import field_rules

if TYPE_CHECKING:
    from sqlite_utils import Database

Touched = Mapping[tuple[RecordKind, RecordId], list[Operation] | None]
_KINDS = {int(kind): kind for kind in RecordKind}


def project(db: Database, pack: Pack, touched: Touched) -> None:
    """Write the rows of the touched records, inside the caller's write.

    A record that came into being in this very write brings its operations along; the others' are read.
    """
    rules = field_rules(pack)
    rows: dict[RecordKind, list[tuple[object, ...]]] = {}
    unsettled: list[tuple[int, RecordId, int, int]] = []
    known: list[tuple[int, RecordId]] = []
    for (kind, record), brought in touched.items():
        if brought is None:
            known.append((kind, record))
        state = fold(log.operations_of(db, kind, record) if brought is None else brought, rules)
        rows.setdefault(kind, []).append(_row(pack, kind, record, state))
        unsettled += _unsettled(kind, record, state)
    db.conn.executemany("DELETE FROM unsettled WHERE ent = ? AND eid = ?", known)
    db.conn.executemany("INSERT INTO unsettled VALUES(?,?,?,?)", unsettled)
    for kind, items in rows.items():
        db.conn.executemany(_insert_sql(pack, kind), items)
    summary.refresh(db, pack, [*touched])


def rebuild(db: Database, pack: Pack) -> None:
    """Drop the register and make it again from the journal; runs inside the caller's write."""
    schema.drop_register(db)
    for statement in schema.register_sql(pack):
        db.conn.execute(statement)
    rules = field_rules(pack)
    statements = {kind: _insert_sql(pack, kind) for kind in RecordKind}
    touched: list[tuple[RecordKind, RecordId]] = []
    for entity, record, operations in log.all_operations(db):
        kind = _KINDS.get(entity)
        if kind is None:
            continue
        state = fold(operations, rules)
        db.conn.execute(statements[kind], _row(pack, kind, record, state))
        db.conn.executemany("INSERT INTO unsettled VALUES(?,?,?,?)", _unsettled(kind, record, state))
        touched.append((kind, record))
    summary.refresh(db, pack, touched)


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


def _row(pack: Pack, kind: RecordKind, record: RecordId, state: RecordState) -> tuple[object, ...]:
    row: list[object] = [record, int(state.is_alive)]
    for item in pack.of_kind(kind):
        field = state.fields.get(item.number)
        row += column_values(item, field.shown if field else BLANK)
    return tuple(row)


def _unsettled(kind: RecordKind, record: RecordId, state: RecordState) -> list[tuple[int, RecordId, int, int]]:
    found = [
        (int(kind), record, number, int(field.status))
        for number, field in state.fields.items()
        if field.status is not Status.CLEAN
    ]
    if state.existence is not Status.CLEAN:
        found.append((int(kind), record, EXISTENCE, int(state.existence)))
    return found
