"""The journal on disk: insert transactions, read the operations of a record, know the ends of every chain."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple

from poverty_desktop.crypto import cbor
from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.ids import DeviceId, RecordId, ReplicaId, TransactionHash
from poverty_desktop.journal.operation import HASH_PREFIX, Change, Entry, Operation, unpack_changes
from poverty_desktop.journal.reading import stored
from poverty_desktop.journal.transaction import Transaction, parse
from poverty_desktop.store.database import Database
from poverty_desktop.store.engine import in_parts

LOCAL = 0
_EVER = 2**62
_ENTRY = "o.txh, o.place, o.hlc, o.rank, o.kinds, o.vals"


class Head(NamedTuple):
    """The end of a chain, or of one branch of a forked one."""

    replica: ReplicaId
    hash: TransactionHash
    sequence: int


class Inserted(NamedTuple):
    """The journal position after an insertion, and the entries that came in, by kind of record and record."""

    position: int
    touched: dict[tuple[int, RecordId], list[Entry]]


def position(db: Database) -> int:
    """Return the journal position: how many transactions have ever arrived here."""
    row = db.conn.execute("SELECT max(arrived) FROM tx").fetchone()
    return int(row[0] or 0)


def insert(connection: Any, transactions: Iterable[Transaction], *, origin: int, arrived: int) -> Inserted:
    """Add transactions that are known to follow their predecessors, inside the caller's write.

    ``arrived`` is the journal position before.
    """
    tx_rows: list[tuple[object, ...]] = []
    op_rows: list[tuple[object, ...]] = []
    touched: dict[tuple[int, RecordId], list[Entry]] = {}
    ends: dict[TransactionHash, Head] = {}
    followed: list[tuple[ReplicaId, bytes]] = []
    for transaction in transactions:
        arrived += 1
        header = transaction.header
        prefix = bytearray(transaction.hash[:HASH_PREFIX])
        tx_rows.append(
            (
                transaction.hash, header.replica, header.sequence, header.previous, transaction.header_bytes,
                transaction.salt, transaction.values, origin, arrived, header.batch,
            )
        )  # fmt: skip
        for said, entry in transaction.entries():
            _prefix, place, hlc, rank, _changes = entry
            values = None if transaction.values is None else bytearray(said.values)
            op_rows.append(
                (arrived, place, said.entity, bytearray(said.record), prefix, hlc, rank, bytearray(said.kinds), values)
            )
            touched.setdefault((said.entity, said.record), []).append(entry)
        if ends.pop(TransactionHash(header.previous), None) is None and header.previous:
            followed.append((header.replica, header.previous))
        ends[transaction.hash] = Head(header.replica, transaction.hash, header.sequence)
    connection.executemany("INSERT INTO tx VALUES(?,?,?,?,?,?,?,?,?,?)", tx_rows)
    connection.executemany("INSERT INTO op VALUES(?,?,?,?,?,?,?,?,?)", op_rows)
    connection.executemany("DELETE FROM head WHERE rep = ? AND h = ?", followed)
    connection.executemany("INSERT INTO head VALUES(?,?,?)", [tuple(end) for end in ends.values()])
    return Inserted(arrived, touched)


def has_record(db: Database, entity: int, record: RecordId) -> bool:
    """Say whether any operation on this record has arrived."""
    found = db.conn.execute("SELECT 1 FROM op WHERE ent = ? AND eid = ? LIMIT 1", (entity, record))
    return found.fetchone() is not None


def known_records(db: Database, entity: int, records: Sequence[RecordId]) -> set[RecordId]:
    """Return those of the records, all of one kind, on which any operation has arrived."""
    found: set[RecordId] = set()
    if db.conn.execute("SELECT 1 FROM op WHERE ent = ? LIMIT 1", (entity,)).fetchone() is None:
        return found
    for marks, some in in_parts(records):
        rows = db.conn.execute(f"SELECT eid FROM op WHERE ent = ? AND eid IN ({marks})", (entity, *some))
        found.update(RecordId(record) for (record,) in rows)
    return found


def operations_of(db: Database, entity: int, record: RecordId, *, until: int | None = None) -> list[Operation]:
    """Return the operations of one record, all or those that had arrived at position ``until``."""
    rows = db.conn.execute(
        f"SELECT {_ENTRY} FROM op o WHERE ent = ? AND eid = ? AND arrived <= ?",
        (entity, record, _EVER if until is None else until),
    )
    return [operation for row in rows for operation in _entry(row).operations()]


def operations_after(db: Database, entity: int, record: RecordId, position: int) -> list[tuple[bytes, Operation]]:
    """Return the operations of one record that arrived after ``position``, each with its batch."""
    rows = db.conn.execute(
        f"SELECT {_ENTRY}, t.batch FROM op o JOIN tx t ON t.arrived = o.arrived"
        " WHERE o.ent = ? AND o.eid = ? AND o.arrived > ?",
        (entity, record, position),
    )
    return [(row[6], operation) for row in rows for operation in _entry(row).operations()]


def entries_of_many(db: Database, entity: int, records: Sequence[RecordId]) -> Iterator[tuple[RecordId, list[Entry]]]:
    """Yield the records of one kind with all that is said of them; one that has nothing is left out."""
    for marks, some in in_parts(records):
        rows = db.conn.execute(
            f"SELECT {_ENTRY}, eid FROM op o WHERE ent = ? AND eid IN ({marks}) ORDER BY eid", (entity, *some)
        )
        for record, items in groupby(rows, key=itemgetter(6)):
            yield RecordId(record), [_entry(row) for row in items]


def all_entries(
    db: Database, *, until: int | None = None, kinds: Collection[int] | None = None
) -> Iterator[tuple[int, RecordId, list[Entry]]]:
    """Yield every record with all that is said of it, or was at position ``until``, record by record, for a rebuild.

    ``kinds`` are the only kinds of record that are wanted, if not all.
    """
    chosen = "" if kinds is None else f" AND ent IN ({','.join(str(int(kind)) for kind in kinds)})"
    rows = db.conn.execute(
        f"SELECT {_ENTRY}, ent, eid FROM op o WHERE arrived <= ?{chosen} ORDER BY ent, eid",
        (_EVER if until is None else until,),
    )
    for (entity, record), items in groupby(rows, key=itemgetter(6, 7)):
        yield entity, RecordId(record), [_entry(row) for row in items]


def speaks_of(db: Database, kinds: Collection[int], fields: Collection[int]) -> bool:
    """Say whether any entry about records of these kinds is about one of ``fields``."""
    said = db.conn.execute(f"SELECT DISTINCT kinds FROM op WHERE ent IN ({','.join(str(kind) for kind in kinds)})")
    return any(change.field in fields for (packed_kinds,) in said for change in unpack_changes(packed_kinds, None))


def values_of_bytes(db: Database, length: int, kinds: Collection[int] | None = None) -> Iterator[tuple[int, bytes]]:
    """Yield field and value of every change whose value is ``length`` bytes; of records of any kind or of these."""
    wanted = "" if kinds is None else f" AND ent IN ({','.join(str(int(kind)) for kind in kinds)})"
    for said, values in db.conn.execute(f"SELECT kinds, vals FROM op WHERE length(vals) > ?{wanted}", (length,)):
        yield from _of_length(unpack_changes(said, values), length)


def values_of_bytes_in(
    db: Database, replica: ReplicaId, low: int, high: int, length: int
) -> Iterator[tuple[int, bytes]]:
    """Yield the same of what the transactions ``low`` to ``high`` of one chain say, and read nothing else."""
    where = "rep = ? AND seq BETWEEN ? AND ? AND instr(vals, ?) > 0"  # most have none, which their bytes tell at once
    for transaction in read(db, where, (replica, low, high, cbor.byte_string_head(length))):
        for said in transaction.header.records:
            yield from _of_length(said.changes, length)


def _of_length(changes: Iterable[Change], length: int) -> Iterator[tuple[int, bytes]]:
    for change in changes:
        scalar = None if change.value is None else change.value.scalar
        if isinstance(scalar, bytes) and len(scalar) == length:
            yield change.field, scalar


def _entry(row: Any) -> Entry:
    return Entry(row[0], row[1], row[2], row[3], stored(row[4], row[5]))


def read(
    db: Database, where: str = "1", parameters: Iterable[object] = (), *, order: str = "arrived"
) -> Iterator[Transaction]:
    """Yield transactions that meet the SQL condition ``where``."""
    rows = db.conn.execute(f"SELECT header, salt, vals FROM tx WHERE {where} ORDER BY {order}", tuple(parameters))
    for header, salt, values in rows:
        yield parse(header, salt, values)


def packed(db: Database, replica: ReplicaId, first: int) -> Iterator[tuple[bytes, bytes | None, bytes | None]]:
    """Yield header, salt and values of a chain from number ``first`` on, byte for byte as they were hashed."""
    yield from db.conn.execute(
        "SELECT header, salt, vals FROM tx WHERE rep = ? AND seq >= ? ORDER BY seq", (replica, first)
    )


def own_count(db: Database, device: DeviceId) -> int:
    """Return how many transactions this workspace has written."""
    row = db.conn.execute(
        "SELECT count(*) FROM replica r JOIN tx t ON t.rep = r.rep WHERE r.device = ?", (device,)
    ).fetchone()
    return int(row[0])


def heads(db: Database) -> list[Head]:
    """Return the ends of all chains."""
    return [
        Head(ReplicaId(row[0]), TransactionHash(row[1]), row[2])
        for row in db.conn.execute("SELECT rep, h, seq FROM head ORDER BY rep, seq, h")
    ]


def has(db: Database, transaction: bytes) -> bool:
    """Say whether this transaction has arrived."""
    return db.conn.execute("SELECT 1 FROM tx WHERE h = ?", (transaction,)).fetchone() is not None


def known(db: Database, transactions: Sequence[bytes]) -> set[bytes]:
    """Return those of the transactions that have arrived."""
    found: set[bytes] = set()
    for marks, some in in_parts(transactions):
        rows = db.conn.execute(f"SELECT h FROM tx WHERE h IN ({marks})", some)
        found.update(bytes(row[0]) for row in rows)
    return found


def highest(db: Database, replica: ReplicaId) -> int:
    """Return the highest number that a transaction of this chain has, 0 where none has arrived."""
    return int(db.conn.execute("SELECT max(seq) FROM tx WHERE rep = ?", (replica,)).fetchone()[0] or 0)


def follows(db: Database, replica: ReplicaId, sequence: int, previous: bytes) -> bool:
    """Say whether the predecessor of transaction ``sequence`` of this chain is here."""
    row = db.conn.execute("SELECT rep, seq FROM tx WHERE h = ?", (previous,)).fetchone()
    return row is not None and (row[0], row[1] + 1) == (replica, sequence)


def has_sequence(db: Database, replica: ReplicaId, sequence: int) -> bool:
    """Say whether a transaction with this number in this chain has arrived."""
    return db.conn.execute("SELECT 1 FROM tx WHERE rep = ? AND seq = ?", (replica, sequence)).fetchone() is not None


def latest_changes(db: Database, records: Sequence[RecordId]) -> Iterator[tuple[RecordId, int, int, int]]:
    """Yield record, field, logical time and position of arrival of the newest change of each field."""
    kinds = ",".join(str(int(kind)) for kind in RecordKind)
    marks = ",".join("?" * len(records))
    newest: dict[tuple[RecordId, int], tuple[int, int]] = {}
    for record, time, arrived, kinds_of, values in db.conn.execute(
        f"SELECT eid, hlc, arrived, kinds, vals FROM op WHERE ent IN ({kinds}) AND eid IN ({marks})", tuple(records)
    ):
        for change in unpack_changes(kinds_of, values):
            key = (RecordId(record), change.field)
            newest[key] = max(newest.get(key, (time, arrived)), (time, arrived))
    for (record, field), (time, arrived) in newest.items():
        yield record, field, time, arrived


def changes_of(db: Database, record: RecordId) -> tuple[int, ...]:
    """Return the positions of arrival of the transactions that changed a record of the register, the first first."""
    kinds = ",".join(str(int(kind)) for kind in RecordKind)
    rows = db.conn.execute(
        f"SELECT DISTINCT arrived FROM op WHERE ent IN ({kinds}) AND eid = ? ORDER BY arrived", (record,)
    )
    return tuple(int(row[0]) for row in rows)


def completions(db: Database) -> Mapping[RecordId, int]:
    """Return, for each interview, the position of arrival of the transaction that it was completed with."""
    rows = db.conn.execute("SELECT eid, min(arrived) FROM op WHERE ent = ? GROUP BY eid", (int(RecordKind.INTERVIEW),))
    return {RecordId(row[0]): int(row[1]) for row in rows}


def actors(db: Database, positions: Collection[int]) -> Iterator[tuple[int, bytes]]:
    """Yield the position of arrival and the author of these transactions."""
    for transaction_position in positions:
        for transaction in read(db, "arrived = ?", (transaction_position,)):
            yield transaction_position, transaction.header.actor


def has_written(db: Database, village: str, author: RecordId) -> bool:
    """Say whether one of the village's own chains already tells who ``author`` is."""
    row = db.conn.execute(
        "SELECT 1 FROM op o JOIN tx t ON t.arrived = o.arrived JOIN replica r ON r.rep = t.rep"
        " WHERE o.ent = ? AND o.eid = ? AND r.village = ? LIMIT 1",
        (int(RecordKind.STAFF), author, village),
    ).fetchone()
    return row is not None


def last_hlc(db: Database) -> int:
    """Return the newest logical time of any operation that this workspace wrote itself."""
    value = db.conn.execute("SELECT value FROM setting WHERE name = 'hlc'").fetchone()
    return int(value[0]) if value else 0


def known_ends(db: Database, village: str, own: ReplicaId, until: int) -> Mapping[ReplicaId, bytes]:
    """Return how far the village's other chains had arrived at position ``until``: what the author had before them.

    Other villages' chains are left out: a reader of this village never gets them, and must not wait for them.
    """
    found = {}
    for (replica,) in db.conn.execute("SELECT rep FROM replica WHERE village = ? AND rep <> ?", (village, own)):
        row = db.conn.execute(
            "SELECT h FROM tx WHERE rep = ? AND arrived <= ? ORDER BY seq DESC LIMIT 1", (replica, until)
        ).fetchone()
        if row is not None:
            found[ReplicaId(replica)] = row[0][:HASH_PREFIX]
    return found
