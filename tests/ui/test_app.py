from __future__ import annotations

import sys

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtGui import QInputMethodEvent, QKeyEvent, Qt
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel, QLineEdit, QMessageBox, QPushButton
from pytestqt.qtbot import QtBot

from ui import preferences
from ui.actions import CompositionGuard
from ui.app import choose_input_method, input_method_plugins, install_hooks


def test_that_an_input_method_without_a_plugin_is_reached_through_ibus() -> None:
    environment = {"QT_IM_MODULE": "fcitx"}
    choose_input_method(environment, frozenset({"ibus", "compose"}))
    assert environment["QT_IM_MODULE"] == "ibus"


def test_that_a_framework_named_only_for_x_is_reached_through_ibus() -> None:
    environment = {"XMODIFIERS": "@im=fcitx"}
    choose_input_method(environment, frozenset({"ibus", "compose"}))
    assert environment["QT_IM_MODULE"] == "ibus"


def test_that_a_plugin_that_is_there_is_left_alone() -> None:
    environment = {"QT_IM_MODULE": "compose"}
    choose_input_method(environment, frozenset({"ibus", "compose"}))
    assert environment["QT_IM_MODULE"] == "compose"


def test_that_the_wheel_carries_the_ibus_plugin() -> None:
    assert "ibus" in input_method_plugins()


def test_that_a_shortcut_is_claimed_while_text_is_composed(qapp: QApplication, qtbot: QtBot) -> None:
    field = QLineEdit()
    qtbot.addWidget(field)
    guard = CompositionGuard(qapp, field)
    guard._follow(None, field)
    key = QKeyEvent(QEvent.Type.ShortcutOverride, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    assert not guard.eventFilter(field, key)
    QApplication.sendEvent(field, QInputMethodEvent("zhang", []))
    assert guard.eventFilter(field, key)
    QApplication.sendEvent(field, QInputMethodEvent("", []))
    assert not guard.eventFilter(field, key)


def test_that_qt_itself_speaks_chinese(start, qtbot: QtBot) -> None:
    program = start()
    box = QMessageBox(program.window)
    box.setStandardButtons(QMessageBox.StandardButton.Yes | QMessageBox.StandardButton.Cancel)
    assert box.button(QMessageBox.StandardButton.Yes).text().startswith("是")
    assert QCoreApplication.translate("QPlatformTheme", "Cancel") == "取消"
    dialog = QFileDialog(program.window)
    dialog.setOption(QFileDialog.Option.DontUseNativeDialog)
    said = [shown.text() for shown in dialog.findChildren(QLabel) + dialog.findChildren(QPushButton)]
    assert not any(letter.isascii() and letter.isalpha() for text in said for letter in text.split("(")[0])
    dialog.deleteLater()
    box.deleteLater()


def test_that_the_language_changes_without_a_restart_and_is_kept(start, qtbot: QtBot) -> None:
    program = start()
    assert program.window.windowTitle() == "驻村工作台"
    program.window.switch_language()
    assert program.window.windowTitle() == "Village Work Desk"
    assert QCoreApplication.translate("QPlatformTheme", "Cancel") == "Cancel"
    assert preferences.load().language == "en"


def test_that_a_bug_in_a_slot_is_one_calm_sentence(start, monkeypatch: pytest.MonkeyPatch) -> None:
    program = start()
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    monkeypatch.setattr("threading.excepthook", None)
    install_hooks(program.window)
    sys.excepthook(ValueError, ValueError("王桂英"), None)
    assert "程序出了差错" in program.window.message.text()
