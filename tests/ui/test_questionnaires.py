"""A laptop whose pack has several questionnaires: which one is asked, of whom, and what Today says of drafts."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import openpyxl
import pytest
from chosen import choose
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton

from poverty_desktop.crypto import wrapping
from poverty_desktop.operations.handover import enrolment, packs
from poverty_desktop.operations.workspaces import workspace
from poverty_desktop.packs.model import Label
from poverty_desktop.queries.packs import QuestionnaireRow
from poverty_desktop.queries.register import households
from poverty_desktop.queries.register.list_rows import HouseholdFilter
from poverty_desktop.store import settings
from poverty_desktop.store.engine import Write
from poverty_desktop.sync.office_keys import found_office, office_keys_to_bytes
from ui.interview.page import InterviewPage
from ui.interview.picker import Picker
from ui.widgets.key_table import KeyTable
from ui.widgets.page import Place

CHEAP = wrapping.PassphraseCost(memory_kib=8 * 1024, passes=1, lanes=1)
PATIENCE_MS = 30_000
WELLS, TREES = "水井", "果树"


def _xlsform(path: Path, title: str, question: str) -> Path:
    book = openpyxl.Workbook()
    book.active.title = "survey"
    for row in (["type", "name", "label"], ["integer", "count", question], ["text", "remark", "备注"]):
        book.active.append(row)
    sheet = book.create_sheet("settings")
    for row in (["form_id", "form_title"], [path.stem, title]):
        sheet.append(row)
    book.save(path)
    return path


@pytest.fixture
def stick(tmp_path: Path, practice: Path) -> Path:
    """A stick with an edition of the office that has admitted the practice village."""
    stick = tmp_path / "stick"
    stick.mkdir()
    office, _sheet = workspace.create_office(
        tmp_path / "office", "plum river lantern 42 hat", worker="周主任", office_name="示例县", cost=CHEAP
    )
    keys = found_office("示例县", clock=office.clock, ids=office.ids).keys
    with Write(office.db):
        settings.put_secret(office.db, "office_keys", office_keys_to_bytes(keys))
    field = workspace.unlock(practice, "")
    asked = enrolment.ask(field, tmp_path).value
    admission = enrolment.admit(office, asked.path, asked.fingerprint, tmp_path).value
    enrolment.accept(field, admission, enrolment.office_fingerprint(office))
    forms = [
        _xlsform(tmp_path / "wells.xlsx", WELLS, "有几口井？"),
        _xlsform(tmp_path / "trees.xlsx", TREES, "有几棵果树？"),
    ]
    packs.publish(office, packs.prepare(packs.base(office), forms))
    packs.write_repository(office, stick)
    for session in (office, field):
        workspace.close(session)
    return stick


@pytest.fixture
def adopted(stick: Path, practice: Path) -> Path:
    """The practice village after it took the pack over."""
    session = workspace.unlock(practice, "")
    packs.take_in(session, stick)
    workspace.close(session)
    return stick


def table(program, name: str) -> KeyTable:
    found = program.window.page.findChild(KeyTable, name)
    assert found is not None
    return found


def said(program, name: str) -> str:
    return program.window.page.findChild(QLabel, name).text()


def press(program, name: str) -> None:
    program.window.page.findChild(QPushButton, name).click()


def interview(program, qtbot) -> InterviewPage:
    page = program.window.page
    assert isinstance(page, InterviewPage)
    qtbot.waitUntil(lambda: page.desk.view is not None and page.desk.isVisible(), timeout=PATIENCE_MS)
    return page


def offered(program, qtbot) -> list[str]:
    found = table(program, "interview_questionnaires")
    qtbot.waitUntil(found.isVisible, timeout=PATIENCE_MS)
    model = found.model()
    return [model.index(row, 1).data() for row in range(model.rowCount())]


def first_household(program, qtbot):
    found: list[object] = []
    program.store.run(lambda session: households.ids(session, HouseholdFilter())[0], found.append)
    qtbot.waitUntil(lambda: found != [], timeout=PATIENCE_MS)
    return found[0]


def test_that_a_laptop_takes_the_pack_over_and_says_what_came(at_desk, stick, settled, qtbot, monkeypatch):
    program = at_desk()
    program.window.go(Place(page="bundles"))
    settled(program)
    choose(monkeypatch, stick)
    press(program, "bundles_pack")
    qtbot.waitUntil(program.window.message.isVisible, timeout=PATIENCE_MS)
    words = " ".join(label.text() for label in program.window.message.findChildren(QLabel))
    assert "新口径包：第1期，已启用。" in words
    assert "调查表2份" in words
    press(program, "bundles_pack")
    settled(program)
    qtbot.waitUntil(
        lambda: "已经启用" in " ".join(label.text() for label in program.window.message.findChildren(QLabel)),
        timeout=PATIENCE_MS,
    )
    settled(program)


def test_that_a_stick_of_nobody_is_refused_in_one_sentence(at_desk, stick, settled, qtbot, monkeypatch, tmp_path):
    program = at_desk()
    program.window.go(Place(page="bundles"))
    settled(program)
    choose(monkeypatch, tmp_path / "office")
    press(program, "bundles_pack")
    qtbot.waitUntil(program.window.message.isVisible, timeout=PATIENCE_MS)
    assert program.window.message.property("tone") == "warning"
    settled(program)


def test_that_silence_of_the_office_is_told(at_desk, adopted, practice, settled, qtbot):
    session = workspace.unlock(practice, "")
    with Write(session.db):
        settings.put(session.db, "office_news_until", datetime(2020, 1, 1, tzinfo=UTC).isoformat())
    workspace.close(session)
    program = at_desk()
    program.window.go(Place(page="bundles"))
    settled(program)
    qtbot.waitUntil(program.window.page.findChild(QLabel, "bundles_silence").isVisible, timeout=PATIENCE_MS)
    assert "没有上级的消息" in said(program, "bundles_silence")
    program.window.go(Place(page="today"))
    settled(program)
    shown = [label.text() for label in program.window.page.findChildren(QLabel) if label.isVisible()]
    assert any("没有上级的消息" in text for text in shown)


def test_that_a_household_is_asked_the_questionnaire_that_a_digit_takes(at_desk, adopted, settled, qtbot):
    program = at_desk()
    household = first_household(program, qtbot)
    program.window.go(Place(page="interview", household=household))
    assert offered(program, qtbot)[0] == "年度入户调查表"
    assert sorted(offered(program, qtbot)[1:]) == sorted([WELLS, TREES])
    number = offered(program, qtbot).index(WELLS) + 1
    QTest.keyClicks(table(program, "interview_questionnaires"), str(number))
    page = interview(program, qtbot)
    assert page.desk.view.form_title == WELLS
    assert WELLS in said(program, "interview_title")
    settled(program)


@pytest.fixture
def twelve(qtbot):
    """The list of twelve questionnaires with the keyboard in it, and what was chosen."""
    picker = Picker()
    qtbot.addWidget(picker)
    rows = tuple(
        QuestionnaireRow(
            form_id=f"f{n}",
            version="1",
            title=Label(zh=f"表{n}", en=f"Form {n}"),
            is_yearly=False,
            concerns_household=True,
            completed_on=date(2026, 11, 23) if n == 2 else None,
        )
        for n in range(1, 13)
    )
    picker.offer(rows)
    picker.show()
    picker.focus_first()
    chosen: list[str] = []
    picker.chosen.connect(chosen.append)
    yield picker.findChild(KeyTable, "interview_questionnaires"), chosen
    picker.hide()


@pytest.mark.parametrize(("keys", "form"), [("12", "f12"), ("10", "f10"), ("1", "f1"), ("3", "f3")])
def test_that_two_digits_take_one_of_many_questionnaires(twelve, qtbot, keys, form):
    found, chosen = twelve
    QTest.keyClicks(found, keys)
    qtbot.waitUntil(lambda: chosen == [form], timeout=PATIENCE_MS)


def test_that_a_first_digit_waits_and_an_arrow_leads_on_from_it(twelve):
    found, chosen = twelve
    QTest.keyClicks(found, "1")
    assert chosen == []
    QTest.keyClick(found, Qt.Key.Key_Down)
    QTest.keyClick(found, Qt.Key.Key_Return)
    assert chosen == ["f2"]


def test_that_a_questionnaire_says_when_it_was_completed(twelve):
    found, _chosen = twelve
    assert [found.model().index(row, 3).data() for row in range(2)] == ["", "已完成 2026-11-23"]


def test_that_enter_takes_the_yearly_survey_first(at_desk, adopted, settled, qtbot):
    program = at_desk()
    program.window.go(Place(page="interview", household=first_household(program, qtbot)))
    offered(program, qtbot)
    QTest.keyClick(table(program, "interview_questionnaires"), Qt.Key.Key_Return)
    assert interview(program, qtbot).desk.view.is_yearly
    settled(program)


def test_that_escape_leads_from_the_questionnaires_to_the_households(at_desk, adopted, settled, qtbot):
    program = at_desk()
    program.window.go(Place(page="interview", household=first_household(program, qtbot)))
    offered(program, qtbot)
    program.window.step_back()
    assert table(program, "interview_households").isVisible()
    settled(program)


def test_that_the_village_is_asked_and_its_draft_stands_on_today(at_desk, adopted, settled, qtbot):
    program = at_desk()
    program.window.go(Place(page="interview"))
    settled(program)
    button = program.window.page.findChild(QPushButton, "interview_village")
    qtbot.waitUntil(button.isVisible, timeout=PATIENCE_MS)
    button.click()
    assert sorted(offered(program, qtbot)) == sorted([WELLS, TREES])
    QTest.keyClicks(table(program, "interview_questionnaires"), str(offered(program, qtbot).index(TREES) + 1))
    page = interview(program, qtbot)
    assert said(program, "interview_title").startswith(TREES)
    QTest.keyClicks(program.window.focusWidget(), "12")
    QTest.keyClick(program.window.focusWidget(), Qt.Key.Key_Return)
    settled(program)
    qtbot.waitUntil(lambda: page.desk.view.answered == 1, timeout=PATIENCE_MS)
    program.window.go(Place(page="today"))
    settled(program)
    draft = program.window.page.findChild(QPushButton, "today_draft_0")
    qtbot.waitUntil(draft.isVisible, timeout=PATIENCE_MS)
    assert draft.text().startswith(TREES)
    draft.click()
    page = interview(program, qtbot)
    settled(program)
    program.window.page.findChild(QPushButton, "interview_complete").click()
    settled(program)
    qtbot.waitUntil(lambda: page.desk.view is None or page.completing.was_asked_back, timeout=PATIENCE_MS)
    if page.desk.view is not None:
        program.window.page.findChild(QPushButton, "interview_complete").click()
        settled(program)
    qtbot.waitUntil(table(program, "interview_households").isVisible, timeout=PATIENCE_MS)
    found: list[object] = []
    program.store.run(
        lambda session: session.db.conn.execute("SELECT count(*) FROM interview WHERE form = 'trees'").fetchone()[0],
        found.append,
    )
    qtbot.waitUntil(lambda: found == [1], timeout=PATIENCE_MS)


def test_that_a_new_household_is_asked_only_what_makes_one(at_desk, adopted, settled, qtbot):
    program = at_desk()
    program.window.go(Place(page="interview", tab="new"))
    assert interview(program, qtbot).desk.view.is_yearly
    settled(program)


def test_that_f9_completes_though_the_keyboard_went_to_the_message(at_desk, adopted, settled, qtbot):
    program = at_desk()
    program.window.go(Place(page="interview", tab="village"))
    QTest.keyClicks(table(program, "interview_questionnaires"), str(offered(program, qtbot).index(TREES) + 1))
    page = interview(program, qtbot)
    settled(program)
    QTest.keyClick(program.window.windowHandle(), Qt.Key.Key_F9)
    settled(program)
    qtbot.waitUntil(program.window.message.isVisible, timeout=PATIENCE_MS)
    assert page.desk.isAncestorOf(program.window.focusWidget())  # where it was
    other = next(one for one in program.window.message.findChildren(QPushButton) if one.isVisible())
    other.setFocus()
    QTest.keyClick(program.window.windowHandle(), Qt.Key.Key_F9)
    settled(program)
    qtbot.waitUntil(lambda: page.desk.view is None, timeout=PATIENCE_MS)
