"""The sums of the households beside the village's own figures, and the households behind the chosen one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, Signal, Slot
from PySide6.QtWidgets import QWidget

from poverty_desktop.i18n import N_
from ui import theme
from ui.models.rows_model import CellsModel
from ui.village.calls import SumRow
from ui.village.tables import COLUMNS, PART_COLUMNS
from ui.widgets.controls import column
from ui.widgets.empty_words import EmptyWords
from ui.widgets.key_table import KeyTable
from ui.widgets.parts import Parts
from ui.widgets.words import Words

if TYPE_CHECKING:
    from poverty_desktop.checks.village_sums import Part

NOBODY = N_("Nobody stands behind this figure.")


class SumsPane(QWidget):
    """``chosen`` carries the row whose households are asked for, ``opened`` the household that somebody enters."""

    chosen = Signal(object)
    opened = Signal(object)

    def __init__(self, words: Words, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._sums: CellsModel[SumRow] = CellsModel(COLUMNS, self)
        self._parts: CellsModel[Part] = CellsModel(PART_COLUMNS, self)
        self._left, self._right = KeyTable("village_sums"), KeyTable("village_parts")
        words.put(self._left.setAccessibleName, N_("Sums of the households"))
        words.put(self._right.setAccessibleName, N_("Households behind the sum"))
        self._left.setModel(self._sums)
        self._right.setModel(self._parts)
        theme.columns(self._left, 200, 120, 140)
        theme.columns(self._right, 110, 120, 100)
        EmptyWords(self._right, words, NOBODY)
        self._left.moved.connect(self._choose)
        self._left.opened.connect(self._enter)
        self._right.opened.connect(self._open)
        column(self).addWidget(Parts("village_sum_parts", self._left, self._right, shares=(620, 480), least=800), 1)

    def say(self) -> None:
        """Say the tables in the present language."""
        self._sums.say()
        self._parts.say()

    def set_rows(self, rows: tuple[SumRow, ...]) -> None:
        """Show the sums; the chosen one stays chosen."""
        at = max(0, self._left.currentIndex().row())
        self._sums.set_rows(rows)
        self._parts.set_rows(())
        if rows:
            self._left.setCurrentIndex(self._sums.index(min(at, len(rows) - 1), 0))

    def set_parts(self, parts: tuple[Part, ...]) -> None:
        """Show the households behind the chosen sum."""
        self._parts.set_rows(parts)

    @Slot(QModelIndex)
    def _choose(self, index: QModelIndex) -> None:
        row = self._sums.row(index.row()) if index.isValid() else None
        if row is not None:
            self.chosen.emit(row)

    @Slot(QModelIndex)
    def _enter(self, _index: QModelIndex) -> None:
        self._right.setFocus()
        if self._parts.rowCount():
            self._right.setCurrentIndex(self._parts.index(0, 0))

    @Slot(QModelIndex)
    def _open(self, index: QModelIndex) -> None:
        row = self._parts.row(index.row())
        if row is not None:
            self.opened.emit(row.household)
