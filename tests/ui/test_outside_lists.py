"""The page of departments' lists: a file is chosen, its hits are taken in and decided by keys."""

from __future__ import annotations

from pathlib import Path

import pytest
from chosen import choose
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit, QPushButton

from poverty_desktop.domain.values import Value
from poverty_desktop.operations.register import new_household
from ui.widgets.key_table import KeyTable
from ui.widgets.page import Place

NUMBER = "420581196005049964"


def add_woman(session):
    head = {"name": Value("欧阳桂英"), "sex": Value("2"), "document_number": Value(NUMBER)}
    return new_household.add(session, {}, head)


@pytest.fixture
def page(at_desk, settled, tmp_path: Path, monkeypatch):
    """The page with one hit that is taken in."""
    program = at_desk()
    program.window.store.run(add_woman)
    settled(program)
    program.window.go(Place(page="checks"))
    settled(program)
    program.window.page.findChild(QPushButton, "checks_lists").click()
    settled(program)
    path = tmp_path / "cars.csv"
    path.write_text(f"姓名,身份证号,车型\n欧阳桂瑛,{NUMBER},轿车\n", "utf-8")
    kinds = program.window.page.findChild(QComboBox, "lists_kind")
    kinds.setCurrentIndex(kinds.findText("车辆"))
    choose(monkeypatch, path)
    program.window.page.findChild(QPushButton, "lists_choose").click()
    settled(program)
    program.window.findChild(QPushButton, "lists_preview_take").click()
    settled(program)
    settled(program)
    return program


def hits(program) -> KeyTable:
    return program.window.page.findChild(KeyTable, "lists_hits")


def test_that_a_hit_says_who_and_what_the_list_says(page):
    model = hits(page).model()
    assert model.rowCount() == 1
    assert model.index(0, 0).data() == "欧阳桂英（名单上为欧阳桂瑛）"
    assert model.index(0, 1).data() == "车辆"
    assert "轿车" in page.window.page.findChild(QLabel, "lists_detail").text()


def test_that_not_true_wants_evidence_first(page, settled):
    QTest.keyClick(hits(page), Qt.Key.Key_2)
    settled(page)
    assert hits(page).model().rowCount() == 1
    page.window.page.findChild(QLineEdit, "lists_evidence").setText("过户证明")
    QTest.keyClick(hits(page), Qt.Key.Key_2)
    settled(page)
    settled(page)
    assert hits(page).model().rowCount() == 0
    QTest.keyClick(hits(page), Qt.Key.Key_E)
    settled(page)
    assert hits(page).model().index(0, 5).data() == "不属实；过户证明"


def test_that_a_picture_is_evidence_enough_and_goes_with_one_outcome_only(page, settled, tmp_path: Path, monkeypatch):
    picture = tmp_path / "deed.png"
    Image.new("RGB", (60, 40), "navy").save(picture)
    choose(monkeypatch, picture)
    taken = page.window.page.findChild(QPushButton, "lists_picture")
    assert taken.text() == "附照片…"
    taken.click()
    assert taken.text() == "已附照片"
    taken.click()
    assert taken.text() == "附照片…", "pressed once more, it gives the picture back"
    taken.click()
    QTest.keyClick(hits(page), Qt.Key.Key_2)
    settled(page)
    settled(page)
    assert hits(page).model().rowCount() == 0
    assert taken.text() == "附照片…"


def test_that_a_decided_hit_waits_again_after_undo(page, settled):
    QTest.keyClick(hits(page), Qt.Key.Key_1)
    settled(page)
    settled(page)
    assert hits(page).model().rowCount() == 0
    page.window.undo()
    settled(page)
    settled(page)
    assert hits(page).model().rowCount() == 1


def test_that_a_list_taken_in_among_decided_hits_shows_what_waits(page, settled, tmp_path: Path, monkeypatch):
    QTest.keyClick(hits(page), Qt.Key.Key_1)
    settled(page)
    QTest.keyClick(hits(page), Qt.Key.Key_E)
    settled(page)
    path = tmp_path / "deaths.csv"
    path.write_text(
        f"姓名,身份证号,死亡日期\n欧阳桂瑛,{NUMBER},2026-08-12\n查无此人,420581195001010019,2026-05-05\n", "utf-8"
    )
    kinds = page.window.page.findChild(QComboBox, "lists_kind")
    kinds.setCurrentIndex(kinds.findText("死亡、火化"))
    choose(monkeypatch, path)
    page.window.page.findChild(QPushButton, "lists_choose").click()
    settled(page)
    said = page.window.findChild(QLabel, "lists_preview_troubles").text()
    assert said.index("姓名与名单不一致") < said.index("不是在册成员的行")
    page.window.findChild(QPushButton, "lists_preview_take").click()
    settled(page)
    settled(page)
    assert page.window.page.findChild(QLabel, "lists_said").text() == "待核实1条。"
    assert hits(page).model().index(0, 1).data() == "死亡、火化"


def test_that_a_column_that_is_not_known_is_asked_for_once(page, settled, tmp_path: Path, monkeypatch):
    here = page.window.page
    for name in ("first.csv", "second.csv"):
        path = tmp_path / name
        path.write_text(f"当事人,编码,说明\n欧阳桂英,{NUMBER},{name}\n张三,见附件,\n李四,见附件,\n", "utf-8")
        choose(monkeypatch, path)
        here.findChild(QPushButton, "lists_choose").click()
        settled(page)
        if name == "first.csv":
            assert not here.findChild(QLabel, "lists_preview_said").isVisible()
            asked = here.findChild(QComboBox, "lists_column_1")
            asked.setCurrentIndex(asked.findText("证件号码"))
            here.findChild(QPushButton, "lists_columns_read").click()
            settled(page)
        assert "编码→证件号码" in here.findChild(QLabel, "lists_preview_columns").text()
        here.findChild(QPushButton, "lists_preview_take").click()
        settled(page)
        settled(page)
    assert hits(page).model().rowCount() == 3


def test_that_a_kind_chosen_after_the_file_counts(page, settled, tmp_path: Path, monkeypatch):
    here = page.window.page
    path = tmp_path / "deaths.csv"
    path.write_text(f"姓名,身份证号,死亡日期\n欧阳桂英,{NUMBER},2026-08-12\n", "utf-8")
    choose(monkeypatch, path)
    here.findChild(QPushButton, "lists_choose").click()
    settled(page)
    kinds = here.findChild(QComboBox, "lists_kind")
    kinds.setCurrentIndex(kinds.findText("死亡、火化"))
    kinds.activated.emit(kinds.currentIndex())
    department = here.findChild(QLineEdit, "lists_department")
    department.setText("县民政局")
    department.editingFinished.emit()  # as where the mouse goes from the field to the button at once
    here.findChild(QPushButton, "lists_preview_take").click()
    settled(page)
    settled(page)
    assert sorted(hits(page).model().index(row, 1).data() for row in range(2)) == ["死亡、火化", "车辆"]
    assert not here.findChild(QLabel, "lists_preview_said").isVisible()
    told = []
    for row in range(2):
        hits(page).setCurrentIndex(hits(page).model().index(row, 0))
        told.append(here.findChild(QLabel, "lists_detail").text())
    assert sum("县民政局" in text for text in told) == 1


def test_that_columns_read_wrongly_are_corrected_before_the_list_comes_in(page, settled, tmp_path: Path, monkeypatch):
    here, other = page.window.page, "420581195001010019"
    path = tmp_path / "shares.csv"
    path.write_text(f"法人,法人身份证号,股东,股东身份证号\n外人,{other},欧阳桂英,{NUMBER}\n", "utf-8")
    choose(monkeypatch, path)
    here.findChild(QPushButton, "lists_choose").click()
    settled(page)
    here.findChild(QPushButton, "lists_preview_correct").click()
    numbers = {place: here.findChild(QComboBox, f"lists_column_{place}") for place in (1, 3)}
    for place, words in ((1, 0), (3, numbers[3].findText("证件号码"))):
        numbers[place].setCurrentIndex(words)
    here.findChild(QPushButton, "lists_columns_read").click()
    settled(page)
    assert "股东身份证号→证件号码" in here.findChild(QLabel, "lists_preview_columns").text()
    here.findChild(QPushButton, "lists_preview_take").click()
    settled(page)
    settled(page)
    assert hits(page).model().rowCount() == 2


def test_that_a_true_hit_is_put_right_in_the_row_below(page, settled):
    QTest.keyClick(hits(page), Qt.Key.Key_1)
    settled(page)
    settled(page)
    tab = page.window.page.findChild(QPushButton, "lists_unmended")
    assert tab.text() == "属实待整改 1"
    tab.click()
    settled(page)
    assert hits(page).model().index(0, 6).data() == "未整改"
    words = page.window.page.findChild(QLineEdit, "lists_mend_words")
    assert words.isVisible()
    page.window.page.findChild(QPushButton, "lists_mend_done").click()
    assert words.hasFocus()  # what was done is asked for first
    QTest.keyClicks(words, "sold")
    page.window.page.findChild(QLineEdit, "lists_mend_evidence").setText("过户证明")
    page.window.page.findChild(QLineEdit, "lists_mend_on").setText("2020-01-31")
    QTest.keyClick(words, Qt.Key.Key_Return)
    settled(page)
    settled(page)
    assert hits(page).model().rowCount() == 0
    assert not words.isVisible()
    page.window.page.findChild(QPushButton, "lists_decided").click()
    settled(page)
    assert hits(page).model().index(0, 6).data().endswith("；sold；过户证明")


def test_that_the_worklist_notes_a_true_hit_as_put_right(page, settled):
    QTest.keyClick(hits(page), Qt.Key.Key_1)
    settled(page)
    page.window.go(Place(page="checks"))
    settled(page)
    page.window.page.findChild(QPushButton, "checks_run").click()
    settled(page)
    settled(page)
    counts = page.window.page.findChild(KeyTable, "checks_counts")
    titles = [counts.model().index(row, 0).data() for row in range(counts.model().rowCount())]
    counts.setCurrentIndex(counts.model().index(titles.index("部门名单比中属实未整改"), 0))
    settled(page)
    table = page.window.page.findChild(KeyTable, "checks_findings")
    assert table.model().rowCount() == 1
    table.setCurrentIndex(table.model().index(0, 0))
    settled(page)
    assert "整改日期" in page.window.page.findChild(QLabel, "checks_why").text()
    words = page.window.page.findChild(QLineEdit, "check_mend_words")
    assert words.isVisible()
    QTest.keyClicks(words, "sold")
    QTest.keyClick(words, Qt.Key.Key_Return)
    settled(page)
    settled(page)
    assert table.model().rowCount() == 0
    assert not words.isVisible()
