"""A forgotten passphrase by hand: asked on the locked laptop, answered by two at the office, a new one set."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import chosen
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QLabel, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot
from visited import PASSPHRASE

from poverty_desktop.crypto import fingerprint
from poverty_desktop.crypto.wrapping import PassphraseCost
from poverty_desktop.operations.handover import enrolment
from poverty_desktop.operations.workspaces import workspace
from poverty_desktop.sync import office_keys
from ui.widgets.page import Place

CHEAP = PassphraseCost(memory_kib=64, passes=1, lanes=1)
OWN, HOLDER, FRESH = "stone-winter-apple-17", "green-harbour-violin-63", "lantern-orchard-copper-29"
PATIENCE_MS = 20_000


def _office_and_laptop(folder: Path) -> tuple[Path, Path, Path]:
    office, _sheet = workspace.create_office(
        folder / "office", PASSPHRASE, worker="核定员", office_name="测试县", cost=CHEAP
    )
    holder = enrolment.make_office_keys(office, folder, OWN, HOLDER).value.escrow
    laptop, _sheet = workspace.create_field(
        folder / "laptop", PASSPHRASE, worker="测试员", village="420581001001", cost=CHEAP
    )
    asked = enrolment.ask(laptop, folder).value
    admitted = enrolment.admit(office, asked.path, asked.fingerprint, folder).value
    enrolment.accept(laptop, admitted, enrolment.office_fingerprint(office))
    workspace.close(laptop)
    workspace.close(office)
    return folder / "office", folder / "laptop", holder


def _press(root: QWidget, name: str, qtbot: QtBot) -> None:
    qtbot.mouseClick(root.findChild(QPushButton, name), Qt.MouseButton.LeftButton)


def _dialog(root: QWidget, name: str, qtbot: QtBot) -> QDialog:
    qtbot.waitUntil(lambda: root.findChild(QDialog, name) is not None, timeout=PATIENCE_MS)
    return root.findChild(QDialog, name)


def test_that_a_laptop_asks_two_at_the_office_answer_and_a_new_passphrase_opens(
    start, go, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    monkeypatch.setattr(fingerprint, "_MEMORY_KIB", 64)
    for name in ("write_key_file", "write_escrow_file"):
        monkeypatch.setattr(enrolment, name, partial(getattr(office_keys, name), cost=CHEAP))
    office, laptop, holder = _office_and_laptop(tmp_path)
    stick = tmp_path / "stick"
    stick.mkdir()
    program = start(recent=(str(laptop),))
    welcome = program.welcome
    qtbot.waitUntil(lambda: welcome.findChild(QPushButton, "unlock_switch") is not None)
    qtbot.waitUntil(welcome.findChild(QPushButton, "unlock_switch").isVisible, timeout=PATIENCE_MS)
    assert not welcome.findChild(QPushButton, "unlock_forgotten").isVisible()
    _press(welcome, "unlock_switch", qtbot)
    _press(welcome, "unlock_forgotten", qtbot)
    asking = _dialog(welcome, "forgotten_dialog", qtbot)
    chosen.choose(monkeypatch, stick)
    _press(asking, "forgotten_ask", qtbot)
    digits = asking.findChild(QLabel, "forgotten_digits")
    qtbot.waitUntil(digits.isVisible, timeout=PATIENCE_MS)
    [request] = stick.glob("*.fpw")

    other = start(recent=(str(office),))
    page = other.welcome
    qtbot.waitUntil(lambda: page.findChild(QLineEdit, "unlock_passphrase") is not None)
    field = page.findChild(QLineEdit, "unlock_passphrase")
    qtbot.waitUntil(field.isVisible, timeout=PATIENCE_MS)
    field.setText(PASSPHRASE)
    with qtbot.waitSignal(page.entered, timeout=PATIENCE_MS):
        qtbot.keyClick(field, Qt.Key.Key_Return)
    go(other, Place(page="settings", tab="passphrase"))
    chosen.choose(monkeypatch, request)
    _press(other.window, "settings_answer_reset", qtbot)
    answering = _dialog(other.window, "answer_dialog", qtbot)
    whose = answering.findChild(QLabel, "answer_whose")
    qtbot.waitUntil(lambda: "东风社区" in whose.text(), timeout=PATIENCE_MS)
    said = answering.findChild(QLabel, "answer_said")
    _press(answering, "answer_write", qtbot)
    assert "三项" in said.text()
    for name, text in (("digits", "000"), ("present", PASSPHRASE), ("holder", HOLDER)):
        answering.findChild(QLineEdit, f"answer_{name}").setText(text)
    chosen.choose(monkeypatch, holder)
    _press(answering, "answer_holder_file", qtbot)
    chosen.choose(monkeypatch, stick)
    _press(answering, "answer_write", qtbot)
    qtbot.waitUntil(lambda: "不一致" in said.text() or "不同" in said.text(), timeout=PATIENCE_MS)
    answering.findChild(QLineEdit, "answer_digits").setText(digits.text())
    _press(answering, "answer_write", qtbot)
    qtbot.waitUntil(lambda: "已写好" in other.window.message.text(), timeout=PATIENCE_MS)
    [answer] = stick.glob("*.fpn")

    for name in ("forgotten_new", "forgotten_again"):
        asking.findChild(QLineEdit, name).setText(FRESH)
    chosen.choose(monkeypatch, answer)
    _press(asking, "forgotten_accept", qtbot)
    field = welcome.findChild(QLineEdit, "unlock_passphrase")
    qtbot.waitUntil(lambda: field.echoMode() is QLineEdit.EchoMode.Password, timeout=PATIENCE_MS)
    assert "新口令已设好" in welcome.shell.message.text()
    field.setText(FRESH)
    with qtbot.waitSignal(welcome.entered, timeout=PATIENCE_MS):
        qtbot.keyClick(field, Qt.Key.Key_Return)
