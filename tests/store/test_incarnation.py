"""A register knows whether it is itself, or a copy of itself that must not write under the same name."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from registers import NOW, PASSPHRASE, add_family, make_field, unlock

from poverty_desktop import paths
from poverty_desktop.clock import ManualClock
from poverty_desktop.errors import StorageError
from poverty_desktop.ids import SeededIds
from poverty_desktop.operations import disclosure
from poverty_desktop.store import incarnation, log, workspace


def _own(session) -> int:
    return session.db.conn.execute("SELECT count(*) FROM replica WHERE is_own").fetchone()[0]


def _acknowledge(session) -> None:
    for head in log.heads(session.db):
        session.db.conn.execute("INSERT INTO ack VALUES(x'00', x'01', 1, 0, ?, ?, ?)", head[:1] + head[1:])


def _no_room(_session) -> None:
    raise StorageError("no room")


@pytest.fixture
def worked(field):
    add_family(field)
    _acknowledge(field)
    return field


def _acknowledged(session) -> int:
    return session.db.conn.execute("SELECT count(*) FROM ack").fetchone()[0]


def _was_copied(folder) -> bool:
    """Look, which changes nothing, then write: a copy has ended its chains and forgotten what was confirmed."""
    looking = unlock(folder)
    was_copied = looking.was_copied
    assert _own(looking) > 0
    assert _acknowledged(looking) > 0
    workspace.close(looking)
    session = unlock(folder)
    try:
        assert session.was_copied == was_copied
        incarnation.awaken(session)
        assert (_own(session) == 0) == was_copied
        assert (_acknowledged(session) == 0) == was_copied
        return was_copied
    finally:
        session.db.conn.close()


def test_that_an_ordinary_start_goes_on(worked):
    workspace.close(worked)
    assert not _was_copied(worked.folder)
    assert not _was_copied(worked.folder)


def test_that_another_user_who_only_looks_changes_nothing(worked, tmp_path, monkeypatch):
    workspace.close(worked)
    register = (worked.folder / "register.db").read_bytes()
    witness = paths.settings_folder() / "witness" / worked.identity
    known = witness.read_bytes()
    with monkeypatch.context() as elsewhere:
        elsewhere.setenv("POVERTY_DESKTOP_HOME", str(tmp_path / "another user"))
        for _time in range(2):
            session = unlock(worked.folder)
            assert session.was_copied
            workspace.close(session)
        assert not (paths.settings_folder() / "witness").exists()
    assert (worked.folder / "register.db").read_bytes() == register
    assert witness.read_bytes() == known
    assert not _was_copied(worked.folder)


def test_that_another_user_who_saves_begins_a_chain_of_their_own(worked, tmp_path, monkeypatch):
    workspace.close(worked)
    monkeypatch.setenv("POVERTY_DESKTOP_HOME", str(tmp_path / "another user"))
    session = unlock(worked.folder)
    before = {row[0] for row in session.db.conn.execute("SELECT rep FROM replica")}
    add_family(session)
    own = {row[0] for row in session.db.conn.execute("SELECT rep FROM replica WHERE is_own")}
    assert own
    assert not own & before
    assert _acknowledged(session) == 0
    workspace.close(session)
    again = unlock(worked.folder)
    assert not again.was_copied
    workspace.close(again)


def test_that_a_note_of_what_was_looked_at_makes_nobody_new(worked, tmp_path):
    workspace.close(worked)
    shutil.copytree(worked.folder, tmp_path / "copy")
    session = unlock(tmp_path / "copy")
    disclosure.note(session, "print", [])
    assert session.was_copied
    assert _own(session) > 0
    session.db.conn.close()


def test_that_a_first_write_that_fails_leaves_the_new_life_to_the_next(worked, tmp_path, monkeypatch):
    workspace.close(worked)
    shutil.copytree(worked.folder, tmp_path / "copy")
    session = unlock(tmp_path / "copy")
    with monkeypatch.context() as full:
        full.setattr("poverty_desktop.store.replicas.retire_own", _no_room)
        with pytest.raises(StorageError):
            add_family(session)
    assert _own(session) > 0
    add_family(session)
    assert session.db.conn.execute("SELECT count(DISTINCT rep) FROM tx").fetchone()[0] == 2
    session.db.conn.close()


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
    session = unlock(tmp_path / "moved")
    assert session.was_copied
    add_family(session)
    session.db.conn.close()
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


def _card(folder: Path, name: str, address: str, number: int, *, is_hardware: bool = True) -> None:
    card = folder / name
    card.mkdir(parents=True)
    (card / "address").write_text(f"{address}\n", "ascii")
    (card / "ifindex").write_text(f"{number}\n", "ascii")
    if is_hardware:
        (card / "device").mkdir()


def test_that_a_laptop_is_told_by_its_first_network_card(tmp_path):
    _card(tmp_path, "lo", "00:00:00:00:00:00", 1, is_hardware=False)
    _card(tmp_path, "wlan0", "3c:97:0e:00:00:02", 3)
    _card(tmp_path, "eth0", "3c:97:0e:00:00:01", 2)
    _card(tmp_path, "docker0", "0c:42:ac:11:00:02", 1, is_hardware=False)
    _card(tmp_path, "usb0", "02:42:ac:11:00:02", 1)  # an address that software gave
    (tmp_path / "bonding_masters").touch()
    assert incarnation._first_card(tmp_path) == "3c970e000001"


def test_that_a_laptop_without_a_network_card_has_no_address(tmp_path):
    assert incarnation._first_card(tmp_path) == incarnation._first_card(tmp_path / "missing") == ""


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
        incarnation.awaken(session)
        session.db.conn.close()
    session = unlock(tmp_path / "copy")
    incarnation.awaken(session)
    session.db.conn.close()
    session = unlock(tmp_path / "copy")
    assert not session.was_copied
    session.db.conn.close()
