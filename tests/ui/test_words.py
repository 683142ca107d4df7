from __future__ import annotations

import re

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QLineEdit, QWidget
from pytestqt.qtbot import QtBot
from said import everything
from screens import of_office, of_visit

from ui.households.file_tabs import TABS
from ui.places import PAGES
from ui.settings.page import SECTIONS
from ui.widgets.page import Place

LATIN = re.compile(r"[A-Za-z]{2,}")
ALLOWED = {"English", "Excel", "PDF", "Ctrl", "Shift", "Alt", "Delete", "Esc", "Tab"}
DISK = {"publish_files"}
"""Where names of files are told."""
CHINESE = re.compile("[\u4e00-\u9fff]")


def _latin(window: QWidget) -> set[tuple[str, str]]:
    return {(where, text) for where, text in everything(window) if set(LATIN.findall(text)) - ALLOWED}


def test_that_no_latin_word_stands_on_a_chinese_welcome_page(start, qtbot: QtBot) -> None:
    program = start()
    for way in ("field", "office"):
        program.welcome.take_way(way)
        assert _latin(program.window) == set()


def test_that_no_latin_word_stands_on_a_chinese_page(at_desk, settled, qtbot: QtBot) -> None:
    program = at_desk()
    window = program.window
    for entry in PAGES:
        window.go(Place(page=entry.name))
        settled(program)
        window.actions_by_id["keys"].trigger()
        assert _latin(window) == set(), entry.name
        window.step_back()


def test_that_no_latin_word_stands_in_a_chinese_household_file(at_desk, settled, qtbot: QtBot) -> None:
    program = at_desk()
    window = program.window
    window.go(Place(page="households"))
    settled(program)
    window.page.open_current()
    settled(program)
    for tab, _words in TABS:
        window.page.show_tab(tab)
        settled(program)
        assert _latin(window) == set(), tab
    for section, _words in SECTIONS:
        window.go(Place(page="settings", tab=section))
        settled(program)
        assert _latin(window) == set(), section


def test_that_no_latin_word_stands_on_a_chinese_screen_after_a_visit(at_desk, visited_village, settled) -> None:
    program = at_desk()
    for screen in of_visit(program, settled, visited_village):
        assert _latin(program.window) == set(), screen


def test_that_no_latin_word_stands_on_a_chinese_screen_of_an_office(at_office, visited_village, settled, qtbot) -> None:
    program = at_office()
    for screen in of_office(program, settled, visited_village, qtbot):
        found = {(where, text) for where, text in _latin(program.window) if where not in DISK}
        assert found == set(), screen


def test_that_no_chinese_word_of_the_program_stands_on_an_english_page(at_desk, settled, qtbot: QtBot) -> None:
    program = at_desk(language="en")
    window = program.window
    for entry in PAGES:
        window.go(Place(page=entry.name))
        settled(program)
    static = [shown for shown in window.findChildren(QAbstractButton) if shown.objectName().startswith("place_")]
    assert static
    for shown in static:
        assert not CHINESE.search(shown.text())


def test_that_whatever_takes_the_keyboard_has_a_name_for_screen_readers(at_desk, settled, qtbot: QtBot) -> None:
    program = at_desk()
    window = program.window
    nameless = []
    for entry in PAGES:
        window.go(Place(page=entry.name))
        settled(program)
        for shown in window.page.findChildren(QWidget):
            if shown.focusPolicy() & Qt.FocusPolicy.TabFocus and shown.isVisible():
                is_inner = shown.objectName().startswith("qt_") or isinstance(shown.parentWidget(), QLineEdit)
                if not is_inner and not (shown.objectName() and shown.accessibleName()):
                    nameless.append((entry.name, type(shown).__name__, shown.objectName()))
    assert nameless == []
