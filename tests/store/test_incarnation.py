"""A register knows whether it is itself, or a copy of itself that must not write under the same name."""

from __future__ import annotations

import shutil

import pytest
from registers import NOW, PASSPHRASE, add_family, make_field, unlock

from poverty_desktop import paths
from poverty_desktop.clock import ManualClock
from poverty_desktop.ids import SeededIds
from poverty_desktop.store import log, workspace


def _own(session) -> int:
    return session.db.conn.execute("SELECT count(*) FROM replica WHERE is_own").fetchone()[0]


def _acknowledge(session) -> None:
    for head in log.heads(session.db):
        session.db.conn.execute("INSERT INTO ack VALUES(x'00', x'01', 1, 0, ?, ?, ?)", head[:1] + head[1:])


@pytest.fixture
def worked(field):
    add_family(field)
    _acknowledge(field)
    return field


def _was_copied(folder) -> bool:
    session = unlock(folder)
    try:
        assert (_own(session) == 0) == session.was_copied
        acknowledged = session.db.conn.execute("SELECT count(*) FROM ack").fetchone()[0]
        assert (acknowledged == 0) == session.was_copied
        return session.was_copied
    finally:
        session.db.conn.close()


def test_that_an_ordinary_start_goes_on(worked):
    workspace.close(worked)
    assert not _was_copied(worked.folder)
    assert not _was_copied(worked.folder)


def test_that_a_start_after_a_crash_goes_on(worked):
    add_family(worked)
    worked.db.conn.close()
    assert not _was_copied(worked.folder)


def test_that_a_crash_between_a_save_and_its_witness_goes_on(worked, monkeypatch):
    monkeypatch.setattr("poverty_desktop.store.writing.incarnation.follow", lambda _session: None)
    add_family(worked)
    worked.db.conn.close()
    assert not _was_copied(worked.folder)


def test_that_a_copied_folder_is_a_copy_and_the_original_is_not(worked, tmp_path):
    workspace.close(worked)
    shutil.copytree(worked.folder, tmp_path / "copy")
    assert not _was_copied(worked.folder)
    assert _was_copied(tmp_path / "copy")


def test_that_a_moved_folder_is_taken_for_a_copy(worked, tmp_path):
    workspace.close(worked)
    worked.folder.rename(tmp_path / "moved")
    assert _was_copied(tmp_path / "moved")
    session = unlock(tmp_path / "moved")
    assert not session.was_copied
    session.db.conn.close()


def test_that_an_older_copy_put_back_in_place_is_a_copy(worked, tmp_path):
    workspace.close(worked)
    shutil.copytree(worked.folder, tmp_path / "older")
    session = unlock(worked.folder)
    add_family(session)
    workspace.close(session)
    shutil.rmtree(worked.folder)
    shutil.copytree(tmp_path / "older", worked.folder)
    assert _was_copied(worked.folder)


def test_that_an_older_copy_of_the_same_start_put_back_after_a_crash_is_a_copy(worked, tmp_path):
    worked.db.conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    shutil.copytree(worked.folder, tmp_path / "older")
    add_family(worked)
    worked.db.conn.close()
    shutil.rmtree(worked.folder)
    shutil.copytree(tmp_path / "older", worked.folder)
    assert _was_copied(worked.folder)


def test_that_another_machine_is_another_replica(worked, monkeypatch):
    workspace.close(worked)
    monkeypatch.setattr("poverty_desktop.store.incarnation._machine", lambda: "0242ac110002")
    assert _was_copied(worked.folder)


@pytest.mark.parametrize("damage", ["missing", "flipped", "empty", "foreign"])
def test_that_without_its_witness_it_is_a_new_replica(worked, tmp_path, damage):
    workspace.close(worked)
    witness = paths.settings_folder() / "witness" / worked.identity
    data = bytearray(witness.read_bytes())
    match damage:
        case "missing":
            witness.unlink()
        case "flipped":
            data[40] ^= 1
            witness.write_bytes(bytes(data))
        case "empty":
            witness.write_bytes(b"")
        case "foreign":
            other = make_field(tmp_path / "other", seed=7)
            workspace.close(other)
            witness.write_bytes((witness.parent / other.identity).read_bytes())
    assert _was_copied(worked.folder)


def test_that_a_settings_folder_that_cannot_be_written_stops_nobody(worked, monkeypatch):
    blocked = paths.settings_folder() / "blocked"
    blocked.write_text("a file where a folder is wanted")
    monkeypatch.setenv("POVERTY_DESKTOP_HOME", str(blocked))
    add_family(worked)
    workspace.close(worked)
    assert _was_copied(worked.folder)


def test_that_being_a_copy_is_remembered_until_it_was_dealt_with(worked, tmp_path):
    workspace.close(worked)
    shutil.copytree(worked.folder, tmp_path / "copy")

    for _time in range(2):  # as if the program were killed before it could deal with it
        session = workspace.unlock(tmp_path / "copy", PASSPHRASE, clock=ManualClock(NOW), ids=SeededIds(8))
        assert session.was_copied
        session.db.conn.close()
    unlock(tmp_path / "copy").db.conn.close()
    session = unlock(tmp_path / "copy")
    assert not session.was_copied
    session.db.conn.close()
