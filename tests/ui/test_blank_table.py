"""An office's empty table is filled in the paper room: chosen, its columns said, written."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from PySide6.QtWidgets import QComboBox, QDialog, QPushButton

from ui.papers import table_filler
from ui.widgets.page import Place


@pytest.fixture
def room(at_desk, settled):
    program = at_desk()
    program.window.go(Place(page="papers"))
    settled(program)
    settled(program)
    return program


def test_that_a_table_is_filled_and_its_columns_are_known_the_next_time(room, settled, qtbot, tmp_path, monkeypatch):
    path, target = tmp_path / "空表.xlsx", tmp_path / "已填.xlsx"
    book = openpyxl.Workbook()
    book.active.append(["序号", "户主姓名", "门牌"])
    book.save(path)

    def files(*_given: object) -> tuple[Path, ...]:
        return (path,)

    def place(*_given: object) -> Path:
        return target

    monkeypatch.setattr(table_filler.file_chooser, "ask_files", files)
    monkeypatch.setattr(table_filler.file_chooser, "ask_target", place)

    def dialog() -> QDialog:
        room.window.page.findChild(QPushButton, "papers_fill_table").click()
        settled(room)
        return room.window.page.findChild(QDialog, "blank_table")

    shown = dialog()
    assert shown.findChild(QComboBox, "blank_table_2").currentData() == "head.name"
    street = shown.findChild(QComboBox, "blank_table_3")
    assert street.currentData() == ""
    street.setCurrentIndex(street.findData("household.address"))
    shown.findChild(QPushButton, "blank_table_fill").click()
    settled(room)
    qtbot.waitUntil(target.exists)
    settled(room)
    assert openpyxl.load_workbook(target).active["B2"].value
    again = dialog()
    assert again.findChild(QComboBox, "blank_table_3").currentData() == "household.address"
    again.reject()
    settled(room)


def test_that_a_paper_of_the_pack_is_ticked_and_shown(room, settled):
    page = room.window.page
    from PySide6.QtWidgets import QCheckBox, QLabel

    page.findChild(QCheckBox, "papers_household_file").setChecked(False)
    page.findChild(QCheckBox, "papers_handbook").setChecked(True)
    settled(room)
    picture = page.findChild(QLabel, "papers_page").pixmap()
    assert picture.width() > picture.height()  # two pages of a booklet on a lying sheet


def test_that_the_number_of_a_paper_tells_whether_it_is_still_true(room, settled, qtbot, tmp_path):
    from PySide6.QtCore import Qt
    from PySide6.QtWidgets import QLineEdit

    from poverty_desktop.operations.paperwork import papers, printing

    page = room.window.page
    household = page._chooser.chosen()[0]
    found: list[str] = []

    def print_one(session: object) -> str:
        number = papers.compose(session, "handbook", household).document.number
        printing.print_households(session, [household], ["handbook"], tmp_path / "a.pdf")
        return number

    room.store.run(print_one, found.append)
    settled(room)
    field = page.findChild(QLineEdit, "papers_number")
    field.setText(found[0])
    qtbot.keyClick(field, Qt.Key.Key_Return)
    settled(room)
    assert field.text() == ""
    field.setText("1234")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    settled(room)
    assert field.text() == "1234"
