from __future__ import annotations

import threading

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.errors import Cancelled, RuleError
from poverty_desktop.operations.done import Done
from poverty_desktop.progress import Progress
from ui.changes import ChangeNotice
from ui.tasks import StoreThread


class Page(QObject):
    """Something that asks and is told."""

    def __init__(self) -> None:
        super().__init__()
        self.told: list[object] = []
        self.threads: list[str] = []

    def take(self, value: object) -> None:
        self.told.append(value)
        self.threads.append(threading.current_thread().name)


class FakeSession:
    """Knows on which thread it was used."""

    def __init__(self) -> None:
        self.opened_on = threading.current_thread().name
        self.closed_on = ""


@pytest.fixture
def closed() -> list[str]:
    return []


@pytest.fixture
def notice(qapp: object) -> ChangeNotice:
    return ChangeNotice()


@pytest.fixture
def store(notice: ChangeNotice, closed: list[str]):
    def close(_session: object) -> None:
        closed.append(threading.current_thread().name)

    made = StoreThread(notice, close)
    yield made
    made.shut_down()


@pytest.fixture
def page(store: StoreThread, qtbot: QtBot) -> Page:
    made = Page()
    store.open(lambda _progress: (FakeSession(), "open"), made.take)
    qtbot.waitUntil(lambda: made.told == ["open"])
    made.told.clear()
    return made


def test_that_work_runs_on_the_store_thread_and_answers_in_the_gui_thread(
    store: StoreThread, page: Page, qtbot: QtBot
) -> None:
    store.run(lambda session: (session.opened_on, threading.current_thread().name), page.take)
    qtbot.waitUntil(lambda: len(page.told) == 1)
    assert page.told == [("store", "store")]
    assert page.threads[-1] == "MainThread"


def test_that_a_newer_request_of_the_same_key_replaces_the_older(store: StoreThread, page: Page, qtbot: QtBot) -> None:
    gate = threading.Event()
    store.run(lambda _session: gate.wait(5), page.take)
    for number in range(3):
        store.run(lambda _session, number=number: number, page.take, key="search")
    gate.set()
    qtbot.waitUntil(lambda: len(page.told) == 2)
    assert page.told == [True, 2]


def test_that_a_page_that_is_gone_is_not_called(store: StoreThread, page: Page, qtbot: QtBot) -> None:
    gone = Page()
    told = gone.told
    gate = threading.Event()
    store.run(lambda _session: (gate.wait(5), "too late")[1], gone.take)
    gone.deleteLater()
    del gone
    gate.set()  # not before: an answer that stands in the queue already is given to a page that is only about to go
    store.run(lambda _session: "last", page.take)
    qtbot.waitUntil(lambda: page.told == ["last"])
    assert told == []


def test_that_an_error_goes_to_who_asked_and_else_to_the_window(store: StoreThread, page: Page, qtbot: QtBot) -> None:
    def fail(_session: object) -> None:
        raise RuleError("No.")

    store.run(fail, None, page.take)
    qtbot.waitUntil(lambda: len(page.told) == 1)
    with qtbot.waitSignal(store.unhandled) as unhandled:
        store.run(fail)
    assert isinstance(page.told[0], RuleError)
    assert isinstance(unhandled.args[0], RuleError)


def test_that_a_finished_operation_is_broadcast_before_its_page_is_told(
    store: StoreThread, notice: ChangeNotice, page: Page, qtbot: QtBot
) -> None:
    notice.changed.connect(page.take)
    kinds = frozenset({RecordKind.PERSON})
    store.run(lambda _session: Done(value=7, changes=kinds), page.take)
    qtbot.waitUntil(lambda: len(page.told) == 2)
    assert page.told[0] == kinds
    assert page.told[1].value == 7


def test_that_long_work_tells_how_far_it_is_and_stops_when_asked(store: StoreThread, page: Page, qtbot: QtBot) -> None:
    began = threading.Event()

    def count(_session: object, progress: Progress) -> None:
        for number in range(1_000_000):
            progress.step("Counting", number, 1_000_000)
            began.set()

    task = store.run_long(count, None, page.take)
    with qtbot.waitSignal(task.progressed):
        pass
    task.cancel()
    qtbot.waitUntil(lambda: len(page.told) == 1)
    assert isinstance(page.told[0], Cancelled)


def test_that_closing_uses_the_thread_that_opened(store: StoreThread, page: Page, closed: list[str]) -> None:
    store.shut_down()
    assert closed == ["store"]
    assert "store" not in {thread.name for thread in threading.enumerate()}


class Held:
    """Tells on which thread it was taken apart."""

    def __init__(self, told: list[str]) -> None:
        self._told = told

    def __del__(self) -> None:
        self._told.append(threading.current_thread().name)


def test_that_what_work_held_is_let_go_in_the_gui_thread(store: StoreThread, page: Page, qtbot: QtBot) -> None:
    let_go: list[str] = []
    gate = threading.Event()

    def ask(number: int) -> None:
        given = Held(let_go)
        store.run(lambda _session: (gate.wait(5), given, number)[2], page.take)

    for number in range(20):
        ask(number)
    gate.set()
    qtbot.waitUntil(lambda: len(page.told) == 20)
    store.shut_down()
    assert let_go == ["MainThread"] * 20
