"""A printed questionnaire is keyed back: its number typed or scanned opens it at the first question of the paper."""

from __future__ import annotations

from functools import partial

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QCheckBox, QLabel, QLineEdit, QWidget
from said import everything

from poverty_desktop.operations.interviewing.form_paper import form_paper
from poverty_desktop.pdf.form_values import FormQuestion, FormTable
from poverty_desktop.queries.interviewing import paper_keys
from ui.interview.card import QuestionCard
from ui.interview.sheet import Sheet
from ui.interview.view import Act, Step, Then
from ui.widgets.page import Place

FIRST = "/data/home/group_name"


@pytest.fixture
def chosen(at_desk, settled):
    """The interview page in the mode for paper, and how to ask the store."""
    program = at_desk()
    program.window.go(Place(page="interview", tab="paper"))
    settled(program)
    return program


def _ask(program, settled, work):
    found: list[object] = []
    program.store.run(work, found.append)
    settled(program)
    return found[0]


def _household(session):
    return session.db.conn.execute("SELECT id FROM household WHERE alive ORDER BY id DESC LIMIT 1").fetchone()[0]


def _key(session):
    return paper_keys.key_of("household_survey", _household(session))


def _code(session):
    return paper_keys.code_of(session.pack.forms["household_survey"], _household(session))


@pytest.mark.parametrize("what", [_key, _code])
def test_that_the_number_of_a_paper_opens_its_questionnaire_at_the_first_question(chosen, settled, what):
    page = chosen.window.page
    line = page.findChild(QLineEdit, "interview_code")
    assert QApplication.focusWidget() is line
    QTest.keyClicks(line, _ask(chosen, settled, what))
    QTest.keyClick(line, Qt.Key.Key_Return)
    settled(chosen)
    assert page.view is not None
    assert page.view.household == _ask(chosen, settled, _household)
    assert page.view.current == page.view.items[0].path or page.view.current.startswith("/data/home/")
    first = next(item.path for item in page.view.items if hasattr(item, "kind") and not item.is_readonly)
    assert page.view.current == first
    assert page.findChild(QCheckBox, "interview_paper").isChecked()


def test_that_a_number_that_leads_nowhere_is_said_and_the_line_waits(chosen, settled):
    page = chosen.window.page
    line = page.findChild(QLineEdit, "interview_code")
    QTest.keyClicks(line, "000000000000")
    QTest.keyClick(line, Qt.Key.Key_Return)
    settled(chosen)
    assert page.view is None
    assert any("没有哪一户的调查表是这个编号" in text for _where, text in everything(chosen.window))
    assert line.isVisible()


def test_that_an_interview_from_paper_is_keyed_from_paper_again_after_it_was_left(chosen, settled):
    page = chosen.window.page
    line = page.findChild(QLineEdit, "interview_code")
    QTest.keyClicks(line, _ask(chosen, settled, _key))
    QTest.keyClick(line, Qt.Key.Key_Return)
    settled(chosen)
    household, paper = page.view.household, page.findChild(QCheckBox, "interview_paper")
    page.desk.do((Step(act=Act.NOTE, path=page.view.current, text="问家里人"),), Then.STAY)
    settled(chosen)
    page._head.other_asked.emit()
    paper.setChecked(False)
    page.go_to(Place(page="interview", household=household))
    settled(chosen)
    assert page.view.is_from_paper
    assert paper.isChecked()
    page._head.other_asked.emit()
    other = _ask(chosen, settled, _another(household))
    page.go_to(Place(page="interview", household=other))
    settled(chosen)
    assert not paper.isChecked()


def test_that_a_question_shows_the_number_it_has_on_the_paper_while_paper_is_keyed_in(chosen, settled):
    page = chosen.window.page
    line = page.findChild(QLineEdit, "interview_code")
    QTest.keyClicks(line, _ask(chosen, settled, _key))
    QTest.keyClick(line, Qt.Key.Key_Return)
    settled(chosen)
    printed = {
        item.label: item.number
        for part in _ask(chosen, settled, partial(form_paper, household=page.view.household)).parts
        for one in part.items
        for item in (one.questions if isinstance(one, FormTable) else (one,))
        if isinstance(item, FormQuestion)
    }
    assert _labels(page)[:2] == [f"{printed[label]}  {label}" for label in ("组（自然村）", "住址")]
    page.desk.show_question("/data/member[1]/belonging/relation")
    settled(chosen)
    heads = page.findChild(Sheet, "interview_table_0_sheet").cells
    captions = [heads.headerData(at, Qt.Orientation.Horizontal) for at in range(2)]
    assert captions == [f"{printed['姓名']}\n姓名", f"{printed['与本户的关系 · 与户主关系']}\n与户主关系"]
    assert f"{printed['身份信息 · 民族']}  民族" in _labels(page)
    page.findChild(QCheckBox, "interview_paper").setChecked(False)
    settled(chosen)
    assert heads.headerData(0, Qt.Orientation.Horizontal) == "姓名"


def _labels(page):
    cards = page.findChildren(QuestionCard)
    return [card.findChild(QLabel, "question_label").text() for card in cards if card.isVisible()][1:]


def _another(household):
    def find(session):
        return session.db.conn.execute("SELECT id FROM household WHERE alive AND id <> ?", (household,)).fetchone()[0]

    return find


def test_that_the_header_says_when_an_answer_of_a_draft_was_saved(chosen, settled):
    page = chosen.window.page
    saved = chosen.window.findChild(QWidget, "header_saved")
    line = page.findChild(QLineEdit, "interview_code")
    QTest.keyClicks(line, _ask(chosen, settled, _key))
    QTest.keyClick(line, Qt.Key.Key_Return)
    settled(chosen)
    chosen.window._figures._saved_at = None  # as if nothing had been saved yet
    page.desk.do((Step(act=Act.NOTE, path=page.view.current, text="问家里人"),), Then.STAY)
    settled(chosen)
    assert saved.isVisible()
