from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from chosen import choose
from photo_form import FORM, with_photo_form
from pypdf import PdfReader
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QComboBox,
    QFrame,
    QInputDialog,
    QLabel,
    QLineEdit,
    QPushButton,
    QRadioButton,
    QSpinBox,
)

from poverty_desktop.operations.done import Done
from poverty_desktop.operations.paperwork.card_claims import CardSaid
from poverty_desktop.operations.paperwork.issued_cards import IssuedCard
from poverty_desktop.pdf import fonts
from poverty_desktop.pdf.preview import page_count
from poverty_desktop.queries.register import households
from ui.errors import Message, Tone
from ui.models.household_model import HouseholdModel
from ui.papers import calls, file_press
from ui.papers.box_dialog import BoxDialog
from ui.papers.print_panel import PrintPanel
from ui.widgets import opening
from ui.widgets.key_table import KeyTable
from ui.widgets.page import Place
from ui.widgets.preview_pane import PreviewPane


@pytest.fixture
def opened(monkeypatch) -> list[Path]:
    """What was given to the system to open."""
    found: list[Path] = []

    def take(path: Path) -> Message:
        found.append(path)
        return Message(tone=Tone.INFO, text=str(path))

    monkeypatch.setattr(file_press, "ask_system", take)
    monkeypatch.setattr(opening, "ask_system", take)
    return found


@pytest.fixture
def room(at_desk, settled):
    """The paper room of the sample village."""
    program = at_desk()
    program.window.go(Place(page="papers"))
    settled(program)
    settled(program)
    return program


def _print(program, settled, qtbot) -> None:
    page = program.window.page
    page.findChild(QPushButton, "papers_print").click()
    settled(program)
    qtbot.waitUntil(lambda: not program.window.progress.isVisible(), timeout=60_000)
    settled(program)


def test_that_the_paper_of_the_household_under_the_cursor_is_shown(room):
    picture = room.window.page.findChild(QLabel, "papers_page")
    assert picture.pixmap().width() > 300
    assert "1" in room.window.page.findChild(QLabel, "papers_page_number").text()


def test_that_one_leafs_through_the_pages_and_looks_closer(room, settled):
    pane = room.window.page.findChild(PreviewPane)
    QTest.keyClick(room.window.windowHandle(), Qt.Key.Key_PageDown)
    settled(room)
    assert pane.page() == 1
    wide = pane.findChild(QLabel, "papers_page").pixmap().width()
    room.window.page.findChild(QPushButton, "papers_larger").click()
    settled(room)
    assert pane.page() == 1
    assert pane.findChild(QLabel, "papers_page").pixmap().width() > wide


def test_that_the_preview_leafs_through_every_ticked_paper(room, settled, qtbot, tmp_path, monkeypatch, opened):
    page = room.window.page
    pane, said = page.findChild(PreviewPane), page.findChild(QLabel, "papers_page_number")
    of_file = pages_in(said)
    page.findChild(QCheckBox, "papers_assistance_card").setChecked(True)
    settled(room)
    assert pages_in(said) > of_file
    target = tmp_path / "both.pdf"
    choose(monkeypatch, target)
    _print(room, settled, qtbot)
    assert page_count(target.read_bytes()) == pages_in(said)
    file_page = pane.findChild(QLabel, "papers_page").pixmap().toImage()
    for _number in range(of_file):
        page.findChild(QPushButton, "papers_after").click()
        settled(room)
    assert pane.page() == of_file
    assert pane.findChild(QLabel, "papers_page").pixmap().toImage() != file_page


def pages_in(said: QLabel) -> int:
    """Return how many pages the line above the preview counts."""
    return int(re.findall(r"\d+", said.text())[-1])


def test_that_the_household_under_the_cursor_is_printed_without_a_tick(
    room, settled, qtbot, tmp_path, monkeypatch, opened
):
    target = tmp_path / "one.pdf"
    choose(monkeypatch, target)
    _print(room, settled, qtbot)
    assert page_count(target.read_bytes()) >= 3
    assert opened == [target]


def test_that_ticked_households_go_into_one_file(room, settled, qtbot, tmp_path, monkeypatch, opened):
    page = room.window.page
    table = page.findChild(KeyTable, "papers_table")
    table.setFocus()
    for _number in range(2):
        QTest.keyClick(table, Qt.Key.Key_Space)
        QTest.keyClick(table, Qt.Key.Key_Down)
    target = tmp_path / "two.pdf"
    choose(monkeypatch, target)
    page.findChild(QCheckBox, "papers_household_file").setChecked(False)
    page.findChild(QCheckBox, "papers_assistance_card").setChecked(True)
    page.findChild(QCheckBox, "papers_open").setChecked(False)
    _print(room, settled, qtbot)
    assert "2" in page.findChild(QLabel, "papers_count").text()
    assert "2" in room.window.message.text()
    assert page_count(target.read_bytes()) >= 2
    assert opened == []


def test_that_each_household_may_have_a_file_without_a_name_in_it(room, settled, qtbot, tmp_path, monkeypatch, opened):
    page = room.window.page
    model = page.findChild(HouseholdModel)
    chosen = tuple(model.row(number) for number in range(3))
    room.window.go(Place(page="papers", households=tuple(row.id for row in chosen)))
    settled(room)
    page.findChild(QRadioButton, "papers_volume_household").setChecked(True)
    choose(monkeypatch, tmp_path)
    _print(room, settled, qtbot)
    files = sorted(tmp_path.glob("*.pdf"))
    assert len(files) == 3
    assert not [file for file in files for row in chosen if row.head_name in file.name]
    assert opened == [tmp_path]


def test_that_characters_that_no_font_has_are_told_before_printing(room, settled, qtbot, tmp_path, monkeypatch, opened):
    monkeypatch.setattr(fonts, "missing_characters", lambda _text: frozenset("𰻝"))
    target = tmp_path / "rare.pdf"
    choose(monkeypatch, target)
    page = room.window.page
    _print(room, settled, qtbot)
    assert page.findChild(QFrame, "papers_warning").isVisible()
    assert "𰻝" in page.findChild(QLabel, "papers_missing").text()
    assert not target.exists()
    page.findChild(QPushButton, "papers_confirm").click()
    settled(room)
    qtbot.waitUntil(target.exists, timeout=20_000)
    settled(room)


def test_that_households_handed_over_are_ticked_and_shown(room, settled):
    model = room.window.page.findChild(HouseholdModel)
    chosen = (model.row(4).id, model.row(7).id)
    room.window.go(Place(page="households"))
    settled(room)
    room.window.go(Place(page="papers", households=chosen))
    settled(room)
    assert model.ticks() == chosen
    assert "2" in room.window.page.findChild(QLabel, "papers_count").text()


def test_that_one_chooses_which_questionnaire_is_printed(at_desk, settled, qtbot, tmp_path, monkeypatch, opened):
    program = at_desk()
    program.store.run(with_photo_form)
    program.window.go(Place(page="papers"))
    settled(program)
    settled(program)
    page = program.window.page
    form = page.findChild(QComboBox, "papers_form")
    assert not form.isVisible()
    page.findChild(QCheckBox, "papers_household_file").setChecked(False)
    page.findChild(QCheckBox, "papers_blank_questionnaire").setChecked(True)
    assert form.isVisible()
    assert form.itemData(0) == "household_survey"
    form.setCurrentIndex(form.findData(FORM))
    settled(program)
    target = tmp_path / "form.pdf"
    choose(monkeypatch, target)
    _print(program, settled, qtbot)
    assert "照片" in PdfReader(target).pages[0].extract_text()


def test_that_nothing_is_printed_without_a_paper(room):
    panel = room.window.page.findChild(PrintPanel)
    panel.findChild(QCheckBox, "papers_household_file").setChecked(False)
    assert not panel.findChild(QPushButton, "papers_print").isEnabled()


def test_that_leaving_the_file_dialog_prints_nothing(room, settled, qtbot, tmp_path, monkeypatch, opened):
    choose(monkeypatch, None)
    _print(room, settled, qtbot)
    assert opened == []
    assert room.window.message.text() == ""


def test_that_printing_can_be_stopped_and_leaves_no_file(room, settled, qtbot, tmp_path, monkeypatch, opened):
    page = room.window.page
    page.findChild(QPushButton, "papers_tick_all").click()
    settled(room)
    target = tmp_path / "village.pdf"
    choose(monkeypatch, target)
    wish, stop = (
        page.findChild(QPushButton, "papers_print"),
        room.window.progress.findChild(QPushButton, "progress_stop"),
    )
    wish.setFocus()
    wish.click()
    qtbot.waitUntil(lambda: list(tmp_path.glob("*.part")) != [], timeout=60_000)
    stop.setFocus()
    QTest.keyClick(stop, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: not room.window.progress.isVisible(), timeout=60_000)
    assert QApplication.focusWidget() is wish
    settled(room)
    assert list(tmp_path.iterdir()) == [tmp_path / "village"]  # the workspace of this test only
    assert opened == []


def test_that_the_warning_names_the_household_at_which_a_character_stands(room, settled, qtbot, monkeypatch):
    page = room.window.page
    household = page._chooser.chosen()[0]
    found: list[str] = []
    room.store.run(lambda session: households.one(session, household).head_name, found.append)
    settled(room)
    monkeypatch.setattr(fonts, "missing_characters", lambda _text: frozenset(found[0][0]))
    page.findChild(QPushButton, "papers_print").click()
    qtbot.waitUntil(page.findChild(QFrame, "papers_warning").isVisible, timeout=60_000)
    assert found[0] in page.findChild(QLabel, "papers_missing").text()
    settled(room)


def test_that_a_stopped_run_is_gone_on_with_from_the_message(room, settled, qtbot, tmp_path, monkeypatch, opened):
    page = room.window.page
    model = page.findChild(HouseholdModel)
    room.window.go(Place(page="papers", households=tuple(model.row(number).id for number in range(5))))
    settled(room)
    page.findChild(QRadioButton, "papers_volume_household").setChecked(True)
    page.findChild(QCheckBox, "papers_route").setChecked(True)
    page.findChild(QCheckBox, "papers_both_sides").setChecked(True)
    choose(monkeypatch, tmp_path)
    page.findChild(QPushButton, "papers_print").click()
    qtbot.waitUntil(lambda: list(tmp_path.glob("*.pdf")) != [], timeout=60_000)
    room.window.progress.findChild(QPushButton, "progress_stop").click()
    qtbot.waitUntil(lambda: "打印已停止" in room.window.message.text(), timeout=60_000)
    assert len(list(tmp_path.glob("*.pdf"))) < 5
    assert not list(tmp_path.glob("*.part"))
    room.window.message.findChild(QPushButton, "message_mend").click()
    qtbot.waitUntil(lambda: len(list(tmp_path.glob("*.pdf"))) == 5, timeout=60_000)
    settled(room)
    assert {page_count(file.read_bytes()) % 2 for file in tmp_path.glob("*.pdf")} == {0}


def test_that_a_list_ticks_its_households_and_boxes_are_labelled_for_them(
    room, settled, qtbot, tmp_path, monkeypatch, opened
):
    page = room.window.page
    model = page.findChild(HouseholdModel)
    rows = [model.row(number) for number in range(60)]
    numbers = [row.national_number for row in rows if row is not None and row.national_number][:3]
    listed = tmp_path / "list.csv"
    listed.write_text("户编号,备注\n" + "".join(f"{number},\n" for number in numbers) + "0000,\n", encoding="utf-8")
    choose(monkeypatch, listed)
    page.findChild(QPushButton, "papers_by_list").click()
    settled(room)
    assert "3户" in room.window.message.text()
    assert "第5行" in room.window.message.text()
    target = tmp_path / "boxes.pdf"
    choose(monkeypatch, target)
    page.findChild(QPushButton, "papers_boxes").click()
    dialog = page.findChild(BoxDialog)
    dialog.findChild(QSpinBox, "box_files").setValue(2)
    assert "2" in dialog.findChild(QLabel, "box_count").text()
    dialog.findChild(QPushButton, "box_make").click()
    settled(room)
    assert page_count(target.read_bytes()) == 3


def test_that_a_scanned_card_is_told_and_revoked_from_the_message(room, settled, monkeypatch):
    page = room.window.page
    household = page.findChild(HouseholdModel).row(0).id
    moment = datetime(2026, 3, 1, 8, tzinfo=UTC)
    said = CardSaid(
        number="1", name="张三", place="一组", signer="电脑", issued_at=moment, expires_at=moment, is_expired=False,
        is_revoked=False, issued=IssuedCard(household=household, issued_at=moment),
    )  # fmt: skip
    revoked: list[tuple[object, str]] = []

    def revoke(whose, reason, _session):
        revoked.append((whose, reason))
        return Done(value=1, changes=frozenset())

    monkeypatch.setattr(calls.card_claims, "check", lambda _session, _text: said)
    monkeypatch.setattr(calls, "revoke_cards", revoke)
    number = page.findChild(QLineEdit, "papers_number")
    number.setText("FP1:ABC")
    QTest.keyClick(number, Qt.Key.Key_Return)
    settled(room)
    assert "真实有效" in room.window.message.text()
    room.window.message.findChild(QPushButton, "message_mend").click()
    dialog = page.findChild(QInputDialog, "papers_revoke")
    dialog.setTextValue("遗失")
    dialog.accept()
    settled(room)
    assert revoked == [(household, "遗失")]
    assert "已作废" in room.window.message.text()


def test_that_a_long_title_of_a_paper_goes_on_in_a_second_line(qtbot):
    panel = PrintPanel()
    qtbot.addWidget(panel)
    title = "Information form for households at risk"
    panel.set_composed((("form", title), ("sheet", "防止返贫致贫对象信息采集表")))
    tick = panel.findChild(QCheckBox, "papers_form")
    assert tick.text().split("\n") == ["Information form for", "households at risk"]
    assert tick.accessibleName() == title
    assert "\n" not in panel.findChild(QCheckBox, "papers_sheet").text()
