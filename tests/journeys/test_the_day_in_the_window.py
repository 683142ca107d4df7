"""One working day in the real window on a real (virtual) screen, with a power cut in the middle of an interview."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from rosters import VILLAGE, count_whole, village_rows, write_roster
from terminal import PASSPHRASE, Terminal
from window import Window, screen

from poverty_desktop.packs.load import load_shipped
from ui.households.file_tabs import TABS

SECOND_PASSPHRASE = "赵副主任的另一句口令 1987"
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
    complete(window)
    open_household(window, name, name)
    window.ask("press", "Ctrl+Tab", "facts_summary")
    for _name, _words in TABS[2:]:
        window.ask("press", "Ctrl+Tab")
    assert "演练队员" in {cell for row in window.ask("rows", "history_table", 400) for cell in row}
    window.quit()


def complete(window: Window) -> None:
    """Give what is still missing, as the window asks for it, and complete the interview."""
    while window.is_there("interview_troubles_list"):
        told, first = (
            window.ask("read", "interview_troubles_count"),
            window.ask("rows", "interview_troubles_list")[0][0],
        )
        window.ask("press", "F9", "interview_section")
        window.ask("click", "message_mend")
        window.ask("reach", first)
        window.ask("press", "2", window.ask("focus"))
        window.ask("press", "Return", window.ask("focus"))
        window.wait("read", "interview_troubles_count", differs=told)
    window.ask("press", "F9", "interview_section")
    window.ask("is_there", "household_name")


@pytest.fixture
def pair(display: str, tmp_path: Path) -> Iterator[tuple[Window, Window]]:
    """Open the windows of an admitted laptop and of its office, each with a home of its own."""
    terminal = Terminal(tmp_path)
    windows = []
    for name, role in (("field", ("--village", VILLAGE)), ("office", ("--office", "宜都市乡村振兴办公室"))):
        terminal.ask("init", tmp_path / name, "--worker", "李明", *role)
        home = tmp_path / f"home-{name}"
        home.mkdir()
        (home / "window.json").write_text(json.dumps({"recent": [str(tmp_path / name)]}), "utf-8")
        windows.append(Window(display, home))
    for window in windows:
        window.ask("type_text", "unlock_passphrase", PASSPHRASE)
        window.ask("click", "unlock_open")
        window.ask("click", "place_bundles")
    yield windows[0], windows[1]
    for window in windows:
        window.end()


def test_that_a_village_comes_in_goes_out_and_is_confirmed(pair, tmp_path):
    field, office = pair
    stick = tmp_path / "stick"
    stick.mkdir()
    admit(field, office, stick)
    whole = take_in_roster(field, tmp_path)
    field.ask("click", "place_bundles")
    field.ask("click", "bundles_hand")
    field.ask("choose_file", str(stick))
    field.until("写入", "message_text")
    office.ask("click", "bundles_take")
    office.ask("choose_file", str(next(stick.glob("数据包_*.fpb"))))
    office.wait("rows", "bundles_taken", differs=[])
    office.ask("click", "place_households")
    office.until("户", "households_count")
    field.ask("click", "bundles_receipt")
    field.ask("choose_file", str(stick))
    field.until(f"上级已收到 {whole}", "message_text")
    field.wait("is_there", "bundles_hand", gives=False)
    field.quit()
    office.quit()


def admit(field: Window, office: Window, stick: Path) -> None:
    """Make the office's keys, and admit the laptop by digits that are read aloud both ways."""
    for name, text in (("own", PASSPHRASE), ("holder", SECOND_PASSPHRASE)):
        office.ask("type_text", f"keys_{name}", text)
        office.ask("type_text", f"keys_{name}_again", text)
    office.ask("click", "keys_make")
    office.ask("choose_file", str(stick))
    office.ask("is_there", "bundles_digits")
    field.ask("click", "admission_write")
    field.ask("choose_file", str(stick))
    digits = field.ask("read", "admission_digits")
    office.ask("click", "bundles_admit")
    office.ask("choose_file", str(next(stick.glob("*.fpq"))))
    office.ask("type_text", "admit_typed", digits)
    office.ask("click", "admit_admit")
    office.ask("is_there", "bundles_devices")
    field.ask("click", "admission_choose")
    field.ask("choose_file", str(next(stick.glob("*.fpa"))))
    field.ask("type_text", "admission_typed", office.ask("read", "bundles_digits"))
    field.ask("click", "admission_accept_button")
    field.ask("is_there", "bundles_receipt")


def take_in_roster(window: Window, folder: Path) -> int:
    """Take in a roster with faults from the empty list of households, save what stayed out; return what came in."""
    rows = village_rows(load_shipped())
    book = write_roster(folder / "roster.xlsx", rows)
    window.ask("click", "place_households")
    window.ask("click", "households_first_step")
    window.ask("click", "roster_choose")
    window.ask("choose_file", str(book))
    window.ask("click", "roster_save")
    window.ask("choose_file", str(folder / "left-out.xlsx"))
    window.until("行", "message_text")
    window.ask("click", "roster_import")
    window.ask("click", "roster_to_list")
    whole = count_whole(rows)
    window.until(f"{whole} 户", "households_count")
    return whole


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
