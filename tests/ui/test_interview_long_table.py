"""A table of two thousand rows in the window: the sheet takes over what changed and paints what is in sight."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QSignalSpy
from xlsforms import form, row, start

from poverty_desktop.interviews import questions
from poverty_desktop.interviews.interview import Interview
from ui.interview.sheet import Sheet
from ui.interview.sheet_model import SheetModel, sheet_columns
from ui.interview.view import TableView

ROWS = 2_000
CHILD = "/data/child"


class CountingModel(SheetModel):
    """Counts how often the sheet asks for a cell."""

    asked = 0

    def data(self, index, role=Qt.ItemDataRole.DisplayRole):
        self.asked += 1
        return super().data(index, role)


@pytest.fixture
def children() -> Interview:
    interview = start(
        form(
            [row("begin repeat", "child"), row("text", "name", "Name"), row("integer", "age", "Age"), row("end repeat")]
        )
    )
    for _row in range(ROWS - 1):  # the first is there
        interview.add_repeat(CHILD)
    return interview


def test_that_adding_a_row_typing_and_removing_one_leave_the_other_rows_alone(qtbot, children):
    sheet = Sheet("table")
    qtbot.addWidget(sheet)
    sheet.cells = CountingModel(sheet)
    sheet.setModel(sheet.cells)
    sheet.resize(600, 400)
    sheet.show()
    reset, inserted = QSignalSpy(sheet.cells.modelReset), QSignalSpy(sheet.cells.rowsInserted)
    removed = QSignalSpy(sheet.cells.rowsRemoved)
    changed: list[tuple[int, int]] = []
    sheet.cells.dataChanged.connect(lambda first, last: changed.append((first.row(), last.row())))

    def show(current: str) -> int:
        sheet.cells.asked = 0
        table = questions.table(children, CHILD)
        shown = TableView(table=table, rows=questions.rows(children, table))
        sheet.cells.show_table(shown, sheet_columns(shown, wants_all=False), current, frozenset(), {})
        assert sheet.stand_at(current)
        sheet.widen()
        qtbot.wait(1)
        return sheet.cells.asked

    show(f"{CHILD}[2000]/name")
    assert reset.count() == 1
    children.answer(f"{CHILD}[2000]/name", "王磊")
    show(f"{CHILD}[2000]/age")
    children.add_repeat(CHILD)
    in_all = show(f"{CHILD}[2001]/name")
    assert (reset.count(), inserted.count(), removed.count()) == (1, 1, 0)
    assert changed == [(1999, 1999), (1999, 1999)]
    assert in_all < ROWS  # every cell was asked several times over before
    children.remove_repeat(f"{CHILD}[1999]")
    show(f"{CHILD}[2000]/name")
    assert (reset.count(), removed.count()) == (1, 1)
    assert sheet.cells.index(1998, 0).data() == "王磊"
    assert sheet.cells.after(sheet.cells.index(1998, 1), forward=True) == f"{CHILD}[2000]/name"
    assert sheet.cells.after(sheet.cells.index(0, 0), forward=False) == ""
