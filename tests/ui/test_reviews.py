from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QListWidget, QPushButton
from xlsforms import row, xform

from poverty_desktop.operations.interviewing import interviews
from poverty_desktop.packs.model import Label, PublishedForm
from poverty_desktop.queries.interviewing import completed
from poverty_desktop.store.session import Session
from ui.widgets.key_table import KeyTable
from ui.widgets.page import Place

FORM = xform(
    [row("text", "phone", "电话", save_to="household#phone"), row("text", "mood", "态度")],
    entities=[{"dataset": "household", "label": "${phone}"}],
).replace('id="data"', 'id="short" version="1"')


def visit(session):
    """Complete a short interview at the first household."""
    form = PublishedForm(form_id="short", version="1", title=Label(zh="短表", en="Short"), xform=FORM)
    session.pack = replace(session.pack, forms={**session.pack.forms, "short": form})
    household = session.db.conn.execute("SELECT household FROM household_summary LIMIT 1").fetchone()[0]
    opened = interviews.open_interview(session, household, form_id="short").value
    interviews.answer(session, opened, "/data/mood", "配合")
    interviews.annotate(session, opened, "/data/mood", "孙子在场")
    interviews.complete(session, opened)
    return opened.id


@pytest.fixture
def program(at_desk, settled):
    made = at_desk()
    done: list[object] = []
    made.store.run(visit, done.append)
    settled(made)
    made.window.go(Place(page="reviews"))
    settled(made)
    return made


def text_of(page, name):
    return page.findChild(QLabel, name).text()


def test_that_a_completed_interview_is_read_with_its_notes(program):
    answers = program.window.page.findChild(KeyTable, "reviews_answers").model()
    shown = [[answers.item(line, column).text() for column in range(3)] for line in range(answers.rowCount())]
    assert shown[1] == ["态度", "配合", "孙子在场"]
    assert "短表" in text_of(program.window.page, "reviews_said")


def test_that_an_interview_is_handed_back_stands_on_today_and_is_corrected(program, settled):
    page = program.window.page
    answers = page.findChild(KeyTable, "reviews_answers")
    answers.setCurrentIndex(answers.model().index(1, 0))
    comment = page.findChild(QLineEdit, "reviews_comment")
    comment.setFocus()
    comment.insert("谁说的？")
    page.findChild(QLineEdit, "reviews_whole").setText("请核对")
    page.findChild(QPushButton, "reviews_hand_back").click()
    settled(program)
    assert "退回1份" in text_of(page, "reviews_count")

    program.window.go(Place(page="today"))
    settled(program)
    link = program.window.page.findChild(QPushButton, "today_returned_0")
    assert "请核对" in link.text()
    link.click()
    settled(program)
    correct = program.window.page.findChild(QPushButton, "reviews_correct")
    assert correct.property("role") == "primary"
    assert correct.property("iconShown")[1] == "surface"  # a dark picture could not be seen on the dark button
    correct.click()
    settled(program)

    interview = program.window.page
    assert interview.name == "interview"
    troubles = interview.findChild(QListWidget, "interview_troubles_list")
    assert [troubles.item(number).text() for number in range(troubles.count())] == [
        "态度\n谁说的？",
        "整份调查\n请核对",
    ]
    assert interview.view.current == "/data/mood"
    shown = [item.text() for item in interview.findChildren(QLabel, "question_comment") if item.isVisible()]
    assert shown == ["退回意见：谁说的？"]

    interview.findChild(QPushButton, "interview_complete").click()
    settled(program)
    settled(program)
    waiting: list[object] = []
    program.store.run(lambda session: completed.returned(session, language="zh_CN"), waiting.append)
    settled(program)
    assert waiting == [()]


def test_that_an_office_is_told_how_it_reaches_the_laptop(program, settled, monkeypatch):
    page = program.window.page
    answers = page.findChild(KeyTable, "reviews_answers")
    answers.setCurrentIndex(answers.model().index(1, 0))
    comment = page.findChild(QLineEdit, "reviews_comment")
    comment.setFocus()
    comment.insert("谁说的？")
    monkeypatch.setattr(Session, "is_office", True)
    page.findChild(QPushButton, "reviews_hand_back").click()
    settled(program)
    assert "数据报送" in program.window.message.text()
    assert program.window.message.property("tone") == "success"


def test_that_nothing_is_handed_back_without_a_comment(program, settled):
    page = program.window.page
    page.findChild(QPushButton, "reviews_hand_back").click()
    settled(program)
    assert "退回" not in text_of(page, "reviews_count")


def test_that_a_second_keying_shows_a_difference_at_once_and_keeps_what_is_chosen(program, settled):
    def another_worker(session):
        session.worker = "王核"

    program.store.run(another_worker)
    program.window.page.findChild(QPushButton, "reviews_key_again").click()
    settled(program)
    page = program.window.page
    assert "复录" in text_of(page, "interview_title")
    page.desk.show_question("/data/mood")
    settled(program)
    QApplication.focusWidget().insert("不配合")
    QTest.keyClick(program.window.windowHandle(), Qt.Key.Key_Return)
    settled(program)
    assert page.view.current == "/data/mood"
    assert (text_of(page, "interview_keyed_first"), text_of(page, "interview_keyed_second")) == (
        "第一次录入：配合",
        "这次录入：不配合",
    )
    QTest.keyClick(program.window.windowHandle(), Qt.Key.Key_1, Qt.KeyboardModifier.AltModifier)
    settled(program)
    assert page.view.question("/data/mood").text == "配合"
    assert [trouble.label for trouble in page.view.troubles] == ["电话"]


def test_that_whoever_keyed_a_form_is_led_to_change_who_works_here(program, settled):
    program.window.page.findChild(QPushButton, "reviews_key_again").click()
    settled(program)
    program.window.message.findChild(QPushButton, "message_mend").click()
    settled(program)
    assert program.window.page.place() == Place(page="settings", tab="worker")
