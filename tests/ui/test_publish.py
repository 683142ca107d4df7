"""The publishing page of an office: files dropped, errors listed, changes shown, an edition on the stick."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from chosen import choose
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QComboBox, QDialog, QLabel, QPushButton
from said import everything
from test_words import ALLOWED, LATIN

from poverty_desktop.crypto import wrapping
from poverty_desktop.operations.workspaces import workspace
from poverty_desktop.packs.load import load_shipped
from poverty_desktop.store import settings
from poverty_desktop.store.engine import Write
from poverty_desktop.sync.office_keys import found_office, office_keys_to_bytes
from ui.publish.page import PublishPage
from ui.welcome.calls import desk_of
from ui.widgets.key_table import KeyTable
from ui.widgets.page import Place

FORMS = Path(__file__).parents[1] / "unit" / "interviews" / "forms"
CHEAP = wrapping.PassphraseCost(memory_kib=8 * 1024, passes=1, lanes=1)
PATIENCE_MS = 60_000


def xlsform(path: Path, *rows: list[str]) -> Path:
    book = openpyxl.Workbook()
    book.active.title = "survey"
    for row in (["type", "name", "label::中文 (zh)", "relevant"], *rows):
        book.active.append(row)
    book.save(path)
    return path


@pytest.fixture
def office(start, settled, qtbot, tmp_path):
    """A program with an office that has its keys, at the publishing page."""
    program = start()

    def opener(_progress):
        session, _sheet = workspace.create_office(
            tmp_path / "office", "plum river lantern 42 hat", worker="周主任", office_name="示例县", cost=CHEAP
        )
        keys = found_office("示例县", clock=session.clock, ids=session.ids).keys
        with Write(session.db):
            settings.put_secret(session.db, "office_keys", office_keys_to_bytes(keys))
        return session, desk_of(session)

    entered = []
    program.store.open(opener, entered.append)
    qtbot.waitUntil(lambda: entered != [], timeout=PATIENCE_MS)
    program.window.open_desk(entered[0])
    program.window.go(Place(page="publish"))
    settled(program)
    return program


def page_of(program) -> PublishPage:
    page = program.window.page
    assert isinstance(page, PublishPage)
    return page


def drop(program, *files: Path) -> None:
    """Drop files onto the page as a file manager does."""
    page, data = page_of(program), QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(file)) for file in files])
    buttons, keys = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(QPoint(9, 9), Qt.DropAction.CopyAction, data, buttons, keys)
    QApplication.sendEvent(page, enter)
    assert enter.isAccepted()
    QApplication.sendEvent(page, QDropEvent(QPointF(9, 9), Qt.DropAction.CopyAction, data, buttons, keys))


def looked_at(program, qtbot) -> None:
    pane = page_of(program)._look
    qtbot.waitUntil(pane.isVisible, timeout=PATIENCE_MS)


def rows(program, name: str) -> list[list[str]]:
    model = program.window.findChild(KeyTable, name).model()
    return [
        [model.index(row, column).data() or "" for column in range(model.columnCount())]
        for row in range(model.rowCount())
    ]


def text(program, name: str) -> str:
    return program.window.page.findChild(QLabel, name).text()


def press(program, name: str) -> None:
    made = program.window.page.findChild(QPushButton, name)
    assert made.isEnabled()
    made.click()


def test_that_dropped_questionnaires_are_shown_and_become_an_edition(office, settled, qtbot, tmp_path, monkeypatch):
    assert "随程序" in text(office, "publish_force")
    drop(office, *sorted(FORMS.glob("*.xlsx")))
    looked_at(office, qtbot)
    assert len(rows(office, "publish_outlines")) == 4
    assert [row[0] for row in rows(office, "publish_changes")] == ["新增"] * 3
    assert {row[0] for row in rows(office, "publish_troubles")} == {"提示"}
    button = office.window.page.findChild(QPushButton, "publish_publish")
    assert button.text() == "发布第1期"
    press(office, "publish_publish")
    settled(office)
    qtbot.waitUntil(lambda: "第1期" in text(office, "publish_force"), timeout=PATIENCE_MS)
    assert [row[1] for row in rows(office, "publish_editions")] == ["现行", ""]
    assert len(rows(office, "publish_forms")) == 4
    choose(monkeypatch, tmp_path)
    press(office, "publish_write")
    qtbot.waitUntil((tmp_path / "repo" / "metadata" / "timestamp.json").exists, timeout=PATIENCE_MS)
    settled(office)


def test_that_every_error_is_listed_and_nothing_can_be_published(office, settled, qtbot, tmp_path):
    bad = xlsform(
        tmp_path / "bad.xlsx", ["text", "a", "问题", "${gone} = 1"], ["select_one_external x", "b", "选项", ""]
    )
    drop(office, bad)
    looked_at(office, qtbot)
    found = rows(office, "publish_troubles")
    assert ["错误", "bad.xlsx: survey", "2", "relevant", "本调查表中没有题目“gone”。"] in found
    assert [row[2:4] for row in found] == [["2", "relevant"], ["3", "type"]]
    assert not office.window.page.findChild(QPushButton, "publish_publish").isEnabled()
    xlsform(bad, ["text", "a", "问题", ""])
    press(office, "publish_again")
    qtbot.waitUntil(office.window.page.findChild(QPushButton, "publish_publish").isEnabled, timeout=PATIENCE_MS)
    settled(office)


def test_that_files_can_be_added_and_left(office, settled, qtbot, tmp_path, monkeypatch):
    drop(office, xlsform(tmp_path / "one.xlsx", ["text", "a", "甲", ""]))
    looked_at(office, qtbot)
    two = xlsform(tmp_path / "two.xlsx", ["text", "b", "乙", ""])
    three = xlsform(tmp_path / "three.xlsx", ["text", "c", "丙", ""])
    choose(monkeypatch, two, three)
    press(office, "publish_more")
    qtbot.waitUntil(lambda: len(rows(office, "publish_changes")) == 3, timeout=PATIENCE_MS)
    assert text(office, "publish_files") == "one.xlsx、two.xlsx、three.xlsx"
    assert page_of(office).step_back()
    assert not page_of(office).step_back()
    settled(office)


def test_that_a_questionnaire_is_withdrawn(office, settled, qtbot, tmp_path):
    drop(office, xlsform(tmp_path / "one.xlsx", ["text", "a", "甲", ""]))
    looked_at(office, qtbot)
    press(office, "publish_publish")
    settled(office)
    qtbot.waitUntil(lambda: len(rows(office, "publish_forms")) == 2, timeout=PATIENCE_MS)
    table = office.window.findChild(KeyTable, "publish_forms")
    table.setCurrentIndex(table.model().index(0, 0))
    assert not office.window.page.findChild(QPushButton, "publish_withdraw").isEnabled()
    table.setCurrentIndex(table.model().index(1, 0))
    press(office, "publish_withdraw")
    looked_at(office, qtbot)
    assert [row[:2] for row in rows(office, "publish_changes")] == [["删除", "one"]]
    settled(office)


def test_that_nothing_dropped_is_said(office, settled, qtbot, tmp_path):
    (tmp_path / "empty").mkdir()
    drop(office, tmp_path / "empty")
    qtbot.waitUntil(office.window.message.isVisible, timeout=PATIENCE_MS)
    settled(office)


def test_that_only_an_office_has_the_page(at_desk):
    program = at_desk()
    assert not program.window.offers("publish")


def test_that_no_latin_word_stands_on_the_chinese_page(office, settled):
    found = {(where, said) for where, said in everything(office.window) if set(LATIN.findall(said)) - ALLOWED}
    assert found == set()


def test_that_the_papers_of_an_edition_are_seen_before_it_is_published(office, settled, qtbot):
    drop(office, *sorted(FORMS.glob("*.xlsx")))
    looked_at(office, qtbot)
    press(office, "publish_papers")
    settled(office)
    dialog = office.window.page.findChild(QDialog, "publish_paper_dialog")
    papers = dialog.findChild(QComboBox, "publish_paper")
    assert papers.count() == len(load_shipped().papers)
    picture = dialog.findChild(QLabel, "papers_page")
    shown = picture.pixmap().width() > 100 or "农户" in picture.text()
    papers.setCurrentIndex(papers.findData("wall_card"))
    settled(office)
    assert shown
    dialog.accept()
    settled(office)


def test_that_a_form_is_seen_anew_whenever_its_workbook_is_saved(office, settled, qtbot, tmp_path, monkeypatch):
    path = tmp_path / "forms.xlsx"

    def saved(item: str) -> None:
        book = openpyxl.Workbook()
        papers, blocks = book.active, book.create_sheet("paper_blocks")
        papers.title = "papers"
        for row in (("文书",), ("id", "title", "use", "size", "source"), ("mine", "handbook", "internal", "A4", "s")):
            papers.append(row)
        columns = ("paper", "block", "title_zh", "title_en", "items", "lines")
        for row in (("文书",), columns, ("mine", "facts", "甲", "A", item, None)):
            blocks.append(row)
        book.save(path)

    saved("household.address")
    choose(monkeypatch, path)
    press(office, "publish_draft")
    dialog = office.window.page.findChild(QDialog, "publish_draft_dialog")
    state = dialog.findChild(QLabel, "draft_state")
    qtbot.waitUntil(lambda: "没有问题" in state.text(), timeout=PATIENCE_MS)
    assert dialog.findChild(QComboBox, "publish_paper").currentData() == "mine"
    saved("household.nothing")
    qtbot.waitUntil(lambda: "有误" in state.text(), timeout=PATIENCE_MS)
    troubles = dialog.findChild(KeyTable, "draft_troubles").model()
    assert [troubles.index(0, number).data() for number in (1, 2, 3)] == ["paper_blocks", "3", "items"]
    saved("household.phone")
    qtbot.waitUntil(lambda: "没有问题" in state.text(), timeout=PATIENCE_MS)
    assert not dialog.findChild(KeyTable, "draft_troubles").isVisible()
    dialog.accept()
    settled(office)


def test_that_a_form_is_taken_out_changed_in_excel_and_published_alone(office, settled, qtbot, tmp_path, monkeypatch):
    path = tmp_path / "forms.xlsx"
    choose(monkeypatch, path)
    press(office, "publish_forms_out")
    settled(office)
    dialog = office.window.page.findChild(QDialog, "publish_draft_dialog")
    state = dialog.findChild(QLabel, "draft_state")
    qtbot.waitUntil(lambda: "没有问题" in state.text(), timeout=PATIENCE_MS)

    def saved(old: str, new: str) -> None:
        book = openpyxl.load_workbook(path)
        for row in book["paper_blocks"].iter_rows(min_row=3):
            for cell in row:
                cell.value = cell.value.replace(old, new) if isinstance(cell.value, str) else cell.value
        book.save(path)

    saved("household.address", "household.fengshui")
    qtbot.waitUntil(lambda: "有误" in state.text(), timeout=PATIENCE_MS)
    saved("household.fengshui", "household.address=门牌|Door")
    qtbot.waitUntil(lambda: "没有问题" in state.text(), timeout=PATIENCE_MS)
    dialog.accept()
    settled(office)
    drop(office, path)
    looked_at(office, qtbot)
    assert {row[1] for row in rows(office, "publish_changes")} == {"paper_blocks"}
    press(office, "publish_publish")
    settled(office)
    qtbot.waitUntil(lambda: "第1期" in text(office, "publish_force"), timeout=PATIENCE_MS)
