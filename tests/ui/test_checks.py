from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from chosen import choose
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton, QWidget

from ui.widgets.key_table import KeyTable
from ui.widgets.page import Place


@pytest.fixture
def page(at_desk, settled):
    """The page of checks of the sample village, after a run."""
    program = at_desk()
    program.window.go(Place(page="checks"))
    settled(program)
    program.window.page.findChild(QPushButton, "checks_run").click()
    settled(program)
    settled(program)
    return program


def counts(program) -> list[tuple[str, int]]:
    model = program.window.page.findChild(KeyTable, "checks_counts").model()
    return [(model.index(n, 0).data(), int(model.index(n, 1).data() or 0)) for n in range(model.rowCount())]


def choose_first(program, settled) -> int:
    """Go to the first check with findings and into its list; return how many it has."""
    table = program.window.page.findChild(KeyTable, "checks_counts")
    at = next(number for number, (_title, count) in enumerate(counts(program)) if count)
    table.setFocus()
    table.setCurrentIndex(table.model().index(at, 0))
    settled(program)
    QTest.keyClick(table, Qt.Key.Key_Return)
    return counts(program)[at][1]


def test_that_a_run_shows_counts_and_the_findings_behind_them(page, settled):
    assert sum(count for _title, count in counts(page)) > 0
    assert "待处理" in page.window.page.findChild(QLabel, "checks_said").text()
    most = choose_first(page, settled)
    assert page.window.page.findChild(KeyTable, "checks_findings").model().rowCount() == most


def test_that_the_page_of_the_day_names_the_weightiest_checks_and_leads_to_their_findings(page, settled):
    wanted = [(title, count) for title, count in counts(page) if count]
    page.window.go(Place(page="today"))
    settled(page)
    settled(page)
    links = page.window.page.findChild(QWidget, "today_findings").findChildren(QPushButton)
    total = sum(count for _title, count in wanted)
    assert [link.text() for link in links] == [*(f"{title} {count}" for title, count in wanted[:3]), f"全部 {total} 条"]
    links[1].click()
    settled(page)
    table = page.window.page.findChild(KeyTable, "checks_counts")
    assert counts(page)[table.currentIndex().row()] == wanted[1]
    assert page.window.page.findChild(KeyTable, "checks_findings").model().rowCount() == wanted[1][1]


def test_that_the_page_of_the_day_says_nothing_of_findings_before_the_checks_were_run(at_desk, settled):
    program = at_desk()
    settled(program)
    assert not program.window.page.findChild(QWidget, "today_findings").isVisible()


def test_that_the_first_run_leads_to_a_check_that_found_something(page):
    table = page.window.page.findChild(KeyTable, "checks_counts")
    assert counts(page)[table.currentIndex().row()][1] > 0


def test_that_what_was_never_looked_at_is_not_called_free_of_findings(at_desk, settled):
    program = at_desk()
    program.window.go(Place(page="checks"))
    settled(program)
    page = program.window.page
    assert page.findChild(QLabel, "checks_said").text() == "还没有核查过。"
    assert page.findChild(QLabel, "checks_findings_empty").text() == "尚未运行核查，请按 F5 运行。"
    model = page.findChild(KeyTable, "checks_counts").model()
    assert {model.index(row, 1).data() for row in range(model.rowCount())} == {""}


def test_that_a_list_that_is_cut_off_says_so(page, settled, monkeypatch):
    said = page.window.page.findChild(QLabel, "checks_more")
    choose_first(page, settled)
    assert not said.isVisible()
    monkeypatch.setattr("ui.checks.calls.MOST_ROWS", 2)
    page.window.page.refresh()
    settled(page)
    settled(page)
    assert page.window.page.findChild(KeyTable, "checks_findings").model().rowCount() == 2
    assert said.isVisible()
    assert "前2条" in said.text()


def test_that_the_chosen_finding_says_why_and_what_ends_it(page, settled):
    choose_first(page, settled)
    settled(page)
    said = page.window.page.findChild(QLabel, "checks_why")
    assert said.isVisible()
    assert said.text().startswith("依据：")
    assert "即消除" in said.text()


def test_that_one_key_explains_all_chosen_findings_and_undo_brings_them_back(page, settled):
    most = choose_first(page, settled)
    table = page.window.page.findChild(KeyTable, "checks_findings")
    table.selectAll()
    QTest.keyClick(table, Qt.Key.Key_1)
    settled(page)
    settled(page)
    assert table.model().rowCount() == 0
    QTest.keyClick(table, Qt.Key.Key_E)
    settled(page)
    assert table.model().rowCount() == most
    assert table.model().index(0, 4).data() == "情况属实，有佐证"
    page.window.undo()
    settled(page)
    settled(page)
    assert table.model().rowCount() == 0


def test_that_evidence_approver_and_last_day_go_with_the_reason_and_are_not_kept_for_the_next(page, settled):
    choose_first(page, settled)
    table = page.window.page.findChild(KeyTable, "checks_findings")
    table.setCurrentIndex(table.model().index(0, 0))
    fields = {
        name: page.window.page.findChild(QLineEdit, f"check_{name}") for name in ("evidence", "approver", "until")
    }
    fields["until"].setText("下个月")
    QTest.keyClick(table, Qt.Key.Key_1)
    settled(page)
    before = table.model().rowCount()
    assert fields["until"].text() == "下个月"  # nothing was written
    for name, text in (("evidence", "缴费单"), ("approver", "某主任"), ("until", "2099-12-31")):
        fields[name].setText(text)
    QTest.keyClick(table, Qt.Key.Key_1)
    settled(page)
    settled(page)
    assert table.model().rowCount() == before - 1
    assert not any(field.text() for field in fields.values())
    QTest.keyClick(table, Qt.Key.Key_E)
    settled(page)
    assert (
        table.model().index(0, 4).data() == "情况属实，有佐证；佐证材料: 缴费单；批准人: 某主任；有效期至: 2099-12-31"
    )


def test_that_another_reason_wants_a_note_first(page, settled):
    most = choose_first(page, settled)
    table = page.window.page.findChild(KeyTable, "checks_findings")
    table.setCurrentIndex(table.model().index(0, 0))
    QTest.keyClick(table, Qt.Key.Key_6)
    note = page.window.page.findChild(QLineEdit, "check_note")
    assert note.hasFocus()
    QTest.keyClicks(note, "a")
    QTest.keyClick(note, Qt.Key.Key_Return)
    settled(page)
    settled(page)
    assert table.model().rowCount() == most - 1


def test_that_enter_opens_the_household_and_going_back_returns_to_the_check(page, settled):
    choose_first(page, settled)
    before = page.window.page.place()
    table = page.window.page.findChild(KeyTable, "checks_findings")
    table.setFocus()
    table.setCurrentIndex(table.model().index(0, 0))
    QTest.keyClick(table, Qt.Key.Key_Return)
    settled(page)
    assert page.window.page.name == "household"
    page.window.back()
    settled(page)
    assert page.window.page.place() == before


def test_that_findings_are_counted_by_village_too(page, settled):
    QTest.keyClick(page.window.page.findChild(KeyTable, "checks_counts"), Qt.Key.Key_V)
    settled(page)
    settled(page)
    assert len(counts(page)) == 1
    assert page.window.page.findChild(KeyTable, "checks_findings").model().rowCount() > 0


def test_that_causes_come_back_from_excel_after_a_yes(page, settled, tmp_path: Path, monkeypatch):
    path = tmp_path / "list.xlsx"
    choose(monkeypatch, path)
    page.window.page.findChild(QPushButton, "checks_write").click()
    settled(page)
    book = openpyxl.load_workbook(path)
    assert [cell.value for cell in book.active[1]][8:10] == ["原因", "整改结果"]
    book.active.cell(2, 9).value = "政策允许"
    book.save(path)
    page.window.page.findChild(QPushButton, "checks_read").click()
    settled(page)
    assert "1个疑点" in page.window.message.text()
    before = sum(count for _title, count in counts(page))
    page.window.message.findChild(QPushButton, "message_mend").click()
    settled(page)
    settled(page)
    assert sum(count for _title, count in counts(page)) == before - 1


def test_that_a_household_says_its_findings_and_jumps_to_the_fact(page, settled):
    choose_first(page, settled)
    table = page.window.page.findChild(KeyTable, "checks_findings")
    model = table.model()
    row = model.row(0)
    page.window.go(Place(page="household", household=row.household))
    settled(page)
    settled(page)
    lines = [
        line
        for line in page.window.page.findChildren(QPushButton)
        if line.objectName().startswith("household_finding_")
    ]
    assert any(row.sentence in line.text() for line in lines)
    lines[0].click()
    settled(page)
    assert page.window.page.place().tab in ("summary", "members", "income", "conditions", "causes")


def shown(program) -> tuple[str, set[str]]:
    """Return which check the left list stands on, and whose findings stand right."""
    page = program.window.page
    counted, found = (page.findChild(KeyTable, f"checks_{name}") for name in ("counts", "findings"))
    model = found.model()
    return counted.currentIndex().siblingAtColumn(0).data(), {model.row(n).check.id for n in range(model.rowCount())}


def test_that_a_jump_to_a_check_lands_on_it_whatever_stood_there_before(page, settled):
    window = page.window
    title, _open = counts(page)[1]
    model = window.page.findChild(KeyTable, "checks_counts").model()
    wanted = model.row(1).check.id
    window.go(Place(page="checks", text=wanted))  # while the page is shown
    settled(page)
    assert shown(page) == (title, {wanted})
    window.go(Place(page="checks", text=model.row(0).check.id))
    window.go(Place(page="today"))
    settled(page)
    window.go(Place(page="checks", text=wanted))  # nothing has changed since the page was left
    settled(page)
    assert shown(page) == (title, {wanted})
    QTest.keyClick(window.page.findChild(KeyTable, "checks_findings"), Qt.Key.Key_E)
    QTest.keyClick(window.page.findChild(KeyTable, "checks_counts"), Qt.Key.Key_V)
    settled(page)
    window.go(Place(page="today"))
    window.go(Place(page="checks", text=wanted))  # the villages were counted, and explained findings shown
    settled(page)
    assert shown(page) == (title, {wanted})


def test_that_a_jump_before_the_first_run_keeps_its_check_through_the_run(at_desk, settled):
    program = at_desk()
    program.window.go(Place(page="checks", text="X10"))
    settled(program)
    program.window.page.findChild(QPushButton, "checks_run").click()
    settled(program)
    settled(program)
    counted = program.window.page.findChild(KeyTable, "checks_counts")
    assert counted.model().row(counted.currentIndex().row()).check.id == "X10"


def test_that_going_back_to_explained_findings_shows_them_again(page, settled):
    most = choose_first(page, settled)
    table = page.window.page.findChild(KeyTable, "checks_findings")
    table.selectAll()
    QTest.keyClick(table, Qt.Key.Key_1)
    settled(page)
    settled(page)
    QTest.keyClick(table, Qt.Key.Key_E)
    settled(page)
    table.setCurrentIndex(table.model().index(0, 0))
    QTest.keyClick(table, Qt.Key.Key_Return)
    settled(page)
    assert page.window.page.name == "household"
    page.window.back()
    settled(page)
    assert table.model().rowCount() == most
