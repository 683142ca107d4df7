"""Nobody changes what opens a workspace without knowing what opens it now."""

from __future__ import annotations

from pathlib import Path

import chosen
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from poverty_desktop.crypto.wrapping import PassphraseCost
from poverty_desktop.errors import RuleError
from poverty_desktop.operations.workspaces import workspace
from ui.app import Program
from ui.widgets.page import Place

PASSPHRASE = "corn-lamp-river-42"
FRESH = "stone-winter-apple-17"
CHEAP = PassphraseCost(memory_kib=64, passes=1, lanes=1)
PATIENCE_MS = 20_000


@pytest.fixture
def village(tmp_path: Path) -> tuple[Path, str]:
    folder = tmp_path / "real village"
    session, sheet = workspace.create_field(folder, PASSPHRASE, worker="测试员", village="420581001001", cost=CHEAP)
    workspace.close(session)
    return folder, sheet.code


@pytest.fixture
def program(start, go, village: tuple[Path, str], qtbot: QtBot) -> Program:
    begun = start()
    begun.welcome.take_folder(str(village[0]))
    qtbot.waitUntil(lambda: begun.window.findChild(QLineEdit, "unlock_passphrase") is not None)
    field = begun.window.findChild(QLineEdit, "unlock_passphrase")
    qtbot.waitUntil(field.isVisible, timeout=PATIENCE_MS)
    field.setText(PASSPHRASE)
    with qtbot.waitSignal(begun.welcome.entered, timeout=PATIENCE_MS):
        qtbot.keyClick(field, Qt.Key.Key_Return)
    go(begun, Place(page="settings", tab="passphrase"))
    return begun


def type_in(program: Program, present: str, fresh: str) -> None:
    for name, text in (("_present", present), ("", fresh), ("_again", fresh)):
        program.window.findChild(QLineEdit, f"settings_passphrase{name}").setText(text)


def press(qtbot: QtBot, program: Program, name: str) -> None:
    qtbot.mouseClick(program.window.findChild(QPushButton, name), Qt.MouseButton.LeftButton)


def test_that_a_new_passphrase_needs_the_present_one(program: Program, village, qtbot: QtBot) -> None:
    message = program.window.message
    type_in(program, "", FRESH)
    press(qtbot, program, "settings_passphrase_save")
    assert "现在的口令" in message.text()
    type_in(program, "guessed-by-another", FRESH)
    press(qtbot, program, "settings_passphrase_save")
    qtbot.waitUntil(lambda: "口令不正确" in message.text(), timeout=PATIENCE_MS)
    with pytest.raises(RuleError):
        workspace.verify_passphrase(village[0], FRESH)
    type_in(program, PASSPHRASE, FRESH)
    press(qtbot, program, "settings_passphrase_save")
    qtbot.waitUntil(lambda: "新口令" in message.text(), timeout=PATIENCE_MS)
    workspace.verify_passphrase(village[0], FRESH)
    assert program.window.findChild(QLineEdit, "settings_passphrase_present").text() == ""


def test_that_who_forgot_the_passphrase_changes_it_with_the_recovery_code(
    program: Program, village, qtbot: QtBot
) -> None:
    folder, code = village
    type_in(program, code, FRESH)
    press(qtbot, program, "settings_passphrase_save")
    qtbot.waitUntil(lambda: "新口令" in program.window.message.text(), timeout=PATIENCE_MS)
    workspace.verify_passphrase(folder, FRESH)


def test_that_a_new_recovery_sheet_needs_the_present_passphrase(
    program: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    target = tmp_path / "sheet.pdf"
    chosen.choose(monkeypatch, target)
    type_in(program, "guessed-by-another", "")
    press(qtbot, program, "settings_sheet")
    qtbot.waitUntil(lambda: "口令不正确" in program.window.message.text(), timeout=PATIENCE_MS)
    assert not target.exists()
