"""Helpers are paired, a visit is written down with its needs and kept while it is typed, and the file shows both."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QCheckBox, QComboBox, QLabel, QLineEdit, QPushButton

from poverty_desktop.checks.run import help_year
from poverty_desktop.domain.values import Value
from poverty_desktop.operations import needs, new_household
from poverty_desktop.operations.needs import NeedLine
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
