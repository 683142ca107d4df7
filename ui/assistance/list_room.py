"""One list of assistance: what it says above, its filters, and the table with a row for each thing."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QModelIndex, Signal, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QHeaderView, QWidget

from poverty_desktop.i18n import _
from ui import theme
from ui.models.rows_model import Cell, CellsModel
from ui.widgets.controls import column, label
from ui.widgets.key_table import KeyTable
from ui.widgets.stretched import Stretched
from ui.widgets.words import Words


class ListRoom(QWidget):
    """``opened`` carries the row that was opened; ``asked`` says that a filter was changed."""

    opened = Signal(object)
    asked = Signal()

    def __init__(self, name: str, words: str, columns: tuple[Cell[Any], ...], *, stretched: int, nothing: str) -> None:
        super().__init__()
        self.setObjectName(f"assistance_{name}")
        self._name, self._nothing = name, nothing
        self._boxes: list[QComboBox] = []
        self.texts = Words(self)
        self._box = column(self, margins=(0, 12, 0, 0), spacing=8)
        self._said = label(None, "", f"assistance_{name}_said", role="weak")
        self._box.addWidget(self._said)
        self._model: CellsModel[Any] = CellsModel(columns, self)
        self.table = KeyTable(f"assistance_{name}_table")
        self.table.setModel(self._model)
        self.texts.put(self.table.setAccessibleName, words)
        self.table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        Stretched(self.table, stretched, 180)
        theme.height(self.table, least=160)
        self.table.opened.connect(self._open)
        self._box.addWidget(self.table, 1)

    def add_box(self, name: str, msgid: str) -> QComboBox:
        """Add a box to choose from above the table, and return it."""
        made = QComboBox()
        made.setObjectName(name)
        made.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        theme.width(made, least=160)
        self.texts.put(made.setAccessibleName, msgid)
        made.activated.connect(self.ask)
        row = QHBoxLayout()
        theme.space(row, spacing=8)
        row.addWidget(made)
        row.addStretch(1)
        self._box.insertLayout(self._box.count() - 1, row)
        self._boxes.append(made)
        return made

    def showEvent(self, event: QShowEvent) -> None:
        """Lead Tab through the boxes to the table; only what can be seen takes part in it."""
        super().showEvent(event)
        for box in self._boxes:
            self.setTabOrder(box, self.table)

    def add_row(self, widget: QWidget) -> None:
        """Add a widget over the whole width above the table."""
        self._box.insertWidget(self._box.count() - 1, widget)

    def set_rows(self, rows: tuple[Any, ...], said: str, year: int) -> None:
        """Show rows and what is said of them; of none, why there is none."""
        self._model.set_rows(rows)
        self._said.setText(said or _(self._nothing).format(year=year))
        if rows and not self.table.currentIndex().isValid():
            self.table.setCurrentIndex(self._model.index(0, 0))

    def wait(self, words: str) -> None:
        """Say what is being done."""
        self._said.setText(words)

    def say(self) -> None:
        """Say the rows in the new language."""
        self._model.say()

    @Slot()
    def ask(self, _number: int = 0) -> None:
        """Say that a filter was changed."""
        self.asked.emit()

    @Slot(QModelIndex)
    def _open(self, index: QModelIndex) -> None:
        row = self._model.row(index.row())
        if row is not None:
            self.opened.emit(row)


def fill(box: QComboBox, everything: str, choices: tuple[tuple[str, str], ...]) -> None:
    """Offer ``choices`` below everything; what was chosen stays chosen."""
    chosen = box.currentData()
    box.clear()
    box.addItem(everything, "")
    for code, name in choices:
        box.addItem(name, code)
    box.setCurrentIndex(max(box.findData(chosen), 0))
