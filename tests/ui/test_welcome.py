from __future__ import annotations

import shutil
from pathlib import Path

import chosen
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QCheckBox, QLabel, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot
from reading_order import steps_back

from poverty_desktop.clock import SystemClock
from poverty_desktop.crypto.wrapping import PassphraseCost
from poverty_desktop.errors import RuleError, StorageError
from poverty_desktop.ids import SystemIds
from poverty_desktop.operations.workspaces import workspace
from poverty_desktop.packs import load
from poverty_desktop.sample import plan
from poverty_desktop.store.engine import NEWER_FILE, NO_ROOM
from ui.widgets.page import Place

PASSPHRASE = "correct horse battery staple"
VILLAGE = "青林寺"


def _press(qtbot: QtBot, page, name: str) -> None:
    made = page.findChild(QPushButton, name)
    assert made.isEnabled()
    qtbot.mouseClick(made, Qt.MouseButton.LeftButton)


def _asked(qtbot: QtBot, page) -> QLineEdit:
    """Wait until a passphrase is asked for; return the field."""
    qtbot.waitUntil(lambda: page.findChild(QLineEdit, "unlock_passphrase") is not None)
    field = page.findChild(QLineEdit, "unlock_passphrase")
    qtbot.waitUntil(field.isVisible)
    return field


def _is_today(program) -> bool:
    page = program.window.page
    return page is not None and page.name == "today"


def _text(page, name: str) -> str:
    return page.findChild(QLabel, name).text()


@pytest.fixture
def made(tmp_path: Path) -> tuple[Path, workspace.RecoverySheet]:
    """A field workspace with a cheap passphrase key."""
    folder = tmp_path / "made"
    clock = SystemClock()
    session, sheet = workspace.create_field(
        folder,
        PASSPHRASE,
        worker="李明",
        village="420581101210",
        clock=clock,
        ids=SystemIds(clock.now),
        cost=PassphraseCost(memory_kib=8 * 1024, passes=1, lanes=1),
    )
    workspace.close(session)
    return folder, sheet


def test_that_the_first_start_offers_three_ways(start) -> None:
    page = start().welcome
    for way in ("practise", "field", "office"):
        assert page.findChild(QPushButton, f"way_{way}").isVisible()


def test_that_a_new_workspace_is_made_and_its_recovery_sheet_confirmed(start, tmp_path: Path, qtbot: QtBot) -> None:
    program = start()
    page = program.welcome
    _press(qtbot, page, "way_field")
    field = page.findChild(QLineEdit, "village_field")
    qtbot.waitUntil(lambda: bool(page.villages()))
    field.setText(VILLAGE)
    field.textEdited.emit(VILLAGE)
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert VILLAGE in field.text()
    page.findChild(QLineEdit, "new_worker").setText("李明")
    folder = page.findChild(QLineEdit, "new_folder")
    assert VILLAGE in folder.text()
    folder.setText(str(tmp_path / "village"))
    page.findChild(QLineEdit, "new_passphrase").setText(PASSPHRASE)
    page.findChild(QLineEdit, "new_repeat").setText(PASSPHRASE)
    _press(qtbot, page, "new_create")
    qtbot.waitUntil(lambda: page.findChild(QPushButton, "recovery_go") is not None, timeout=20_000)
    go = page.findChild(QPushButton, "recovery_go")
    assert len(_text(page, "recovery_code").split()) == 8
    assert not go.isEnabled()
    page.findChild(QCheckBox, "recovery_tick").setChecked(True)
    with qtbot.waitSignal(page.entered):
        qtbot.mouseClick(go, Qt.MouseButton.LeftButton)
    assert program.window.page.name == "today"
    assert _text(page, "recovery_code") == ""
    assert program.window.preferences.recent == (str(tmp_path / "village"),)


@pytest.fixture
def sheet_shown(start, made, qtbot: QtBot):
    """The program with a recovery sheet on its screen."""
    from ui.widgets.page import Desk

    program = start()
    folder, sheet = made
    desk = Desk(role="field", name="青林寺村", village="", worker="李明", folder=str(folder), is_practice=False)
    program.welcome._created((desk, sheet))
    return program


def test_that_the_recovery_sheet_is_saved_where_the_person_says(
    sheet_shown, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    target = tmp_path / "sheet.pdf"
    chosen.choose(monkeypatch, target)
    _press(qtbot, sheet_shown.welcome, "recovery_save")
    qtbot.waitUntil(lambda: str(target) in sheet_shown.window.message.text())
    assert target.read_bytes().startswith(b"%PDF")
    assert not sheet_shown.welcome.findChild(QPushButton, "recovery_go").isEnabled()


def test_that_the_recovery_sheet_is_printed_in_the_dialog_of_the_system(
    sheet_shown, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    from PySide6.QtPrintSupport import QPrinter

    from ui.widgets import print_job

    target = tmp_path / "printed.pdf"

    def answer(printer: QPrinter, _pages: int, _parent: object) -> bool:
        printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
        printer.setOutputFileName(str(target))
        return True

    monkeypatch.setattr(print_job, "ask_printer", answer)
    _press(qtbot, sheet_shown.welcome, "recovery_print")
    qtbot.waitUntil(lambda: "打印机" in sheet_shown.window.message.text(), timeout=20_000)
    assert target.read_bytes().startswith(b"%PDF")


@pytest.mark.parametrize(("is_taken", "said"), [(True, "已请系统打开"), (False, "没有能打开它的程序")])
def test_that_opening_a_file_always_says_where_it_lies(
    is_taken: bool, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from PySide6.QtGui import QDesktopServices

    from ui.widgets import opening

    monkeypatch.setattr(QDesktopServices, "openUrl", lambda _url: is_taken)
    message = opening.ask_system(tmp_path / "list.xlsx")
    assert said in message.text
    assert str(tmp_path / "list.xlsx") in message.text


def test_that_everything_missing_is_said_at_once_beside_its_field(start, qtbot: QtBot) -> None:
    page = start().welcome
    _press(qtbot, page, "way_field")
    _press(qtbot, page, "new_create")
    said = [name for name in ("village", "worker", "folder", "passphrase") if _text(page, f"new_trouble_{name}")]
    assert said == ["village", "worker", "folder", "passphrase"]
    page.findChild(QLineEdit, "new_passphrase").setText(PASSPHRASE)
    _press(qtbot, page, "new_create")
    assert not page.findChild(QLabel, "new_trouble_passphrase").isVisible()
    assert page.findChild(QLabel, "new_trouble_repeat").isVisible()


def _typed(page, name: str, text: str) -> None:
    field = page.findChild(QLineEdit, name)
    field.setText(text)
    field.textEdited.emit(text)


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Tab])
def test_that_a_village_is_found_by_pinyin(start, qtbot: QtBot, key) -> None:
    page = start().welcome
    _press(qtbot, page, "way_field")
    qtbot.waitUntil(lambda: bool(page.villages()))
    _typed(page, "village_field", "qinglinsi")
    qtbot.keyClick(page.findChild(QLineEdit, "village_field"), key)
    assert VILLAGE in page.findChild(QLineEdit, "village_field").text()


def test_that_a_village_outside_the_shipped_pack_is_told_its_ways_in(start, qtbot: QtBot) -> None:
    page = start().welcome
    _press(qtbot, page, "way_field")
    qtbot.waitUntil(lambda: bool(page.villages()))
    _typed(page, "village_field", "nowhere")
    assert "宜都市" in _text(page, "village_note")
    assert "手工填写" in _text(page, "village_note")
    assert page.findChild(QPushButton, "village_turn").isVisible()
    assert page.findChild(QPushButton, "pack_browse").isVisible()


def test_that_a_village_entered_by_hand_begins_its_workspace(start, tmp_path: Path, qtbot: QtBot) -> None:
    program = start()
    page = program.welcome
    _press(qtbot, page, "way_field")
    qtbot.waitUntil(lambda: bool(page.villages()))
    _press(qtbot, page, "village_turn")
    _press(qtbot, page, "new_create")
    assert "县" in _text(page, "new_trouble_village")
    _typed(page, "county_field", "changyang")
    qtbot.keyClick(page.findChild(QLineEdit, "county_field"), Qt.Key.Key_Return)
    assert page.findChild(QLineEdit, "county_field").text() == "湖北省 宜昌市 长阳土家族自治县"
    _typed(page, "hand_town", "榔坪镇")
    _typed(page, "hand_village", "乐园村")
    qtbot.waitUntil(lambda: "本机编码" in _text(page, "hand_note"))
    _typed(page, "hand_code", "420528104000")
    qtbot.waitUntil(lambda: "12位" in _text(page, "hand_note"))
    _typed(page, "hand_code", "420528104201")
    qtbot.waitUntil(lambda: "代码420528104201" in _text(page, "hand_note"))
    assert "乐园村" in page.findChild(QLineEdit, "new_folder").text()
    page.findChild(QLineEdit, "new_worker").setText("李明")
    page.findChild(QLineEdit, "new_folder").setText(str(tmp_path / "village"))
    for name in ("new_passphrase", "new_repeat"):
        page.findChild(QLineEdit, name).setText(PASSPHRASE)
    _press(qtbot, page, "new_create")
    qtbot.waitUntil(lambda: page.findChild(QPushButton, "recovery_go") is not None, timeout=20_000)
    page.findChild(QCheckBox, "recovery_tick").setChecked(True)
    with qtbot.waitSignal(page.entered):
        _press(qtbot, page, "recovery_go")
    assert (program.window.desk.name, program.window.desk.village) == ("乐园村", "420528104201")


def test_that_the_six_digits_of_a_code_choose_the_county(start, qtbot: QtBot) -> None:
    page = start().welcome
    _press(qtbot, page, "way_field")
    qtbot.waitUntil(lambda: bool(page.villages()))
    _press(qtbot, page, "village_turn")
    _typed(page, "hand_code", "420528104201")
    assert page.findChild(QLineEdit, "county_field").text() == "湖北省 宜昌市 长阳土家族自治县"


def test_that_the_pack_of_the_office_can_be_taken_before_the_first_start(
    start, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    folder = tmp_path / "published"
    shutil.copytree(load.shipped_folder(), folder)
    content = (folder / load.PUBLISHED_NAME).read_text("utf-8").replace("青林寺村", "新林寺村")
    (folder / load.PUBLISHED_NAME).write_text(content, "utf-8")
    (folder / f"{load.PUBLISHED_NAME}.sha256").unlink()
    program = start()
    page = program.welcome
    _press(qtbot, page, "way_field")
    qtbot.waitUntil(lambda: bool(page.villages()))
    chosen.choose(monkeypatch, tmp_path)
    _press(qtbot, page, "pack_browse")
    qtbot.waitUntil(lambda: "没有发布的政策口径包" in program.window.message.text())
    chosen.choose(monkeypatch, folder)
    _press(qtbot, page, "pack_browse")
    qtbot.waitUntil(lambda: page.findChild(QLabel, "pack_said").isVisible())
    _typed(page, "village_field", "新林寺")
    qtbot.keyClick(page.findChild(QLineEdit, "village_field"), Qt.Key.Key_Return)
    page.findChild(QLineEdit, "new_worker").setText("李明")
    page.findChild(QLineEdit, "new_folder").setText(str(tmp_path / "village"))
    for name in ("new_passphrase", "new_repeat"):
        page.findChild(QLineEdit, name).setText(PASSPHRASE)
    _press(qtbot, page, "new_create")
    qtbot.waitUntil(lambda: page.findChild(QPushButton, "recovery_go") is not None, timeout=20_000)
    assert "新林寺村" in workspace.info(tmp_path / "village").name


def test_that_a_folder_in_use_is_refused_in_words(start, tmp_path: Path, qtbot: QtBot) -> None:
    program = start()
    page = program.welcome
    (tmp_path / "used").mkdir()
    (tmp_path / "used" / "file").write_text("x", encoding="utf-8")
    _press(qtbot, page, "way_office")
    page.findChild(QLineEdit, "new_office").setText("高坝洲镇")
    page.findChild(QLineEdit, "new_worker").setText("李明")
    page.findChild(QLineEdit, "new_folder").setText(str(tmp_path / "used"))
    for name in ("new_passphrase", "new_repeat"):
        page.findChild(QLineEdit, name).setText(PASSPHRASE)
    _press(qtbot, page, "new_create")
    qtbot.waitUntil(lambda: bool(program.window.message.text()), timeout=20_000)
    assert "没有改动任何数据" in program.window.message.text()
    assert page.findChild(QPushButton, "new_create").isEnabled()


def test_that_the_workspace_opened_last_asks_for_its_passphrase_at_once(start, made, qtbot: QtBot) -> None:
    folder, _sheet = made
    page = start(recent=(str(folder),)).welcome
    _asked(qtbot, page)
    assert "青林寺" in _text(page, "unlock_title")


def test_that_a_wrong_passphrase_is_one_sentence_and_the_right_one_opens(start, made, qtbot: QtBot) -> None:
    folder, _sheet = made
    program = start(recent=(str(folder),))
    page = program.welcome
    field = _asked(qtbot, page)
    field.setText("wrong")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    trouble = page.findChild(QLabel, "unlock_trouble")
    qtbot.waitUntil(trouble.isVisible, timeout=20_000)
    assert "口令不正确" in trouble.text()
    assert not page.findChild(QPushButton, "unlock_restore").isVisible()
    program.window.findChild(QPushButton, "header_language").click()
    assert "The passphrase is wrong" in trouble.text()
    field.setText(PASSPHRASE)
    with qtbot.waitSignal(page.entered, timeout=20_000):
        qtbot.keyClick(field, Qt.Key.Key_Return)
    assert program.window.desk.worker == "李明"


def test_that_what_is_typed_while_a_wrong_passphrase_is_tried_is_kept(start, made, qtbot: QtBot) -> None:
    folder, _sheet = made
    page = start(recent=(str(folder),)).welcome
    field = _asked(qtbot, page)
    field.setText("wrong")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    field.clear()
    qtbot.keyClicks(field, PASSPHRASE)
    with qtbot.waitSignal(page.entered, timeout=20_000):
        qtbot.keyClick(field, Qt.Key.Key_Return)


def test_that_typing_takes_back_what_was_said_of_a_wrong_passphrase(start, made, qtbot: QtBot) -> None:
    folder, _sheet = made
    page = start(recent=(str(folder),)).welcome
    field = _asked(qtbot, page)
    field.setText("wrong")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    trouble = page.findChild(QLabel, "unlock_trouble")
    qtbot.waitUntil(trouble.isVisible, timeout=20_000)
    qtbot.keyClicks(field, "c")
    assert not trouble.isVisible()


def test_that_a_refusal_under_way_is_not_said_of_a_later_attempt(start, made, monkeypatch, qtbot: QtBot) -> None:
    folder, _sheet = made
    program = start(recent=(str(folder),))
    page = program.welcome
    field = _asked(qtbot, page)
    refusals = []
    opened = program.store.open

    def held_back(work, done, failed):
        refusals.append(failed)
        return opened(lambda _progress: (None, None), lambda _value: None)

    monkeypatch.setattr(program.store, "open", held_back)
    field.setText("wrong")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    monkeypatch.setattr(program.store, "open", opened)
    _press(qtbot, page, "unlock_back")
    page.take_folder(str(folder))
    qtbot.waitUntil(field.isVisible)
    refusals[0](RuleError("The passphrase is wrong."))
    assert not page.findChild(QLabel, "unlock_trouble").isVisible()
    field.setText(PASSPHRASE)
    with qtbot.waitSignal(page.entered, timeout=20_000):
        qtbot.keyClick(field, Qt.Key.Key_Return)
    assert _text(page, "unlock_trouble") == ""


def test_that_the_recovery_code_opens_when_the_passphrase_is_forgotten(start, made, qtbot: QtBot) -> None:
    folder, sheet = made
    page = start(recent=(str(folder),)).welcome
    field = _asked(qtbot, page)
    _press(qtbot, page, "unlock_switch")
    field.setText(sheet.code.lower().replace("-", " "))
    with qtbot.waitSignal(page.entered, timeout=20_000):
        qtbot.keyClick(field, Qt.Key.Key_Return)


def test_that_a_damaged_register_offers_the_way_back_to_a_backup(
    start, made, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    from poverty_desktop.operations.workspaces import backup

    folder, _sheet = made
    session = workspace.unlock(folder, PASSPHRASE)
    copy = backup.back_up(session, tmp_path).value
    workspace.close(session)
    register = folder / "register.db"
    register.write_bytes(b"\x00" * 8192)
    program = start(recent=(str(folder),))
    page = program.welcome
    field = _asked(qtbot, page)
    field.setText(PASSPHRASE)
    qtbot.keyClick(field, Qt.Key.Key_Return)
    restore = page.findChild(QPushButton, "unlock_restore")
    qtbot.waitUntil(restore.isVisible, timeout=20_000)
    chosen.choose(monkeypatch, copy)
    qtbot.mouseClick(restore, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "已恢复" in program.window.message.text(), timeout=20_000)
    field.setText(PASSPHRASE)
    with qtbot.waitSignal(page.entered, timeout=20_000):
        qtbot.keyClick(field, Qt.Key.Key_Return)
    assert Path(program.window.desk.folder) == folder.with_name("made-2")


@pytest.mark.parametrize("trouble", [NEWER_FILE, NO_ROOM])
def test_that_a_backup_is_offered_only_where_it_would_mend(start, made, monkeypatch, trouble, qtbot: QtBot) -> None:
    folder, _sheet = made

    def refuse(*_arguments: object) -> None:
        raise StorageError(trouble)

    monkeypatch.setattr("ui.welcome.calls.unlock", refuse)
    page = start(recent=(str(folder),)).welcome
    field = _asked(qtbot, page)
    field.setText(PASSPHRASE)
    qtbot.keyClick(field, Qt.Key.Key_Return)
    qtbot.waitUntil(page.findChild(QLabel, "unlock_trouble").isVisible)
    assert not page.findChild(QPushButton, "unlock_restore").isVisible()


def test_that_a_backup_is_brought_back_into_an_empty_folder_from_the_first_page(
    start, made, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    from poverty_desktop.operations.workspaces import backup
    from ui.widgets import file_chooser

    folder, _sheet = made
    session = workspace.unlock(folder, PASSPHRASE)
    copy = backup.back_up(session, tmp_path).value
    workspace.close(session)
    shutil.rmtree(folder)
    target = tmp_path / "on a new laptop"
    target.mkdir()
    monkeypatch.setattr(file_chooser, "ask_file", lambda *_asked: copy)
    monkeypatch.setattr(file_chooser, "ask_folder", lambda *_asked: target)
    program = start()
    page = program.welcome
    _press(qtbot, page, "welcome_restore")
    field = _asked(qtbot, page)
    assert "青林寺" in _text(page, "unlock_title")
    assert "已恢复" in program.window.message.text()
    field.setText(PASSPHRASE)
    with qtbot.waitSignal(page.entered, timeout=20_000):
        qtbot.keyClick(field, Qt.Key.Key_Return)
    assert Path(program.window.desk.folder) == target


def test_that_a_backup_is_not_laid_into_a_folder_in_use(
    start, made, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    from ui.widgets import file_chooser

    folder, _sheet = made
    monkeypatch.setattr(file_chooser, "ask_file", lambda *_asked: tmp_path / "a.fpbackup")
    monkeypatch.setattr(file_chooser, "ask_folder", lambda *_asked: folder)
    program = start()
    _press(qtbot, program.welcome, "welcome_restore")
    qtbot.waitUntil(lambda: bool(program.window.message.text()))
    assert "没有改动任何数据" in program.window.message.text()
    assert program.welcome.findChild(QPushButton, "way_field").isVisible()


def test_that_the_settings_lead_to_the_page_that_restores(at_desk, go, qtbot: QtBot) -> None:
    program = at_desk()
    go(program, Place(page="settings", tab="backup"))
    _press(qtbot, program.window, "settings_restore")
    restore = program.welcome.findChild(QPushButton, "welcome_restore")
    qtbot.waitUntil(restore.isVisible)


def test_that_a_newer_workspace_is_refused_in_words(start, made, qtbot: QtBot) -> None:
    import json

    folder, _sheet = made
    info = folder / "workspace.json"
    raw = json.loads(info.read_text("utf-8"))
    info.write_text(json.dumps({**raw, "format": 99}), encoding="utf-8")
    program = start()
    program.welcome.open_folder(folder)
    qtbot.waitUntil(lambda: bool(program.window.message.text()))
    assert program.welcome.findChild(QPushButton, "way_field").isVisible()


def test_that_the_practice_village_is_opened_once_however_often_its_button_is_pressed(
    start, practice: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ui.welcome.calls.practice_folder", lambda: practice)
    program = start()
    for _ in range(2):
        _press(qtbot, program.welcome, "way_practise")
    qtbot.waitUntil(lambda: _is_today(program))
    answered: list[None] = []
    program.store.run(lambda _session: None, answered.append)  # after everything that was asked before
    qtbot.waitUntil(lambda: bool(answered))
    assert not program.window.message.isVisible()


def test_that_practice_is_ended_from_the_header_with_the_keyboard_on_what_was_opened_last(
    start, practice: Path, qtbot: QtBot
) -> None:
    program = start()
    window = program.window
    program.welcome.take_folder(str(practice))
    qtbot.waitUntil(lambda: _is_today(program))
    _press(qtbot, window.header, "header_end_practice")
    qtbot.waitUntil(lambda: program.welcome.findChild(QPushButton, "recent_0") is not None)
    qtbot.waitUntil(lambda: QApplication.focusWidget().objectName() == "recent_0")
    assert not window.header.findChild(QPushButton, "header_end_practice").isVisible()
    assert steps_back(program.welcome) == []


def test_that_enter_leads_through_the_form_of_a_new_workspace(start, qtbot: QtBot) -> None:
    page = start().welcome
    _press(qtbot, page, "way_office")
    for name in ("new_office", "new_worker", "new_folder", "new_passphrase", "new_repeat"):
        field = page.findChild(QLineEdit, name)
        qtbot.waitUntil(field.hasFocus)
        qtbot.keyClick(field, Qt.Key.Key_Return)


def test_that_the_office_is_practised_with_a_county_that_was_drawn_whole(
    start, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "county"
    folder.mkdir()
    (folder / "half").write_text("what an interrupted drawing left")
    small = {"households": 12, "persons": 34, "villages": 2, "teams": 2}
    monkeypatch.setattr(plan, "article_county", lambda pack, *, year: plan.county(pack, year=year, **small))
    monkeypatch.setattr("ui.welcome.calls.county_folder", lambda: folder)
    program = start()
    drawn = []
    for _ in range(2):
        qtbot.waitUntil(lambda: program.welcome.findChild(QPushButton, "welcome_county") is not None)
        _press(qtbot, program.welcome, "welcome_county")
        qtbot.waitUntil(lambda: _is_today(program), timeout=20_000)
        assert program.window.desk.role == "office"
        drawn.append((folder / "register.db").stat().st_ino)
        program.window.close_workspace()
    assert drawn[0] == drawn[1]
    assert not (folder / "half").exists()
