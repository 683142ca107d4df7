"""The table of the household list: income as a bar, guarantees as lights, sorted by the store."""

from __future__ import annotations

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHeaderView, QWidget

from ui import theme
from ui.models.household_model import INCOME_ROLE, LIGHTS_ROLE, HouseholdModel
from ui.widgets.income_bar import IncomeBarDelegate
from ui.widgets.key_table import KeyTable
from ui.widgets.lights import LightsDelegate
from ui.widgets.middle_elided import MiddleElidedDelegate

WIDTHS = (104, 84, 66, 124, 126, 132, 100, 60)
"""A group of four characters and a category of seven can be read whole."""

HEAD, CATEGORY, VISIT = 0, 3, 6
FOUND = 60
MOST_SPARE = 100


class HouseholdTable(KeyTable):
    """Shows a :class:`HouseholdModel`, sorted by group at first."""

    def __init__(self, model: HouseholdModel, parent: QWidget | None = None) -> None:
        super().__init__("households_table", parent)
        self._households = model
        self._room = 0
        self.setModel(model)
        self.setSortingEnabled(True)
        header = self.horizontalHeader()
        header.setSortIndicator(model.column("group"), Qt.SortOrder.AscendingOrder)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        header.setStretchLastSection(False)
        self._bars = IncomeBarDelegate(INCOME_ROLE, self)
        self._lamps = LightsDelegate(LIGHTS_ROLE, self)
        self._groups = MiddleElidedDelegate(self)
        self.setItemDelegateForColumn(model.column("group"), self._groups)
        self.setItemDelegateForColumn(model.column("income"), self._bars)
        self.setItemDelegateForColumn(model.column("lights"), self._lamps)
        model.modelReset.connect(self._share_out)
        header.geometriesChanged.connect(self._share_out)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share out what room is left, unheard: the table is painted anyway, and told of widths it would be once more.

        The event tells the size of the viewport; asked for the viewport itself, PySide would look through every class
        of widgets for what it is, which takes as long as painting the list.
        """
        super().resizeEvent(event)
        self._room = event.size().width()
        header = self.horizontalHeader()
        header.blockSignals(True)
        self._share_out()
        header.blockSignals(False)
        self.updateGeometries()

    @Slot()
    def _share_out(self) -> None:
        """Give what room is left to the category, whose names are long; the last column takes the rest.

        While one searches, the head comes first, for the member that was found stands behind it; where that needs more
        room than there is, the last visit makes way: the preview tells it, too.
        """
        is_searched = bool(self._households.wanted().text)
        spare = self._room - sum(map(theme.px, WIDTHS))
        makes_way = is_searched and spare < theme.px(FOUND)
        if makes_way:
            spare += theme.px(WIDTHS[VISIT])
        self.setColumnHidden(VISIT, makes_way)
        wide = [theme.px(width) for width in WIDTHS]
        for number in (HEAD, CATEGORY) if is_searched else (CATEGORY,):
            share = max(0, min(spare, theme.px(MOST_SPARE)))
            wide[number] += share
            spare -= share
        wide[-1] += max(0, spare)
        for number, width in enumerate(wide):
            self.setColumnWidth(number, width)
