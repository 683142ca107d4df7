"""Targets unfold to households and their papers; the office sets them, a village looks; kept figures come out again."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QFrame, QLabel, QLineEdit, QPushButton, QTabWidget

from poverty_desktop.clock import SystemClock
from poverty_desktop.crypto.wrapping import PassphraseCost
from poverty_desktop.ids import SystemIds
from poverty_desktop.operations.workspaces import sample
from poverty_desktop.packs import load
from poverty_desktop.sample import plan
from poverty_desktop.store import workspace
from ui.widgets.key_table import KeyTable
from ui.widgets.page import Place


@pytest.fixture(scope="session")
def office_master(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An office with a small county of the same structure as the article's."""
    folder = tmp_path_factory.mktemp("assessment") / "office"
    clock = SystemClock()
    session, _code = workspace.create(
        folder,
        "",
        role="office",
        name="演练县",
        village="",
        worker="演练队员",
        pack=load.load_shipped(),
        published_pack=load.shipped_bytes(),
        clock=clock,
        ids=SystemIds(clock.now),
        is_practice=True,
        cost=PassphraseCost(memory_kib=64, passes=1, lanes=1),
    )
    sample.fill(session, plan.county(session.pack, year=2025, households=160, persons=450, villages=6, teams=6))
    session.db.conn.close()
    return folder


@pytest.fixture
def office(start, office_master, tmp_path, qtbot, settled):
    import shutil

    folder = tmp_path / "office"
    shutil.copytree(office_master, folder)
    program = start(language="en")
    with qtbot.waitSignal(program.welcome.entered, timeout=20_000):
        program.welcome.take_folder(str(folder))
    qtbot.waitUntil(lambda: program.window.page is not None and program.window.page.name == "today")
    program.window.go(Place(page="assessment"))
    settle(program, settled)
    return program


def settle(program, settled):
    for _ in range(3):
        settled(program)


def part(program, kind, name):
    found = program.window.page.findChild(kind, name)
    assert found is not None, name
    return found


def cells(table: KeyTable, column: int) -> list[str]:
    return [table.model().index(row, column).data() for row in range(table.model().rowCount())]


def enter(program, settled, table, row=0):
    table.setCurrentIndex(table.model().index(row, 0))
    QTest.keyClick(table, Qt.Key.Key_Return)
    settle(program, settled)


def test_that_a_figure_of_the_county_unfolds_to_the_steps_of_one_household(office, settled):
    table = part(office, KeyTable, "assessment_table")
    assert cells(table, 0)[0] == "Persons lifted out of poverty"
    assert "of 9 targets reached" in part(office, QLabel, "assessment_said").text()
    counted = int(cells(table, 2)[0])
    enter(office, settled, table)
    assert sum(int(cell) for cell in cells(table, 2)) == counted
    enter(office, settled, table)
    row = next(number for number, cell in enumerate(cells(table, 2)) if int(cell))
    village, here = cells(table, 0)[row], int(cells(table, 2)[row])
    enter(office, settled, table, row)
    people = part(office, KeyTable, "assessment_counted")
    assert len(cells(people, 0)) == here
    assert set(cells(people, 0)) == {village}
    assert len(cells(part(office, KeyTable, "assessment_proofs"), 0)) == 11
    assert not part(office, QFrame, "assessment_form").isVisible()
    office.window.step_back()
    office.window.step_back()
    office.window.step_back()
    assert cells(table, 0)[0] == "Persons lifted out of poverty"
    QTest.keyClick(table, Qt.Key.Key_L)
    settle(office, settled)
    assert len(cells(people, 0)) == counted
    enter(office, settled, people)
    assert (office.window.page.name, office.window.page.place().tab) == ("household", "procedures")


def test_that_the_office_sets_a_target_and_a_wrong_one_is_refused_in_words(office, settled):
    table = part(office, KeyTable, "assessment_table")
    titles = cells(table, 0)
    row = titles.index("Households with a safe house")
    table.setCurrentIndex(table.model().index(row, 0))
    amount = part(office, QLineEdit, "assessment_amount")
    amount.setText("many")
    part(office, QPushButton, "assessment_set").click()
    assert "Type the target as a number" in office.window.message.text()
    amount.setText("95")
    part(office, QLineEdit, "assessment_source").setText("Plan 2015")
    part(office, QPushButton, "assessment_set").click()
    settle(office, settled)
    titles = cells(table, 0)
    row = titles.index("Households with a safe house")
    assert (cells(table, 1)[row], cells(table, 6)[row]) == ("95.0", "Plan 2015")
    office.window.undo()
    settle(office, settled)
    assert cells(table, 1)[cells(table, 0).index("Households with a safe house")] == ""


def test_that_targets_come_from_a_table_and_every_row_left_out_is_told(office, settled, tmp_path, monkeypatch):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["2015年目标任务表", "", "", ""])
    sheet.merge_cells("A1:D1")
    sheet.append(["考核指标", "地方", "目标数", "依据文件"])
    sheet.append(["住房安全户", "宜都市", "98", "文件一"])
    sheet.append(["住房安全户", "宜都市", "-3", "文件一"])
    sheet.append(["不存在的指标", "宜都市", "3", ""])
    sheet.append(["合计", "", "98", ""])
    book.save(tmp_path / "targets.xlsx")
    monkeypatch.setattr("ui.widgets.file_chooser.ask_file", lambda *_arguments: tmp_path / "targets.xlsx")
    part(office, QPushButton, "assessment_from_table").click()
    settle(office, settled)
    said = office.window.message.text()
    assert "1 target was set" in said
    assert "3 rows were left out" in said
    table = part(office, KeyTable, "assessment_table")
    assert cells(table, 1)[cells(table, 0).index("Households with a safe house")] == "98.0"


def test_that_figures_are_kept_and_come_out_the_same_again(office, settled, qtbot):
    tabs = part(office, QTabWidget, "assessment_tabs")
    tabs.setCurrentIndex(4)
    part(office, QPushButton, "kept_keep").click()
    settle(office, settled)
    kept = part(office, KeyTable, "kept_table")
    assert len(cells(kept, 1)) >= 8
    part(office, QPushButton, "kept_again").click()
    qtbot.waitUntil(lambda: all("the same" in cell for cell in cells(kept, 4)), timeout=20_000)


def test_that_an_office_finds_procedures_beside_the_checks(office, settled):
    assert "procedures" not in office.window.sidebar.names()
    assert len(office.window.sidebar.names()) <= 10
    office.window.go(Place(page="checks"))
    settle(office, settled)
    part(office, QPushButton, "tab_procedures").click()
    settle(office, settled)
    assert office.window.page.name == "procedures"


def test_that_a_village_sees_its_own_figures_and_what_is_overdue(at_desk, go, settled):
    program = at_desk(language="en")
    assert "procedures" in program.window.sidebar.names()
    go(program, Place(page="assessment"))
    settle(program, settled)
    assert not part(program, QFrame, "assessment_form").isVisible()
    table = part(program, KeyTable, "assessment_table")
    assert "the office set 6 targets, 4 of them reached" in part(program, QLabel, "assessment_said").text()
    assert [cell for cell in cells(table, 1) if cell] == [cells(table, 2)[0], "1", "1", "3", "2", cells(table, 2)[5]]
    enter(program, settled, table)
    assert len(cells(part(program, KeyTable, "assessment_counted"), 0)) == int(cells(table, 2)[0])
    years = part(program, QComboBox, "assessment_year")
    years.setCurrentIndex(years.findData(2025))
    years.activated.emit(years.currentIndex())
    settle(program, settled)
    figures = zip(cells(table, 2), cells(table, 3), strict=True)
    at = next(n for n, (figure, unit) in enumerate(figures) if unit == "%" and figure not in ("—", "0.0"))
    share = cells(table, 2)[at]
    enter(program, settled, table, at)
    said = part(program, QLabel, "assessment_path").text()
    assert " out of " in said
    assert said.endswith(f" = {share}%")
    part(program, QTabWidget, "assessment_tabs").setCurrentIndex(1)
    overdue = part(program, KeyTable, "assessment_overdue")
    assert {"Need without a measure", "Measure not delivered"} <= set(cells(overdue, 3))
    enter(program, settled, overdue)
    assert (program.window.page.name, program.window.page.place().tab) == ("household", "help")


def test_that_a_picture_has_its_list_and_leaves_as_picture_page_and_table(office, settled, tmp_path, monkeypatch):
    part(office, QTabWidget, "assessment_tabs").setCurrentIndex(2)
    settle(office, settled)
    table = part(office, KeyTable, "picture_table")
    counted = int(cells(part(office, KeyTable, "assessment_table"), 2)[0])
    assert len(cells(table, 0)) == 12
    assert int(cells(table, 1)[-1]) == counted
    kinds = part(office, QComboBox, "picture_kind")
    kinds.setCurrentIndex(1)
    kinds.activated.emit(1)
    settle(office, settled)
    assert sum(int(cell) for cell in cells(table, 1)) == counted
    for button, name, begin in (
        ("picture_save", "a.png", b"\x89PNG"),
        ("picture_save", "a.svg", b"<svg"),
        ("picture_page", "a.pdf", b"%PDF"),
        ("picture_list", "a.xlsx", b"PK"),
    ):
        target = tmp_path / name
        monkeypatch.setattr("ui.widgets.file_chooser.ask_target", lambda *_arguments, to=target: to)
        part(office, QPushButton, button).click()
        settle(office, settled)
        assert target.read_bytes().startswith(begin)


def test_that_the_office_reviews_an_item_with_points_and_words(office, settled):
    part(office, QTabWidget, "assessment_tabs").setCurrentIndex(3)
    subject = part(office, QComboBox, "scores_subject")
    subject.setCurrentIndex(1)
    subject.activated.emit(1)
    settle(office, settled)
    assert len(cells(part(office, KeyTable, "scores_villages"), 0)) == 6
    items = part(office, KeyTable, "scores_items")
    items.setCurrentIndex(items.model().index(0, 0))
    part(office, QPushButton, "scores_review").click()
    assert "Type the points as a number" in office.window.message.text()
    part(office, QLineEdit, "scores_score").setText("18")
    part(office, QLineEdit, "scores_words").setText("Twenty-one days a month")
    part(office, QPushButton, "scores_review").click()
    settle(office, settled)
    assert (cells(items, 6)[0], cells(items, 8)[0]) == ("18.0", "Twenty-one days a month")
    assert not part(office, QPushButton, "scores_self").isVisible()
