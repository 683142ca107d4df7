from __future__ import annotations

from PySide6.QtCore import QRect, Qt
from PySide6.QtWidgets import QLabel, QListWidget, QWidget
from pytestqt.qtbot import QtBot

from ui.models.rows_model import Cell, CellsModel
from ui.widgets.charts import Histogram
from ui.widgets.controls import scrolled
from ui.widgets.empty_words import EmptyWords
from ui.widgets.key_table import KeyTable
from ui.widgets.parts import Parts
from ui.widgets.words import Words
from ui.widgets.wrapped_items import PADDING, wrap


def test_that_parts_stand_side_by_side_only_where_there_is_room(qtbot: QtBot) -> None:
    parts = Parts("parts", QWidget(), QWidget(), shares=(200, 400), least=500)
    qtbot.addWidget(parts)
    parts.resize(600, 300)
    parts.show()
    assert parts.orientation() is Qt.Orientation.Horizontal
    parts.resize(400, 300)
    assert parts.orientation() is Qt.Orientation.Vertical
    parts.resize(600, 300)
    assert parts.orientation() is Qt.Orientation.Horizontal
    one, other = parts.sizes()
    assert one < other


def test_that_the_last_band_of_a_histogram_says_that_it_is_open_above(qtbot: QtBot) -> None:
    shown = Histogram("bands")
    qtbot.addWidget(shown)
    shown.set_bands(((0, 3), (200_000, 4), (400_000, 1)), None, "", "")
    assert shown.bounds() == ("0", "2", "4+")


def test_that_a_table_says_the_first_step_only_once_it_is_known_to_be_empty(qtbot: QtBot) -> None:
    table = KeyTable("rows")
    qtbot.addWidget(table)
    model: CellsModel[str] = CellsModel((Cell(words="Head", text=str),), table)
    table.setModel(model)
    EmptyWords(table, Words(table), "No finding stands here.")
    table.show()
    said = table.findChild(QLabel, "rows_empty")
    assert isinstance(said, QLabel)
    assert not said.isVisible()
    model.set_rows(())
    assert said.isVisible()
    assert table.accessibleDescription() == said.text()
    model.set_rows(("one",))
    assert not said.isVisible()


def test_that_a_column_that_scrolls_down_never_moves_sideways(qtbot: QtBot) -> None:
    wide = QWidget()
    wide.setMinimumSize(400, 900)
    area = scrolled(wide, "some_area")
    qtbot.addWidget(area)
    area.resize(200, 200)
    area.show()
    area.ensureVisible(390, 880)
    assert (area.horizontalScrollBar().value(), area.verticalScrollBar().value() > 0) == (0, True)


def test_that_the_lines_of_a_list_are_as_tall_as_their_words_at_every_width(qtbot: QtBot) -> None:
    lines = QListWidget()
    qtbot.addWidget(lines)
    lines.setStyleSheet(f"QListView::item {{ padding: 6px {PADDING}px; }}")
    lines.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    wrap(lines)
    lines.addItem("Eligible own-paid spending · Amount (yuan)")
    lines.show()
    for width in range(140, 340, 2):
        lines.resize(width, 200)
        lines.doItemsLayout()
        room = lines.viewport().width() - 2 * PADDING - 2 * 3
        words = lines.fontMetrics().boundingRect(QRect(0, 0, room, 999), Qt.TextFlag.TextWordWrap, lines.item(0).text())
        assert lines.visualItemRect(lines.item(0)).height() >= words.height() + 12
