"""Helpers are paired, a visit is written down with its needs and kept while it is typed, and the file shows both."""

from __future__ import annotations

import pytest
from chosen import choose
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QCheckBox, QComboBox, QLabel, QLineEdit, QListWidget, QPushButton
from sample_pictures import phone_picture

from poverty_desktop.checks.run import help_year
from poverty_desktop.domain.values import Value
from poverty_desktop.operations.assistance import needs
from poverty_desktop.operations.assistance.needs import NeedLine
from poverty_desktop.operations.register import new_household
from poverty_desktop.queries.assistance import visits
from ui.interview.phone_dialog import PhoneDialog
from ui.widgets.key_table import KeyTable
from ui.widgets.page import Place

NUMBERS = ("420581198605049964", "420581198704159977")


def part(program, kind, name):
    found = program.window.page.findChild(kind, name)
    assert found is not None, name
    return found


def settle(program, settled):
    for _ in range(4):
        settled(program)


def press(program, settled, name):
    part(program, QPushButton, name).click()
    settle(program, settled)


def cells(table: KeyTable, column: int) -> list[str]:
    model = table.model()
    return [model.index(row, column).data() for row in range(model.rowCount())]


@pytest.fixture
def program(at_desk, settled):
    """A village with two filed households, the first of which has a need."""
    made = at_desk(language="en")
    added = []

    def add(session):
        for name, number in zip(("欧阳铁", "司马兰"), NUMBERS, strict=True):
            head = {"name": Value(name), "sex": Value("1"), "document_number": Value(number)}
            head["birth_date"] = Value("1986-05-04")
            made_one = new_household.add(session, {"household_type": Value("02")}, head)
            added.append(made_one.value)
        return needs.take(session, added[0], help_year(session), NeedLine(kind="07", description="接自来水"))

    made.window.store.run(add, lambda _done: None)
    settle(made, settled)
    made.households = added
    return made


def test_that_chosen_households_are_paired_and_the_file_shows_who_helps(program, settled):
    window = program.window
    window.go(Place(page="team", tab="helpers"))
    settle(program, settled)
    assert "2 filed or monitored households have no helper" in part(program, QLabel, "helpers_said").text()
    helped = part(program, KeyTable, "helped_table")
    assert set(cells(helped, 0)) == {"欧阳铁", "司马兰"}
    helped.selectAll()
    QTest.keyClick(helped, Qt.Key.Key_P)
    settle(program, settled)
    part(program, QLineEdit, "helper_form_name").setText("刘干部")
    part(program, QLineEdit, "helper_form_unit").setText("县林业局")
    QTest.keyClick(part(program, QLineEdit, "helper_form_unit"), Qt.Key.Key_Return)
    settle(program, settled)
    table = part(program, KeyTable, "helpers_table")
    assert cells(table, 3)[cells(table, 0).index("刘干部")] == "2"
    assert cells(helped, 0) == []
    window.go(Place(page="household", household=program.households[0], tab="help"))
    settle(program, settled)
    assert "Helped by 刘干部 (县林业局) since" in part(program, QLabel, "help_helpers").text()
    window.go(Place(page="team", tab="helpers", households=(program.households[1],)))
    settle(program, settled)
    part(program, QLineEdit, "helper_form_name").setText("张干部")
    press(program, settled, "helper_form_save")
    assert (cells(table, 0).count("张干部"), cells(table, 3)[cells(table, 0).index("刘干部")]) == (1, "1")
    table.setCurrentIndex(table.model().index(cells(table, 0).index("张干部"), 0))
    which = part(program, QComboBox, "helpers_which")
    which.setCurrentIndex(2)
    which.activated.emit(2)
    settle(program, settled)
    assert len(cells(helped, 0)) == 1


def test_that_a_visit_is_kept_while_typed_and_saved_with_enter(program, settled):
    window = program.window
    window.go(Place(page="household", household=program.households[0], tab="summary"))
    settle(program, settled)
    window.go(Place(page="visit", households=(program.households[0],)))
    settle(program, settled)
    assert "欧阳铁" in part(program, QLabel, "visit_whom").text()
    assert part(program, QLineEdit, "visit_visitors").text() == window.desk.worker
    QTest.keyClicks(part(program, QLineEdit, "visit_seen"), "tap runs")
    window.go(Place(page="today"))
    settle(program, settled)
    window.go(Place(page="visit", households=(program.households[0],)))
    settle(program, settled)
    assert part(program, QLineEdit, "visit_seen").text() == "tap runs"
    part(program, QCheckBox, "visit_met_0").setChecked(True)
    QTest.keyClicks(part(program, QLineEdit, "visit_need"), "two piglets")
    QTest.keyClick(part(program, QLineEdit, "visit_agreed"), Qt.Key.Key_Return)
    settle(program, settled)
    assert "The visit is saved" in window.message.text()
    window.go(Place(page="visit", households=(program.households[0],)))
    settle(program, settled)
    assert "tap runs" in part(program, QLabel, "visit_before").text()
    assert part(program, QLineEdit, "visit_seen").text() == ""
    assert [made.text() for made in window.page.findChildren(QCheckBox) if not made.isHidden()][-1].endswith(
        "two piglets"
    )


def test_that_a_meeting_of_several_households_is_begun_without_one(program, settled):
    window = program.window
    window.go(Place(page="visit"))
    settle(program, settled)
    search = part(program, QLineEdit, "visit_search")
    for name in ("ouyang", "sima"):
        QTest.keyClicks(search, name)
        settle(program, settled)
        QTest.keyClick(search, Qt.Key.Key_Return)
        settle(program, settled)
    assert "欧阳铁" in part(program, QLabel, "visit_whom").text()
    assert part(program, QComboBox, "visit_mode").currentData() == "03"
    part(program, QLineEdit, "visit_seen").setText("meeting in the yard")
    press(program, settled, "visit_save")
    assert "2 households" in window.message.text()


def test_that_days_and_duties_are_worked_by_keys(program, settled):
    window = program.window
    window.go(Place(page="team", tab="days"))
    settle(program, settled)
    table = part(program, KeyTable, "days_table")
    table.setCurrentIndex(table.model().index(0, 0))
    QTest.keyClick(table, Qt.Key.Key_1)
    settle(program, settled)
    assert cells(table, 1)[0] == "In the village"
    assert "1 of 20 days in the village" in part(program, QLabel, "days_said").text()
    window.go(Place(page="team", tab="duties"))
    settle(program, settled)
    press(program, settled, "duties_pack")
    duties = part(program, KeyTable, "duties_table")
    assert duties.model().rowCount() == 6
    duties.setCurrentIndex(duties.model().index(0, 0))
    QTest.keyClick(duties, Qt.Key.Key_Return)
    settle(program, settled)
    part(program, QLineEdit, "duty_form_words").setText("all visited, signed sheets are there")
    press(program, settled, "duty_form_save")
    assert "put right, to be checked" in cells(duties, 3)
    press(program, settled, "duties_close")
    press(program, settled, "duty_form_save")
    assert "Another person must check it" in window.message.text()
    window.go(Place(page="team", tab="merits"))
    settle(program, settled)
    merits = part(program, KeyTable, "merits_table")
    press(program, settled, "merits_add")
    part(program, QLineEdit, "merit_form_person").setText("王队员")
    part(program, QLineEdit, "merit_form_reason").setText("sold oranges")
    press(program, settled, "merit_form_save")
    assert cells(merits, 5) == ["waits for an approval"]


def test_that_photos_of_the_phone_and_the_signed_sheet_are_taken_in_with_the_visit(
    program, settled, tmp_path, monkeypatch, qtbot
):
    window = program.window
    (tmp_path / "IMG_1.jpg").write_bytes(phone_picture())
    window.go(Place(page="visit", households=(program.households[0],)))
    settle(program, settled)
    choose(monkeypatch, tmp_path)
    press(program, settled, "visit_phone")
    qtbot.waitUntil(lambda: window.page.findChild(PhoneDialog) is not None)
    dialog = window.page.findChild(PhoneDialog)
    dialog.findChild(QListWidget, "phone_pictures").item(0).setSelected(True)
    dialog.findChild(QPushButton, "phone_use").click()
    settle(program, settled)
    choose(monkeypatch, tmp_path / "IMG_1.jpg")
    press(program, settled, "visit_sheet")
    assert "1 photos are taken in when you save. The signed sheet is there." in (
        part(program, QLabel, "visit_photos_said").text()
    )
    part(program, QLineEdit, "visit_said").setText("wants piglets")
    press(program, settled, "visit_save")
    found = []
    window.store.run(lambda session: visits.listed(session, household=program.households[0]), found.extend)
    settle(program, settled)
    assert [(row.photos, row.has_sheet, row.said) for row in found] == [(1, True, "wants piglets")]


def test_that_the_plan_of_visits_is_written_and_a_sign_in_sheet_counts_person_times(
    program, settled, tmp_path, monkeypatch
):
    window = program.window
    window.go(Place(page="team", tab="coverage"))
    settle(program, settled)
    assert "欧阳铁" in cells(part(program, KeyTable, "coverage_table"), 0)
    choose(monkeypatch, tmp_path / "plan.xlsx")
    press(program, settled, "coverage_plan")
    assert "The plan of visits was written" in window.message.text()
    assert (tmp_path / "plan.xlsx").exists()
    window.go(Place(page="assistance", tab="lists"))
    settle(program, settled)
    measures = part(program, QComboBox, "list_item")
    measures.setCurrentIndex(measures.findData("0203"))
    part(program, QLineEdit, "list_title").setText("oranges")
    part(program, QLineEdit, "list_day").setText("2026-11-02")
    sheet = tmp_path / "sheet.csv"
    sheet.write_text(f"姓名,身份证号\n欧阳铁,{NUMBERS[0]}\n欧阳铁,{NUMBERS[0]}\n", "utf-8")
    choose(monkeypatch, sheet)
    press(program, settled, "list_signed")
    assert "2 rows: 1 person-times are new" in part(program, QLabel, "list_said").text()
    press(program, settled, "list_take")
    assert "1 person-times of training were counted" in window.message.text()
