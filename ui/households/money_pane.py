"""What money a household got, or is to get, from which project: read only, the office keeps it."""

from __future__ import annotations

from PySide6.QtWidgets import QHeaderView, QWidget

from poverty_desktop.domain.money import State
from poverty_desktop.i18n import N_, _, format_yuan
from poverty_desktop.queries.money.payment_lists import HouseholdMoney
from ui.models.rows_model import Cell, CellsModel
from ui.widgets.controls import column, label
from ui.widgets.empty_words import EmptyWords
from ui.widgets.key_table import KeyTable
from ui.widgets.stretched import Stretched
from ui.widgets.words import Words

FIRST_STEP = N_("No project has paid this household yet. The office draws up the lists; they come with its bundle.")
_COLORS = {State.RETURNED: "error", State.IN_TRANSIT: "warn", State.PAID: "ok"}

COLUMNS: tuple[Cell[HouseholdMoney], ...] = (
    Cell(words=N_("Year"), text=lambda row: "" if row.year is None else str(row.year), is_number=True),
    Cell(words=N_("Project"), text=lambda row: row.project),
    Cell(words=N_("Measure"), text=lambda row: row.measure),
    Cell(words=N_("Member"), text=lambda row: row.person),
    Cell(words=N_("Period"), text=lambda row: row.period),
    Cell(words=N_("Amount (yuan)"), text=lambda row: format_yuan(row.amount_fen), is_number=True),
    Cell(words=N_("State"), text=lambda row: row.state_label, color=lambda row: _COLORS.get(row.state, "ink")),
    Cell(words=N_("Day"), text=lambda row: row.on),
    Cell(words=N_("Why"), text=lambda row: row.note),
)


class MoneyPane(QWidget):
    """One line for each payment, the newest first."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("money_pane")
        words = Words(self)
        box = column(self, margins=(0, 12, 0, 0), spacing=8)
        self._said = label(None, "", "money_said", role="weak")
        box.addWidget(self._said)
        self._model: CellsModel[HouseholdMoney] = CellsModel(COLUMNS, self)
        table = KeyTable("money_table")
        table.setModel(self._model)
        words.put(table.setAccessibleName, N_("Money of the household"))
        EmptyWords(table, words, FIRST_STEP)
        table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        Stretched(table, 1, 160)
        box.addWidget(table, 1)

    def set_money(self, rows: tuple[HouseholdMoney, ...]) -> None:
        """Show what the household got."""
        self._model.set_rows(rows)
        arrived = sum(row.amount_fen for row in rows if row.state is State.PAID)
        said = _("{count} payments, {yuan} yuan have arrived.")
        self._said.setText(said.format(count=len(rows), yuan=format_yuan(arrived)) if rows else "")

    def say(self) -> None:
        """Say the rows in the new language."""
        self._model.say()
