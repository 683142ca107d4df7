"""The register as a projection of the journal: fold the operations of a record, write its row."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import chain, groupby, islice
from operator import itemgetter
from typing import NamedTuple

from poverty_desktop.domain.kinds import OF_VILLAGE, RecordKind
from poverty_desktop.domain.values import Value, Why
from poverty_desktop.ids import RecordId
from poverty_desktop.journal.fold import RecordState, Rules, Status, fold, shown_at_birth
from poverty_desktop.journal.operation import EXISTENCE, Change, Entry
from poverty_desktop.journal.reading import ReadChanges, item_of, items_at_birth
from poverty_desktop.packs.model import Property, PropertyType
from poverty_desktop.packs.pack import Pack
from poverty_desktop.store import accounts, log, schema, summary
from poverty_desktop.store.database import Database
from poverty_desktop.store.rules import field_rules

Touched = Mapping[tuple[RecordKind, RecordId], list[Entry] | None]
_KINDS = {int(kind): kind for kind in RecordKind}
_MOVABLE = frozenset(RecordKind) - {RecordKind.HOUSEHOLD, RecordKind.PERSON, RecordKind.STAFF} - OF_VILLAGE
"""Kinds whose records name the household or person they belong to, and may come to name another."""
_AT_ONCE = 2000
_MOST_ALIKE = 24
_WAYS = {PropertyType.REFERENCE: 1, PropertyType.PHOTO: 1, PropertyType.DECIMAL: 2}
"""Types whose values are not bound as they are: bytes, and decimals, which are a text in the journal."""


class _Row(NamedTuple):
    """A record as its row shows it: by the numbers of its fields what stands there (``reading.ReadChanges.items``)."""

    record: RecordId
    is_alive: bool
    shown: Mapping[int, object]


def project(db: Database, pack: Pack, touched: Touched) -> None:
    """Write the rows of the touched records, inside the caller's write.

    A record that nobody had written about before brings all that is said of it along; the others' is read.
    """
    rules = field_rules(pack)
    known: dict[RecordKind, list[RecordId]] = {}
    brought: dict[RecordKind, list[tuple[RecordId, list[Entry]]]] = {}
    for (kind, record), entries in touched.items():
        if entries is None:
            known.setdefault(kind, []).append(record)
        else:
            brought.setdefault(kind, []).append((record, entries))
    earlier = accounts.households_of(
        db, [(kind, record) for kind, records in known.items() if kind in _MOVABLE for record in records]
    )
    for kind, records in known.items():
        db.conn.executemany(
            "DELETE FROM unsettled WHERE ent = ? AND eid = ?", [(int(kind), record) for record in records]
        )
    for kind in {*known, *brought}:
        found = chain(brought.get(kind, ()), log.entries_of_many(db, kind, known.get(kind, ())))
        _write_rows(db, pack, kind, rules, found)
    summary.refresh(db, pack, [*touched], also=earlier)


def rebuild(
    db: Database,
    pack: Pack,
    entries: Iterable[tuple[int, RecordId, list[Entry]]] | None = None,
    *,
    has_summary: bool = True,
) -> None:
    """Empty the register and make it again from the journal, or from ``entries``; runs inside the caller's write.

    Without a summary the lists of households stay empty.
    """
    schema.clear_register(db, pack)
    rules = field_rules(pack)
    touched: list[tuple[RecordKind, RecordId]] = []
    for entity, found in groupby(log.all_entries(db) if entries is None else entries, key=itemgetter(0)):
        kind = _KINDS.get(entity)
        if kind is None:
            continue
        records = ((record, entries) for _entity, record, entries in found)
        while some := list(islice(records, _AT_ONCE)):
            _write_rows(db, pack, kind, rules, some)
            touched += ((kind, record) for record, _entries in some)
    if has_summary:
        summary.refresh(db, pack, touched)


def _write_rows(
    db: Database, pack: Pack, kind: RecordKind, rules: Rules, records: Iterable[tuple[RecordId, list[Entry]]]
) -> None:
    rows: list[_Row] = []
    unsettled: list[tuple[int, RecordId, int, int]] = []
    for record, entries in records:
        shown = _at_birth(entries[0].changes, rules) if len(entries) == 1 else None
        if shown is not None:
            rows.append(_Row(record, True, shown))
            continue
        state = fold(chain.from_iterable(entry.operations() for entry in entries), rules)
        fields = {number: item_of(field.shown) for number, field in state.fields.items()}
        rows.append(_Row(record, state.is_alive, fields))
        unsettled += _unsettled(kind, record, state)
    _insert_rows(db, pack.of_kind(kind), kind, rows)
    db.conn.executemany("INSERT INTO unsettled VALUES(?,?,?,?)", unsettled)


def _at_birth(changes: Sequence[Change], rules: Rules) -> Mapping[int, object] | None:
    """Return what a record shows of which nothing is said but this; ``None`` where that takes a merge."""
    items = items_at_birth(changes, rules) if isinstance(changes, ReadChanges) else None
    if items is not None:
        return items
    shown = shown_at_birth(changes, rules)
    return None if shown is None else {number: item_of(value) for number, value in shown.items()}


def _insert_rows(db: Database, properties: Sequence[Property], kind: RecordKind, rows: list[_Row]) -> None:
    """Write rows, those together that fill the same columns: the engine's module takes longest over what is null."""
    alike: dict[tuple[int, ...], list[_Row]] = {}
    for row in rows:
        alike.setdefault(tuple(row.shown), []).append(row)
    if len(alike) > _MOST_ALIKE:
        alike = {tuple({number: None for row in rows for number in row.shown}): rows}
    known = {item.number: item for item in properties}
    for numbers, some in alike.items():
        _insert_alike(db, kind, [known[number] for number in numbers if number in known], some)


def _insert_alike(db: Database, kind: RecordKind, columns: list[Property], rows: list[_Row]) -> None:
    columns.sort(key=lambda item: _WAYS.get(item.type, 0))
    ways = [_WAYS.get(item.type, 0) for item in columns]
    numbers = [item.number for item in columns]
    plain, blobs = ways.count(0), ways.count(1)
    reasoned: set[int] = set()
    for _record, _is_alive, shown in rows:
        if Value in set(map(type, shown.values())):
            reasoned.update([number for number, item in shown.items() if type(item) is Value])
    reasons = [item for item in columns if item.number in reasoned]
    names = "".join([f', "{item.name}"' for item in columns] + [f', "{item.name}_why"' for item in reasons])
    marks = ",".join("?" * (2 + len(columns) + len(reasons)))
    rows.sort(key=itemgetter(0))  # neighbours in the table go in one after the other
    bound_rows = []
    for record, is_alive, shown in rows:
        cells = [*map(shown.get, numbers)]
        if reasons or "" in cells:
            cells = [_scalar(cell) for cell in cells]
        if len(columns) > plain:
            cells[plain:] = [
                *[bytearray(cell) if isinstance(cell, bytes) else cell for cell in cells[plain : plain + blobs]],
                *[None if cell is None else float(str(cell)) for cell in cells[plain + blobs :]],
            ]
        if reasons:
            cells += [_reason(shown.get(item.number)) for item in reasons]
        bound_rows.append((bytearray(record), int(is_alive), *cells))  # a bytearray is bound faster than bytes
    db.conn.executemany(f"INSERT OR REPLACE INTO {kind.table}(id, alive{names}) VALUES({marks})", bound_rows)


def _scalar(item: object) -> object:
    """Return what stands in a column: an empty text is blank, so that who reads need not ask for both."""
    return None if item == "" or type(item) is Value else item


def _reason(item: object) -> int | None:
    """Return what stands in the companion of a property's column: which nothing it is; a plain blank is null too."""
    return int(item.why) if isinstance(item, Value) and item.why is not Why.BLANK else None


def add_columns(db: Database, pack: Pack) -> None:
    """Give the register the columns of properties that a new pack added."""
    for kind in RecordKind:
        present = {row[1] for row in db.conn.execute(f"PRAGMA table_info({kind.table})")}
        for item in pack.of_kind(kind):
            if item.name not in present:
                db.conn.execute(f'ALTER TABLE {kind.table} ADD COLUMN "{item.name}" {schema.column_type(item)}')
                db.conn.execute(f'ALTER TABLE {kind.table} ADD COLUMN "{item.name}_why" INTEGER')


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
