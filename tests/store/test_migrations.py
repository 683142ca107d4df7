"""An older register is lifted step by step after a copy of it was made."""

from __future__ import annotations

import pytest
from registers import add_family

from poverty_desktop.errors import StorageError
from poverty_desktop.store import engine, migrations, schema


def _step(name: str):
    def step(db: object) -> None:
        db.conn.execute(f"CREATE TABLE {name}(x)")  # type: ignore[attr-defined]

    return step


STEPS = {1: _step("second"), 2: _step("third")}


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
    migrations.migrate(field.db, path, steps=STEPS, target=3)
    assert _version(field) == 3
    migrations.migrate(field.db, path, steps=STEPS, target=3)
    copy = engine.open_database(field.folder / "register.db.version-1", field.key, version=1)
    assert copy.conn.execute("SELECT count(*) FROM household").fetchone() == (1,)
    assert copy.conn.execute("PRAGMA user_version").fetchone() == (1,)
    copy.conn.close()


def test_that_a_step_that_fails_leaves_the_last_whole_version_and_the_first_copy(field):
    def break_off(db: object) -> None:
        db.conn.execute("CREATE TABLE half(x)")  # type: ignore[attr-defined]
        raise ValueError("a bug")

    path = field.folder / "register.db"
    with pytest.raises(ValueError, match="a bug"):
        migrations.migrate(field.db, path, steps={**STEPS, 2: break_off}, target=3)
    assert _version(field) == 2
    assert field.db.conn.execute("SELECT count(*) FROM sqlite_master WHERE name = 'half'").fetchone() == (0,)
    migrations.migrate(field.db, path, steps=STEPS, target=3)
    assert _version(field) == 3
    assert {copy.name for copy in field.folder.glob("register.db.version-*")} == {
        "register.db.version-1",
        "register.db.version-2",
    }


def test_that_a_version_that_no_step_starts_from_is_refused(field):
    with pytest.raises(StorageError, match="can no longer be opened"):
        migrations.migrate(field.db, field.folder / "register.db", steps={2: STEPS[2]}, target=3)
    assert _version(field) == 1


def test_that_without_room_for_the_copy_nothing_is_lifted(field, monkeypatch):
    def refuse(*_arguments: object) -> None:
        raise OSError("no space")

    monkeypatch.setattr("poverty_desktop.store.migrations.shutil.copyfile", refuse)
    with pytest.raises(StorageError, match="no room for a copy"):
        migrations.migrate(field.db, field.folder / "register.db", steps=STEPS, target=3)
    assert _version(field) == 1
    assert not [*field.folder.glob("*version*")]


def test_that_an_empty_file_is_damage_and_no_old_version(field):
    field.db.conn.execute("PRAGMA user_version = 0")
    with pytest.raises(StorageError, match="damaged"):
        migrations.migrate(field.db, field.folder / "register.db", steps=STEPS, target=3)
