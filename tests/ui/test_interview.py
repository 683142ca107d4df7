from __future__ import annotations

import re
from dataclasses import replace
from functools import partial

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QListWidget, QMenu, QPushButton, QScrollArea, QWidget
from said import everything

from poverty_desktop.domain.values import Why
from poverty_desktop.errors import StorageError
from poverty_desktop.interviews.instance import Choice
from poverty_desktop.queries.register import household_file
from poverty_desktop.store import drafts
from poverty_desktop.store.engine import NOT_WRITTEN
from ui.interview import calls
from ui.interview.card import QuestionCard
from ui.interview.choice_field import ChoiceField
from ui.interview.chooser import Chooser
from ui.interview.sheet import Sheet, block, is_block
from ui.interview.sheet_model import SheetModel
from ui.interview.troubles_pane import TroublesPane
from ui.interview.view import Act, Step, Then
from ui.widgets.page import Place

K = Qt.Key
NO = Qt.KeyboardModifier.NoModifier
CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
BANK, ACCOUNT = "/data/home/bank", "/data/home/bank_account"
MARTYR, ONLY_CHILD = "/data/home/martyr_family", "/data/home/only_child_family"
TWO_DAUGHTERS = "/data/home/two_daughter_family"
MEMBER = "/data/member"


class Person:
    """Somebody at the keyboard of an opened interview."""

    def __init__(self, program, settled) -> None:
        self.program, self._settled = program, settled
        self.window = program.window

    @property
    def page(self):
        return self.window.page

    @property
    def view(self):
        return self.page.view

    def settle(self) -> None:
        self._settled(self.program)

    def go(self, path: str) -> None:
        self.page.desk.show_question(path)
        self.settle()
        assert self.view.current == path

    def press(self, *keys: Qt.Key, held: Qt.KeyboardModifier = NO) -> None:
        for key in keys:
            QTest.keyClick(self.window.windowHandle(), key, held)
        self.settle()

    def type(self, text: str) -> None:
        """Type any letters, as an input method would hand them over."""
        for letter in text:
            QApplication.sendEvent(QApplication.focusWidget(), QKeyEvent(QEvent.Type.KeyPress, 0, NO, letter))
        self.settle()

    def answer(self, path: str):
        return self.view.question(path)

    def rows(self, table: str = MEMBER):
        return self.view.tables[table].rows

    def ask(self, work):
        found: list[object] = []
        self.program.store.run(work, found.append)
        self.settle()
        return found[0]


@pytest.fixture
def person(at_desk, settled) -> Person:
    """The first household of the list that has several members, at its first open question."""
    program = at_desk()
    program.window.go(Place(page="interview"))
    settled(program)
    chooser = program.window.page.findChild(Chooser)
    model = chooser.households
    number = next(number for number in range(model.rowCount()) if model.row(number).member_count >= 4)
    chooser.chosen.emit(model.row(number).id)
    settled(program)
    return Person(program, settled)


def test_that_it_opens_at_the_first_question_without_an_answer(person):
    assert person.view.current == BANK
    assert QApplication.focusWidget().objectName() == "answer_line"


def test_that_an_answer_is_on_disk_before_the_next_question_is_shown(person):
    person.type("邮储")
    person.press(K.Key_Return)
    assert person.view.current == ACCOUNT
    rows = person.ask(lambda session: drafts.rows(session.db, person.view.interview))
    assert [(row.path, row.text) for row in rows if row.kind == "answer"] == [(BANK, "邮储")]
    assert person.view.saved_at is not None
    assert f"{person.view.saved_at.astimezone():%H:%M}" in person.page.findChild(QLabel, "interview_saved").text()


def test_that_enter_goes_on_and_shift_enter_goes_back(person):
    person.press(K.Key_Return)
    assert person.view.current == ACCOUNT
    person.press(K.Key_Return, held=SHIFT)
    assert person.view.current == BANK
    person.press(K.Key_Up)
    assert person.view.current == TWO_DAUGHTERS


def test_that_a_read_only_question_is_passed_over(person):
    places = []
    while person.view.section == "/data/home":
        places.append(person.view.current)
        person.press(K.Key_Return, held=SHIFT)
        if person.view.current == places[-1]:
            break
    assert "/data/home/household_type" not in places
    assert places[-1] == "/data/home/group_name"


def test_that_a_digit_chooses_and_stays(person):
    person.go(MARTYR)
    person.press(K.Key_1)
    assert (person.view.current, person.answer(MARTYR).text) == (MARTYR, "1")


def test_that_a_digit_goes_on_while_a_paper_form_is_keyed_in_and_no_key_is_lost(person):
    person.go(MARTYR)
    person.page.findChild(QPushButton, "interview_complete")  # the page stands whole
    person.page.key_in_from_paper()
    for key in (K.Key_1, K.Key_2, K.Key_1):  # faster than the disk
        QTest.keyClick(person.window.windowHandle(), key)
    person.settle()
    person.settle()
    assert [person.answer(path).text for path in (MARTYR, ONLY_CHILD, TWO_DAUGHTERS)] == ["1", "0", "1"]
    assert person.view.current == BANK


def test_that_first_letters_of_the_pinyin_narrow_the_options(person):
    person.go(f"{MEMBER}[2]/belonging/relation")
    person.type("zs")
    card = next(card for card in person.page.findChildren(QuestionCard) if card.isVisible() and card.field is not None)
    assert isinstance(card.field, ChoiceField)
    shown = [chip.text() for chip in card.field.findChildren(QPushButton) if chip.isVisible()]
    assert shown
    assert all("之" in text for text in shown)
    person.press(K.Key_Return)
    assert person.answer(f"{MEMBER}[2]/belonging/relation").shown.startswith("之孙")


def test_that_digits_toggle_where_several_options_may_be_chosen(person):
    path = f"{MEMBER}[1]/annual/condition/health"
    person.go(path)
    before = person.answer(path).text.split()
    wanted = next(number for number in (2, 3) if f"0{number}" not in before)
    person.press(Qt.Key(K.Key_0 + wanted))
    assert f"0{wanted}" in person.answer(path).text.split()
    person.press(Qt.Key(K.Key_0 + wanted))
    assert person.answer(path).text.split() == before
    assert person.view.current == path


def test_that_the_equals_sign_takes_the_answer_of_last_time(person):
    person.go(MARTYR)
    known = person.answer(MARTYR).known
    person.press(K.Key_1 if known.text == "0" else K.Key_2)
    assert person.answer(MARTYR).text != known.text
    person.press(K.Key_Equal)
    assert person.answer(MARTYR).text == known.text
    assert person.view.current == ONLY_CHILD


def test_that_f5_says_why_there_is_no_answer(person):
    person.press(K.Key_F5)
    menu = person.page.findChild(QMenu, "interview_nothings")
    QTest.keyClick(menu, K.Key_3)
    person.settle()
    assert person.answer(BANK).why is Why.DONT_KNOW
    assert person.view.current == ACCOUNT


def test_that_f2_keeps_a_note_beside_the_answer(person):
    person.press(K.Key_F2)
    assert QApplication.focusWidget().objectName() == "interview_note"
    person.type("户主不在家")
    person.press(K.Key_Return)
    assert (person.view.current, person.answer(BANK).note) == (BANK, "户主不在家")


def test_that_f2_keeps_the_answer_that_was_being_typed_and_stays_with_the_note(person):
    person.type("工行")
    person.press(K.Key_F2)
    assert QApplication.focusWidget().objectName() == "interview_note"
    person.type("存折在儿子处")
    person.press(K.Key_Return)
    kept = person.answer(BANK)
    assert (person.view.current, kept.text, kept.note) == (BANK, "工行", "存折在儿子处")


def test_that_f3_gives_the_official_name(person):
    person.go(f"{MEMBER}[1]/belonging/relation")
    person.press(K.Key_F3)
    assert "与户主关系" in person.page.findChild(QLabel, "interview_said").text()


def test_that_f4_says_what_is_not_asked_and_why(person):
    person.go(f"{MEMBER}[1]/member_name")
    assert person.view.hidden
    shown = person.page.findChild(QLabel, "interview_hidden")
    assert not shown.isVisible()
    person.press(K.Key_F4)
    assert shown.isVisible()
    assert person.view.hidden[0].reason in shown.text()


def test_that_reopening_continues_at_the_very_question(person, start, settled, practice, qtbot):
    person.type("农商行")
    person.press(K.Key_Return)
    household = person.view.household
    person.window.close_workspace()
    with qtbot.waitSignal(person.program.welcome.entered, timeout=20_000):
        person.program.welcome.take_folder(str(practice))
    person.settle()
    person.window.go(Place(page="interview", household=household))
    person.settle()
    assert person.view.current == ACCOUNT
    assert person.answer(BANK).text == "农商行"


def test_that_a_half_typed_answer_is_kept_when_one_goes_elsewhere(person):
    household = person.view.household
    person.type("工行")
    person.window.go(Place(page="today"))
    person.settle()
    person.window.go(Place(page="interview", household=household))
    person.settle()
    assert person.answer(BANK).text == "工行"


def test_that_half_a_sentence_is_on_disk_before_enter_and_there_again_after_a_crash(person, qtbot):
    person.type("湖北银行枝")

    def typed():
        rows = person.ask(lambda session: drafts.rows(session.db, person.view.interview))
        return [(row.path, row.text) for row in rows if row.kind == "typing"]

    qtbot.waitUntil(lambda: typed() == [(BANK, "湖北银行枝")])
    assert person.view.saved_at is not None
    opened = person.ask(lambda session: calls.begin(None, person.view.interview, session)).value
    person.page.desk.begin(opened.running, opened.view)
    assert person.view.current == BANK
    line = QApplication.focusWidget()
    assert (line.text(), line.isModified(), person.answer(BANK).problem) == ("湖北银行枝", True, "")
    person.press(K.Key_Return)
    assert person.answer(BANK).text == "湖北银行枝"
    assert typed() == []


def test_that_half_a_cell_is_on_disk_too(person, qtbot):
    cell = f"{MEMBER}[2]/member_name"
    person.go(cell)
    person.type("欧阳")
    asked = partial(drafts.rows, interview=person.view.interview)
    qtbot.waitUntil(lambda: person.ask(lambda session: asked(session.db))[-1].kind == "typing")
    opened = person.ask(lambda session: calls.begin(None, person.view.interview, session)).value
    person.page.desk.begin(opened.running, opened.view)
    assert (QApplication.focusWidget().text(), person.answer(cell).text != "欧阳") == ("欧阳", True)
    person.press(K.Key_Tab)
    assert person.answer(cell).text == "欧阳"


def test_that_an_interview_in_which_nothing_was_done_leaves_no_draft(person):
    person.press(K.Key_Return)
    person.window.go(Place(page="today"))
    person.settle()
    assert person.ask(lambda session: drafts.every(session.db)) == ()


def test_that_arrows_and_tab_move_in_the_sheet(person):
    person.go(f"{MEMBER}[1]/member_name")
    person.press(K.Key_Right)
    assert person.view.current == f"{MEMBER}[1]/belonging/relation"
    person.press(K.Key_Down)
    assert person.view.current == f"{MEMBER}[2]/belonging/relation"
    person.press(K.Key_Tab)
    assert person.view.current == f"{MEMBER}[2]/belonging/change"
    person.press(K.Key_Backtab)
    assert person.view.current == f"{MEMBER}[2]/belonging/relation"
    person.press(K.Key_Left)
    assert person.view.current == f"{MEMBER}[2]/member_name"


def test_that_a_cell_is_typed_like_in_a_spreadsheet(person):
    person.go(f"{MEMBER}[2]/member_name")
    person.type("王小二")
    person.press(K.Key_Down)
    assert person.rows()[1].cells[0].text == "王小二"
    assert person.view.current == f"{MEMBER}[3]/member_name"


def test_that_plus_at_the_end_of_a_table_adds_a_row_and_enter_goes_on(person):
    count = len(person.rows()) if MEMBER in person.view.tables else 0
    person.go(MEMBER)
    count = len(person.rows())
    person.press(K.Key_Plus)
    assert len(person.rows()) == count + 1
    assert person.view.current == f"{MEMBER}[{count + 1}]/member_name"
    person.go(MEMBER)
    person.press(K.Key_Return)
    assert person.view.section != MEMBER


def test_that_a_new_row_can_be_taken_out_and_a_known_one_cannot(person):
    person.go(f"{MEMBER}[1]/member_name")
    take_out = person.page.findChild(QPushButton, "interview_table_0_remove")
    assert not take_out.isVisible()
    count = len(person.rows())
    person.go(MEMBER)
    person.press(K.Key_Plus)
    assert take_out.isVisible()
    take_out.click()
    person.settle()
    assert len(person.rows()) == count


def test_that_a_key_takes_the_row_in_work_out_with_what_was_being_typed_in_it(person):
    person.go(MEMBER)
    count = len(person.rows())
    person.press(K.Key_Plus)
    person.type("李四")
    person.press(K.Key_Delete, held=Qt.KeyboardModifier.AltModifier)
    names = [row.cells[0].text for row in person.rows()]
    assert len(names) == count
    assert "李四" not in names
    person.go(f"{MEMBER}[1]/member_name")
    person.press(K.Key_Delete, held=Qt.KeyboardModifier.AltModifier)
    assert [row.cells[0].text for row in person.rows()] == names


def test_that_half_a_cell_stays_when_the_page_is_shown_anew(person):
    person.go(f"{MEMBER}[2]/member_name")
    person.type("王小")
    person.page.desk.do((), Then.STAY)
    person.settle()
    assert QApplication.focusWidget().text() == "王小"
    person.press(K.Key_Escape)
    assert QApplication.focusWidget().text() == person.rows()[1].cells[0].text


def test_that_rows_are_pasted_from_a_workbook(person):
    person.go(f"{MEMBER}[1]/member_name")
    count = len(person.rows())
    person.go(MEMBER)
    person.press(K.Key_Plus)
    heads = "\t".join(column.label for column in person.view.tables[MEMBER].table.columns[:2])
    QGuiApplication.clipboard().setText(f"{heads}\n张三\t配偶\n李四\t不是关系\n")
    person.press(K.Key_V, held=CTRL)
    pasted = [(row.cells[0].text, row.cells[1].shown) for row in person.rows()[count:]]
    assert pasted == [("张三", "配偶"), ("李四", "")]
    assert "行与户主关系“不是关系”" in person.window.message.text()


def test_that_copied_text_of_one_cell_is_no_block():
    assert not is_block("张三\n")
    assert is_block("张三\t男")
    assert block("张三\t男\r\n李四\t女\r\n") == (("张三", "男"), ("李四", "女"))


def test_that_a_private_number_is_masked_until_its_question_is_in_work(person):
    path = f"{MEMBER}[1]/identity/document_number"
    person.go(f"{MEMBER}[1]/member_name")
    number = next(cell.text for cell in person.rows()[0].cells if cell.path == path)
    sheet = person.page.findChild(Sheet)
    index = sheet.cells.index_of(path)
    assert number not in str(index.data())
    person.go(path)
    assert number == str(sheet.cells.index_of(path).data())
    noted = person.ask(lambda session: session.db.conn.execute("SELECT count(*) FROM disclosure").fetchone()[0])
    assert noted == 1


def test_that_the_model_of_a_sheet_keeps_its_promises(person, qtmodeltester):
    person.go(f"{MEMBER}[1]/member_name")
    qtmodeltester.check(person.page.findChild(SheetModel))
    person.go(MEMBER)
    person.press(K.Key_Plus)


def test_that_completing_lists_what_is_missing_and_leads_there(person):
    person.press(K.Key_F9)
    wanted = person.view.troubles[0].path
    lines = person.page.findChild(QListWidget, "interview_troubles_list")
    assert lines.count() == len(person.view.troubles) > 0
    assert person.window.message.text()
    person.settle()
    assert person.view.current == wanted


def test_that_what_was_said_to_be_missing_is_taken_back_once_it_is_another_number(person):
    person.press(K.Key_F9)
    said = person.window.message.text()
    assert said
    before = len(person.view.troubles)
    path = person.view.troubles[0].path
    question = person.answer(path)
    code = question.choices[-1].code if question.choices else "5"
    person.page.desk.do((Step(act=Act.ANSWER, path=path, text=code),), Then.STAY)
    person.settle()
    assert len(person.view.troubles) != before
    assert person.window.message.text() == ""


def test_that_an_account_may_be_typed_in_full_width(person):
    person.go(ACCOUNT)
    person.type("６２２８４８０４０２")
    person.press(K.Key_Return)
    person.go(ACCOUNT)
    assert person.answer(ACCOUNT).text == "6228480402"
    assert person.answer(ACCOUNT).problem == ""


def test_that_the_option_of_a_row_says_its_number_once(person):
    question = person.answer(MARTYR)
    rows = ("1张三丰", "2李桂兰")
    options = tuple(Choice(code=name, label=name) for name in rows)
    field = ChoiceField(replace(question, choices=options))
    assert [chip.text() for chip in field.findChildren(QPushButton)] == ["1  张三丰", "2  李桂兰"]
    grades = (Choice(code="11", label="1年级"), Choice(code="12", label="2年级"))
    field.show_answer(replace(question, choices=grades))
    shown = [chip.text() for chip in field.findChildren(QPushButton) if not chip.isHidden()]
    assert shown == ["1  1年级", "2  2年级"]


def test_that_a_completed_interview_reaches_the_register(person):
    household = person.view.household
    person.type("湖北银行")
    person.press(K.Key_Return)
    for _round in range(80):
        if not person.view.troubles:
            break
        path = person.view.troubles[0].path
        person.go(path)
        question = person.answer(path)
        code = question.choices[-1].code if question.choices else "5"
        person.page.desk.do((Step(act=Act.ANSWER, path=path, text=code),), Then.STAY)
        person.settle()
    assert person.view.troubles == ()
    person.press(K.Key_F9)
    assert person.window.page.name == "household"
    file = person.ask(lambda session: household_file.open_file(session, household))
    banks = [fact.text for part in file.summary for fact in part.facts if fact.property.name == "bank"]
    assert banks == ["湖北银行"]
    person.page.show_tab("visits")
    visited = person.page.findChild(QLabel, "visits_interviews")
    assert visited.isVisible()
    assert "年度入户调查表 · 已完成" in visited.text()
    assert person.ask(lambda session: drafts.every(session.db)) == ()


def test_that_throwing_away_asks_first_and_leaves_the_register_alone(person):
    person.type("写错了")
    person.press(K.Key_Return)
    person.page.findChild(QPushButton, "interview_discard").click()
    assert len(person.ask(lambda session: drafts.every(session.db))) == 1
    person.page.findChild(QPushButton, "interview_foot_3_act").click()
    person.settle()
    assert person.ask(lambda session: drafts.every(session.db)) == ()
    assert person.view is None


def test_that_an_answer_that_does_not_fit_is_kept_and_said(person):
    path = "/data/home/household_phone"
    person.go(path)
    person.type("123")
    person.press(K.Key_Return)
    person.go(path)
    question = person.answer(path)
    if question.problem:
        card = next(card for card in person.page.findChildren(QuestionCard) if card.question == question)
        assert question.problem in [shown.text() for shown in card.findChildren(QLabel)]
        assert any(not one.is_open and one.path == path for one in person.view.troubles)
    assert question.text == "123"


def test_that_an_answer_for_which_there_was_no_room_stays_in_its_field_and_is_said_each_time(person, monkeypatch):
    def full(*_arguments):
        raise StorageError(NOT_WRITTEN)

    household = person.view.household
    person.page._opening.refused.emit(StorageError(NOT_WRITTEN))  # as it was said when it could not be opened
    person.page.go_to(Place(page="interview", household=household))
    person.settle()
    for path in (BANK, f"{MEMBER}[1]/member_name"):
        person.go(path)
        with monkeypatch.context() as patched:
            patched.setattr("ui.interview.calls.operations.answer", full)
            person.type("湖北银行")
            person.press(K.Key_Return)
        assert any("磁盘已满" in text for _where, text in everything(person.window))
        assert (person.view.current, QApplication.focusWidget().text()) == (path, "湖北银行")
        person.press(K.Key_Return)
        assert person.answer(path).text == "湖北银行"


def test_that_everything_is_said_in_the_other_language_at_once(person):
    person.go(f"{MEMBER}[1]/belonging/relation")
    person.window.switch_language()
    person.settle()
    assert person.view.sections[0].label.isascii()
    assert person.page.findChild(QPushButton, "interview_complete").text() == "Complete (F9)"


def test_that_no_latin_word_stands_in_a_chinese_interview(person):
    latin, allowed = re.compile(r"[A-Za-z]{2,}"), {"English", "Excel", "PDF", "Ctrl", "Shift", "Alt", "Esc", "Tab"}
    for path in (BANK, f"{MEMBER}[1]/belonging/relation", MEMBER, "/data/year/income"):
        person.go(path)
        person.press(K.Key_F4, K.Key_F9)
        said = {text for _where, text in everything(person.window)}
        assert [text for text in said if set(latin.findall(text)) - allowed] == []


def test_that_whatever_takes_the_keyboard_has_a_name_for_screen_readers(person):
    nameless = []
    for path in (BANK, MARTYR, f"{MEMBER}[1]/belonging/relation", f"{MEMBER}[1]/annual/condition/health", MEMBER):
        person.go(path)
        for shown in person.page.findChildren(QWidget):
            is_inner = shown.objectName().startswith("qt_") or isinstance(shown.parentWidget(), QLineEdit)
            if shown.focusPolicy() & Qt.FocusPolicy.TabFocus and shown.isVisible() and not is_inner:
                nameless += [] if shown.objectName() and shown.accessibleName() else [shown.objectName()]
    assert nameless == []


@pytest.mark.parametrize("count", [1, 40])
def test_that_what_the_checks_say_never_pushes_the_page_out_of_the_window(person, count):
    person.window.resize(1366, 700)
    person.page.findChild(TroublesPane).show_spoken(
        tuple(f"第 {number} 条疑点，请再看一看。" for number in range(count))
    )
    person.settle()
    area = person.page.parentWidget().parentWidget()
    assert isinstance(area, QScrollArea)
    assert area.verticalScrollBar().maximum() == 0
    lines = person.page.findChild(QScrollArea, "interview_spoken_area")
    assert lines.isVisible()
    assert (lines.verticalScrollBar().maximum() > 0) is (count > 4)


def test_that_a_refused_paper_number_is_said_no_longer_once_an_interview_is_open(at_desk, settled, qtbot):
    program = at_desk()
    window = program.window
    window.go(Place(page="interview"))
    settled(program)
    chooser = window.page.findChild(Chooser)
    chooser.code_given.emit("12")
    settled(program)
    assert "12 位数字" in window.message.text()
    chooser.chosen.emit(chooser.households.row(0).id)
    settled(program)
    assert window.message.text() == ""


def test_that_two_columns_too_narrow_for_three_still_show_sections_and_findings(person):
    person.window.resize(700, 700)
    person.settle()
    assert person.page.findChild(QLineEdit, "answer_line").isVisible()
    person.press(K.Key_F8)
    lines = person.page.findChild(QListWidget, "interview_troubles_list")
    assert lines.isVisible()
    person.window.resize(700, 640)  # as the page itself changes where it scrolls
    person.settle()
    assert lines.isVisible()
    assert QApplication.focusWidget() is lines
    person.press(K.Key_Escape)
    assert person.page.findChild(QLineEdit, "answer_line").isVisible()


def test_that_a_new_household_is_asked_from_the_first_question(at_desk, settled):
    program = at_desk()
    program.window.go(Place(page="interview"))
    settled(program)
    program.window.page.findChild(Chooser).new_asked.emit()
    settled(program)
    someone = Person(program, settled)
    assert someone.view.is_new_household
    someone.press(K.Key_Return)
    assert someone.view.section == "/data/home"


def test_that_escape_first_takes_back_the_letters_that_narrow_the_options(person):
    person.go(f"{MEMBER}[2]/belonging/relation")
    person.type("zs")
    person.press(K.Key_Escape)
    assert person.page.name == "interview"
    fields = [field for field in person.page.findChildren(ChoiceField) if field.isVisible()]
    assert fields
    assert not any(field.is_narrowing for field in fields)


def test_that_tab_leads_to_the_next_question_and_back(person):
    person.press(K.Key_Tab)
    assert person.view.current == ACCOUNT
    person.press(K.Key_Backtab, held=SHIFT)
    assert person.view.current == BANK


def test_that_f6_goes_to_the_buttons_above_and_back(person):
    person.press(K.Key_F6)
    assert QApplication.focusWidget().objectName() == "interview_paper"
    person.press(K.Key_F6)
    assert QApplication.focusWidget().objectName() == "answer_line"


def test_that_an_amount_of_last_year_stands_in_the_cell_where_this_years_is_typed(person):
    table = "/data/year/income"
    person.go(f"{table}[1]/income_amount")
    cell = person.answer(person.view.current)
    assert (cell.text, cell.known.is_of_last_time) == ("", True)
    assert f"上次 {cell.known.shown}" in QApplication.focusWidget().placeholderText()
    person.press(K.Key_Equal)
    assert person.answer(cell.path).text == cell.known.text


def test_that_a_table_without_rows_wears_no_tick(person):
    sections = person.page.findChild(QListWidget, "interview_sections")
    assert "帮扶需求（最多3项） 未填" in [sections.item(row).text() for row in range(sections.count())]


def test_that_a_refused_answer_names_the_facts_it_does_not_go_with(person):
    person.go("/data/year/has_need")
    person.press(K.Key_1)
    reason = next(shown for shown in person.page.findChildren(QLabel, "question_reason") if shown.isVisible())
    assert "“帮扶需求（最多3项）”有0行" in reason.text()


def test_that_the_line_above_the_questions_is_one_row_at_twice_the_text_size(at_desk, settled):
    program = at_desk(text_percent=200)
    program.window.go(Place(page="interview"))
    settled(program)
    chooser = program.window.page.findChild(Chooser)
    chooser.chosen.emit(chooser.households.row(0).id)
    settled(program)
    head = program.window.page.findChild(QWidget, "interview_head")
    complete = program.window.page.findChild(QPushButton, "interview_complete")
    assert complete.isVisible()
    assert head.height() <= complete.sizeHint().height()
    assert program.window.page.findChild(QPushButton, "interview_more").isVisible()
    assert program.window.page.minimumSizeHint().height() <= program.window.page.parentWidget().height()


def test_that_coming_back_to_today_puts_the_keyboard_on_the_draft(person):
    person.type("湖北银行")
    person.press(K.Key_Return)
    for page in ("today", "households", "today"):  # what Today shows is made anew each time
        person.window.go(Place(page=page))
        person.settle()
    assert person.window.focusWidget().objectName() == "today_draft_0"


def test_that_one_key_leads_from_member_to_member_and_past_the_last_one_on(person):
    person.go(f"{MEMBER}[1]/belonging/relation")
    for row in person.rows()[1:]:
        person.press(K.Key_PageDown, held=CTRL)
        assert person.view.current.startswith(row.path + "/")
    person.press(K.Key_PageUp, held=CTRL)
    assert person.view.current.startswith(person.rows()[-2].path + "/")
    person.press(K.Key_PageDown, K.Key_PageDown, held=CTRL)
    assert not person.view.current.startswith(MEMBER)


def test_that_the_wish_to_complete_leads_to_the_first_of_the_list_beside_the_questions(person):
    person.go(f"{MEMBER}[1]/member_name")
    path = next(cell.path for cell in person.rows()[-1].cells if cell.kind == "date" and cell.is_relevant)
    person.page.desk.do((Step(act=Act.ANSWER, path=path, text="3"),), Then.STAY)
    person.settle()
    person.press(K.Key_F9)
    lines = person.page.findChild(QListWidget, "interview_troubles_list")
    assert lines.item(0).text().startswith(person.view.troubles[0].label)
    assert person.view.current == person.view.troubles[0].path == path
