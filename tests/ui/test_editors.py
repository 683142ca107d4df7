from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu, QWidget
from pytestqt.qtbot import QtBot

from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.domain.values import BLANK, REFUSED, Value
from poverty_desktop.packs.model import Label, Property, PropertyType
from ui.widgets import value_text
from ui.widgets.editors import ChoiceEditor, ValueEditor, editor_for

FUELS = (("01", "柴草"), ("02", "干畜粪"), ("03", "煤炭"), ("04", "清洁能源"))


def item(kind: PropertyType) -> Property:
    return Property(
        number=1,
        kind=RecordKind.HOUSEHOLD_YEAR,
        name="x",
        type=kind,
        label=Label(zh="项", en="Item"),
        section="living",
    )


@pytest.fixture
def edit(qtbot: QtBot):
    ground = QWidget()
    qtbot.addWidget(ground)
    ground.resize(500, 400)
    ground.show()
    qtbot.waitExposed(ground)
    ground.activateWindow()

    def begin(kind: PropertyType, value: Value = BLANK, options: tuple[tuple[str, str], ...] = ()) -> ValueEditor:
        editor = editor_for(item(kind), value, options, "zh_CN", ground)
        editor.show()
        editor.setFocus()
        qtbot.waitUntil(editor.field.hasFocus)
        return editor

    return begin


@pytest.mark.parametrize(
    ("kind", "typed", "scalar"),
    [
        (PropertyType.TEXT, "青林寺村", "青林寺村"),
        (PropertyType.INTEGER, "12", 12),
        (PropertyType.DECIMAL, "3.50", "3.5"),
        (PropertyType.MONEY, "1,200.5", 120050),
        (PropertyType.MONEY, "１２００", 120000),
        (PropertyType.DATE, "20261123", "2026-11-23"),
        (PropertyType.DATE, "2026年11月23日", "2026-11-23"),
        (PropertyType.MONTH, "202611", "2026-11"),
        (PropertyType.YEAR, "2026", 2026),
    ],
)
def test_that_what_is_typed_becomes_a_value(edit, qtbot: QtBot, kind, typed, scalar) -> None:
    editor = edit(kind)
    editor.field.setText(typed)
    with qtbot.waitSignal(editor.committed) as committed:
        qtbot.keyClick(editor.field, Qt.Key.Key_Return)
    assert committed.args == [Value(scalar)]


@pytest.mark.parametrize(
    ("kind", "value", "text"),
    [
        (PropertyType.MONEY, Value(120050), "1200.50"),
        (PropertyType.MONEY, Value(-50), "-0.50"),
        (PropertyType.MONEY, Value(120000), "1200"),
        (PropertyType.DATE, Value("2026-11-23"), "2026-11-23"),
        (PropertyType.TEXT, REFUSED, ""),
    ],
)
def test_that_a_value_is_shown_as_one_would_type_it(kind, value, text) -> None:
    assert value_text.write(item(kind), value) == text


@pytest.mark.parametrize("typed", ["许多", "5200.505"])
def test_that_what_is_no_amount_is_refused_in_words_and_stays(edit, qtbot: QtBot, typed: str) -> None:
    editor = edit(PropertyType.MONEY)
    editor.field.setText(typed)
    with qtbot.waitSignal(editor.refused) as refused, qtbot.assertNotEmitted(editor.committed):
        qtbot.keyClick(editor.field, Qt.Key.Key_Return)
    assert refused.args[0]
    assert editor.field.text() == typed


def test_that_a_digit_takes_the_option_with_that_number(edit, qtbot: QtBot) -> None:
    editor = edit(PropertyType.CHOICE, options=FUELS)
    with qtbot.waitSignal(editor.committed) as committed:
        qtbot.keyClicks(editor.field, "3")
    assert committed.args == [Value("03")]


@pytest.mark.parametrize("typed", ["清洁", "qj", "qingj", "04"])
def test_that_typing_narrows_the_options_and_enter_takes_the_first(edit, qtbot: QtBot, typed: str) -> None:
    editor = edit(PropertyType.CHOICE, options=FUELS)
    editor.field.setText(typed)
    editor.field.textEdited.emit(typed)
    with qtbot.waitSignal(editor.committed) as committed:
        qtbot.keyClick(editor.field, Qt.Key.Key_Return)
    assert committed.args == [Value("04")]


def test_that_yes_and_no_are_numbers(edit, qtbot: QtBot) -> None:
    editor = edit(PropertyType.BOOLEAN, options=(("1", "是"), ("0", "否")))
    with qtbot.waitSignal(editor.committed) as committed:
        qtbot.keyClicks(editor.field, "2")
    assert committed.args == [Value(0)]


def test_that_several_options_are_ticked_and_kept_in_the_order_of_the_list(edit, qtbot: QtBot) -> None:
    editor = edit(PropertyType.CHOICES, Value("04"), FUELS)
    assert isinstance(editor, ChoiceEditor)
    qtbot.keyClicks(editor.field, "1")
    with qtbot.waitSignal(editor.committed) as committed:
        qtbot.keyClick(editor.field, Qt.Key.Key_Return)
    assert committed.args == [Value("01 04")]


def test_that_escape_leaves_the_fact_as_it_was(edit, qtbot: QtBot) -> None:
    editor = edit(PropertyType.TEXT, Value("旧"))
    editor.field.setText("新")
    with qtbot.waitSignal(editor.cancelled), qtbot.assertNotEmitted(editor.committed):
        qtbot.keyClick(editor.field, Qt.Key.Key_Escape)


def test_that_f5_offers_the_four_kinds_of_nothing(edit, qtbot: QtBot) -> None:
    editor = edit(PropertyType.MONEY)
    qtbot.keyClick(editor.field, Qt.Key.Key_F5)
    menu = editor.findChild(QMenu)
    assert isinstance(menu, QMenu)
    assert len(menu.actions()) == 4
    with qtbot.waitSignal(editor.committed) as committed:
        menu.actions()[3].trigger()
    menu.close()
    assert committed.args == [REFUSED]


def test_that_leaving_the_field_keeps_what_was_typed(edit, qtbot: QtBot) -> None:
    editor = edit(PropertyType.INTEGER)
    qtbot.keyClicks(editor.field, "7")
    with qtbot.waitSignal(editor.committed) as committed:
        editor.field.clearFocus()
    assert committed.args == [Value(7)]
