from __future__ import annotations

import re
from string import Template

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QRadioButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from poverty_desktop import paths
from ui import preferences, theme, tokens
from ui.style_sheet import SHEET
from ui.widgets.page import Place

SETS = {"light": tokens.LIGHT, "dark": tokens.DARK}


@pytest.mark.parametrize("look", SETS)
def test_that_every_text_stands_out_from_its_ground(look: str) -> None:
    colors = SETS[look]
    faint = [pair for pair in tokens.TEXT_PAIRS if tokens.contrast(colors[pair[0]], colors[pair[1]]) < 4.5]
    faint += [pair for pair in tokens.EDGE_PAIRS if tokens.contrast(colors[pair[0]], colors[pair[1]]) < 3]
    assert faint == []


def test_that_contrast_is_computed_as_wcag_defines_it() -> None:
    assert tokens.contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert tokens.contrast("#FFFFFF", "#FFFFFF") == pytest.approx(1)
    assert tokens.contrast("#767676", "#FFFFFF") == pytest.approx(4.54, abs=0.01)


def test_that_both_looks_have_the_same_names_and_the_style_sheet_no_colour_of_its_own() -> None:
    assert tokens.LIGHT.keys() == tokens.DARK.keys()
    assert re.findall("#[0-9A-Fa-f]{6}", SHEET) == []
    pictures = set(re.findall(r"\$icons/([a-z-]+)\$shade", SHEET))
    assert pictures == {"check-", "chevron-down-", "chevron-left-", "chevron-right-"}
    for shade in ("light", "dark"):
        assert all((paths.resources() / "icons" / f"{name}{shade}.svg").is_file() for name in pictures)
    assert Template(SHEET).get_identifiers()


def test_that_dark_is_chosen_in_the_settings_kept_and_taken_back(at_desk, settled, qtbot: QtBot) -> None:
    program = at_desk()
    window = program.window
    window.go(Place(page="settings"))
    settled(program)
    window.page.findChild(QRadioButton, "settings_look_dark").click()
    settled(program)
    assert preferences.load().look == "dark"
    assert window.grab().toImage().pixelColor(400, 60).lightness() < 80
    button = window.header.findChild(QPushButton, "header_settings")
    drawn = button.icon().pixmap(32).toImage()
    shades = [drawn.pixelColor(x, y) for x in range(drawn.width()) for y in range(drawn.height())]
    assert max(shade.lightness() for shade in shades if shade.alpha() > 200) > 150
    window.page.findChild(QRadioButton, "settings_look_light").click()
    settled(program)
    assert window.grab().toImage().pixelColor(400, 60).lightness() > 200
    assert theme.COLORS == tokens.LIGHT


def test_that_papers_stay_white_in_the_dark(at_desk, settled, qtbot: QtBot) -> None:
    program = at_desk(look="dark")
    program.window.go(Place(page="papers"))
    settled(program)
    settled(program)
    page = program.window.page.findChild(QLabel, "papers_page").pixmap().toImage()
    assert page.pixelColor(3, 3).name() == "#ffffff"


def test_that_the_window_follows_the_system_where_that_was_chosen(at_desk, monkeypatch, qtbot: QtBot) -> None:
    is_dark = [True]
    monkeypatch.setattr(theme, "system_is_dark", lambda _app: is_dark[0])
    program = at_desk(look="system")
    assert theme.COLORS == tokens.DARK
    is_dark[0] = False
    program._follow_system()
    assert theme.COLORS == tokens.LIGHT


class _Counting(QLabel):
    """Counts how often its style changes."""

    def __init__(self) -> None:
        super().__init__("文")
        self.changes = 0

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's own name
        self.changes += event.type() is QEvent.Type.StyleChange
        super().changeEvent(event)


def test_that_a_new_text_size_costs_a_widget_no_more_the_deeper_it_lies(qapp: QApplication, qtbot: QtBot) -> None:
    top = QWidget()
    qtbot.addWidget(top)
    nested: list[_Counting] = []
    for _depth in range(12):
        made = _Counting()
        QVBoxLayout(nested[-1] if nested else top).addWidget(made)
        nested.append(made)
    top.show()
    before = [made.changes for made in nested]
    theme.apply(qapp, 150)
    theme.apply(qapp, 100)
    told = {made.changes - count for made, count in zip(nested, before, strict=True)}
    assert len(told) == 1
