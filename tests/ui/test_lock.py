"""The window is covered while nobody sits before it, and uncovers to the very place for the passphrase."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QDialog, QLabel, QLineEdit, QPushButton, QRadioButton, QWidget
from pytestqt.qtbot import QtBot

from poverty_desktop.crypto.wrapping import PassphraseCost
from poverty_desktop.domain.values import Value
from poverty_desktop.errors import RuleError
from poverty_desktop.operations.register import new_household
from poverty_desktop.operations.workspaces import workspace
from poverty_desktop.progress import Progress
from ui.app import Program
from ui.households.facts_view import FactsView
from ui.lock.cover import LONGEST_WAIT_S, LockPage, wait_after
from ui.lock.idle import IdleWatch
from ui.widgets.key_table import KeyTable
from ui.widgets.page import Place

PASSPHRASE = "corn-lamp-river-42"
CHEAP = PassphraseCost(memory_kib=64, passes=1, lanes=1)
PATIENCE_MS = 20_000


@pytest.fixture
def village(tmp_path: Path) -> Path:
    folder = tmp_path / "real village"
    session, _sheet = workspace.create_field(folder, PASSPHRASE, worker="测试员", village="420581001001", cost=CHEAP)
    new_household.add(session, {}, {"name": Value("赵小满")})
    workspace.close(session)
    return folder


@pytest.fixture
def at_village(start, village: Path, qtbot: QtBot) -> Callable[[], Program]:
    def begin() -> Program:
        program = start()
        program.welcome.take_folder(str(village))
        qtbot.waitUntil(lambda: program.window.findChild(QLineEdit, "unlock_passphrase") is not None)
        qtbot.waitUntil(
            lambda: program.window.findChild(QLineEdit, "unlock_passphrase") is not None, timeout=PATIENCE_MS
        )
        field = program.window.findChild(QLineEdit, "unlock_passphrase")
        qtbot.waitUntil(field.isVisible, timeout=PATIENCE_MS)
        field.setText(PASSPHRASE)
        with qtbot.waitSignal(program.welcome.entered, timeout=PATIENCE_MS):
            qtbot.keyClick(field, Qt.Key.Key_Return)
        qtbot.waitUntil(lambda: program.window.page is not None and program.window.page.name == "today")
        return program

    return begin


def cover_of(program: Program) -> LockPage:
    page = program.window.findChild(LockPage, "lock_page")
    assert page is not None
    return page


def type_passphrase(program: Program, text: str, qtbot: QtBot) -> None:
    field = cover_of(program).findChild(QLineEdit, "lock_passphrase")
    qtbot.waitUntil(cover_of(program).findChild(QPushButton, "lock_open").isEnabled, timeout=PATIENCE_MS)
    field.setText(text)
    qtbot.keyClick(field, Qt.Key.Key_Return)


def unlock(program: Program, qtbot: QtBot) -> None:
    type_passphrase(program, PASSPHRASE, qtbot)
    qtbot.waitUntil(lambda: not program.lock.is_locked, timeout=PATIENCE_MS)


def test_that_ctrl_l_covers_everything_and_the_passphrase_leads_back_to_the_very_place(
    at_village, settled, qtbot: QtBot
) -> None:
    program = at_village()
    window = program.window
    window.go(Place(page="settings", tab="worker"))
    settled(program)
    worker = window.findChild(QLineEdit, "settings_worker")
    worker.setFocus()
    worker.setText("还没有保存的名字")
    worker.setModified(True)
    qtbot.keyClick(window, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    assert program.lock.is_locked
    page = cover_of(program)
    assert page.geometry() == window.rect()
    assert not window.centralWidget().isVisible()
    assert window.focusWidget() is page.findChild(QLineEdit, "lock_passphrase")
    unlock(program, qtbot)
    assert window.centralWidget().isVisible()
    assert window.page.place() == Place(page="settings", tab="worker")
    assert window.focusWidget() is worker
    assert worker.text() == "还没有保存的名字"


def test_that_nothing_of_the_register_can_be_seen_while_it_is_locked(at_village, settled, qtbot: QtBot) -> None:
    program = at_village()
    settled(program)
    program.lock.lock_now()
    window = program.window
    seen = [label.text() for label in window.findChildren(QLabel) if label.isVisible()]
    assert "测试员" not in "".join(seen)
    assert "测试员" not in window.windowTitle()
    assert "村" not in window.windowTitle().replace("驻村工作台", "")
    visible = [part for part in window.findChildren(QWidget) if part.isVisible()]
    assert all(part is cover_of(program) or cover_of(program).isAncestorOf(part) for part in visible)
    unlock(program, qtbot)


def test_that_no_key_of_the_program_works_behind_the_lock(at_village, qtbot: QtBot) -> None:
    program = at_village()
    program.lock.lock_now()
    field = cover_of(program).findChild(QLineEdit, "lock_passphrase")
    qtbot.keyClick(field, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClick(field, Qt.Key.Key_2, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClick(field, Qt.Key.Key_Escape)
    assert program.lock.is_locked
    assert program.window.page.name == "today"
    unlock(program, qtbot)
    qtbot.keyClick(program.window, Qt.Key.Key_2, Qt.KeyboardModifier.ControlModifier)
    assert program.window.page.name == "households"


def test_that_a_dialog_and_the_page_under_it_are_covered_too(at_village, qtbot: QtBot) -> None:
    program = at_village()
    dialog = QDialog(program.window)
    dialog.open()
    qtbot.waitUntil(dialog.isVisible)
    program.lock.lock_now()
    assert not dialog.isVisible()
    unlock(program, qtbot)


def test_that_a_wrong_passphrase_is_said_and_costs_time_but_destroys_nothing(at_village, qtbot: QtBot) -> None:
    program = at_village()
    program.lock.lock_now()
    page = cover_of(program)
    trouble = page.findChild(QLabel, "lock_trouble")
    for _time in range(2):
        type_passphrase(program, "wrong wrong 77", qtbot)
        qtbot.waitUntil(trouble.isVisible, timeout=PATIENCE_MS)
    field = page.findChild(QLineEdit, "lock_passphrase")
    assert not page.findChild(QPushButton, "lock_open").isEnabled()
    assert "2" in trouble.text()
    assert program.lock.is_locked
    qtbot.keyClicks(field, PASSPHRASE)
    assert field.text() == PASSPHRASE
    assert "口令不正确" not in trouble.text()
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert "到时自动核对" in trouble.text()
    page._tick()
    page._tick()
    qtbot.waitUntil(lambda: not program.lock.is_locked, timeout=PATIENCE_MS)


def test_that_what_is_typed_while_a_wrong_passphrase_is_tried_is_kept(at_village, qtbot: QtBot) -> None:
    program = at_village()
    program.lock.lock_now()
    page = cover_of(program)
    field = page.findChild(QLineEdit, "lock_passphrase")
    field.setText("wrong wrong 77")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    field.clear()
    qtbot.keyClicks(field, PASSPHRASE)
    qtbot.keyClick(field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not program.lock.is_locked, timeout=PATIENCE_MS)


def test_that_the_answer_to_an_earlier_page_opens_and_says_nothing_on_a_later_one(at_village, monkeypatch) -> None:
    program = at_village()
    answers: list[tuple[Callable[[object], None], Callable[[BaseException], None]]] = []
    monkeypatch.setattr(program.store, "run_at_once", lambda _work, done, failed: answers.append((done, failed)))
    program.lock.lock_now()
    cover_of(program).given.emit("first")
    program.lock._uncover()
    program.lock.lock_now()
    done, failed = answers[0]
    done(None)
    assert program.lock.is_locked
    failed(RuleError("The passphrase is wrong."))
    pages = program.window.findChildren(LockPage, "lock_page")
    assert not any(page.findChild(QLabel, "lock_trouble").text() for page in pages)


def test_that_every_sentence_of_the_lock_page_is_shown_whole(at_village, qtbot: QtBot) -> None:
    program = at_village()
    program.lock.lock_now()
    page = cover_of(program)
    page.refuse("口令不正确。没有改动任何数据。" * 3)
    qtbot.waitUntil(lambda: page.findChild(QLabel, "lock_trouble").isVisible())
    for name in ("lock_prompt", "lock_trouble"):
        label = page.findChild(QLabel, name)
        qtbot.waitUntil(lambda shown=label: shown.height() >= shown.heightForWidth(shown.width()))
    unlock(program, qtbot)


def test_that_the_wait_grows_to_a_minute_and_no_further() -> None:
    waits = [wait_after(failures) for failures in range(1, 12)]
    assert waits[:4] == [0, 2, 4, 8]
    assert waits == sorted(waits)
    assert waits[-1] == LONGEST_WAIT_S


def test_that_work_goes_on_behind_the_lock_and_unlocking_does_not_wait_for_it(at_village, qtbot: QtBot) -> None:
    import threading

    program = at_village()
    may_end = threading.Event()
    done: list[str] = []

    def long_work(_session: object, _progress: Progress) -> str:
        assert may_end.wait(PATIENCE_MS / 1000)
        return "done"

    def long_pure_work(_progress: Progress) -> str:
        assert may_end.wait(PATIENCE_MS / 1000)
        return "done too"

    program.store.run_long(long_work, done.append)
    program.store.run_pure(long_pure_work, done.append)
    program.lock.lock_now()
    unlock(program, qtbot)
    assert done == []
    may_end.set()
    qtbot.waitUntil(lambda: sorted(done) == ["done", "done too"], timeout=PATIENCE_MS)


def test_that_the_workspace_can_be_closed_from_the_lock(at_village, settled, qtbot: QtBot) -> None:
    program = at_village()
    program.lock.lock_now()
    qtbot.mouseClick(cover_of(program).findChild(QPushButton, "lock_close"), Qt.MouseButton.LeftButton)
    assert not program.lock.is_locked
    assert program.window.page is program.welcome


def test_that_a_half_typed_correction_is_neither_saved_nor_lost(at_village, settled, qtbot: QtBot) -> None:
    program = at_village()
    window = program.window
    window.go(Place(page="households"))
    settled(program)
    table = window.page.findChild(KeyTable)
    table.opened.emit(table.currentIndex())
    settled(program)
    window.page.show_tab("conditions")
    view = window.page.findChild(FactsView, "facts_conditions")
    view.setFocus()
    qtbot.keyClick(view, Qt.Key.Key_Return)
    field = window.findChild(QLineEdit, "value_editor_field")
    assert field is not None
    field.setFocus()
    qtbot.keyClicks(field, "half")
    program.lock.lock_now()
    settled(program)
    unlock(program, qtbot)
    assert view.is_editing()
    assert field.text() == "half"
    assert window.focusWidget() is field
    qtbot.keyClick(field, Qt.Key.Key_Escape)


class Clock:
    """Two hand-moved clocks."""

    def __init__(self) -> None:
        self.monotonic = 0.0
        self.wall = 1_000_000.0

    def __call__(self) -> tuple[float, float]:
        return self.monotonic, self.wall

    def pass_time(self, seconds: float, *, is_asleep: bool = False) -> None:
        self.monotonic += 0 if is_asleep else seconds
        self.wall += seconds


@pytest.mark.parametrize("is_asleep", [False, True])
def test_that_the_window_locks_after_the_chosen_minutes_also_when_the_laptop_slept(
    at_village, is_asleep: bool, qtbot: QtBot
) -> None:
    program = at_village()
    clock = Clock()
    watch = IdleWatch(program.lock, clock)
    watch.checked.connect(program.lock._judge)
    clock.pass_time(599, is_asleep=is_asleep)
    watch.check()
    assert not program.lock.is_locked
    clock.pass_time(1, is_asleep=is_asleep)
    watch.check()
    assert program.lock.is_locked
    unlock(program, qtbot)


def test_that_input_puts_the_lock_off(at_village, qtbot: QtBot) -> None:
    program = at_village()
    clock = Clock()
    watch = IdleWatch(program.lock, clock)
    watch.checked.connect(program.lock._judge)
    clock.pass_time(500)
    handle = program.window.windowHandle()
    assert handle is not None
    watch._follow(handle)
    qtbot.keyClick(handle, Qt.Key.Key_Shift)
    clock.pass_time(500)
    watch.check()
    assert not program.lock.is_locked


def test_that_the_settings_choose_when_and_never_is_a_choice(at_village, settled, qtbot: QtBot) -> None:
    program = at_village()
    program.window.go(Place(page="settings", tab="passphrase"))
    settled(program)
    never = program.window.findChild(QRadioButton, "settings_lock_0")
    assert never.text() == "不锁定"
    never.click()
    assert program.window.preferences.lock_minutes == 0
    program.lock._judge(1e9)
    assert not program.lock.is_locked


def test_that_the_practice_village_is_never_locked(at_desk, settled, qtbot: QtBot) -> None:
    program = at_desk()
    settled(program)
    program.lock._judge(1e9)
    program.lock.lock_now()
    assert not program.lock.is_locked
    assert not program.window.findChild(QPushButton, "header_lock").isVisible()


def test_that_the_welcome_page_is_never_locked(start) -> None:
    program = start()
    program.lock.lock_now()
    program.lock._judge(1e9)
    assert not program.lock.is_locked
    assert isinstance(program.lock, QObject)
