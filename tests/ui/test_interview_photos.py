"""Photos at the interview desk: chosen, pasted, dropped, found by time; shown, and taken out again."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from chosen import choose
from photo_form import FORM, HOUSE, PAPER, PLACE, with_photo_form
from PIL import Image
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QLabel, QListWidget, QPushButton
from said import everything
from sample_pictures import heic_picture, phone_picture

from poverty_desktop.operations.interviewing import media
from poverty_desktop.store import blobs
from ui.interview import calls
from ui.interview.card import QuestionCard
from ui.interview.chooser import Chooser
from ui.interview.media_calls import MediaAct, MediaWish
from ui.interview.media_field import MediaField
from ui.widgets.page import Place

K = Qt.Key
ROOM = "/data/rooms[1]/room"
ROOM_PHOTO = "/data/rooms[1]/picture"


class Person:
    def __init__(self, program, settled) -> None:
        self.program, self._settled = program, settled

    @property
    def page(self):
        return self.program.window.page

    @property
    def field(self) -> MediaField:
        cards = self.page.findChildren(QuestionCard)
        return next(card.field for card in cards if isinstance(card.field, MediaField) and card.field.isVisible())

    def settle(self) -> None:
        self._settled(self.program)

    def go(self, path: str) -> None:
        self.page.desk.show_question(path)
        self.settle()
        assert self.page.view.current == path

    def text(self, path: str) -> str:
        return self.page.view.question(path).text

    def click(self, name: str) -> None:
        button = next(item for item in self.page.findChildren(QPushButton, name) if item.isVisible())
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
        self.settle()

    def ask(self, work):
        found: list[object] = []
        self.program.store.run(work, found.append)
        self.settle()
        return found[0]


def _prepare(session) -> None:
    with_photo_form(session)
    only = {FORM: session.pack.forms[FORM]}
    session.pack = replace(session.pack, forms=only, settings={**session.pack.settings, "yearly_form": FORM})


@pytest.fixture
def person(at_desk, settled) -> Person:
    program = at_desk()
    program.store.run(_prepare)
    program.window.go(Place(page="interview"))
    settled(program)
    chooser = program.window.page.findChild(Chooser)
    program.window.go(Place(page="interview", household=chooser.households.row(0).id, text=FORM))
    settled(program)
    return Person(program, settled)


@pytest.fixture
def phone(tmp_path):
    folder = tmp_path / "phone"
    folder.mkdir()
    (folder / "a.jpg").write_bytes(phone_picture(size=(640, 480)))
    return folder


def _shown(field: MediaField) -> QLabel:
    return field.findChild(QLabel, "media_picture")


def test_that_a_chosen_picture_is_shown_at_its_question_and_enter_goes_on(person, phone, monkeypatch):
    person.go(HOUSE)
    choose(monkeypatch, phone / "a.jpg")
    person.click("media_choose")
    assert person.text(HOUSE).endswith(".jpg")
    assert _shown(person.field).isVisible()
    assert not _shown(person.field).pixmap().isNull()
    assert person.page.view.current == HOUSE
    person.field.setFocus()
    QTest.keyClick(person.field, K.Key_Return)
    person.settle()
    assert person.page.view.current == PAPER
    said = [card._answer.text() for card in person.page.findChildren(QuestionCard) if card.question.path == HOUSE]
    assert said == ["照片"]


def test_that_a_picture_is_shown_again_when_one_comes_back(person, phone):
    person.go(HOUSE)
    person.field.take_file(phone / "a.jpg")
    person.settle()
    person.go(PAPER)
    person.go(HOUSE)
    assert _shown(person.field).isVisible()


def test_that_a_picture_is_pasted(person):
    person.go(HOUSE)
    image = QImage(50, 40, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.darkGreen)
    QGuiApplication.clipboard().setImage(image)
    person.click("media_paste")
    data = person.ask(lambda session: media.read(session, person.text(HOUSE)))
    with Image.open(io.BytesIO(data)) as photo:
        assert photo.size == (50, 40)


def test_that_text_on_the_clipboard_is_no_picture(person):
    person.go(HOUSE)
    QGuiApplication.clipboard().setText("words")
    person.click("media_paste")
    assert person.text(HOUSE) == ""
    assert "不是图片" in person.field.findChild(QLabel, "media_said").text()


def test_that_a_file_is_dropped(person, phone):
    person.go(HOUSE)
    carried = QMimeData()
    carried.setUrls([QUrl.fromLocalFile(str(phone / "a.jpg"))])
    action, button, held = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(QPoint(5, 5), action, carried, button, held)
    QApplication.sendEvent(person.field, enter)
    assert enter.isAccepted()
    QApplication.sendEvent(person.field, QDropEvent(QPointF(5, 5), action, carried, button, held))
    person.settle()
    assert person.text(HOUSE).endswith(".jpg")


def test_that_a_photo_is_taken_out_with_delete(person, phone):
    person.go(HOUSE)
    person.field.take_file(phone / "a.jpg")
    person.settle()
    QTest.keyClick(person.field, K.Key_Delete)
    person.settle()
    assert person.text(HOUSE) == ""
    assert not _shown(person.field).isVisible()


def test_that_what_cannot_be_taken_is_said_and_the_interview_goes_on(person, phone):
    (phone / "b.heic").write_bytes(heic_picture())
    person.go(HOUSE)
    person.field.take_file(phone / "b.heic")
    person.settle()
    assert person.text(HOUSE) == ""
    assert any("高效率格式" in text for _where, text in everything(person.program.window))
    person.field.take_file(phone / "a.jpg")
    person.settle()
    assert person.text(HOUSE)


def test_that_the_phones_pictures_are_offered_and_one_is_taken_only_when_confirmed(person, phone, monkeypatch, qtbot):
    person.go(HOUSE)
    choose(monkeypatch, phone)
    person.click("media_phone")
    qtbot.waitUntil(lambda: person.page.findChild(QDialog, "phone_dialog") is not None)
    dialog = person.page.findChild(QDialog, "phone_dialog")
    pictures, use = dialog.findChild(QListWidget, "phone_pictures"), dialog.findChild(QPushButton, "phone_use")
    assert pictures.count() == 1
    assert not pictures.item(0).icon().isNull()
    assert "别的日子拍的" in pictures.item(0).text()
    assert not use.isEnabled()
    assert person.ask(lambda session: list(blobs.kept(session.folder))) == []
    pictures.setCurrentRow(0)
    QTest.mouseClick(use, Qt.MouseButton.LeftButton)
    person.settle()
    assert person.text(HOUSE).endswith(".jpg")


def test_that_enter_takes_the_picture_of_the_time_of_the_visit(person, tmp_path, monkeypatch, qtbot):
    folder = tmp_path / "day"
    folder.mkdir()
    now = datetime.now().astimezone()
    for number, before in enumerate((timedelta(days=2), timedelta(hours=5), timedelta(minutes=1))):
        taken = (now - before).replace(tzinfo=None)
        (folder / f"{number}.jpg").write_bytes(phone_picture(taken=taken, offset=None, size=(300 + number, 200)))
    person.go(HOUSE)
    choose(monkeypatch, folder)
    person.click("media_phone")
    qtbot.waitUntil(lambda: person.page.findChild(QDialog, "phone_dialog") is not None)
    pictures = person.page.findChild(QListWidget, "phone_pictures")
    assert "半小时内" in pictures.currentItem().text()
    QTest.keyClick(pictures, K.Key_Return)
    person.settle()
    with Image.open(io.BytesIO(person.ask(lambda session: media.read(session, person.text(HOUSE))))) as photo:
        assert photo.size == (302, 200)


def test_that_the_household_file_shows_the_photos_of_a_completed_interview(person, phone, qtbot):
    person.go(HOUSE)
    person.field.take_file(phone / "a.jpg")
    person.settle()
    household = person.page.view.household
    running = person.page.desk.running
    person.ask(lambda session: calls.complete(running, session))
    person.program.window.go(Place(page="household", household=household, tab="photos"))
    person.settle()
    shown = person.page.findChild(QListWidget, "household_photos")
    qtbot.waitUntil(lambda: shown.count() == 1)
    assert "Photo of the house" in shown.item(0).text()
    assert not shown.item(0).icon().isNull()
    person.click("photos_portrait")
    person.settle()
    qtbot.waitUntil(lambda: "householder's photo" in shown.item(0).text() or "户主照片" in shown.item(0).text())
    person.program.window.go(Place(page="household", household=_another(person, household), tab="photos"))
    person.settle()
    assert shown.count() == 0


def _another(person, household):
    query = "SELECT id FROM household WHERE alive AND id <> ? ORDER BY id LIMIT 1"
    return person.ask(lambda session: session.db.conn.execute(query, (household,)).fetchone()[0])


def test_that_a_place_is_read_from_a_picture_on_demand(person, phone, monkeypatch):
    person.go(PLACE)
    choose(monkeypatch, phone / "a.jpg")
    person.click("place_from_picture")
    assert person.text(PLACE).startswith("30.39 111.45")


def test_that_a_photo_in_a_row_of_a_table_is_a_further_question_of_it(person, phone):
    person.go(ROOM_PHOTO)
    person.field.take_file(phone / "a.jpg")
    person.settle()
    assert person.text(ROOM_PHOTO).endswith(".jpg")


def test_that_no_latin_word_stands_at_a_photo(person, phone):
    latin, allowed = re.compile(r"[A-Za-z]{2,}"), {"English", "Excel", "PDF", "Ctrl", "Shift", "Alt", "Esc", "Tab"}
    for path in (HOUSE, PAPER):
        person.go(path)
        said = {text for _where, text in everything(person.field)} - {person.field.question.label}
        assert [text for text in said if set(latin.findall(text)) - allowed] == []
    person.go(PLACE)
    assert next(iter(person.page.findChildren(QPushButton, "place_from_picture"))).text() == "从照片读取……"


def test_that_the_warning_goes_when_the_photo_is_mended_and_not_before(person, phone):
    (phone / "b.heic").write_bytes(heic_picture())
    warning = person.program.window.message
    person.go(HOUSE)
    person.field.take_file(phone / "b.heic")
    person.settle()
    assert warning.isVisible()
    person.go(PAPER)
    person.go(HOUSE)
    assert warning.isVisible()
    person.field.take_file(phone / "a.jpg")
    person.settle()
    assert not warning.isVisible()


def test_that_the_warning_about_a_picture_without_a_place_goes_when_the_place_is_typed(person, phone):
    (phone / "bare.jpg").write_bytes(phone_picture(size=(64, 48), place=False))
    warning = person.program.window.message
    person.go(PLACE)
    person.page.desk._media.wish(MediaWish(act=MediaAct.PLACE, path=PLACE, source=phone / "bare.jpg"))
    person.settle()
    assert warning.isVisible()
    QTest.keyClicks(QApplication.focusWidget(), "30.39 111.45")
    QTest.keyClick(QApplication.focusWidget(), K.Key_Return)
    person.settle()
    assert person.text(PLACE).startswith("30.39")
    assert not warning.isVisible()
