"""What the appearances of a questionnaire change at the desk, and the pictures of its questions and options."""

from __future__ import annotations

import base64
from dataclasses import replace

import pytest
from PySide6.QtCore import QBuffer, QIODevice, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPlainTextEdit, QPushButton
from xlsforms import row, xform

from poverty_desktop.interviews.pictures import PICTURES
from poverty_desktop.packs.model import Label, PublishedForm
from ui.interview.card import QuestionCard
from ui.interview.page import InterviewPage
from ui.widgets.key_table import KeyTable
from ui.widgets.page import Place

K = Qt.Key
ALT = Qt.KeyboardModifier.AltModifier
NO = Qt.KeyboardModifier.NoModifier
TITLE = "房屋外观"


def _png(width: int, height: int) -> bytes:
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.darkCyan)
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")
    return bytes(buffer.data().data())


def _form() -> str:
    survey = [
        row("select_one roof", "roof", "屋顶", appearance="quick", **{"media::image": "roof.png"}),
        row("text", "more", "还有什么要说的", appearance="multiline"),
        row("date", "built", "何时建成", appearance="month-year"),
        row("integer", "cost", "花了多少钱", appearance="thousands-sep"),
        row("text", "pin", "口令", appearance="masked numbers"),
        row("begin group", "g", "打分", appearance="table-list"),
        row("select_one roof", "a", "水"),
        row("end group"),
        row("select_one town", "town", "乡镇"),
        row("select_one village", "village", "村", choice_filter="town = ${town}"),
        row("rank roof", "liked", "哪种好"),
    ]
    choices = [
        {"list_name": "roof", "name": "tile", "label": "瓦", "media::image": "tile.png"},
        {"list_name": "roof", "name": "straw", "label": "草"},
        {"list_name": "town", "name": "t1", "label": "白洋"},
        {"list_name": "village", "name": "v1", "label": "官坪", "town": "t1"},
    ]
    pictures = "".join(
        f'<item name="{name}">{base64.b64encode(_png(*size)).decode()}</item>'
        for name, size in (("roof.png", (640, 400)), ("tile.png", (40, 40)))
    )
    text = xform(survey, choices=choices)
    instance = f'<instance id="{PICTURES}"><root>{pictures}</root></instance>'
    return text.replace("<bind", f"{instance}<bind", 1)


@pytest.fixture
def page(at_desk, settled, qtbot) -> InterviewPage:
    """The questionnaire at its first question."""
    program = at_desk()

    def prepare(session) -> None:
        form = PublishedForm(form_id="data", version="", title=Label(zh=TITLE, en="Looks"), xform=_form())
        session.pack = replace(session.pack, forms={**session.pack.forms, "data": form})

    program.store.run(prepare, lambda _none: None)
    settled(program)
    program.window.go(Place(page="interview"))
    settled(program)
    program.window.page.findChild(QPushButton, "interview_village").click()
    settled(program)
    offered = program.window.page.findChild(KeyTable, "interview_questionnaires")
    if offered.isVisible():
        QTest.keyClick(offered, K.Key_Return)
    page = program.window.page
    qtbot.waitUntil(lambda: page.desk.view is not None and page.desk.isVisible(), timeout=30_000)
    page.settle = lambda: settled(program)
    page.settle()
    return page


def press(page, key, held=NO) -> None:
    QTest.keyClick(page.window().windowHandle(), key, held)
    page.settle()


def type_(page, text: str) -> None:
    QTest.keyClicks(QApplication.focusWidget(), text)
    page.settle()


def answer(page, name: str):
    return page.view.question(f"/data/{name}")


def card(page, name: str) -> QuestionCard:
    return next(item for item in page.findChildren(QuestionCard) if item.question == answer(page, name))


def test_that_a_picture_stands_at_its_question_and_option_and_quick_leads_on(page):
    shown = card(page, "roof").findChild(QLabel, "question_picture")
    assert shown.isVisible()
    assert 0 < shown.pixmap().height() <= shown.pixmap().width() < 640
    first, second = (page.findChild(QPushButton, f"choice_{number}") for number in (1, 2))
    assert [first.icon().isNull(), second.icon().isNull()] == [False, True]
    type_(page, "2")
    assert answer(page, "roof").text == "straw"
    assert page.view.current == "/data/more"
    assert not card(page, "roof").findChild(QLabel, "question_picture").isVisible()


def test_that_several_lines_are_written_and_enter_goes_on(page):
    type_(page, "1")
    field = QApplication.focusWidget()
    assert isinstance(field, QPlainTextEdit)
    type_(page, "one")
    press(page, K.Key_Return, ALT)
    type_(page, "two")
    press(page, K.Key_Up)
    assert page.view.current == "/data/more"
    press(page, K.Key_Up)
    assert (page.view.current, answer(page, "more").text) == ("/data/roof", "one\ntwo")
    press(page, K.Key_Down)
    field = QApplication.focusWidget()
    assert field.toPlainText() == "one\ntwo"
    press(page, K.Key_Return)
    assert page.view.current == "/data/built"


def test_that_months_sums_and_passwords_are_shown_as_the_form_wants(page):
    type_(page, "1")
    press(page, K.Key_Return)
    type_(page, "202005")
    press(page, K.Key_Return)
    assert (answer(page, "built").text, answer(page, "built").shown) == ("2020-05-01", "2020-05")
    type_(page, "1234567")
    press(page, K.Key_Return)
    assert card(page, "cost").findChild(QLabel, "question_answer").text() == "1,234,567"
    assert QApplication.focusWidget().echoMode() is QLineEdit.EchoMode.Password
    type_(page, "12a3")
    press(page, K.Key_Up)
    assert answer(page, "pin").text == "123"
    assert "123" not in card(page, "pin").findChild(QLabel, "question_answer").text()
    assert QApplication.focusWidget().text() == "1234567"
    press(page, K.Key_Up)
    assert QApplication.focusWidget().text() == "2020-05"


def test_that_the_section_of_a_grid_is_called_as_its_group(page):
    assert [section.label for section in page.view.sections] == ["", "打分", ""]


def test_that_an_empty_list_of_options_says_what_to_answer_first(page):
    page.desk.show_question("/data/village")
    page.settle()
    shown = card(page, "village")
    assert [chip for chip in shown.findChildren(QPushButton) if chip.objectName().startswith("choice_")] == []
    assert shown.findChild(QLabel, "answer_typed").text() == "请先回答：乡镇"
    press(page, K.Key_1)
    assert answer(page, "village").text == ""


def test_that_a_ranking_shows_its_order_while_it_is_made(page):
    page.desk.show_question("/data/liked")
    page.settle()
    type_(page, "21")
    assert answer(page, "liked").text == "straw tile"
    assert card(page, "liked").findChild(QLabel, "answer_typed").text() == "排序：草、瓦"
