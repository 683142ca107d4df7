"""Small workspaces and valid records for the tests of the store; a test overrides only what it is about."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from poverty_desktop.clock import ManualClock
from poverty_desktop.crypto.wrapping import PassphraseCost
from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.domain.values import Value
from poverty_desktop.ids import DeviceId, HouseholdId, Ids, PersonId, RecordId, ReplicaId, SeededIds
from poverty_desktop.office.receiving import KEYS_SECRET
from poverty_desktop.operations.handover import enrolment
from poverty_desktop.operations.workspaces import workspace as workspaces
from poverty_desktop.packs import load
from poverty_desktop.packs.pack import Pack
from poverty_desktop.queries.register.years import household_year_id, person_year_id
from poverty_desktop.store import arrival, log, settings, workspace
from poverty_desktop.store.engine import Write
from poverty_desktop.store.session import Session
from poverty_desktop.store.writing import Committed, RecordEdit, Save, commit
from poverty_desktop.sync.office_keys import found_office, office_keys_to_bytes

PASSPHRASE = "corn-lamp-river-42"
CHEAP = PassphraseCost(memory_kib=64, passes=1, lanes=1)
NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
VILLAGE, NEIGHBOUR = "420581001001", "420581001002"
YEAR = 2026


@cache
def shipped_pack() -> Pack:
    return load.load_shipped()


def make_field(
    folder: Path,
    *,
    seed: int = 1,
    village: str = VILLAGE,
    worker: str = "测试员",
    clock: ManualClock | None = None,
    ids: Ids | None = None,
) -> Session:
    session, _code = workspace.create(
        folder,
        PASSPHRASE,
        role="field",
        name="测试村",
        village=village,
        worker=worker,
        pack=shipped_pack(),
        published_pack=load.shipped_bytes(),
        clock=clock or ManualClock(NOW),
        ids=ids or SeededIds(seed),
        cost=CHEAP,
    )
    return session


def make_office(folder: Path, *, seed: int = 99, clock: ManualClock | None = None, has_keys: bool = True) -> Session:
    clock = clock or ManualClock(NOW)
    session, _code = workspace.create(
        folder,
        PASSPHRASE,
        role="office",
        name="测试县",
        village="",
        worker="核定员",
        pack=shipped_pack(),
        published_pack=load.shipped_bytes(),
        clock=clock,
        ids=SeededIds(seed),
        cost=CHEAP,
    )
    if has_keys:
        founding = found_office(session.name, clock=clock, ids=session.ids)
        with Write(session.db):
            settings.put_secret(session.db, KEYS_SECRET, office_keys_to_bytes(founding.keys))
    return session


def admit(office: Session, field: Session, folder: Path, *, villages: tuple[str, ...] | None = None) -> None:
    """Let the office admit the laptop, digits compared both ways."""
    folder.mkdir(parents=True, exist_ok=True)
    asked = enrolment.ask(field, folder).value
    admission = enrolment.admit(office, asked.path, asked.fingerprint, folder, villages=villages).value
    enrolment.accept(field, admission, enrolment.office_fingerprint(office))


def reopen(session: Session, *, passphrase: str = PASSPHRASE) -> Session:
    """Close a workspace and open it again, with the clock it had."""
    session.db.conn.close()
    return unlock(session.folder, clock=session.clock, passphrase=passphrase)


def unlock(folder: Path, *, clock: object = None, passphrase: str = PASSPHRASE) -> Session:
    return workspaces.unlock(folder, passphrase, clock=clock or ManualClock(NOW))  # type: ignore[arg-type]


@dataclass(frozen=True, kw_only=True)
class Family:
    """A household that was just added: its records by name."""

    household: HouseholdId
    head: PersonId
    membership: RecordId
    year: RecordId
    head_year: RecordId


def text(value: str) -> Value:
    return Value(value)


def household_values(**overrides: Value) -> Mapping[str, Value]:
    return {
        "village": Value(VILLAGE),
        "group_name": Value("一组"),
        "national_number": Value("4205810001"),
        "household_type": Value("01"),
        "phone": Value("07170000000"),
        **overrides,
    }


def person_values(**overrides: Value) -> Mapping[str, Value]:
    return {
        "name": Value("张三"),
        "sex": Value("1"),
        "birth_date": Value("1970-02-03"),
        "document_number": Value("420581197002039992"),
        **overrides,
    }


def family_edits(
    ids: Ids, *, household: Mapping[str, Value] | None = None, head: Mapping[str, Value] | None = None
) -> tuple[Family, tuple[RecordEdit, ...]]:
    home, person, membership = HouseholdId(RecordId(ids.new())), PersonId(RecordId(ids.new())), RecordId(ids.new())
    family = Family(
        household=home,
        head=person,
        membership=membership,
        year=household_year_id(home, YEAR),
        head_year=person_year_id(person, YEAR),
    )
    return family, (
        new(RecordKind.HOUSEHOLD, home, household_values(**(household or {}))),
        new(RecordKind.PERSON, person, person_values(**(head or {}))),
        new(
            RecordKind.MEMBERSHIP,
            membership,
            {"person": Value(person), "household": Value(home), "relation": Value("01")},
        ),
        new(
            RecordKind.HOUSEHOLD_YEAR,
            family.year,
            {"household": Value(home), "year": Value(YEAR), "wage_income": Value(1_200_000)},
        ),
        new(
            RecordKind.PERSON_YEAR,
            family.head_year,
            {"person": Value(person), "year": Value(YEAR), "health": Value("01")},
        ),
    )


def add_family(
    session: Session, *, village: str = VILLAGE, label: str = "Add", **overrides: Mapping[str, Value]
) -> Family:
    family, edits = family_edits(session.ids, **overrides)
    save(session, *edits, village=village, label=label)
    return family


def new(kind: RecordKind, record: RecordId, values: Mapping[str, Value]) -> RecordEdit:
    return RecordEdit(kind=kind, record=record, values=values, is_new=True)


def change(kind: RecordKind, record: RecordId, **values: Value) -> RecordEdit:
    return RecordEdit(kind=kind, record=record, values=values)


def remove(kind: RecordKind, record: RecordId) -> RecordEdit:
    return RecordEdit(kind=kind, record=record, values={}, removes=True)


def save(
    session: Session, *edits: RecordEdit, village: str = VILLAGE, seen: int | None = None, label: str = "Edit"
) -> Committed:
    """Save one form as the user would, having been shown what stood at ``seen`` (None: now)."""
    seen = log.position(session.db) if seen is None else seen
    return commit(session, [Save(village=village, edits=edits)], seen=seen, label=label)


def value(session: Session, kind: RecordKind, record: RecordId, name: str) -> object:
    """Return what the register shows of one property."""
    row = session.db.conn.execute(f'SELECT "{name}" FROM {kind.table} WHERE id = ?', (record,)).fetchone()
    return row[0] if row else None


def is_alive(session: Session, kind: RecordKind, record: RecordId) -> bool:
    row = session.db.conn.execute(f"SELECT alive FROM {kind.table} WHERE id = ?", (record,)).fetchone()
    return bool(row and row[0])


def unsettled(session: Session) -> set[tuple[int, bytes, int, int]]:
    return set(session.db.conn.execute("SELECT ent, eid, field, status FROM unsettled").fetchall())


def living(session: Session) -> dict[str, list[tuple[object, ...]]]:
    """Return every living row of the register and the lines that lists are made of, for comparison."""
    tables = {kind.table: "alive" for kind in RecordKind if kind is not RecordKind.STAFF}
    tables |= {"household_summary": "1", "person_search": "1", "unsettled": "1"}
    return {
        table: session.db.conn.execute(f"SELECT * FROM {table} WHERE {where} ORDER BY 1, 2").fetchall()
        for table, where in tables.items()
    }


def deliver(giver: Session, taker: Session) -> arrival.Arrived:
    """Hand everything that ``giver`` wrote to ``taker``, without bundle and signature."""
    chains = giver.db.conn.execute("SELECT rep, village, device FROM replica").fetchall()
    rights = arrival.Rights(
        writers={ReplicaId(replica): arrival.Writer(DeviceId(device), village) for replica, village, device in chains},
        max_rank=4,
    )
    runs = [
        arrival.Run(
            replica=ReplicaId(replica),
            low=1,
            transactions=[arrival.Packed(*item) for item in log.packed(giver.db, ReplicaId(replica), 1)],
        )
        for replica, _village, _device in chains
    ]
    return arrival.accept(taker, runs, rights, origin=1)
