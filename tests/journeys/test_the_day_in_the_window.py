"""One working day in the real window on a real (virtual) screen, with a power cut in the middle of an interview."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from terminal import PASSPHRASE, words_of
from window import Window, screen

Start = Callable[[], Window]


@pytest.fixture(scope="module")
def display() -> Iterator[str]:
    with screen() as number:
        yield number


@pytest.fixture
def start(display: str, tmp_path: Path) -> Iterator[Start]:
    """Return how the program is started, again and again by the same person."""
    running: list[Window] = []

    def begin() -> Window:
        running.append(Window(display, tmp_path / "home"))
        return running[-1]

    yield begin
    for window in running:
        window.end()


def practise(start: Start) -> Window:
    window = start()
    window.ask("click", "way_practise")
    window.until("322", "today_figures")
    return window


def open_household(window: Window, typed: str, name: str) -> None:
    """Find a household by typing, and open its file."""
    window.ask("click", "place_households")
    window.ask("type_text", "households_search", typed)
    window.until("1 户", "households_count")
    window.ask("press", "Return", "households_search")
    window.until(name, "household_name")


def some_household(window: Window) -> str:
    """Return the name of a head of household that no other one has."""
    window.ask("click", "place_households")
    window.until("322", "households_count")
    names = [row[0] for row in window.ask("rows", "households_table", 200) if len(row[0]) == 3]
    return next(name for name in names if names.count(name) == 1)


def test_that_a_newcomer_practises_corrects_a_fact_and_takes_it_back(start):
    window = practise(start)
    assert "练习" in window.ask("read", "header_practice")
    name = some_household(window)
    open_household(window, name, name)
    correct(window, "备注", "靠近村口")
    assert window.ask("cell", "facts_summary", "备注") == "靠近村口"
    window.ask("press", "Ctrl+Z")
    window.until("已撤销", "message_text")
    window.wait("cell", "facts_summary", "备注", gives="未填")
    window.ask("press", "Ctrl+Y")
    window.wait("cell", "facts_summary", "备注", gives="靠近村口")
    window.ask("press", "Escape")
    window.ask("is_there", "households_table")
    window.quit()


def correct(window: Window, label: str, text: str) -> None:
    """Edit a fact in its place: to its row, Enter, the new value, Enter."""
    window.ask("point_at", "facts_summary", label)
    window.ask("press", "Return", "facts_summary")
    window.ask("type_text", "value_editor_field", text)
    window.ask("press", "Return", "value_editor_field")
    window.until("已保存", "message_text")
    window.wait("cell", "facts_summary", label, gives=text)


def test_that_an_interview_goes_on_at_the_very_question_after_a_power_cut(start):
    window = practise(start)
    name = some_household(window)
    open_household(window, name, name)
    window.ask("click", "household_interview")
    window.until(name, "interview_title")
    asked = window.ask("asked")
    for _ in range(3):
        window.ask("press", "Ctrl+Return", window.ask("focus"))
        asked = window.wait("asked", differs=asked)
    window.kill()

    window = start()
    window.ask("click", "recent_0")
    window.ask("click", "today_draft_0")
    window.until(name, "interview_title")
    window.wait("asked", gives=asked)
    window.quit()


def test_that_a_household_file_and_a_card_are_printed(start, tmp_path):
    window = practise(start)
    name = some_household(window)
    open_household(window, name, name)
    window.ask("click", "household_print")
    window.ask("is_there", "papers_page")
    window.ask("click", "papers_assistance_card")
    window.ask("click", "papers_open")
    window.ask("click", "papers_print")
    target = tmp_path / "papers.pdf"
    window.ask("choose_file", str(target))
    window.until("1 户", "message_text")
    text = words_of(target)
    assert name in text.replace(" ", "")
    assert "明白卡" in text
    assert "练习" in text
    window.quit()


def test_that_a_new_workspace_opens_again_only_with_its_passphrase(start, tmp_path):
    window = start()
    window.ask("click", "way_field")
    while not window.is_there("village_list"):
        window.ask("type_text", "village_field", "官坪")
    window.ask("press", "Return", "village_field")
    window.ask("type_text", "new_worker", "李明")
    window.ask("type_text", "new_folder", str(tmp_path / "guanping"))
    window.ask("type_text", "new_passphrase", PASSPHRASE)
    window.ask("type_text", "new_repeat", PASSPHRASE)
    window.ask("click", "new_create")
    assert len(window.ask("read", "recovery_code").split()) == 8
    window.ask("click", "recovery_tick")
    window.ask("click", "recovery_go")
    window.until("官坪", "header_workspace")
    window.quit()

    window = start()
    window.ask("type_text", "unlock_passphrase", "别的口令 1986")
    window.ask("press", "Return", "unlock_passphrase")
    window.until("口令", "unlock_trouble")
    window.ask("type_text", "unlock_passphrase", PASSPHRASE)
    window.ask("press", "Return", "unlock_passphrase")
    window.until("官坪", "header_workspace")
    window.quit()
