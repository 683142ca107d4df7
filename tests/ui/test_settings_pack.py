"""The policy pack in the settings: where a figure comes from is read whole, whatever the size of the text."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtWidgets import QTabWidget
from pytestqt.qtbot import QtBot

from ui.widgets.page import Place
from ui.widgets.wrapped_table import WrappedTable

SOURCE = 4


@pytest.mark.parametrize("percent", [100, 200])
@pytest.mark.parametrize(("tab", "name"), [(0, "pack_lines"), (1, "pack_items"), (2, "pack_income_rules")])
def test_that_no_source_is_cut(at_desk, go, percent: int, tab: int, name: str, qtbot: QtBot) -> None:
    program = at_desk(text_percent=percent)
    go(program, Place(page="settings", tab="pack"))
    program.window.findChild(QTabWidget, "pack_tabs").setCurrentIndex(tab)
    table = program.window.findChild(WrappedTable, name)
    qtbot.waitUntil(lambda: table.isVisible() and table.model().rowCount() > 0)
    qtbot.waitUntil(lambda: table.columnWidth(SOURCE) >= 150)
    for row in range(table.model().rowCount()):
        index = table.model().index(row, SOURCE)
        room = QRect(0, 0, table.columnWidth(SOURCE), 10_000)
        needed = table.fontMetrics().boundingRect(room, Qt.TextFlag.TextWordWrap, index.data()).height()
        assert table.rowHeight(row) >= needed, index.data()
