"""The settings of a village whose code was made here: it is marked as such, and takes its official code over."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from poverty_desktop.crypto.wrapping import PassphraseCost
from poverty_desktop.operations.workspaces import workspace
from poverty_desktop.packs.by_hand import VillageByHand
from ui.app import Program
from ui.widgets.page import Place

PASSPHRASE = "corn-lamp-river-42"
CHEAP = PassphraseCost(memory_kib=64, passes=1, lanes=1)
PATIENCE_MS = 20_000


@pytest.fixture
def program(start, go, tmp_path: Path, qtbot: QtBot) -> Program:
    folder = tmp_path / "far"
    village = VillageByHand(county="长阳", town="榔坪镇", village="乐园村")
    session, _sheet = workspace.create_field(folder, PASSPHRASE, worker="测试员", village=village, cost=CHEAP)
    workspace.close(session)
    begun = start()
    begun.welcome.take_folder(str(folder))
    qtbot.waitUntil(lambda: begun.window.findChild(QLineEdit, "unlock_passphrase") is not None)
    field = begun.window.findChild(QLineEdit, "unlock_passphrase")
    qtbot.waitUntil(field.isVisible, timeout=PATIENCE_MS)
    field.setText(PASSPHRASE)
    with qtbot.waitSignal(begun.welcome.entered, timeout=PATIENCE_MS):
        qtbot.keyClick(field, Qt.Key.Key_Return)
    go(begun, Place(page="settings", tab="worker"))
    return begun


def test_that_a_code_made_here_is_marked_and_gives_way_to_the_official_one(program: Program, qtbot: QtBot) -> None:
    said, note = (program.window.findChild(QLabel, f"settings_village_{name}") for name in ("said", "note"))
    qtbot.waitUntil(lambda: "乐园村" in said.text(), timeout=PATIENCE_MS)
    assert "手工填写" in note.text()
    code, save = (
        program.window.findChild(kind, f"settings_village_{name}")
        for kind, name in ((QLineEdit, "code"), (QPushButton, "save"))
    )
    code.setText("420582104201")
    save.click()
    qtbot.waitUntil(lambda: bool(program.window.message.text()), timeout=PATIENCE_MS)
    assert code.text() == "420582104201"
    code.setText("420528104201")
    save.click()
    qtbot.waitUntil(lambda: "420528104201" in said.text(), timeout=PATIENCE_MS)
    assert not code.isVisible()
    assert "手工填写" in note.text()
    assert "备案申请" in program.window.message.text()


def test_that_a_village_of_the_pack_asks_for_nothing(at_desk, go, qtbot: QtBot) -> None:
    program = at_desk()
    go(program, Place(page="settings", tab="worker"))
    said = program.window.findChild(QLabel, "settings_village_said")
    qtbot.waitUntil(lambda: "官坪" in said.text(), timeout=PATIENCE_MS)
    assert not program.window.findChild(QLabel, "settings_village_note").isVisible()
    assert not program.window.findChild(QLineEdit, "settings_village_code").isVisible()
