"""The village's own procedures: the conditions for its exit and the facts behind them, the steps and their days."""

from __future__ import annotations

from PySide6.QtWidgets import QHeaderView, QWidget

from poverty_desktop.i18n import N_, _
from ui import theme
from ui.households.procedure_pane import ProcedurePane
from ui.models.rows_model import CellsModel
from ui.village.calls import Condition
from ui.village.tables import CONDITION_COLUMNS
from ui.widgets.controls import column, label
from ui.widgets.key_table import KeyTable
from ui.widgets.words import Words


class ExitPane(QWidget):
    """Conditions above, procedures below."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("village_exit")
        words = Words(self)
        box = column(self, spacing=8)
        self._said = label(None, "", "village_exit_said", role="weak")
        box.addWidget(self._said)
        self._conditions: CellsModel[Condition] = CellsModel(CONDITION_COLUMNS, self)
        self._table = KeyTable("village_conditions")
        words.put(self._table.setAccessibleName, N_("Conditions for the exit of the village"))
        self._table.setModel(self._conditions)
        theme.height(self._table, least=150)
        header = self._table.horizontalHeader()
        header.setStretchLastSection(True)
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        box.addWidget(self._table, 2)
        self.procedures = ProcedurePane(N_("No procedure of the village itself was begun."))
        box.addWidget(self.procedures, 3)

    def set_conditions(self, rows: tuple[Condition, ...]) -> None:
        """Show what the pack wants and what the village's record says."""
        self._conditions.set_rows(rows)
        self._table.setVisible(bool(rows))
        met = sum(item.row.holds is True for item in rows)
        unknown = sum(item.row.holds is None for item in rows)
        self._said.setText(
            _(
                "{met} of {count} conditions for the exit are met, {unknown} are not recorded."
                " Type what is missing under “The village”."
            ).format(met=met, count=len(rows), unknown=unknown)
            if rows
            else _(
                "By the policy pack no village leaves a list in this year."
                " Choose an earlier year to catch up what was signed."
            )
        )

    def say(self) -> None:
        """Say the table in the present language."""
        self._conditions.say()
