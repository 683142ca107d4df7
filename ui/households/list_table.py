"""The table of the household list: income as a bar, guarantees as lights, sorted by the store."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHeaderView, QWidget

from ui import theme
from ui.models.household_model import INCOME_ROLE, LIGHTS_ROLE, HouseholdModel
from ui.widgets.income_bar import IncomeBarDelegate
from ui.widgets.key_table import KeyTable
from ui.widgets.lights import LightsDelegate

WIDTHS = (104, 60, 48, 108, 116, 140, 92, 56)
CATEGORY = 3
MOST_SPARE = 100


class HouseholdTable(KeyTable):
    """Shows a :class:`HouseholdModel`, sorted by group at first."""

    def __init__(self, model: HouseholdModel, parent: QWidget | None = None) -> None:
        super().__init__("households_table", parent)
        self.setModel(model)
        self.setSortingEnabled(True)
        header = self.horizontalHeader()
        header.setSortIndicator(model.column("group"), Qt.SortOrder.AscendingOrder)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        self._bars = IncomeBarDelegate(INCOME_ROLE, self)
        self._lamps = LightsDelegate(LIGHTS_ROLE, self)
        self.setItemDelegateForColumn(model.column("income"), self._bars)
        self.setItemDelegateForColumn(model.column("lights"), self._lamps)
        theme.columns(self, *WIDTHS)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the category, whose names are long, what room is left; the last column takes the rest.

        The event tells the size of the viewport; asked for the viewport itself, PySide would look through every class
        of widgets for what it is, which takes as long as painting the list.
        """
        super().resizeEvent(event)
        last = len(WIDTHS) - 1
        others = sum(self.columnWidth(number) for number in range(last) if number != CATEGORY)
        room = event.size().width() - others - self.horizontalHeader().sectionSizeHint(last)
        least, most = theme.px(WIDTHS[CATEGORY]), theme.px(WIDTHS[CATEGORY] + MOST_SPARE)
        self.setColumnWidth(CATEGORY, max(least, min(room, most)))
