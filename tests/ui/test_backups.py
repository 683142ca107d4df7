"""The window backs up by itself after work, at the lock and before it is left, and brings any kept backup back."""

from __future__ import annotations

from pathlib import Path

import chosen
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QLabel, QLineEdit, QListWidget, QPushButton
from pytestqt.qtbot import QtBot

from poverty_desktop.crypto.wrapping import PassphraseCost
from poverty_desktop.errors import StorageError
from poverty_desktop.operations.workspaces import daily_backup, workspace
from poverty_desktop.store import backup, backup_places, backup_shelf
from ui.app import Program
from ui.backup_keeper import ASK_AGAIN_S, QUIET_S, BackupKeeper
from ui.backups.kept_dialog import KeptDialog
from ui.widgets.page import Place

PASSPHRASE = "corn-lamp-river-42"
CHEAP = PassphraseCost(memory_kib=64, passes=1, lanes=1)
PATIENCE_MS = 20_000


@pytest.fixture(autouse=True)
def no_sticks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(backup_places, "volumes", tuple)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "real village"
    session, _sheet = workspace.create_field(made, PASSPHRASE, worker="测试员", village="420581001001", cost=CHEAP)
    workspace.close(session)
    return made


@pytest.fixture
def program(start, folder: Path, qtbot: QtBot) -> Program:
    begun = start()
    _open(begun, folder, qtbot)
    return begun


def _open(program: Program, folder: Path, qtbot: QtBot) -> None:
    program.welcome.take_folder(str(folder))
    qtbot.waitUntil(lambda: program.window.findChild(QLineEdit, "unlock_passphrase") is not None)
    field = program.window.findChild(QLineEdit, "unlock_passphrase")
    qtbot.waitUntil(field.isVisible, timeout=PATIENCE_MS)
    field.setText(PASSPHRASE)
    with qtbot.waitSignal(program.welcome.entered, timeout=PATIENCE_MS):
        qtbot.keyClick(field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: program.window.page is not None and program.window.page.name == "today")
    program._load_ahead()


def _keeper(program: Program) -> BackupKeeper:
    assert program.backups is not None
    return program.backups


def _kept(folder: Path) -> int:
    return len(backup_shelf.list_kept(backup_shelf.shelf_of(folder)))


def _work(program: Program, qtbot: QtBot) -> None:
    """Change something, so that there is work to back up."""
    program.store.run(_add_household)
    qtbot.waitUntil(lambda: program.window.saved_at is not None, timeout=PATIENCE_MS)


def _add_household(session):
    from poverty_desktop.domain.kinds import RecordKind
    from poverty_desktop.domain.values import Value
    from poverty_desktop.operations.done import Done
    from poverty_desktop.store import log
    from poverty_desktop.store.writing import RecordEdit, Save, commit

    edit = RecordEdit(
        kind=RecordKind.HOUSEHOLD,
        record=session.ids.new(),
        values={"village": Value(session.village), "group_name": Value("一组")},
        is_new=True,
    )
    made = commit(session, [Save(village=session.village, edits=(edit,))], seen=log.position(session.db))
    return Done(value=None, changes=made.kinds)


def _said(program: Program, name: str) -> str:
    return program.window.findChild(QLabel, name).text()


def test_that_a_quiet_moment_after_work_makes_a_proved_backup(program: Program, go, folder: Path, qtbot: QtBot) -> None:
    _work(program, qtbot)
    _keeper(program)._judge(QUIET_S - 1)
    assert not _keeper(program).is_at_work
    _keeper(program)._judge(QUIET_S)
    qtbot.waitUntil(lambda: _kept(folder) == 1, timeout=PATIENCE_MS)
    qtbot.waitUntil(lambda: not _keeper(program).is_at_work, timeout=PATIENCE_MS)
    go(program, Place(page="settings", tab="backup"))
    qtbot.waitUntil(lambda: "今天" in _said(program, "settings_backup_last"), timeout=PATIENCE_MS)
    assert "没有第二份" in _said(program, "settings_backup_second")
    go(program, Place(page="today"))
    qtbot.waitUntil(
        lambda: any("上次核验过的备份：今天" in shown.text() for shown in program.window.page.findChildren(QLabel)),
        timeout=PATIENCE_MS,
    )
    assert ASK_AGAIN_S > QUIET_S


def test_that_the_lock_makes_one_too_and_a_failure_is_said_once(
    program: Program, folder: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_arguments: object) -> None:
        raise StorageError(backup.NOT_WRITTEN)

    with monkeypatch.context() as patch:
        patch.setattr(daily_backup, "carry_out", refuse)
        program.lock.lock_now()
        qtbot.waitUntil(lambda: "没有成功" in program.window.message.text(), timeout=PATIENCE_MS)
    _keeper(program).ask()
    qtbot.waitUntil(lambda: _kept(folder) == 1, timeout=PATIENCE_MS)


def test_that_a_workspace_is_left_once_the_work_is_backed_up(program: Program, folder: Path, qtbot: QtBot) -> None:
    _work(program, qtbot)
    program.window.close_workspace()
    assert program.window.desk.folder == str(folder), "the backup comes first"
    qtbot.waitUntil(lambda: program.window.page is program.welcome, timeout=PATIENCE_MS)
    assert _kept(folder) == 1
    _open(program, folder, qtbot)
    program.window.close_workspace()
    assert program.window.page is program.welcome, "nothing is new"


def test_that_a_window_closes_after_the_backup_and_at_once_when_closed_again(
    program: Program, folder: Path, qtbot: QtBot
) -> None:
    _work(program, qtbot)
    assert not program.window.close()
    qtbot.waitUntil(lambda: not program.window.isVisible(), timeout=PATIENCE_MS)
    assert _kept(folder) == 1


def test_that_closing_twice_does_not_wait_for_the_backup(program: Program, folder: Path, qtbot: QtBot) -> None:
    _work(program, qtbot)
    assert not program.window.close()
    assert program.window.close()
    assert not [*folder.glob(".backup-*")]


def test_that_a_stick_is_chosen_once_and_a_kept_backup_is_brought_back_beside(
    program: Program, go, folder: Path, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    _work(program, qtbot)
    go(program, Place(page="settings", tab="backup"))
    chosen.choose(monkeypatch, stick)
    qtbot.mouseClick(program.window.findChild(QPushButton, "settings_second"), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "第二份也存好了" in program.window.message.text(), timeout=PATIENCE_MS)
    qtbot.waitUntil(lambda: "第二份：今天" in _said(program, "settings_backup_second"), timeout=PATIENCE_MS)
    seen: list[int] = []

    def accept(dialog: KeptDialog) -> int:
        seen.append(dialog.findChild(QListWidget, "kept_list").count())
        return int(QDialog.DialogCode.Accepted.value)

    monkeypatch.setattr(KeptDialog, "exec", accept)
    qtbot.mouseClick(program.window.findChild(QPushButton, "settings_restore_kept"), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "real village-2" in program.window.message.text(), timeout=PATIENCE_MS)
    assert seen == [2]
    assert str(folder.with_name("real village-2")) in program.window.preferences.recent


def test_that_the_first_page_lists_the_backups_of_a_damaged_workspace(
    start, folder: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = workspace.unlock(folder, PASSPHRASE)
    daily_backup.back_up_now(session)
    workspace.close(session)
    (folder / "register.db").write_bytes(b"\x00" * 8192)
    program = start(recent=(str(folder),))
    page = program.welcome
    qtbot.waitUntil(lambda: page.findChild(QLineEdit, "unlock_passphrase") is not None)
    field = page.findChild(QLineEdit, "unlock_passphrase")
    qtbot.waitUntil(field.isVisible, timeout=PATIENCE_MS)
    field.setText(PASSPHRASE)
    qtbot.keyClick(field, Qt.Key.Key_Return)
    restore = page.findChild(QPushButton, "unlock_restore")
    qtbot.waitUntil(restore.isVisible, timeout=PATIENCE_MS)
    monkeypatch.setattr(KeptDialog, "exec", lambda _dialog: int(QDialog.DialogCode.Accepted.value))
    qtbot.mouseClick(restore, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "已恢复" in program.window.message.text(), timeout=PATIENCE_MS)
    field.setText(PASSPHRASE)
    with qtbot.waitSignal(page.entered, timeout=PATIENCE_MS):
        qtbot.keyClick(field, Qt.Key.Key_Return)
