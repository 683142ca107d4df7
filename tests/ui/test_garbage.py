"""Garbage is looked for on the GUI thread alone: a widget that another thread takes apart breaks the window."""

from __future__ import annotations

import gc
import threading
import weakref
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject

from poverty_desktop.garbage import undisturbed
from ui.garbage import GarbageSearch

MANY = 30_000


class Ring:
    """Refers to itself, as a widget does to the slots that are connected to it."""

    def __init__(self, told: list[str]) -> None:
        self.itself = self
        self._told = told

    def __del__(self) -> None:
        self._told.append(threading.current_thread().name)


@pytest.fixture
def told() -> list[str]:
    return []


@pytest.fixture
def search(qapp: object) -> Iterator[GarbageSearch]:
    """A search that looks after every tenth object."""
    owner = QObject()
    made = GarbageSearch(owner, collect_every=10)
    yield made
    owner.deleteLater()


@pytest.fixture
def searching_threads() -> Iterator[set[str]]:
    """The threads on which Python looked for garbage, which it does by itself when the test begins."""
    seen: set[str] = set()

    def note(_phase: str, _info: dict[str, int]) -> None:
        seen.add(threading.current_thread().name)

    gc.callbacks.append(note)
    gc.enable()
    yield seen
    gc.callbacks.remove(note)


def _make_rings(told: list[str]) -> int:
    for _number in range(MANY):
        Ring(told)
    return MANY


def test_that_no_thread_but_that_of_the_window_looks_for_garbage(at_desk, settled, qtbot, searching_threads, told):
    program = at_desk()
    qtbot.waitUntil(lambda: program.garbage.has_begun)
    searching_threads.clear()
    made: list[int] = []
    program.store.run(lambda _session: _make_rings(told), made.append)
    program.store.run_pure(lambda _progress: _make_rings(told), made.append)
    settled(program)
    qtbot.waitUntil(lambda: len(told) == 2 * MANY)
    assert made == [MANY, MANY]
    assert searching_threads == {"MainThread"}
    assert set(told) == {"MainThread"}


def test_that_a_search_waits_for_long_work(search, told):
    with undisturbed():
        _make_rings(told)
        search.look()
        assert told == []
    while len(told) < MANY:  # what was made in the calm counts as old
        _make_rings([])
        search.look()


def test_that_rings_of_every_age_are_found(search, told):
    old = Ring(told)
    gone = weakref.ref(old)
    for _age in range(3):
        gc.collect()
    del old
    kept: list[object] = []
    while gone() is not None:
        kept += [[] for _number in range(1_000)]
        search.look()
    assert told == ["MainThread"]


def test_that_calm_lasts_until_the_last_thread_is_done():
    gc.enable()
    first, second = undisturbed(), undisturbed()
    first.__enter__()
    second.__enter__()
    first.__exit__(None, None, None)
    assert not gc.isenabled()
    second.__exit__(None, None, None)
    assert gc.isenabled()
