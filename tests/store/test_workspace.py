"""A workspace is encrypted, opens with what belongs to it only, and says in one sentence why not."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
from registers import CHEAP, NOW, PASSPHRASE, VILLAGE, add_family, change, make_field, reopen, save, unlock, value

from poverty_desktop.clock import ManualClock
from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.domain.values import Value
from poverty_desktop.errors import RuleError, StorageError
from poverty_desktop.ids import InterviewId, SeededIds
from poverty_desktop.interviews.draft import DraftRow
from poverty_desktop.journal.transaction import Transaction
from poverty_desktop.operations import disclosure
from poverty_desktop.packs import load
from poverty_desktop.store import drafts, engine, log, schema, workspace

MARKER = "绝密标记MARKER7531"


def _everything_in(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())


def test_that_nothing_typed_stands_in_any_file_of_the_workspace(field):
    family = add_family(field, head={"name": Value(MARKER), "document_number": Value("420581199001019995")})
    drafts.begin(
        field,
        drafts.Draft(
            id=InterviewId(b"i" * 16), form="f", pack=field.pack.content_hash, household=family.household, year=2026,
            seen=0, opened_at="", saved_at="", section="", answered=0, total=1, head=MARKER, is_new_household=False,
        ),
    )  # fmt: skip
    drafts.save(
        field, InterviewId(b"i" * 16), [DraftRow(kind="answer", path="/q", text=MARKER, why=0, at="")],
        progress=("", 1, 1),
    )  # fmt: skip
    disclosure.note(field, "print", [family.household])
    wal = field.folder / "register.db-wal"
    assert wal.stat().st_size > 0
    for encoded in (
        MARKER.encode(),
        MARKER.encode("utf-16-le"),
        b"MARKER7531",
        b"420581199001019995",
        b"SQLite format",
    ):
        assert encoded not in _everything_in(field.folder)
    field.db.conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    assert b"MARKER7531" not in _everything_in(field.folder)
    with pytest.raises(sqlite3.DatabaseError):
        sqlite3.connect(field.folder / "register.db").execute("SELECT * FROM sqlite_master")


def test_that_it_opens_with_its_passphrase_and_says_so_when_it_is_wrong(field):
    add_family(field)
    again = reopen(field)
    assert again.db.conn.execute("SELECT count(*) FROM household").fetchone() == (1,)
    again.db.conn.close()
    with pytest.raises(RuleError, match="passphrase is wrong"):
        unlock(field.folder, passphrase="another one")


def test_that_the_recovery_code_opens_it_and_a_new_sheet_closes_the_old_one(tmp_path):
    session, code = workspace.create(
        tmp_path / "w", PASSPHRASE, role="field", name="村", village=VILLAGE, worker="甲",
        pack=load.load_shipped(), published_pack=load.shipped_bytes(),
        clock=ManualClock(NOW), ids=SeededIds(5), cost=CHEAP,
    )  # fmt: skip
    fresh = workspace.renew_recovery_code(session)
    session.db.conn.close()
    workspace.unlock_with_recovery(tmp_path / "w", fresh, clock=ManualClock(NOW), ids=SeededIds(6)).db.conn.close()
    with pytest.raises(RuleError):
        workspace.unlock_with_recovery(tmp_path / "w", code, clock=ManualClock(NOW), ids=SeededIds(7))


def test_that_a_new_passphrase_replaces_the_old_one(field):
    workspace.change_passphrase(field, "winter-apple-stone", cost=CHEAP)
    with pytest.raises(RuleError):
        reopen(field)
    unlock(field.folder, passphrase="winter-apple-stone").db.conn.close()


def test_that_a_newer_register_is_refused_and_left_alone(field):
    field.db.conn.execute("PRAGMA user_version = 99")
    field.db.conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    before = (field.folder / "register.db").read_bytes()
    with pytest.raises(StorageError, match="newer version"):
        reopen(field)
    assert (field.folder / "register.db").read_bytes() == before


def _rewrite(folder: Path, **changed: object) -> None:
    raw = json.loads((folder / "workspace.json").read_text("utf-8"))
    (folder / "workspace.json").write_text(json.dumps({**raw, **changed}), "utf-8")


def test_that_a_newer_workspace_is_refused_with_words_that_help(field):
    _rewrite(field.folder, format=2, what_comes_later=[1])
    with pytest.raises(StorageError, match="newer version"):
        workspace.info(field.folder)


@pytest.mark.parametrize(
    "content",
    ["", "{", "[]", "3", '{"identity": "x"}', "\x00" * 10],
)
def test_that_a_folder_without_its_description_is_no_workspace(field, content):
    (field.folder / "workspace.json").write_text(content, "utf-8")
    with pytest.raises(StorageError, match="not a workspace"):
        workspace.info(field.folder)


@pytest.mark.parametrize(
    "changed", [{"identity": "../../outside"}, {"role": "king"}, {"name": 3}, {"format": "1"}, {"format": 0}]
)
def test_that_a_description_with_a_strange_item_is_no_workspace(field, changed):
    _rewrite(field.folder, **changed)
    with pytest.raises(StorageError, match="not a workspace"):
        workspace.info(field.folder)


@pytest.mark.parametrize("changed", [{"role": "office"}, {"village": "420581001002"}, {"identity": "ab" * 16}])
def test_that_nobody_makes_himself_an_office_by_editing_the_description(field, changed):
    _rewrite(field.folder, **changed)
    with pytest.raises(StorageError, match="was changed or belongs to another"):
        reopen(field)


def test_that_an_existing_folder_is_not_written_over(tmp_path):
    (tmp_path / "w").mkdir()
    (tmp_path / "w" / "holiday.jpg").write_bytes(b"x")
    with pytest.raises(RuleError, match="already holds files"):
        make_field(tmp_path / "w")
    assert [path.name for path in (tmp_path / "w").iterdir()] == ["holiday.jpg"]


def test_that_what_was_begun_is_taken_away_where_the_disk_refuses(tmp_path, monkeypatch):
    def refuse(*_arguments: object) -> None:
        raise OSError("no space")

    monkeypatch.setattr("poverty_desktop.store.workspace.json.dumps", refuse)
    with pytest.raises(StorageError, match="cannot be written"):
        make_field(tmp_path / "w")
    assert not (tmp_path / "w").exists()


def test_that_a_full_disk_is_named_where_a_workspace_is_made_or_opened(field, tmp_path, monkeypatch):
    field.db.conn.close()
    monkeypatch.setattr("poverty_desktop.store.engine.shutil.disk_usage", lambda _folder: SimpleNamespace(free=4096))
    monkeypatch.setattr("poverty_desktop.store.engine._PRAGMAS", ("journal_mode=WAL", "no_such_place.user_version"))
    monkeypatch.setattr("poverty_desktop.store.engine._DISK", ("unknown database no_such_place",))
    with pytest.raises(StorageError, match="disk of this computer is full"):
        unlock(field.folder)
    with pytest.raises(StorageError, match="disk of this computer is full"):
        make_field(tmp_path / "w")


@pytest.mark.parametrize("part", ["header", "middle", "end"])
def test_that_a_damaged_page_is_found(field, part):
    for _number in range(30):
        add_family(field)
    field.db.conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    path = field.folder / "register.db"
    data = bytearray(path.read_bytes())
    place = {"header": 50, "middle": len(data) // 2, "end": len(data) - 100}[part]
    data[place] ^= 0x40
    field.db.conn.close()
    path.write_bytes(bytes(data))
    with pytest.raises(StorageError, match="damaged"):
        engine.check_integrity(unlock(field.folder).db)


@pytest.mark.parametrize("share", [0.0, 0.1, 0.5, 0.999])
def test_that_a_truncated_register_is_refused_or_found(field, share):
    for _number in range(5):
        add_family(field)
    field.db.conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    field.db.conn.close()
    path = field.folder / "register.db"
    path.write_bytes(path.read_bytes()[: int(path.stat().st_size * share)])
    with pytest.raises(StorageError, match="damaged"):
        engine.check_integrity(unlock(field.folder).db)


def test_that_a_missing_register_and_a_damaged_key_say_so(field):
    field.db.conn.close()
    (field.folder / "register.db").rename(field.folder / "elsewhere.db")
    with pytest.raises(StorageError, match="missing"):
        unlock(field.folder)
    (field.folder / "keys.cbor").write_bytes(b"\x00\x01")
    with pytest.raises(StorageError, match="key of this workspace is damaged"):
        unlock(field.folder)


def test_that_a_second_program_that_writes_is_waited_for_and_then_named(field):
    other = engine.open_database(field.folder / "register.db", field.key, version=schema.VERSION)
    field.db.conn.execute("PRAGMA busy_timeout = 10")
    other.conn.execute("BEGIN IMMEDIATE")
    with pytest.raises(StorageError, match="Another program"):
        add_family(field)
    other.conn.execute("ROLLBACK")
    other.conn.close()
    add_family(field)


def test_that_an_error_of_ours_is_not_taken_for_the_disk(field):
    with pytest.raises(engine.dbapi.OperationalError, match="no such table"), engine.Write(field.db) as connection:
        connection.execute("SELECT * FROM nowhere")
    assert not field.db.conn.in_transaction
    assert engine.storage_error(ValueError("database or disk is full")) is None


def test_that_a_failed_save_leaves_the_author_to_be_introduced_by_the_next(field):
    field.db.conn.execute("CREATE TRIGGER refuse BEFORE INSERT ON tx BEGIN SELECT RAISE(ABORT, 'disk I/O error'); END")
    with pytest.raises(StorageError):
        add_family(field)
    field.db.conn.execute("DROP TRIGGER refuse")
    assert field.db.conn.execute("SELECT count(*) FROM household").fetchone() == (0,)
    add_family(field)
    assert field.db.conn.execute("SELECT name FROM staff").fetchall() == [("测试员",)]


def test_that_a_value_which_does_not_fit_saves_nothing_of_the_form(field):
    family = add_family(field)
    with pytest.raises(RuleError, match="must be a date"):
        save(
            field,
            change(RecordKind.HOUSEHOLD, family.household, phone=Value("999")),
            change(RecordKind.PERSON, family.head, birth_date=Value("yesterday")),
        )
    assert value(field, RecordKind.HOUSEHOLD, family.household, "phone") == "07170000000"


@pytest.mark.parametrize("text", ["x" * 64_000, "地" * 16_000])
def test_that_the_longest_text_that_fits_is_a_transaction_that_can_be_read_again(field, text):
    family = add_family(field)
    save(field, change(RecordKind.HOUSEHOLD, family.household, remarks=Value(text)))
    again = [*log.read(field.db, "arrived = 2")]
    assert value_in(again[0], text)
    with pytest.raises(RuleError, match="at most 16,000 characters"):
        save(field, change(RecordKind.HOUSEHOLD, family.household, remarks=Value(text + "地" * 5_334)))


def value_in(transaction: Transaction, text: str) -> bool:
    return any(item.value == Value(text) for _entity, _record, item in transaction.operations())


_FULL_DISK = """
import os, resource, sys
sys.path[:0] = [{here!r}, {root!r}]
from registers import *
from poverty_desktop.errors import StorageError
from poverty_desktop.store import backup
session = make_field(Path({folder!r}))
families = [add_family(session) for _number in range(3)]
session.db.conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")
before = backup.fingerprint(session.db)
size = (session.folder / "register.db").stat().st_size
resource.setrlimit(resource.RLIMIT_FSIZE, ({room}, resource.RLIM_INFINITY))
said = []
for number in range(200):
    before = backup.fingerprint(session.db)
    try:
        save(session, change(RecordKind.HOUSEHOLD, families[0].household, remarks=Value("地" * 900 + str(number))))
    except StorageError as error:
        said.append(str(error))
        assert not session.db.conn.in_transaction
        assert backup.fingerprint(session.db) == before, "the register changed"
        break
resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
save(session, change(RecordKind.HOUSEHOLD, families[0].household, remarks=Value("room again")))
assert value(session, RecordKind.HOUSEHOLD, families[0].household, "remarks") == "room again"
again = reopen(session)
assert value(again, RecordKind.HOUSEHOLD, families[0].household, "remarks") == "room again"
print(said[0] if said else "never full")
"""


@pytest.mark.parametrize("room", [20_000, 60_000, 131_072, 262_144, 400_000])
def test_that_a_full_disk_says_one_sentence_and_the_register_is_as_before(tmp_path, room):
    here = Path(__file__).parent
    script = _FULL_DISK.format(here=str(here), root=str(here.parents[1]), folder=str(tmp_path / "w"), room=room)
    environment = {**os.environ, "POVERTY_DESKTOP_HOME": str(tmp_path / "home")}
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", script], capture_output=True, text=True, env=environment, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == engine.NOT_WRITTEN


def test_that_a_folder_that_cannot_be_written_is_named(field, monkeypatch):
    field.db.conn.close()
    monkeypatch.setattr("poverty_desktop.store.workspace.os.access", lambda *_arguments: False)
    with pytest.raises(StorageError, match="nothing can be written"):
        unlock(field.folder)


def test_that_the_engine_is_set_to_survive_power_loss(field):
    def pragma(name: str) -> object:
        return field.db.conn.execute(f"PRAGMA {name}").fetchone()[0]

    assert pragma("journal_mode") == "wal"
    assert pragma("synchronous") == 2
    assert pragma("foreign_keys") == 1
    assert pragma("secure_delete") == 1
    tables = field.db.conn.execute("SELECT name, strict FROM pragma_table_list WHERE type = 'table'").fetchall()
    assert all(strict for name, strict in tables if not name.startswith("sqlite_"))
