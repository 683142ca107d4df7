"""A workspace of the version before, with a pack from before clues and procedures, opens and works."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from registers import CHEAP, NOW, PASSPHRASE, VILLAGE, add_family, change, deliver, is_alive, make_field, save, unlock

from poverty_desktop.checks import worklist
from poverty_desktop.checks.run import NotRun
from poverty_desktop.clock import ManualClock
from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.domain.values import Value
from poverty_desktop.errors import RuleError
from poverty_desktop.ids import SeededIds
from poverty_desktop.operations.casework import clues
from poverty_desktop.operations.handover import packs
from poverty_desktop.operations.interviewing import interviews
from poverty_desktop.operations.lookback import checks
from poverty_desktop.operations.register import facts, hit_outcomes, membership_events, outside_lists
from poverty_desktop.operations.workspaces import undo, verification
from poverty_desktop.operations.workspaces import workspace as workspaces
from poverty_desktop.packs import load
from poverty_desktop.packs.typed import read
from poverty_desktop.queries import today
from poverty_desktop.queries.casework import clocks, entry_list, procedures
from poverty_desktop.queries.handover import conflicts
from poverty_desktop.queries.register import outside_hits
from poverty_desktop.queries.register.outside_hits import Shown
from poverty_desktop.queries.today_rows import ClockCounts
from poverty_desktop.store import drafts, projection, settings, workspace
from poverty_desktop.store import packs as stored
from poverty_desktop.store.engine import Write
from poverty_desktop.store.migrations import version_3

NEW_SHEETS = ("procedures", "procedure_steps", "holidays", "visit_rules", "duties")


def older_pack() -> bytes:
    """Return the shipped pack without what this version added."""
    tables = json.loads(load.shipped_bytes())
    kinds = set(version_3.KINDS)
    tables = {name: rows for name, rows in tables.items() if name not in NEW_SHEETS}
    tables["properties"] = [row for row in tables["properties"] if row["kind"] not in kinds]
    return json.dumps(tables, ensure_ascii=False, sort_keys=True).encode()


@pytest.fixture
def older(tmp_path: Path):
    """A register as the version before left it: without the new tables, of version 2."""
    data = older_pack()
    folder = tmp_path / "older"
    session, _code = workspace.create(
        folder, PASSPHRASE, role="field", name="测试村", village=VILLAGE, worker="测试员", pack=load.load(data),
        published_pack=data, clock=ManualClock(NOW), ids=SeededIds(7), cost=CHEAP,
    )  # fmt: skip
    add_family(session)
    for table in (*version_3.KINDS, "revocation"):
        session.db.conn.execute(f"DROP TABLE {table}")
    session.db.conn.execute("PRAGMA user_version = 2")
    session.db.conn.close()
    opened = workspace.unlock(folder, PASSPHRASE, clock=ManualClock(NOW), ids=SeededIds(8))
    yield opened
    opened.db.conn.close()


@pytest.fixture
def left(older):
    """The folder of that register, with a begun interview, as the program before left it."""
    household = older.db.conn.execute("SELECT id FROM household").fetchone()[0]
    interviews.open_interview(older, household)
    workspace.close(older)
    return older.folder


def test_that_it_opens_and_everything_from_before_works(older, tmp_path):
    family = add_family(older, household={"national_number": Value("4205810077")})
    membership_events.leave(older, [family.membership], day=date(2026, 6, 1), reason="99")
    assert is_alive(older, RecordKind.HOUSEHOLD, family.household)
    undo.undo(older)
    item = older.pack.by_name[RecordKind.HOUSEHOLD, "address"]
    facts.correct(older, RecordKind.HOUSEHOLD, family.household, "address", read(item, "东坡"), seen=10_000)
    assert today.today(older).household_count == 2
    verification.verify(older)
    with Write(older.db):
        projection.rebuild(older.db, older.pack)
    verification.verify(older)


def test_that_a_conflict_is_counted_although_the_new_tables_have_no_facts(older, tmp_path):
    other = make_field(tmp_path / "other", seed=9)
    deliver(older, other)
    (household,) = older.db.conn.execute("SELECT id FROM household").fetchone()
    for session, phone in ((older, "张三"), (other, "李四")):
        person = session.db.conn.execute("SELECT person FROM membership WHERE household = ?", (household,)).fetchone()[
            0
        ]
        save(session, change(RecordKind.PERSON, person, name=Value(phone + "改")))
    deliver(other, older)
    assert conflicts.count(older) == 1
    other.db.conn.close()


def test_that_what_is_new_says_that_it_needs_a_newer_pack(older):
    assert procedures.running(older) == ()
    assert entry_list.entries(older, language="en") == ()
    assert clocks.counts(older) == ClockCounts()
    with pytest.raises(RuleError, match="newer pack"):
        clues.add(older, {"person_name": "王五"})


def test_that_a_newer_program_brings_its_pack_along(left):
    session = unlock(left)
    assert session.pack.content_hash == load.shipped_hash() == stored.current(session.db).content_hash
    assert len(stored.every(session.db)) == 2
    clue = clues.add(session, {"person_name": "王五"})
    assert clue.value is not None
    assert today.today(session).pack_taken_on == NOW.date()
    verification.verify(session)
    session.db.conn.close()


def test_that_an_interview_begun_before_keeps_its_pack(left):
    session = unlock(left)
    (draft,) = drafts.every(session.db)
    assert draft.pack != session.pack.content_hash
    assert interviews.resume(session, draft.id).value.pack.content_hash == draft.pack
    session.db.conn.close()


def test_that_who_only_reads_changes_no_pack(left):
    session = workspaces.unlock(left, PASSPHRASE, clock=ManualClock(NOW), is_reading=True)
    assert session.pack.content_hash != load.shipped_hash()
    session.db.conn.close()


def test_that_the_pack_of_an_office_stays(left):
    session = workspace.unlock(left, PASSPHRASE, clock=ManualClock(NOW), ids=SeededIds(9))
    with Write(session.db):
        settings.put_secret(session.db, packs.KNOWN_SECRET, b"heard")
    session.db.conn.close()
    again = unlock(left)
    assert again.pack.content_hash != load.shipped_hash()
    assert today.today(again).pack_taken_on is None
    again.db.conn.close()


def test_that_a_program_of_yesterday_does_not_put_its_lower_version_in_force(tmp_path, monkeypatch):
    session = make_field(tmp_path / "newer")
    newer = session.pack.content_hash
    session.db.conn.close()
    tables = json.loads(load.shipped_bytes())
    version = next(row for row in tables["settings"] if row[0] == "version")
    version[1] = "2026.10"
    data = json.dumps(tables, ensure_ascii=False, sort_keys=True).encode()
    yesterday = load.load(data)
    monkeypatch.setattr(load, "shipped_hash", lambda: yesterday.content_hash)
    monkeypatch.setattr(load, "shipped_bytes", lambda: data)
    monkeypatch.setattr(load, "load_shipped", lambda: yesterday)
    again = unlock(session.folder)
    assert again.pack.content_hash == newer
    again.db.conn.close()


def test_that_an_older_program_does_not_take_its_pack_back(tmp_path, monkeypatch):
    session = make_field(tmp_path / "newer")
    newer = session.pack.content_hash
    session.db.conn.close()
    data = older_pack()
    older = load.load(data)
    monkeypatch.setattr(load, "shipped_hash", lambda: older.content_hash)
    monkeypatch.setattr(load, "shipped_bytes", lambda: data)
    monkeypatch.setattr(load, "load_shipped", lambda: older)
    again = unlock(session.folder)
    assert again.pack.content_hash == newer
    again.db.conn.close()


def test_that_a_true_hit_of_before_is_put_right_once_the_newer_pack_is_there(tmp_path):
    tables = json.loads(load.shipped_bytes())
    tables["properties"] = [
        row for row in tables["properties"] if row["kind"] != "list_hit" or not row["name"].startswith("rectified")
    ]
    tables["checks"] = [row for row in tables["checks"] if row["id"] != "X10"]
    data = json.dumps(tables, ensure_ascii=False, sort_keys=True).encode()
    older, _code = workspace.create(
        tmp_path / "older", PASSPHRASE, role="field", name="测试村", village=VILLAGE, worker="测试员",
        pack=load.load(data), published_pack=data, clock=ManualClock(NOW), ids=SeededIds(7), cost=CHEAP,
    )  # fmt: skip
    add_family(older, head={"name": Value("王桂英"), "document_number": Value("420581196005049964")})
    cars = tmp_path / "cars.csv"
    cars.write_text("姓名,身份证号\n王桂英,420581196005049964\n", "utf-8")
    outside_lists.take_in(older, outside_lists.preview(older, cars, list_kind="02"))
    (hit,) = (row.id for row in outside_hits.hits(older))
    hit_outcomes.decide(older, [hit], hit_outcomes.Decision(outcome="01"))
    assert [row.id for row in outside_hits.hits(older, shown=Shown.UNMENDED)] == [hit]
    with pytest.raises(RuleError, match="newest pack"):
        hit_outcomes.rectify(older, [hit], hit_outcomes.Rectification(words="已过户"))
    checks.run(older)
    assert not worklist.last_run(older).is_stale
    workspace.close(older)
    newer = unlock(older.folder)
    (brought,) = (row for row in worklist.by_check(newer) if row.check.id == "X10")
    assert brought.not_run == NotRun.NEW  # nobody has looked: no nought stands there
    assert worklist.last_run(newer).is_stale
    checks.run(newer)
    assert not worklist.last_run(newer).is_stale
    assert "X10" in {row.check.id for row in worklist.findings(newer, language="en")}
    hit_outcomes.rectify(newer, [hit], hit_outcomes.Rectification(words="已过户"))
    assert "X10" not in {row.check.id for row in worklist.findings(newer, language="en")}
    verification.verify(newer)
    newer.db.conn.close()
