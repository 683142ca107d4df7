"""The page of the village, and what the household file says of causes: real widgets on the sample village."""

from __future__ import annotations

import pytest
from chosen import choose
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QCheckBox, QComboBox, QLabel, QLineEdit, QPushButton, QTabWidget

from poverty_desktop import i18n
from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.domain.values import Value
from poverty_desktop.ids import HouseholdId, RecordId
from poverty_desktop.queries.register import years
from poverty_desktop.store import log, settings
from poverty_desktop.store.writing import RecordEdit, Save, commit
from ui.households.facts_view import FactsView
from ui.widgets.key_table import KeyTable
from ui.widgets.page import Place


@pytest.fixture
def desk(at_desk, settled):
    """The page of the sample village."""
    program = at_desk()
    program.window.go(Place(page="households"))
    settled(program)
    program.window.page.findChild(QPushButton, "households_village").click()
    settled(program)
    assert program.window.page.name == "village"
    return program


def _type(program, settled, qtbot, name: str, text: str) -> None:
    view = program.window.page.findChild(FactsView, "village_facts")
    assert view.choose(RecordKind.VILLAGE_YEAR, name)
    qtbot.keyClick(view, Qt.Key.Key_Return)
    field = view.findChild(QLineEdit, "value_editor_field")
    field.setText(text)
    field.setModified(True)
    qtbot.keyClick(field, Qt.Key.Key_Return)
    settled(program)


def test_that_a_typed_fact_begins_the_record_stands_beside_the_sum_and_is_checked(desk, settled, qtbot):
    page = desk.window.page
    assert "还没有2025年度的村信息" in page.findChild(QLabel, "village_state").text()
    box = page.findChild(QComboBox, "village_year")
    assert [box.itemData(number) for number in range(box.count())] == [2025, 2015, 2014]
    _type(desk, settled, qtbot, "total_households", "300")
    assert page.findChild(QLabel, "village_state").text() == "2025年度村信息。"
    said = page.findChild(QLabel, "village_findings")
    assert "农户合计不符" in said.text()
    page.findChild(QTabWidget, "village_tabs").setCurrentIndex(1)
    model = page.findChild(KeyTable, "village_sums").model()
    assert [model.index(0, column).data() for column in range(4)] == ["总户数", "300 户", "322 户", "不一致"]
    settled(desk)
    behind = page.findChild(KeyTable, "village_parts")
    assert behind.model().rowCount() == 322
    assert behind.model().index(0, 2).data() == "1"
    desk.window.undo()
    settled(desk)
    assert "农户合计不符" not in said.text()
    settled(desk)
    behind.setCurrentIndex(behind.model().index(0, 0))
    qtbot.keyClick(behind, Qt.Key.Key_Return)
    settled(desk)
    assert desk.window.page.name == "household"


def test_that_a_project_is_added_and_taken_out(desk, settled, qtbot):
    page = desk.window.page
    page.findChild(QTabWidget, "village_tabs").setCurrentIndex(2)
    name = page.findChild(QLineEdit, "village_new_project")
    projects = page.findChild(FactsView, "village_projects")
    facts = projects.model()
    before = facts.rowCount()  # the sample has projects that money was given to
    assert projects.choose(RecordKind.VILLAGE_PROJECT, "name")
    page.findChild(QPushButton, "village_remove").click()
    settled(desk)
    assert "已有资金" in desk.window.message.text()
    name.setText("三组通组路硬化")
    QTest.keyClick(name, Qt.Key.Key_Return)
    settled(desk)
    assert (name.text(), facts.rowCount()) == ("", before + 1)
    sections = (facts.index(row, 0) for row in range(before + 1))
    names = (facts.index(row, 1, section) for section in sections for row in range(facts.rowCount(section)))
    projects.setCurrentIndex(next(cell for cell in names if cell.data() == "三组通组路硬化"))
    page.findChild(QPushButton, "village_remove").click()
    settled(desk)
    assert facts.rowCount() == before


def test_that_the_form_is_made_where_one_says(desk, settled, tmp_path, monkeypatch):
    target = tmp_path / "village.pdf"
    choose(monkeypatch, target)
    desk.window.page.findChild(QPushButton, "village_print").click()
    settled(desk)
    assert target.read_bytes().startswith(b"%PDF")


def test_that_the_next_year_begins_blank_with_last_year_beside_it(desk, settled, qtbot):
    _type(desk, settled, qtbot, "total_households", "322")
    page = desk.window.page
    page.findChild(QPushButton, "village_next").click()
    settled(desk)
    assert page.findChild(QComboBox, "village_year").currentData() == 2026
    assert "还没有2026年度" in page.findChild(QLabel, "village_state").text()


def test_that_a_finding_of_a_village_leads_to_its_page(desk, settled, qtbot):
    _type(desk, settled, qtbot, "total_households", "300")
    desk.window.go(Place(page="checks"))
    settled(desk)
    desk.window.page.findChild(QPushButton, "checks_run").click()
    settled(desk)
    desk.window.go(Place(page="checks", text="O07"))
    settled(desk)
    table = desk.window.page.findChild(KeyTable, "checks_findings")
    table.opened.emit(table.model().index(0, 0))
    settled(desk)
    assert desk.window.page.name == "village"


def test_that_the_causes_tab_ranks_causes_and_says_why(at_desk, settled):
    program = at_desk()
    program.window.go(Place(page="households"))
    settled(program)
    table = program.window.page.findChild(KeyTable)
    table.opened.emit(table.currentIndex())
    settled(program)
    page = program.window.page
    page.show_tab("causes")
    settled(program)
    causes = page.findChild(KeyTable, "causes_table")
    model = causes.model()
    scores = [int(model.index(row, 2).data()) for row in range(model.rowCount())]
    assert scores == sorted(scores, reverse=True)
    assert len(scores) > 2
    causes.setCurrentIndex(model.index(0, 0))
    why = page.findChild(QLabel, "causes_why")
    assert why.isVisible()
    assert "来源：" in why.text()
    page.show_tab("income")
    settled(program)
    assert "家庭人口" in page.findChild(QLabel, "income_remarks").text()


def test_that_the_second_opinion_opens_from_the_checks_and_a_row_opens_the_household(at_desk, settled):
    program = at_desk()
    program.window.go(Place(page="checks"))
    settled(program)
    program.window.page.findChild(QPushButton, "checks_opinion").click()
    settled(program)
    page = program.window.page
    assert page.name == "opinion"
    assert "基尼系数" in page.findChild(QLabel, "opinion_said").text()
    tabs = page.findChild(QTabWidget, "opinion_tabs")
    assert [tabs.tabText(number) for number in range(2)] == ["指数贫困、未在册：0", "应帮扶、指数不贫困：6"]
    left_out = page.findChild(KeyTable, "opinion_unjudged").model()
    assert tabs.tabText(4) == f"因事实空白未判断：{left_out.rowCount()}"
    tabs.setCurrentIndex(1)
    table = page.findChild(KeyTable, "opinion_looked_back")
    table.opened.emit(table.model().index(0, 0))
    settled(program)
    assert program.window.page.name == "household"
    program.window.back()
    settled(program)
    assert program.window.page.place().tab == "looked_back"


def test_that_an_exit_of_an_earlier_year_is_caught_up_beside_its_conditions(desk, settled, qtbot):
    page = desk.window.page
    page.findChild(QTabWidget, "village_tabs").setCurrentIndex(3)
    assert "没有村出列程序" in page.findChild(QLabel, "village_exit_said").text()
    while "2019" not in page.findChild(QLabel, "village_state").text():
        page.findChild(QPushButton, "village_previous").click()
        settled(desk)
    assert "8项出列条件已达到0项，8项没有填写" in page.findChild(QLabel, "village_exit_said").text()
    _type(desk, settled, qtbot, "clinics", "1")
    assert "已达到1项" in page.findChild(QLabel, "village_exit_said").text()
    page.findChild(QPushButton, "begin_village_exit").click()
    settled(desk)
    assert page.findChild(QLabel, "procedure_0_title").text() == "贫困村出列"
    page.findChild(QPushButton, "procedure_0_next_self_check_note").click()
    page.findChild(QLineEdit, "step_day").setText("2019-02-03")
    page.findChild(QCheckBox, "step_signed_visitors").setChecked(True)
    page.findChild(QPushButton, "step_save").click()
    settled(desk)
    assert "2019年2月3日" in page.findChild(QLabel, "procedure_0_0_0").text()
    desk.window.go(Place(page="procedures"))
    settled(desk)
    page = desk.window.page
    table = page.findChild(KeyTable, "running_table")
    assert page.name == "procedures"
    row = next(
        number for number in range(table.model().rowCount()) if table.model().index(number, 2).data() == "贫困村出列"
    )
    table.opened.emit(table.model().index(row, 0))
    settled(desk)
    assert desk.window.page.name == "village"


def test_that_a_page_left_behind_speaks_the_new_language_when_it_comes_back(desk, settled):
    desk.window.go(Place(page="procedures"))
    settled(desk)
    i18n.set_language("en")
    desk.window.retranslate()
    settled(desk)
    desk.window.go(Place(page="village"))
    settled(desk)
    said = desk.window.page.findChild(QLabel, "village_state").text()
    i18n.set_language("zh_CN")
    assert said.startswith("There is no record")


def test_that_a_figure_of_the_second_opinion_opens_down_to_a_household(at_desk, settled):
    program = at_desk()
    program.window.go(Place(page="opinion", tab="indicators"))
    settled(program)
    settled(program)
    page = program.window.page
    figures, behind = page.findChild(KeyTable, "opinion_indicators"), page.findChild(KeyTable, "opinion_lacking")
    model = figures.model()
    counted = [row for row in range(model.rowCount()) if model.index(row, 3).data() != "0.0 %"]
    figures.setCurrentIndex(model.index(counted[0], 0))
    title = model.index(counted[0], 1).data()
    assert {title in behind.model().index(row, 5).data() for row in range(behind.model().rowCount())} == {True}
    groups, members = page.findChild(KeyTable, "opinion_groups"), page.findChild(KeyTable, "opinion_members")
    assert groups.currentIndex().row() == 0
    assert members.model().rowCount() > 0
    behind.opened.emit(behind.model().index(0, 0))
    settled(program)
    assert program.window.page.name == "household"


def test_that_the_second_opinion_still_tells_of_the_year_before_once_a_new_one_has_begun(at_desk, settled):
    program = at_desk()
    program.window.go(Place(page="opinion"))
    settled(program)
    page = program.window.page
    box, said = page.findChild(QComboBox, "opinion_year"), page.findChild(QLabel, "opinion_said")
    assert not box.isVisible()
    failed: list[str] = []
    assert said.text().startswith("2025年度：判断322户")

    def begin_year(session):
        newest = years.with_facts(session)[0]
        settings.put(session.db, "working_year", str(newest + 1))
        household = session.db.conn.execute("SELECT id FROM household WHERE alive ORDER BY id LIMIT 1").fetchone()[0]
        record = years.household_year_id(HouseholdId(RecordId(household)), newest + 1)
        values = {"household": Value(household), "year": Value(newest + 1), "dangerous_house": Value(0)}
        edit = RecordEdit(kind=RecordKind.HOUSEHOLD_YEAR, record=record, values=values, is_new=True)
        commit(session, [Save(village=session.village, edits=(edit,))], seen=log.position(session.db))

    page.shell.store.run(begin_year, None, lambda error: failed.append(repr(error)))
    settled(program)
    assert not failed
    page.refresh()
    settled(program)
    assert said.text().startswith("2026年度：判断0户")
    box.setCurrentIndex(1)
    box.activated.emit(1)
    settled(program)
    assert said.text().startswith("2025年度：判断32")
    assert box.currentText() == "2025 年度"


def test_that_the_second_opinion_says_which_weights_of_a_file_it_used(at_desk, settled, monkeypatch, tmp_path):
    program = at_desk()
    program.window.go(Place(page="opinion"))
    settled(program)
    page, numbers = program.window.page, []
    sql = "SELECT document_number FROM person WHERE alive AND document_number != '' ORDER BY id LIMIT 1"
    page.shell.store.run(lambda session: session.db.conn.execute(sql).fetchone()[0], numbers.append, page.shell.fail)
    settled(program)
    file = tmp_path / "抽样.csv"
    file.write_text(f"证件号码,权数\n{numbers[0]},12\n42058119000101001X,3", "utf-8")
    choose(monkeypatch, file)
    box, used = page.findChild(QComboBox, "opinion_weights"), page.findChild(QLabel, "opinion_used")
    assert not used.isVisible()
    box.setCurrentIndex(box.count() - 1)
    box.activated.emit(box.count() - 1)
    settled(program)
    assert used.text() == "权数：抽样.csv的“权数”列。1户代表12户。有1行不是本登记册的农户。"
    assert box.currentText() == "抽样.csv：权数"
    box.setCurrentIndex(0)
    box.activated.emit(0)
    settled(program)
    assert not used.isVisible()
