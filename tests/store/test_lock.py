"""One window or command at a time writes to a workspace; whoever only reads may stand beside it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from registers import NOW, PASSPHRASE, add_family, change, save, unlock

from poverty_desktop.clock import ManualClock
from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.domain.values import Value
from poverty_desktop.errors import StorageError
from poverty_desktop.operations import disclosure
from poverty_desktop.operations.workspaces import verification
from poverty_desktop.operations.workspaces import workspace as workspaces
from poverty_desktop.queries.register import households
from poverty_desktop.queries.register.list_rows import HouseholdFilter
from poverty_desktop.store import lock, log, workspace
from poverty_desktop.store.session import Session

HOLD = "import sys; from pathlib import Path; from poverty_desktop.store import lock;"
HOLD += "held = lock.acquire(Path(sys.argv[1])); print('held', flush=True); sys.stdin.read()"


def reading(folder: Path) -> Session:
    return workspaces.unlock(folder, PASSPHRASE, clock=ManualClock(NOW), is_reading=True)


def test_that_a_workspace_that_is_open_says_since_when(field):
    with pytest.raises(StorageError) as refused:
        unlock(field.folder)
    assert refused.value.message_id == lock.ALREADY_OPEN
    assert set(refused.value.params) == {"since"}
    assert str(refused.value.params["since"])[4] == "-"


def test_that_a_workspace_that_was_closed_opens_again(field):
    workspace.close(field)
    again = unlock(field.folder)
    workspace.close(again)
    unlock(field.folder).db.conn.close()


def test_that_a_refused_start_leaves_the_first_window_its_lock(field):
    for _time in range(2):
        with pytest.raises(StorageError):
            unlock(field.folder)
    add_family(field)


def test_that_a_wrong_passphrase_leaves_no_lock_behind(field):
    workspace.close(field)
    with pytest.raises(Exception, match="passphrase"):
        unlock(field.folder, passphrase="wrong wrong wrong 7")
    unlock(field.folder).db.conn.close()


def test_that_a_process_that_is_killed_leaves_no_stale_lock(field):
    workspace.close(field)
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLD, field.folder], stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8"
    )
    with holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        with pytest.raises(StorageError) as refused:
            unlock(field.folder)
        assert refused.value.message_id == lock.ALREADY_OPEN
        holder.kill()
        holder.wait()
    unlock(field.folder).db.conn.close()


def test_that_the_lock_file_says_nothing(field):
    assert (field.folder / lock.LOCK_FILE).read_bytes() == b""


def test_that_whoever_reads_sees_what_the_window_saves(field):
    family = add_family(field)
    beside = reading(field.folder)
    assert households.find(beside, HouseholdFilter(text=""), limit=5).total == 1
    save(field, change(RecordKind.HOUSEHOLD, family.household, phone=Value("13900000000")))
    assert beside.db.conn.execute("SELECT phone FROM household").fetchone() == ("13900000000",)
    disclosure.note(beside, "print", [family.household])
    save(field, change(RecordKind.HOUSEHOLD, family.household, phone=Value("13900000001")))
    workspace.close(beside)
    workspace.close(field)
    again = unlock(field.folder)
    assert not again.was_copied
    again.db.conn.close()


def test_that_the_whole_workspace_can_be_verified_beside_an_open_window(field):
    add_family(field)
    beside = reading(field.folder)
    assert verification.verify(beside).transactions == log.position(field.db)
    beside.db.conn.close()
    assert not [item for item in field.folder.iterdir() if item.name.startswith(".copy")]


def test_that_whoever_reads_cannot_save(field):
    family = add_family(field)
    beside = reading(field.folder)
    position = log.position(field.db)
    with pytest.raises(StorageError) as refused:
        save(beside, change(RecordKind.HOUSEHOLD, family.household, phone=Value("1")))
    assert refused.value.message_id == workspace.NOT_FOR_WRITING
    assert log.position(field.db) == position
    beside.db.conn.close()


def test_that_a_folder_that_cannot_be_written_says_what_to_do(tmp_path):
    with pytest.raises(StorageError) as refused:
        lock.acquire(tmp_path / "no such folder")
    assert refused.value.message_id == lock.NOT_WRITABLE_HERE


def test_that_a_file_system_without_locks_keeps_nobody_out(tmp_path, monkeypatch):
    def fails(_descriptor: int) -> None:
        raise OSError(38, "not implemented")

    monkeypatch.setattr("poverty_desktop.store.lock._take", fails)
    lock.acquire(tmp_path).release()
