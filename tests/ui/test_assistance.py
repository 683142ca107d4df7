"""A need is taken down, planned, approved, delivered by a department's list, confirmed; the board shows it met."""

from __future__ import annotations

from pathlib import Path

import pytest
from chosen import choose
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit, QPushButton, QTabWidget

from poverty_desktop.domain.values import Value
from poverty_desktop.operations.register import new_household
from ui.households.help_pane import HelpPane
from ui.widgets.key_table import KeyTable
from ui.widgets.page import Place

NUMBER = "420581198605049964"
NEED = "Seedlings for two mu of oranges"


def part(program, kind, name):
    found = program.window.page.findChild(kind, name)
    assert found is not None, name
    return found


def press(program, settled, name):
    part(program, QPushButton, name).click()
    for _ in range(3):
        settled(program)


def cells(table: KeyTable, column: int) -> list[str]:
    model = table.model()
    return [model.index(row, column).data() for row in range(model.rowCount())]


@pytest.fixture
def program(at_desk, settled):
    """The file of a filed household of one man, opened at its plan."""
    made = at_desk(language="en")
    added = []

    def add(session):
        head = {"name": Value("欧阳铁"), "sex": Value("1"), "document_number": Value(NUMBER)}
        head["birth_date"] = Value("1986-05-04")
        return new_household.add(session, {"household_type": Value("04")}, head)

    made.window.store.run(add, added.append)
    settled(made)
    made.window.go(Place(page="household", household=added[0].value, tab="help"))
    for _ in range(3):
        settled(made)
    return made


def take_need(program, settled, words):
    press(program, settled, "help_need")
    kinds = part(program, QComboBox, "help_kind")
    kinds.setCurrentIndex(kinds.findData("01"))
    part(program, QLineEdit, "help_description").setText(words)
    press(program, settled, "help_save")


def test_that_a_need_is_planned_delivered_by_a_list_and_confirmed(program, settled, tmp_path: Path, monkeypatch):
    window = program.window
    assert "Take down what the household needs" in part(program, QLabel, "help_locks").text()
    take_need(program, settled, NEED)
    assert f"Need: {NEED} — no measure answers it yet" in part(program, QLabel, "help_locks").text()
    suggested = part(program, KeyTable, "help_suggestions")
    suggested.setCurrentIndex(suggested.model().index(0, 0))
    name = cells(suggested, 0)[0]
    assert NEED in cells(suggested, 1)[0]
    QTest.keyClick(suggested, Qt.Key.Key_P)
    for _ in range(3):
        settled(program)
    lines = part(program, KeyTable, "help_lines")
    assert (cells(lines, 0), cells(lines, 1)) == ([name], ["Planned"])
    assert name not in cells(suggested, 0)
    QTest.keyClick(lines, Qt.Key.Key_Return)
    settled(program)
    assert part(program, QComboBox, "help_status").currentText() == "Approved"
    press(program, settled, "help_save")
    assert cells(lines, 1) == ["Approved"]
    household = window.page.place().household

    window.go(Place(page="assistance", tab="lists"))
    for _ in range(3):
        settled(program)
    years = part(program, QComboBox, "assistance_year")  # the household has no facts yet, so its plan is of this year
    years.setCurrentIndex(years.findData(2026))
    years.activated.emit(years.currentIndex())
    settled(program)
    path = tmp_path / "list.csv"
    measure = _chinese(program, settled, name)
    rows = ("姓名,身份证号,补贴项目,金额", f"欧阳铁,{NUMBER},{measure},1000", "别人,42058119700101996X,低保,5")
    path.write_text("\n".join(rows), "utf-8")
    choose(monkeypatch, path)
    press(program, settled, "list_signed")
    assert "Choose which measure the training is" in window.message.text()
    press(program, settled, "list_choose")
    assert "Choose which measure" not in window.message.text()  # the trouble before is over
    assert "1 new, 1 of them move a line that waits" in part(program, QLabel, "list_said").text()
    assert cells(part(program, KeyTable, "list_refused"), 2) == ["not a member of a household here"]
    press(program, settled, "list_take")
    assert "1 measures were attached" in window.message.text()
    part(program, QTabWidget, "assistance_tabs").setCurrentIndex(0)
    for _ in range(3):
        settled(program)
    needs = part(program, KeyTable, "assistance_needs_table")
    assert cells(needs, 6)[cells(needs, 3).index(NEED)] == "met"

    needs.setCurrentIndex(needs.model().index(cells(needs, 3).index(NEED), 0))
    QTest.keyClick(needs, Qt.Key.Key_Return)
    for _ in range(3):
        settled(program)
    assert window.page.place().household == household
    assert window.page.findChild(HelpPane).isVisible()
    lines = part(program, KeyTable, "help_lines")
    assert cells(lines, 1) == ["Done"]
    press(program, settled, "help_next")
    assert part(program, QComboBox, "help_status").currentText() == "Effect confirmed"
    press(program, settled, "help_save")
    assert "signed" in window.message.text()
    part(program, QLineEdit, "help_confirmed_by").setText("欧阳铁")
    part(program, QLineEdit, "help_effect").setText("月增收八百元")
    press(program, settled, "help_save")
    assert cells(lines, 1) == ["Effect confirmed"]
    assert cells(lines, 6) == ["月增收八百元"]
    window.undo()
    for _ in range(3):
        settled(program)
    assert cells(lines, 1) == ["Done"]


def _chinese(program, settled, name: str) -> str:
    """Return how a department calls the measure."""
    found = []
    program.window.store.run(
        lambda session: next(item.title.zh for item in session.pack.measures if name.startswith(item.title.en)),
        found.append,
    )
    settled(program)
    return found[0]


def test_that_worklists_and_figures_open_the_household(program, settled):
    window = program.window
    for tab in ("unmet", "unfit", "figures"):
        window.go(Place(page="assistance", tab=tab))
        for _ in range(4):
            settled(program)
        table = part(program, KeyTable, f"assistance_{tab}_table")
        assert table.model().rowCount() > 0
        assert part(program, QLabel, f"assistance_{tab}_said").text()
    window.go(Place(page="assistance", tab="unmet"))
    for _ in range(4):
        settled(program)
    items = part(program, QComboBox, "assistance_unmet_item")
    items.setCurrentIndex(1)
    items.activated.emit(1)
    for _ in range(4):
        settled(program)
    table = part(program, KeyTable, "assistance_unmet_table")
    assert len(set(cells(table, 0))) == 1
    QTest.keyClick(table, Qt.Key.Key_Return)
    for _ in range(3):
        settled(program)
    assert (window.page.name, window.page.place().tab) == ("household", "help")
