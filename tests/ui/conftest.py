"""Real widgets without a screen: every Qt warning, stray error and left-over thread fails the test."""

from __future__ import annotations

import gc
import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QEvent, Qt, QtMsgType
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot
from visited import PASSPHRASE, Visited, visit

from poverty_desktop import i18n
from poverty_desktop.operations.workspaces import workspace
from poverty_desktop.progress import Progress
from ui import theme
from ui.app import Program
from ui.changes import ChangeNotice
from ui.preferences import Preferences
from ui.tasks import StoreThread
from ui.welcome import calls
from ui.widgets.page import Place

OFFSCREEN_NOISE = (
    "This plugin does not support propagateSizeHints()",
    "This plugin does not support raise()",
    "This plugin does not support grabbing the keyboard",
)
PATIENCE_MS = 20_000


@pytest.fixture(autouse=True)
def _no_qt_warning(qtlog: Any) -> Iterator[None]:
    yield
    bad = {QtMsgType.QtWarningMsg, QtMsgType.QtCriticalMsg, QtMsgType.QtFatalMsg}
    said = [record.message for record in qtlog.records if record.type in bad]
    assert [text for text in said if text not in OFFSCREEN_NOISE] == []


@pytest.fixture(autouse=True, scope="module")
def _nothing_of_windows_is_left() -> Iterator[None]:
    """Take every window apart here: a later test that knows no Qt may search for garbage on whatever thread."""
    gc.disable()
    yield
    gc.collect()
    gc.enable()


@pytest.fixture(autouse=True)
def _no_search_on_other_threads(_nothing_of_windows_is_left: None) -> Iterator[None]:
    """Search for garbage between tests only, where no store thread is left: see ``ui/garbage.py``."""
    gc.disable()
    yield
    gc.collect(1)
    gc.disable()


@pytest.fixture(autouse=True)
def _look(qapp: QApplication, english_words: None) -> None:
    qapp.setStyle("fusion")
    theme.load_fonts()
    theme.apply(qapp, 100)
    i18n.set_language("zh_CN")


@pytest.fixture
def store(qapp: QApplication) -> Iterator[StoreThread]:
    """A store thread without a workspace."""
    made = StoreThread(ChangeNotice(), calls.close)
    yield made
    made.shut_down()


@pytest.fixture(scope="session")
def practice_master(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample village, made once."""
    folder = tmp_path_factory.mktemp("practice") / "village"
    workspace.close(workspace.create_practice(folder, Progress()))
    return folder


@pytest.fixture
def practice(practice_master: Path, tmp_path: Path) -> Path:
    """A copy of the sample village that a test may change."""
    folder = tmp_path / "village"
    shutil.copytree(practice_master, folder)
    return folder


StartProgram = Callable[..., Program]


@pytest.fixture
def start(qapp: QApplication, qtbot: QtBot) -> Iterator[StartProgram]:
    """Start the program with a window of the smallest laptop; closed when the test ends."""
    started: list[Program] = []

    def begin(
        *, language: str = "zh_CN", text_percent: int = 100, recent: tuple[str, ...] = (), look: str = "light"
    ) -> Program:
        chosen = Preferences(language=language, text_percent=text_percent, recent=recent, look=look)
        program = Program(qapp, chosen)
        started.append(program)
        program.window.resize(1366, 768)
        program.window.show()
        qtbot.waitExposed(program.window)
        program.window.activateWindow()
        return program

    yield begin
    for program in started:
        program.store.shut_down()  # what would be backed up first, is not
        program.window.close()
        program.window.deleteLater()
        program.deleteLater()
    qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


@pytest.fixture
def at_desk(start: StartProgram, practice: Path, qtbot: QtBot) -> StartProgram:
    """Start the program and open the sample village."""

    def begin(**chosen: object) -> Program:
        program = start(**chosen)
        with qtbot.waitSignal(program.welcome.entered, timeout=PATIENCE_MS):
            program.welcome.take_folder(str(practice))
        qtbot.waitUntil(lambda: program.window.page is not None and program.window.page.name == "today")
        return program

    return begin


@pytest.fixture
def visited_village(practice: Path, tmp_path: Path) -> Visited:
    """The sample village after a visit; ``at_desk`` opens it."""
    return visit(practice, tmp_path / "visit")


@pytest.fixture
def at_office(start: StartProgram, visited_village: Visited, qtbot: QtBot) -> StartProgram:
    """Start the program and open the office of the village that was visited."""

    def begin(**chosen: object) -> Program:
        program = start(**chosen)
        program.welcome.take_folder(str(visited_village.office))
        qtbot.waitUntil(lambda: program.window.findChild(QLineEdit, "unlock_passphrase") is not None)
        field = program.window.findChild(QLineEdit, "unlock_passphrase")
        qtbot.waitUntil(field.isVisible, timeout=PATIENCE_MS)
        field.setText(PASSPHRASE)
        with qtbot.waitSignal(program.welcome.entered, timeout=PATIENCE_MS):
            qtbot.keyClick(field, Qt.Key.Key_Return)
        qtbot.waitUntil(lambda: program.window.page is not None and program.window.page.name == "today")
        return program

    return begin


@pytest.fixture
def go(qtbot: QtBot) -> Callable[..., None]:
    """Open a page and wait until the store has answered."""

    def begin(program: Program, place: Place) -> None:
        program.window.go(place)
        settle(program, qtbot)

    return begin


@pytest.fixture
def settled(qtbot: QtBot) -> Callable[[Program], None]:
    """Wait until everything asked of the store so far was answered and shown."""

    def wait(program: Program) -> None:
        settle(program, qtbot)

    return wait


def settle(program: Program, qtbot: QtBot) -> None:
    """Wait until everything asked of the store so far was answered and shown."""
    for _round in range(3):
        answered: list[None] = []
        program.store.run(_nothing, answered.append)
        qtbot.waitUntil(lambda found=answered: bool(found), timeout=PATIENCE_MS)
        QApplication.processEvents()


def _nothing(_session: object) -> None:
    return None
