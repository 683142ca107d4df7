"""The laptop's camera at a photo question: chosen, looked through, a still taken, used or taken again."""

from __future__ import annotations

import io
import itertools

import pytest
from photo_form import HOUSE
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QLabel, QPushButton
from test_interview_photos import Person, person  # noqa: F401 - the fixture

from poverty_desktop.errors import RuleError
from poverty_desktop.exchange import cameras
from poverty_desktop.exchange.cameras import BUSY, NO_CAMERA, Camera
from poverty_desktop.operations.interviewing import media
from ui.interview.camera_dialog import CameraDialog
from ui.interview.media_field import MediaField


class Fake:
    """A camera whose pictures tell which one it is; ``ends`` after so many."""

    def __init__(self, color: str, ends: int = 10_000) -> None:
        self.color, self.ends, self.is_open = color, ends, False
        self._count = itertools.count()

    def open(self):
        self.is_open = True
        return self

    def frame(self) -> bytes:
        if next(self._count) >= self.ends:
            raise RuleError(BUSY)
        out = io.BytesIO()
        Image.new("RGB", (640, 480), self.color).save(out, "JPEG")
        return out.getvalue()

    def close(self) -> None:
        self.is_open = False


@pytest.fixture
def plugged(monkeypatch):
    def plug(*fakes: Fake) -> None:
        found = tuple(Camera(name=f"Camera {fake.color}", open=fake.open) for fake in fakes)
        monkeypatch.setattr(cameras, "cameras", lambda: found)

    return plug


def dialog_of(person: Person) -> CameraDialog:  # noqa: F811
    person.go(HOUSE)
    person.click("media_camera")
    [dialog] = person.program.window.findChildren(CameraDialog)
    return dialog


def test_that_a_still_of_the_chosen_camera_becomes_the_answer(person, plugged, qtbot):  # noqa: F811
    inner, outer = Fake("red"), Fake("green")
    plugged(inner, outer)
    dialog = dialog_of(person)
    take, use, again = (dialog.findChild(QPushButton, f"camera_{name}") for name in ("take", "use", "again"))
    qtbot.waitUntil(take.isEnabled)
    dialog.findChild(QComboBox, "camera_which").setCurrentIndex(1)
    assert not inner.is_open
    qtbot.waitUntil(take.isEnabled)
    qtbot.keyClick(take, Qt.Key.Key_Return)
    assert (use.isVisible(), take.isVisible(), outer.is_open) == (True, False, False)
    again.click()
    qtbot.waitUntil(take.isEnabled)
    take.click()
    use.click()
    person.settle()
    data = person.ask(lambda session: media.read(session, person.text(HOUSE)))
    with Image.open(io.BytesIO(data)) as photo:
        assert photo.size == (640, 480)
        assert photo.getpixel((5, 5))[1] > 100
    assert person.page.findChild(MediaField).findChild(QLabel, "media_picture").isVisible()


def test_that_a_camera_that_stops_says_why_and_cancelling_answers_nothing(person, plugged, qtbot):  # noqa: F811
    fake = Fake("blue", ends=3)
    plugged(fake)
    dialog = dialog_of(person)
    said = dialog.findChild(QLabel, "camera_said")
    qtbot.waitUntil(lambda: "没有画面" in said.text())
    assert not dialog.findChild(QPushButton, "camera_take").isEnabled()
    dialog.findChild(QPushButton, "camera_cancel").click()
    person.settle()
    assert (person.text(HOUSE), fake.is_open) == ("", False)


def test_that_without_a_camera_one_sentence_says_what_to_do(person, monkeypatch):  # noqa: F811
    def none():
        raise RuleError(NO_CAMERA)

    monkeypatch.setattr(cameras, "cameras", none)
    person.go(HOUSE)
    person.click("media_camera")
    shown = [label.text() for label in person.program.window.findChildren(QLabel) if label.isVisible()]
    assert any("没有找到摄像头" in text for text in shown)
    assert person.program.window.findChildren(CameraDialog) == []
