from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QListWidget, QPushButton, QRadioButton, QWidget
from pytestqt.qtbot import QtBot

from ui.errors import Message, Tone
from ui.lanes import Task
from ui.places import PAGES, entries_of, places_of
from ui.widgets.header import HeaderState
from ui.widgets.key_card import KeyCard
from ui.widgets.page import Page, Place
from ui.widgets.palette import Palette
from ui.widgets.search_box import SearchBox
from ui.widgets.sidebar import SidebarPlace

CONTROL = Qt.KeyboardModifier.ControlModifier


def test_that_the_sidebar_is_worked_by_keys_and_escape_goes_back(at_desk, settled, qtbot: QtBot) -> None:
    window = at_desk().window
    assert window.page.name == "today"
    qtbot.keyClick(window, Qt.Key.Key_2, CONTROL)
    assert window.page.name == "households"
    qtbot.keyClick(window.page, Qt.Key.Key_Escape)
    assert window.page.name == "today"


def test_that_there_are_ten_places_at_most() -> None:
    for role in ("field", "office"):
        assert 8 <= len(places_of(entries_of(role), role)) <= 10
    assert len({entry.name for entry in PAGES}) == len(PAGES)


def test_that_ctrl_k_finds_a_household_and_opens_it(at_desk, settled, qtbot: QtBot) -> None:
    program = at_desk()
    window = program.window
    qtbot.keyClick(window, Qt.Key.Key_K, CONTROL)
    palette = window.findChild(Palette)
    hits = palette.findChild(QListWidget)
    qtbot.keyClicks(palette.search, "zs")
    settled(program)
    assert hits.count() > 0
    qtbot.keyClick(palette.search, Qt.Key.Key_Return)
    settled(program)
    assert not palette.isVisible()
    assert window.page.name == "household"


def test_that_ctrl_k_finds_an_action_by_its_words(at_desk, settled, qtbot: QtBot) -> None:
    program = at_desk()
    qtbot.keyClick(program.window, Qt.Key.Key_K, CONTROL)
    palette = program.window.findChild(Palette)
    palette.search.setText("设置")
    settled(program)
    qtbot.keyClick(palette.search, Qt.Key.Key_Return)
    assert program.window.page.name == "settings"


def test_that_f1_shows_the_keys_of_the_page_and_of_the_program(at_desk, qtbot: QtBot) -> None:
    window = at_desk().window
    qtbot.keyClick(window, Qt.Key.Key_F1)
    card = window.findChild(KeyCard)
    assert card.isVisible()
    said = {shown.text() for shown in card.findChildren(QLabel)}
    assert {"今日", "所有页面", "全局搜索", "Ctrl+K"} <= said
    qtbot.keyClick(card, Qt.Key.Key_Escape)
    assert not card.isVisible()


def test_that_the_header_names_workspace_and_worker_and_marks_practice(at_desk, settled) -> None:
    program = at_desk()
    settled(program)
    window = program.window
    assert window.header.findChild(QLabel, "header_workspace").text() == window.desk.name
    assert window.header.findChild(QLabel, "header_worker_text").text() == window.desk.worker
    assert window.header.findChild(QLabel, "header_practice").isVisible()
    assert window.desk.worker not in window.windowTitle()
    header = window.header
    middles = {
        shown.mapTo(header, shown.rect().center()).y()
        for shown in (header.findChild(QLabel, "header_workspace"), header.findChild(QPushButton, "header_search"))
    }
    assert max(middles) - min(middles) <= 2


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_that_a_save_moves_nothing_below_the_header_at_twice_the_text_size(at_desk, settled, language) -> None:
    program = at_desk(text_percent=200, language=language)
    settled(program)
    window = program.window
    window.resize(1366, 700)
    header, state = window.header, window.header._state
    heights = []
    for saved_at, unsent, conflicts in ((None, 0, 0), (datetime(2026, 11, 30, 20, 20, tzinfo=UTC), 27, 0)):
        header.set_state(replace(state, saved_at=saved_at, unsent=unsent, conflicts=conflicts))
        QApplication.processEvents()
        heights.append(header.height())
    assert heights[0] == heights[1] < 2 * header.findChild(QPushButton, "header_search").height()
    assert header.findChild(QPushButton, "header_unsent").accessibleName().startswith(("待报送", "To hand over"))


def test_that_every_page_is_said_in_the_other_language_at_once(at_desk, settled, qtbot: QtBot) -> None:
    program = at_desk()
    window = program.window
    window.go(Place(page="households"))
    settled(program)
    window.switch_language()
    settled(program)
    assert window.page.findChild(QLabel, "households_title").text() == "Households"
    assert window.sidebar.findChild(QPushButton, "place_today").text() == "Today"
    window.go(Place(page="today"))
    settled(program)
    assert window.page.findChild(QLabel, "today_due_title").text() == "Due"


def test_that_the_window_fits_the_smallest_laptop_at_every_text_size(at_desk, settled, qtbot: QtBot) -> None:
    for percent in (100, 200):
        program = at_desk(text_percent=percent)
        for entry in PAGES:
            program.window.go(Place(page=entry.name))
            settled(program)
            area = program.window.page.parentWidget().parentWidget()
            assert not area.horizontalScrollBar().isVisible(), (percent, entry.name)
        hint = program.window.minimumSizeHint()
        assert hint.width() <= 1366, percent
        assert hint.height() <= 768, percent
        program.window.close()


def test_that_no_button_is_cut_and_no_page_moves_sideways(at_desk, settled, qtbot: QtBot) -> None:
    for language in ("zh_CN", "en"):
        program = at_desk(language=language, text_percent=200)
        program.window.resize(1366, 768)
        for entry in PAGES:
            program.window.go(Place(page=entry.name))
            settled(program)
            cut = [
                made.objectName()
                for made in program.window.findChildren(QPushButton)
                if made.isVisible() and made.text() and made.width() < made.minimumSizeHint().width()
            ]
            assert cut == [], (language, entry.name)
            area = program.window.page.parentWidget().parentWidget()
            assert area.horizontalScrollBar().maximum() == 0, (language, entry.name)
        program.window.close()


def test_that_the_keys_of_undo_reach_the_program_from_an_empty_search(at_desk, settled, qtbot: QtBot) -> None:
    program = at_desk()
    program.window.go(Place(page="interview"))
    settled(program)
    search = program.window.page.findChild(SearchBox)
    assert QApplication.focusWidget() is search
    qtbot.keyClicks(search, "z")
    for _letter_then_program in range(2):
        qtbot.keyClick(program.window.windowHandle(), Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
        settled(program)
    assert search.text() == ""
    assert "撤销" in program.window.message.text()


def test_that_undo_with_nothing_to_undo_says_so(at_desk, settled, qtbot: QtBot) -> None:
    program = at_desk()
    page: Page | None = program.window.page
    assert page is not None
    program.window.undo()
    settled(program)
    for _step in range(3):
        program.window.undo()
        settled(program)
    assert program.window.message.text()


def test_that_closing_the_workspace_leads_back_to_the_welcome_page(at_desk, settled, qtbot: QtBot) -> None:
    program = at_desk()
    program.window.close_workspace()
    qtbot.waitUntil(lambda: program.window.page is program.welcome)
    assert not program.window.sidebar.isVisible()


def test_that_pages_built_while_a_passphrase_is_checked_ask_the_store_nothing(start, settled, qtbot: QtBot) -> None:
    program = start()
    asked: list[object] = []
    program.store.unhandled.connect(asked.append)
    program.window.prepare_desk("field")
    program.window.switch_language()
    qtbot.waitUntil(lambda: program.window.windowTitle() == "Village Work Desk")
    assert not program.window.message.isVisible()
    assert asked == []
    assert program.window.page is program.welcome


def test_that_pages_built_ahead_are_the_ones_that_are_shown(start, practice, qtbot: QtBot) -> None:
    program = start()
    program.window.prepare_desk("field")
    built = program.window.findChild(Page, "page_today")
    with qtbot.waitSignal(program.welcome.entered, timeout=20_000):
        program.welcome.take_folder(str(practice))
    assert program.window.page is built


def test_that_what_is_prepared_for_one_role_is_not_shown_for_another(start, practice, qtbot: QtBot) -> None:
    program = start()
    program.window.prepare_desk("office")
    assert "funds" in program.window.sidebar.names()
    with qtbot.waitSignal(program.welcome.entered, timeout=20_000):
        program.welcome.take_folder(str(practice))
    assert "funds" not in program.window.sidebar.names()
    assert not program.window.offers("publish")
    program.window.prepare_desk("office")  # too late: a workspace is open
    assert "funds" not in program.window.sidebar.names()
    assert not program.window.offers("publish")


def _places(page: QWidget) -> dict[str, QRect]:
    return {
        made.objectName(): QRect(made.mapTo(page.window(), QPoint()), made.size())
        for made in page.findChildren(QWidget)
        if made.objectName() and made.isVisible()
    }


def test_that_nothing_moves_under_the_mouse_when_a_message_or_progress_comes_and_goes(
    at_desk, settled, qtbot: QtBot
) -> None:
    program = at_desk()
    window = program.window
    window.go(Place(page="households"))
    settled(program)
    before = _places(window.page)
    for tone, text in ((Tone.SUCCESS, "短"), (Tone.ERROR, "很长的一句话。" * 60)):
        window.tell(Message(tone=tone, text=text))
        window.watch(Task(window), "正在做")
        settled(program)
        assert window.message.isVisible()
        assert window.progress.isVisible()
        assert _places(window.page) == before
        window.message.dismiss()
        window.progress.hide()


def test_that_a_long_message_is_shown_whole_and_stays_inside_the_window(at_desk, settled, qtbot: QtBot) -> None:
    for percent in (100, 200):
        program = at_desk(text_percent=percent)
        window = program.window
        window.tell(Message(tone=Tone.ERROR, text="很长的一句话。" * 25))
        settled(program)
        text = window.message.findChild(QLabel, "message_text")
        assert text.height() >= text.heightForWidth(text.width())
        inside = QRect(window.message.mapTo(window, QPoint()), window.message.size())
        assert window.rect().contains(inside)
        window.close()


def test_that_success_is_a_quiet_line_and_trouble_is_named(at_desk, qtbot: QtBot) -> None:
    window = at_desk().window
    tone = window.message.findChild(QLabel, "message_tone")
    window.tell(Message(tone=Tone.SUCCESS, text="已保存"))
    assert not tone.isVisible()
    window.tell(Message(tone=Tone.ERROR, text="磁盘已满"))
    assert tone.isVisible()


def test_that_larger_text_never_makes_the_window_grow(at_desk, settled, qtbot: QtBot) -> None:
    window = at_desk().window
    window.resize(1280, 720)
    state = HeaderState(
        workspace="宜昌市宜都市高坝洲镇青林寺村",
        worker="李明",
        is_practice=True,
        saved_at=datetime.now(UTC),
        unsent=12,
        conflicts=3,
    )
    window.sidebar.set_places(
        tuple(SidebarPlace(name=f"place {number}", words="Households", icon="households") for number in range(10))
    )
    for percent in (200, 100):
        window.set_preferences(replace(window.preferences, text_percent=percent))
        window.header.set_state(state)
        window.centralWidget().layout().activate()
        assert window.centralWidget().layout().totalMinimumHeightForWidth(1280) <= 720
        assert (window.width(), window.height()) == (1280, 720)


def test_that_the_settings_follow_a_language_chosen_by_its_key(at_desk, go) -> None:
    program = at_desk()
    go(program, Place(page="settings"))
    program.window.switch_language()
    assert program.window.page.findChild(QRadioButton, "settings_language_en").isChecked()
    program.window.switch_language()
    assert program.window.page.findChild(QRadioButton, "settings_language_zh_CN").isChecked()


@pytest.mark.parametrize("is_by_mouse", [True, False])
def test_that_closing_a_message_leaves_the_keyboard_where_it_was(
    at_desk, settled, qtbot: QtBot, *, is_by_mouse: bool
) -> None:
    window = at_desk().window
    window.go(Place(page="households"))
    search = window.page.findChild(QLineEdit)
    search.setFocus()
    qtbot.waitUntil(search.hasFocus)
    window.tell(Message(tone=Tone.WARNING, text="请核对"))
    close = window.message.findChild(QPushButton, "message_close")
    if is_by_mouse:
        qtbot.mouseClick(close, Qt.MouseButton.LeftButton)
    else:
        close.setFocus(Qt.FocusReason.TabFocusReason)
        qtbot.keyClick(close, Qt.Key.Key_Space)
    assert not window.message.isVisible()
    assert QApplication.focusWidget() is search


@pytest.mark.parametrize(("tone", "stays"), [(Tone.SUCCESS, False), (Tone.INFO, False), (Tone.ERROR, True)])
def test_that_a_calm_message_goes_with_its_page_and_trouble_stays(at_desk, settled, tone: Tone, stays: bool) -> None:
    program = at_desk(language="en")
    window = program.window
    window.go(Place(page="checks"))
    window.tell(Message(tone=tone, text="said on this page"))
    window.go(Place(page="checks"))
    assert window.message.text()
    window.go(Place(page="papers"))
    assert bool(window.message.text()) is stays
    settled(program)
