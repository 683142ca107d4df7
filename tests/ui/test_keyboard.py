from __future__ import annotations

from collections.abc import Iterator
from itertools import chain, pairwise

import midst
import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSlider,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QScrollArea,
    QScrollBar,
    QTabBar,
    QTabWidget,
    QTextEdit,
    QWidget,
)
from pytestqt.qtbot import QtBot
from reading_order import steps_back
from said import everything
from screens import of_midst, of_office, of_visit

from ui.app import Program
from ui.bundles.return_dialog import ReturnDialog
from ui.households.file_tabs import TABS
from ui.lock.cover import LockPage
from ui.places import PAGES
from ui.settings.page import SECTIONS
from ui.widgets.key_card import KeyCard
from ui.widgets.page import Place

CONTROL = Qt.KeyboardModifier.ControlModifier
CONTROLS = (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSlider,
    QAbstractSpinBox,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QTabWidget,
    QTextEdit,
)


def _screens(program: Program, settled) -> Iterator[str]:
    """Show every screen of the sample village, one after the other."""
    window = program.window
    for entry in PAGES:
        if entry.needs_place:
            continue
        window.go(Place(page=entry.name))
        settled(program)
        yield entry.name
    for section, _words in SECTIONS:
        window.go(Place(page="settings", tab=section))
        settled(program)
        yield f"settings {section}"
    window.go(Place(page="households"))
    settled(program)
    window.page.open_current()
    settled(program)
    for tab, _words in TABS:
        window.page.show_tab(tab)
        settled(program)
        yield f"household {tab}"


def _is_inner(widget: QWidget) -> bool:
    """Say whether ``widget`` is a part that Qt makes inside a control of ours."""
    parent = widget.parentWidget()
    return (
        isinstance(widget, QScrollBar | QTabBar)
        or widget.objectName().startswith("qt_")
        or isinstance(parent, QLineEdit | QComboBox | QAbstractSpinBox | QTabBar)
        or (isinstance(parent, QAbstractItemView) and not widget.objectName())
    )


def _nameless(window: QWidget) -> set[tuple[str, str]]:
    found = set()
    for widget in window.findChildren(QWidget):
        is_control = isinstance(widget, CONTROLS) and not _is_inner(widget) and widget.isVisibleTo(window)
        if is_control and not (widget.accessibleName() and widget.objectName()):
            found.add((type(widget).__name__, widget.objectName()))
    return found


def test_that_every_control_of_every_screen_has_an_accessible_name(at_desk, settled, qtbot: QtBot) -> None:
    program = at_desk()
    program.window.actions_by_id["keys"].trigger()
    program.window.actions_by_id["search"].trigger()
    for screen in _screens(program, settled):
        assert _nameless(program.window) == set(), screen


def test_that_tab_goes_through_every_screen_in_the_order_of_reading(at_desk, settled) -> None:
    program = at_desk()
    for screen in _screens(program, settled):
        assert steps_back(program.window.page) == [], screen


def test_that_the_card_of_the_keys_keeps_the_keyboard_and_gives_it_back(at_desk, settled, qtbot: QtBot) -> None:
    program = at_desk(text_percent=200)
    window = program.window
    window.go(Place(page="households"))
    settled(program)
    before, row = QApplication.focusWidget(), window.page.place()
    qtbot.keyClick(before, Qt.Key.Key_F1)
    card = window.findChild(KeyCard)
    bar = card.findChild(QScrollArea).verticalScrollBar()
    assert bar.maximum() > 0
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Tab, Qt.Key.Key_PageDown):
        qtbot.keyClick(QApplication.focusWidget(), key)
        assert card.isAncestorOf(QApplication.focusWidget())
    assert bar.value() > 0
    assert window.page.place() == row
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Escape)
    assert not card.isVisible()
    assert QApplication.focusWidget() is before


def test_that_the_card_of_the_keys_goes_when_the_page_behind_is_used(at_desk, settled, qtbot: QtBot) -> None:
    program = at_desk()
    window = program.window
    qtbot.keyClick(window, Qt.Key.Key_F1)
    card = window.findChild(KeyCard)
    behind = window.page.findChild(QAbstractButton, "today_start")
    behind.setFocus()
    assert not card.isVisible()
    assert QApplication.focusWidget() is behind


def test_that_every_control_after_a_visit_has_an_accessible_name(at_desk, visited_village, settled) -> None:
    program = at_desk()
    for screen in of_visit(program, settled, visited_village):
        assert _nameless(program.window) == set(), screen


def test_that_every_control_of_an_office_has_an_accessible_name(at_office, visited_village, settled, qtbot) -> None:
    program = at_office()
    for screen in of_office(program, settled, visited_village, qtbot):
        assert _nameless(program.window) == set(), screen


def test_that_every_control_of_the_welcome_page_has_an_accessible_name(start, qtbot: QtBot) -> None:
    program = start()
    for way in ("field", "office"):
        program.welcome.take_way(way)
        assert _nameless(program.window) == set(), way


def _order(window: QWidget) -> list[QWidget]:
    """Return what Tab visits, from the first of the window."""
    chain, widget = [], window.nextInFocusChain()
    while widget is not window and len(chain) < 5000:
        takes_tab = widget.isVisible() and widget.isEnabled() and bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus)
        if takes_tab and not _is_inner(widget) and widget.focusProxy() is None:
            chain.append(widget)
        widget = widget.nextInFocusChain()
    return chain


def _area_of(widget: QWidget) -> QScrollArea | None:
    around = widget.parentWidget()
    while around is not None and not (isinstance(around, QScrollArea) and around.widget().isAncestorOf(widget)):
        around = around.parentWidget()
    return around


def _place_of(window: QWidget, widget: QWidget, other: QWidget) -> QRect:
    """Return where ``widget`` stands for one who comes from or goes to ``other``.

    What is scrolled out of sight stands at the edge of what scrolls it, for all that is not in there with it.
    """
    place = QRect(widget.mapTo(window, QPoint()), widget.size())
    area = _area_of(widget)
    if area is not None and area is not _area_of(other):
        view = QRect(area.viewport().mapTo(window, QPoint()), area.viewport().size())
        place.moveTop(min(max(place.top(), view.top() - place.height()), view.bottom() - place.height()))
    return place


def _is_backwards(before: QRect, after: QRect) -> bool:
    """Say whether the eye has to go back: up in the same column, or left in the same line."""
    is_above = after.bottom() <= before.top()
    is_same_column = after.left() < before.right() and before.left() < after.right()
    is_same_line = after.top() < before.bottom() and before.top() < after.bottom()
    return (is_above and is_same_column) or (is_same_line and after.right() <= before.left())


def _steps_back(window: QWidget, within: QWidget) -> list[tuple[str, str]]:
    """Return where Tab leads against the order of reading."""
    order = [widget for widget in _order(window) if within.isAncestorOf(widget)]
    return [
        (one.objectName(), other.objectName())
        for one, other in pairwise(order)
        if _is_backwards(_place_of(window, one, other), _place_of(window, other, one))
    ]


def test_that_tab_follows_the_order_of_reading(at_desk, settled, qtbot: QtBot) -> None:
    program = at_desk()
    window = program.window
    for screen in _screens(program, settled):
        assert _steps_back(window, window.page) == [], screen


def test_that_tab_follows_the_order_of_reading_after_a_visit(at_desk, visited_village, settled) -> None:
    program = at_desk()
    window = program.window
    for screen in of_visit(program, settled, visited_village):
        dialog = window.findChild(ReturnDialog)
        top, within = (dialog, dialog) if dialog is not None else (window, window.page)
        assert _steps_back(top, within) == [], screen


def test_that_tab_follows_the_order_of_reading_in_an_office(at_office, visited_village, settled, qtbot) -> None:
    program = at_office()
    window = program.window
    for screen in of_office(program, settled, visited_village, qtbot):
        cover = window.findChild(LockPage)
        assert _steps_back(window, cover if cover is not None else window.page) == [], screen


def test_that_the_places_of_an_office_have_keys_that_f1_names(at_office, settled, qtbot: QtBot) -> None:
    window = at_office().window
    names = (
        "today", "households", "interview", "checks", "assistance", "funds", "papers", "bundles", "assessment",
        "merge",
    )  # fmt: skip
    assert window.sidebar.names() == names
    for number, name in enumerate(names, start=1):
        qtbot.keyClick(window, getattr(Qt.Key, f"Key_{number % 10}"), CONTROL)
        assert window.page.name == name
    window.actions_by_id["keys"].trigger()
    said = {text for _where, text in everything(window.findChild(KeyCard))}
    assert {f"Ctrl+{number}" for number in range(10)} <= said
    assert {"今日", "农户", "入户", "核查", "帮扶", "资金", "打印", "数据报送", "考核", "数据汇总"} <= said


def test_that_a_page_without_a_place_marks_the_one_it_belongs_to(at_office, settled) -> None:
    window = at_office().window
    for page, place in (
        ("duplicates", "checks"), ("outside_lists", "checks"), ("opinion", "checks"), ("reviews", "checks"),
        ("rounds", "checks"), ("procedures", "checks"), ("team", "assistance"),
    ):  # fmt: skip
        window.go(Place(page=page))
        settled(window)
        marked = [one.objectName() for one in window.sidebar.findChildren(QAbstractButton) if one.isChecked()]
        assert marked == [f"place_{place}"]


def test_that_the_places_of_an_office_have_room_beside_large_text(at_office, settled) -> None:
    window = at_office(text_percent=200).window
    window.resize(1366, 768)
    assert window.height() == 768
    shown = window.sidebar.findChildren(QAbstractButton)
    assert len(shown) == 10
    for one in shown:
        assert window.rect().contains(QRect(one.mapTo(window, QPoint()), one.size()))
        assert one.height() >= one.fontMetrics().height()


def _areas_around(page: QWidget) -> Iterator[QScrollArea]:
    """Yield what scrolls the page or a part of it."""
    yield from (area for area in page.findChildren(QScrollArea) if area.isVisible())
    around = page.parentWidget()
    while around is not None:
        if isinstance(around, QScrollArea):
            yield around
        around = around.parentWidget()


def test_that_every_screen_has_room_in_the_smallest_window_with_large_text(at_desk, visited_village, settled) -> None:
    program = at_desk(text_percent=200)
    window = program.window
    narrow = []
    for screen in chain(_screens(program, settled), of_visit(program, settled, visited_village)):
        assert (window.width(), window.height()) == (1366, 768), screen
        cut = [area for area in _areas_around(window.page) if area.horizontalScrollBar().maximum()]
        narrow += [(screen, area.objectName(), area.horizontalScrollBar().maximum()) for area in cut]
    assert narrow == []


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_that_a_village_in_the_midst_of_its_work_has_room_with_large_text(
    at_desk, practice, settled, tmp_path, language: str
) -> None:
    household = midst.work(practice, tmp_path, "李恒文")
    program = at_desk(text_percent=200, language=language)
    narrow = []
    for screen in of_midst(program, settled, household):
        cut = [area for area in _areas_around(program.window.page) if area.horizontalScrollBar().maximum()]
        narrow += [(screen, area.objectName(), area.horizontalScrollBar().maximum()) for area in cut]
    assert narrow == []


def test_that_f1_lists_the_keys_of_every_page_and_names_the_places(at_desk, settled, qtbot: QtBot) -> None:
    program = at_desk()
    window = program.window
    for screen in _screens(program, settled):
        assert window.page.keys(), screen
        window.actions_by_id["keys"].trigger()
        card = window.findChild(KeyCard)
        said = [shown.text() for shown in card.findChildren(QLabel) if shown.objectName().startswith("key")]
        assert {"Ctrl+K", "Ctrl+1", "Ctrl+,", "F1"} <= set(said), screen
        places = [said[said.index(f"Ctrl+{number}") + 1] for number in range(1, 6)]
        assert len(set(places)) == 5, places
        card.dismiss()


def test_that_slash_leads_to_the_search_of_every_list(at_desk, settled, qtbot: QtBot) -> None:
    program = at_desk()
    window = program.window
    for page, search in (("households", "households_search"), ("papers", "papers_search")):
        window.go(Place(page=page))
        settled(program)
        window.page.focus_first()
        qtbot.keyClick(QApplication.focusWidget(), "/")
        assert QApplication.focusWidget().objectName() == search


def test_that_ctrl_and_a_number_open_the_places_in_their_order_and_ctrl_comma_the_settings(
    at_desk, settled, qtbot: QtBot
) -> None:
    window = at_desk().window
    for number, name in enumerate(window.sidebar.names()):
        qtbot.keyClick(window, getattr(Qt.Key, f"Key_{(number + 1) % 10}"), CONTROL)
        assert window.page.name == name
    qtbot.keyClick(window, Qt.Key.Key_Comma, CONTROL)
    assert window.page.name == "settings"
    qtbot.keyClick(window.page, Qt.Key.Key_Escape)
    assert window.page.name == window.sidebar.names()[-1]
