"""An older register is lifted step by step after a copy of it was made."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from registers import add_family, change, living, make_field, reopen, save

from poverty_desktop.checks import target_board
from poverty_desktop.domain.kinds import OF_ASSESSMENT, RecordKind
from poverty_desktop.domain.values import DONT_KNOW, Value
from poverty_desktop.errors import RuleError, StorageError
from poverty_desktop.operations.lookback.rounds import NewRound, begin
from poverty_desktop.queries.lookback import rounds
from poverty_desktop.store import audit, engine, log, migrations, projection, schema
from poverty_desktop.store.migrations import version_3, version_5


def _step(name: str):
    def step(db: object) -> None:
        db.conn.execute(f"CREATE TABLE {name}(x)")  # type: ignore[attr-defined]

    return step


THIS = schema.VERSION
STEPS = {THIS: _step("next"), THIS + 1: _step("last")}


TX_1 = """CREATE TABLE tx(
  h BLOB PRIMARY KEY, rep BLOB NOT NULL, seq INTEGER NOT NULL, prev BLOB NOT NULL, header BLOB NOT NULL,
  salt BLOB, vals BLOB, origin INTEGER NOT NULL, arrived INTEGER NOT NULL UNIQUE, batch BLOB NOT NULL
) WITHOUT ROWID, STRICT"""
OP_1 = """CREATE TABLE op(
  ent INTEGER NOT NULL, eid BLOB NOT NULL, field INTEGER NOT NULL, txh BLOB NOT NULL, i INTEGER NOT NULL,
  kind INTEGER NOT NULL, hlc INTEGER NOT NULL, rank INTEGER NOT NULL, val ANY, pred BLOB NOT NULL,
  arrived INTEGER NOT NULL,
  PRIMARY KEY(ent, eid, field, txh, i)
) WITHOUT ROWID, STRICT"""

OP_5 = """CREATE TABLE op(
  ent INTEGER NOT NULL, eid BLOB NOT NULL, arrived INTEGER NOT NULL, place INTEGER NOT NULL, txh BLOB NOT NULL,
  hlc INTEGER NOT NULL, rank INTEGER NOT NULL, kinds BLOB NOT NULL, vals BLOB,
  PRIMARY KEY(ent, eid, arrived, place)
) WITHOUT ROWID, STRICT"""


def _version(field) -> int:
    return field.db.conn.execute("PRAGMA user_version").fetchone()[0]


def test_that_the_shipped_steps_lead_to_this_version_without_a_hole():
    assert sorted(migrations.STEPS) == list(range(1, schema.VERSION))


def test_that_a_register_of_this_version_is_left_alone(field):
    migrations.migrate(field.db, field.folder / "register.db")
    assert not [*field.folder.glob("*version*")]


def test_that_every_step_runs_once_and_the_old_file_is_kept(field):
    add_family(field)
    path = field.folder / "register.db"
    migrations.migrate(field.db, path, steps=STEPS, target=THIS + 2)
    assert _version(field) == THIS + 2
    migrations.migrate(field.db, path, steps=STEPS, target=THIS + 2)
    copy = engine.open_database(field.folder / f"register.db.version-{THIS}", field.key, version=THIS)
    assert copy.conn.execute("SELECT count(*) FROM household").fetchone() == (1,)
    assert copy.conn.execute("PRAGMA user_version").fetchone() == (THIS,)
    copy.conn.close()


def test_that_a_step_that_fails_leaves_the_last_whole_version_and_the_first_copy(field):
    def break_off(db: object) -> None:
        db.conn.execute("CREATE TABLE half(x)")  # type: ignore[attr-defined]
        raise ValueError("a bug")

    path = field.folder / "register.db"
    with pytest.raises(ValueError, match="a bug"):
        migrations.migrate(field.db, path, steps={**STEPS, THIS + 1: break_off}, target=THIS + 2)
    assert _version(field) == THIS + 1
    assert field.db.conn.execute("SELECT count(*) FROM sqlite_master WHERE name = 'half'").fetchone() == (0,)
    migrations.migrate(field.db, path, steps=STEPS, target=THIS + 2)
    assert _version(field) == THIS + 2
    assert {copy.name for copy in field.folder.glob("register.db.version-*")} == {
        f"register.db.version-{THIS}",
        f"register.db.version-{THIS + 1}",
    }


def _as_version_1(field) -> None:
    """Give the register the tables it had in version 1: the journal by its hashes, an index row for each field."""
    connection = field.db.conn
    for statement in (
        "ALTER TABLE tx RENAME TO now",
        "DROP INDEX tx_chain",
        "DROP INDEX tx_batch",
        "DROP TABLE op",
        TX_1,
        "CREATE INDEX tx_chain ON tx(rep, seq)",
        "CREATE INDEX tx_batch ON tx(batch)",
        OP_1,
        "INSERT INTO tx SELECT * FROM now",
        "DROP TABLE now",
        "DROP TABLE finding",
        "DROP TABLE check_run",
        "DROP TABLE waiver",
        *(f"DROP TABLE {kind}" for kind in version_3.KINDS),
        "DROP TABLE revocation",
        "PRAGMA user_version = 1",
    ):
        connection.execute(statement)


def test_that_a_register_of_version_1_keeps_its_journal_and_everything_made_from_it(field):
    family = add_family(field)
    seen = log.position(field.db)
    save(field, change(RecordKind.HOUSEHOLD, family.household, phone=Value("1"), group_name=DONT_KNOW), seen=seen)
    save(field, change(RecordKind.HOUSEHOLD, family.household, phone=Value("2")), seen=seen)
    journal = field.db.conn.execute("SELECT * FROM tx ORDER BY h").fetchall()
    index = field.db.conn.execute("SELECT * FROM op").fetchall()
    rows = living(field)
    _as_version_1(field)
    migrations.migrate(field.db, field.folder / "register.db")
    assert _version(field) == schema.VERSION
    assert field.db.conn.execute("SELECT * FROM tx ORDER BY h").fetchall() == journal
    assert field.db.conn.execute("SELECT * FROM op").fetchall() == index
    assert audit.check_chains(field.db).broken == 0
    projection.rebuild(field.db, field.pack)
    assert living(field) == rows
    fresh = make_field(field.folder.parent / "fresh")
    tables = "SELECT name, sql FROM sqlite_master"
    assert set(field.db.conn.execute(tables)) == set(fresh.db.conn.execute(tables))
    fresh.db.conn.close()


def _without_what_version_3_brought(field) -> None:
    for table in (*version_3.KINDS, "revocation"):
        assert field.db.conn.execute(f"SELECT count(*) FROM {table}").fetchone() == (0,)
        field.db.conn.execute(f"DROP TABLE {table}")


def test_that_a_register_from_before_the_rounds_gets_them_and_keeps_everything(field):
    """With the pack of that time too: it knows no rounds, and says so."""
    add_family(field)
    rows = living(field)
    _without_what_version_3_brought(field)
    field.db.conn.execute("PRAGMA user_version = 2")
    migrations.migrate(field.db, field.folder / "register.db")
    assert _version(field) == schema.VERSION
    assert living(field) == rows
    kinds = (RecordKind.ROUND, RecordKind.OUTCOME)
    older = replace(field.pack, properties=tuple(item for item in field.pack.properties if item.kind not in kinds))
    newer, field.pack = field.pack, older
    assert rounds.all_rounds(field) == ()
    wanted = NewRound(name="回头看", deadline=date(2026, 12, 31))
    with pytest.raises(RuleError, match="does not know verification rounds"):
        begin(field, wanted)
    field.pack = newer
    projection.add_columns(field.db, newer)
    assert len(begin(field, wanted).value) == 1


def test_that_a_register_of_version_2_opens_and_has_a_place_for_revoked_laptops(field):
    add_family(field)
    rows = living(field)
    _without_what_version_3_brought(field)
    field.db.conn.execute("PRAGMA user_version = 2")
    lifted = reopen(field)
    assert _version(lifted) == schema.VERSION
    assert living(lifted) == rows
    assert lifted.db.conn.execute("SELECT count(*) FROM revocation").fetchone() == (0,)
    assert (field.folder / "register.db.version-2").exists()
    lifted.db.conn.close()


def test_that_a_version_that_no_step_starts_from_is_refused(field):
    with pytest.raises(StorageError, match="can no longer be opened"):
        migrations.migrate(field.db, field.folder / "register.db", steps={THIS + 1: STEPS[THIS + 1]}, target=THIS + 2)
    assert _version(field) == THIS


def test_that_without_room_for_the_copy_nothing_is_lifted(field, monkeypatch):
    def refuse(*_arguments: object) -> None:
        raise OSError("no space")

    monkeypatch.setattr("poverty_desktop.store.migrations.shutil.copyfile", refuse)
    with pytest.raises(StorageError, match="no room for a copy"):
        migrations.migrate(field.db, field.folder / "register.db", steps=STEPS, target=THIS + 2)
    assert _version(field) == THIS
    assert not [*field.folder.glob("*version*")]


def test_that_an_empty_file_is_damage_and_no_old_version(field):
    field.db.conn.execute("PRAGMA user_version = 0")
    with pytest.raises(StorageError, match="damaged"):
        migrations.migrate(field.db, field.folder / "register.db", steps=STEPS, target=THIS + 2)


def test_that_a_lifted_register_has_one_kind_of_blank(field):
    add_family(field)
    field.db.conn.execute("UPDATE person SET phone = '', ethnicity = 'HA'")
    version_5.lift(field.db)
    assert {tuple(row) for row in field.db.conn.execute("SELECT phone, ethnicity FROM person")} == {(None, "HA")}


def test_that_a_register_from_before_targets_opens_and_sets_one(field):
    """With the pack of that time it says so, with the newest it counts."""
    add_family(field)
    rows = living(field)
    for kind in OF_ASSESSMENT:
        field.db.conn.execute(f"DROP TABLE {kind.table}")
    for kind in OF_ASSESSMENT:
        field.db.conn.execute(
            f"CREATE TABLE {kind.table}(id BLOB PRIMARY KEY, alive INTEGER NOT NULL) WITHOUT ROWID, STRICT"
        )
    older = replace(
        field.pack,
        indicators=(),
        properties=tuple(item for item in field.pack.properties if item.kind not in OF_ASSESSMENT),
    )
    newer, field.pack = field.pack, older
    with pytest.raises(RuleError, match="no indicators yet"):
        target_board.board(field)
    field.pack = newer
    projection.add_columns(field.db, newer)
    assert living(field) == rows
    assert target_board.board(field).rows


def _as_version_5(field) -> None:
    """Give the register the tables it had in version 5: the journal's index in the order of the records' ids."""
    for statement in (
        "ALTER TABLE op RENAME TO now",
        "DROP INDEX op_record",
        OP_5,
        "INSERT INTO op SELECT ent, eid, arrived, place, txh, hlc, rank, kinds, vals FROM now",
        "DROP TABLE now",
        "CREATE INDEX household_national_number ON household(national_number)",
        "CREATE INDEX person_national_number ON person(national_number)",
        "PRAGMA user_version = 5",
    ):
        field.db.conn.execute(statement)


def test_that_a_register_of_version_5_opens_with_every_entry_and_takes_new_ones(field):
    family = add_family(field)
    seen = log.position(field.db)
    save(field, change(RecordKind.HOUSEHOLD, family.household, phone=Value("1")), seen=seen)
    save(field, change(RecordKind.HOUSEHOLD, family.household, phone=Value("2")), seen=seen)
    entries, rows = [*log.all_entries(field.db)], living(field)
    _as_version_5(field)
    lifted = reopen(field)
    assert _version(lifted) == schema.VERSION
    assert ([*log.all_entries(lifted.db)], living(lifted)) == (entries, rows)
    save(lifted, change(RecordKind.HOUSEHOLD, family.household, phone=Value("3")))
    said = log.operations_of(lifted.db, int(RecordKind.HOUSEHOLD), family.household)
    assert [item.value.scalar for item in said if item.value is not None][-3:] == ["1", "2", "3"]
    fresh = make_field(field.folder.parent / "fresh")
    tables = "SELECT name, sql FROM sqlite_master"
    assert set(lifted.db.conn.execute(tables)) == set(fresh.db.conn.execute(tables))
    for session in (lifted, fresh):
        session.db.conn.close()
