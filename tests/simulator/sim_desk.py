"""A workspace in memory for the simulator: the real journal, merge, receipts and statements; no file, key or page."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import cache, lru_cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from poverty_desktop.clock import ManualClock
from poverty_desktop.crypto.certificates import Use
from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.ids import ActorId, DeviceId, RecordId, ReplicaId
from poverty_desktop.journal import reading, transaction
from poverty_desktop.journal.fold import RecordState, fold, shown_at_birth
from poverty_desktop.office import photographs, revocations
from poverty_desktop.operations.handover import conflicts
from poverty_desktop.packs import load
from poverty_desktop.packs.model import Label, MergeClass, Property, PropertyType
from poverty_desktop.packs.pack import Pack
from poverty_desktop.store import arrival, incarnation, log, projection, schema
from poverty_desktop.store.database import Database
from poverty_desktop.store.rules import field_rules
from poverty_desktop.store.session import Session
from poverty_desktop.sync import dispatch

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
KIND = RecordKind.HOUSEHOLD
OPTIONS = ("01", "02", "03")
Patch = tuple[Any, str, Any]
"""An object, the name of one of its attributes, and what stands there while a patch holds."""

_PLAIN = {
    1901: ("sim_phone", MergeClass.CONTACT),
    1902: ("sim_amount", MergeClass.AMOUNT),
    1903: ("sim_name", MergeClass.IDENTITY),
    1904: ("sim_status", MergeClass.OFFICIAL),
    1906: ("sim_assigned", MergeClass.OFFICE),
}
_LATER = {1907: ("sim_note", MergeClass.CONTACT)}
SET_FIELD = 1905


@cache
def packs() -> tuple[Pack, Pack]:
    """Return a small pack of one field of each class, and its next version, which has one field more."""
    shipped = load.load_shipped()

    def made(fields: Mapping[int, tuple[str, MergeClass]], digest: bytes) -> Pack:
        label = Label(zh="项", en="Item")
        items = [
            Property(
                number=number, kind=KIND, name=name, type=PropertyType.TEXT, label=label, section="", merge_class=group
            )
            for number, (name, group) in fields.items()
        ]
        items.append(
            Property(
                number=SET_FIELD, kind=KIND, name="sim_causes", type=PropertyType.CHOICES, label=label, section="",
                code_list="health", merge_class=MergeClass.SET,
            )
        )  # fmt: skip
        return replace(shipped, properties=tuple(items), content_hash=digest, checks=(), procedures=())

    return made(_PLAIN, b"\x01" * 32), made(_PLAIN | _LATER, b"\x02" * 32)


sqlite3.register_adapter(bytes, bytes)  # as ``store.engine`` does for its own


class _Connection(sqlite3.Connection):
    """A database in memory that can be written to as the encrypted file can."""

    def begin_writing(self) -> None:
        """A simulated workspace begins its new life where the simulator says so."""

    def close(self) -> None:
        """Empty it for the next workspace: what it was asked stays ready."""
        if len(_IDLE) >= _MOST_IDLE:
            super().close()
            return
        if self.in_transaction:
            self.execute("ROLLBACK")
        for table in _tables():
            self.execute(f"DELETE FROM {table}")
        _IDLE.append(self)


_IDLE: list[_Connection] = []
_MOST_IDLE = 9
"""As many as workspaces live at once: each restored one brings a connection of its own."""


def _connection(image: bytes) -> sqlite3.Connection:
    if _IDLE and image is empty_image():
        return _IDLE.pop()
    made = sqlite3.connect(":memory:", isolation_level=None, factory=_Connection, cached_statements=512)
    made.deserialize(image)
    return made


@cache
def _tables() -> tuple[str, ...]:
    connection = sqlite3.connect(":memory:")
    connection.deserialize(empty_image())
    rows = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name").fetchall()
    return tuple(name for (name,) in rows)


@dataclass
class _Table:
    conn: Any
    name: str

    def insert(self, row: Mapping[str, object], **_options: object) -> None:
        marks = ",".join("?" * len(row))
        self.conn.execute(f"INSERT OR REPLACE INTO {self.name}({','.join(row)}) VALUES({marks})", tuple(row.values()))

    upsert = insert


class MemoryDatabase(Database):
    """The journal's own tables in memory; in place of the register's, the folded state of each record."""

    def __init__(self, image: bytes) -> None:
        super().__init__(_connection(image))
        self.states: dict[RecordId, RecordState] = {}
        self.touched: set[RecordId] = set()
        self.fails = False

    def table(self, name: str) -> Any:
        return _Table(self.conn, name)

    def refold(self, pack: Pack) -> None:
        """Compute every record anew, as after a change of the pack."""
        found = [row[0] for row in self.conn.execute("SELECT DISTINCT eid FROM op WHERE ent = ?", (int(KIND),))]
        _project(self, pack, {(KIND, RecordId(record)): None for record in found})


class TornError(Exception):
    """The machine stops in the middle of a write."""


def _project(db: MemoryDatabase, pack: Pack, touched: Mapping[tuple[RecordKind, RecordId], Any]) -> None:
    if db.fails:
        raise TornError
    rules = field_rules(pack)
    for (kind, record), entries in touched.items():
        told = log.operations_of(db, kind, record) if entries is None else [o for e in entries for o in e.operations()]
        state = fold(told, rules)
        db.states[record] = state
        db.touched.add(record)
        db.conn.execute("DELETE FROM unsettled WHERE ent = ? AND eid = ?", (int(kind), record))
        db.conn.executemany("INSERT INTO unsettled VALUES(?,?,?,?)", projection._unsettled(kind, record, state))
        if entries is not None and len(entries) == 1:
            shown = shown_at_birth(entries[0].changes, rules)
            assert shown in (None, {number: item.shown for number, item in state.fields.items()}), "a record at birth"


@cache
def empty_image() -> bytes:
    connection = sqlite3.connect(":memory:")
    for statement in (schema._JOURNAL + schema._LOCAL).split(";\n"):
        connection.execute(statement)
    connection.commit()
    return connection.serialize()


class CountedIds:
    """Ids of one life of one machine: no other life and no other machine repeats them, and no clock is in them."""

    def __init__(self, *life: object) -> None:
        self._random = random.Random(repr(life))

    def new(self) -> bytes:
        return self._random.randbytes(16)

    def random_bytes(self, count: int) -> bytes:
        return self._random.randbytes(count)


@dataclass(frozen=True, kw_only=True)
class Certificate:
    """What the protocol asks of a certificate."""

    subject: bytes
    serial: int
    der: bytes
    scope: Any


CERTIFICATES: dict[bytes, Certificate] = {}


def certify(subject: bytes, *, is_office: bool, max_rank: int, villages: tuple[str, ...]) -> Certificate:
    use = Use.PUBLISHER if is_office else Use.DEVICE
    found = Certificate(
        subject=subject,
        serial=int.from_bytes(subject, "big"),
        der=b"certificate of " + subject,
        scope=SimpleNamespace(use=use, max_rank=max_rank, villages=villages),
    )
    CERTIFICATES[found.der] = found
    return found


def make_session(
    *, device: bytes, rank: int, village: str, clock: ManualClock, ids: CountedIds, image: bytes | None = None
) -> Session:
    pack = packs()[0]
    return Session(
        db=MemoryDatabase(image or empty_image()), folder=Path(), identity="0" * 32, key=b"", pack=pack, clock=clock,
        ids=ids, device=DeviceId(device), actor=ActorId(device), worker="某", rank=rank,
        role="office" if rank > 2 else "field", name="", village=village, is_practice=True, is_awake=True,
    )  # fmt: skip


def _signed_ends(session: Session, replica: ReplicaId, _issuing: object) -> dict[tuple[bytes, bytes], Any]:
    rows = session.db.conn.execute(
        "SELECT s.h, s.cert, s.seq, r.village, s.sig FROM head_sig s JOIN tx t ON t.h = s.h"
        " JOIN replica r ON r.rep = s.rep WHERE s.rep = ? ORDER BY s.seq",
        (replica,),
    ).fetchall()
    return {
        (bytes(replica), row[0]): signed_head(replica, row[0], row[2], row[3], CERTIFICATES[row[1]]) for row in rows
    }


def signed_head(replica: bytes, digest: bytes, sequence: int, village: str, signer: Certificate) -> Any:
    head = SimpleNamespace(replica=replica, hash=digest, sequence=sequence, village=village, device=signer.subject)
    return SimpleNamespace(head=head, envelope=b"signed", signer=signer)


_parse = lru_cache(maxsize=1 << 12)(transaction.parse)
"""What each of a dozen workspaces reads of the same bytes is the same, and is made once."""
_stored = lru_cache(maxsize=1 << 12)(reading.stored)

_IN_MEMORY: tuple[Patch, ...] = (
    (projection, "project", _project),
    (arrival, "parse", _parse),
    (log, "parse", _parse),
    (log, "stored", _stored),
    (incarnation, "_write_witness", lambda *_args, **_options: None),
    (dispatch, "signed_ends", _signed_ends),
    (revocations, "read", CERTIFICATES.__getitem__),
    (photographs, "missing", lambda _session, _chains: ()),
    (conflicts, "village_of", lambda session, _kind, record: VILLAGE_OF[record]),
)
VILLAGE_OF: dict[RecordId, str] = {}
"""Where a simulated household lives; the register's tables, which tell it otherwise, are not there."""


@contextmanager
def patched(patches: tuple[Patch, ...]) -> Iterator[None]:
    """Let the patches hold within the block."""
    before: list[Patch] = [(owner, name, owner.__dict__[name]) for owner, name, _new in patches]
    try:
        for owner, name, new in patches:
            setattr(owner, name, new)
        yield
    finally:
        for owner, name, old in reversed(before):
            setattr(owner, name, old)


@contextmanager
def in_memory() -> Iterator[None]:
    """Let the program work on workspaces in memory within the block."""
    with patched(_IN_MEMORY):
        yield


@dataclass
class Lives:
    """How many lives of machines there were: each has ids of its own."""

    seed: int
    count: int = field(default=0)

    def next(self) -> CountedIds:
        self.count += 1
        return CountedIds(self.seed, self.count)
