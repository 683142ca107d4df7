"""What looks wrong with the money: each risk with its number, and its cases below."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, Signal, Slot
from PySide6.QtWidgets import QWidget

from poverty_desktop.i18n import N_, _
from poverty_desktop.queries.money.money_risks import Case, RiskCount
from ui import theme
from ui.funds.library_pane import table_of
from ui.funds.tables import CASE_COLUMNS, RISK_COLUMNS
from ui.models.rows_model import CellsModel
from ui.widgets.controls import column, label
from ui.widgets.parts import Parts
from ui.widgets.words import Words


class RiskPane(QWidget):
    """``opened`` carries a case."""

    opened = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        words = Words(self)
        box = column(self, margins=(0, 12, 0, 0), spacing=8)
        how = N_("Each figure opens its cases; Enter on a case opens the household or the project with its papers.")
        box.addWidget(label(words, how, "funds_risk_how", role="weak"))
        self._risks: CellsModel[RiskCount] = CellsModel(RISK_COLUMNS, self)
        self._table = table_of("funds_risks", self._risks, 0)
        words.put(self._table.setAccessibleName, N_("Risks"))
        self._table.moved.connect(self._show)
        theme.height(self._table, least=200)
        self._said = label(None, "", "funds_risk_said", role="weak")
        self._cases: CellsModel[Case] = CellsModel(CASE_COLUMNS, self)
        self._list = table_of("funds_cases", self._cases, 2)
        words.put(self._list.setAccessibleName, N_("Cases"))
        self._list.opened.connect(self._open)
        right = QWidget()
        beside = column(right, spacing=8)
        beside.addWidget(self._said)
        beside.addWidget(self._list, 1)
        beside.addStretch(0)
        box.addWidget(Parts("funds_risk_parts", self._table, right, shares=(440, 740), least=900), 1)

    def show_risks(self, found: tuple[RiskCount, ...]) -> None:
        """Show the risks; the cases of the one that was chosen stay, else those of the first that has any."""
        row = self._table.currentIndex().row()
        self._risks.set_rows(found)
        first = next((number for number, item in enumerate(found) if item.cases), 0)
        if found:
            self._table.setCurrentIndex(self._risks.index(row if row >= 0 else first, 0))
        self._show(self._table.currentIndex())

    def retranslate(self) -> None:
        """Say the rows in the new language."""
        self._risks.say()
        self._cases.say()

    @Slot(QModelIndex)
    def _show(self, index: QModelIndex) -> None:
        risk = self._risks.row(index.row())
        cases = risk.cases if risk is not None else ()
        self._cases.set_rows(cases)
        self._list.setVisible(bool(cases))
        self._said.setText("" if risk is None or cases else _("Nothing of this kind is seen."))
        self._said.setVisible(bool(self._said.text()))

    @Slot(QModelIndex)
    def _open(self, index: QModelIndex) -> None:
        case = self._cases.row(index.row())
        if case is not None:
            self.opened.emit(case)
