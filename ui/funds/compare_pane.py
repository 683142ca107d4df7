"""The three ledgers compared: their sums, and every difference down to the records that make it."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, Signal, Slot
from PySide6.QtWidgets import QWidget

from poverty_desktop.i18n import N_, _, format_yuan, ngettext
from ui.funds.calls import Compared, DifferenceRow
from ui.funds.library_pane import table_of
from ui.funds.tables import DIFFERENCE_COLUMNS
from ui.models.rows_model import CellsModel
from ui.widgets.controls import button, column, label
from ui.widgets.empty_state import EmptyState
from ui.widgets.flow import FlowLayout
from ui.widgets.words import Words

AGREE = (
    N_("The three ledgers agree to the fen."),
    N_("Sources, projects and households are each added up from their own records and compared here."),
)
NO_MONEY = (
    N_("No money stands in the ledgers yet."),
    N_("Enter a source document and give its money to projects; the three ledgers are compared here."),
)


class ComparePane(QWidget):
    """``opened`` carries a difference; ``picture_asked`` asks for the picture of the way of the money."""

    opened = Signal(object)
    picture_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        words = Words(self)
        box = column(self, margins=(0, 12, 0, 0), spacing=8)
        self._sums = label(None, "", "funds_sums")
        self._said = label(None, "", "funds_compare_said", role="weak")
        top = FlowLayout()
        asked = self.picture_asked.emit
        top.addWidget(button(words, N_("Picture of the way of the money"), "funds_picture", asked, icon="assessment"))
        box.addLayout(top)
        box.addWidget(self._sums)
        box.addWidget(self._said)
        self._model: CellsModel[DifferenceRow] = CellsModel(DIFFERENCE_COLUMNS, self)
        self._table = table_of("funds_differences", self._model, 0)
        words.put(self._table.setAccessibleName, N_("What does not agree"))
        self._table.opened.connect(self._open)
        box.addWidget(self._table, 1)
        self._empty = EmptyState("funds_agree", "good", *AGREE)
        box.addWidget(self._empty, 1)

    def show_compared(self, found: Compared) -> None:
        """Show sums and differences."""
        ledgers = found.ledgers
        households = sum(line.paid_fen for line in ledgers.households.values())
        said = _(
            "Fund ledger: {given} yuan came down, {allocated} allocated. Project ledger: {paid} arrived, {transit} in"
            " transit, {left} remain. Household ledger: {households} arrived at households."
        )
        self._sums.setText(
            said.format(
                given=format_yuan(ledgers.given_fen),
                allocated=format_yuan(ledgers.allocated_fen),
                paid=format_yuan(ledgers.paid_fen),
                transit=format_yuan(ledgers.in_transit_fen),
                left=format_yuan(ledgers.allocated_fen - ledgers.paid_fen - ledgers.in_transit_fen),
                households=format_yuan(households),
            )
        )
        count = len(found.rows)
        counted = ngettext(
            "{n} difference. Enter opens where it comes from.",
            "{n} differences. Enter opens where each comes from.",
            count,
        )
        self._said.setText(counted.format(n=count) if count else "")
        self._model.set_rows(found.rows)
        has_money = any(
            (ledgers.given_fen, ledgers.allocated_fen, ledgers.paid_fen, ledgers.in_transit_fen, households)
        )
        self._empty.say(*(AGREE if has_money else NO_MONEY))
        self._empty.stand_for(self._table, is_empty=not count)

    def retranslate(self) -> None:
        """Say the rows in the new language."""
        self._model.say()

    @Slot(QModelIndex)
    def _open(self, index: QModelIndex) -> None:
        row = self._model.row(index.row())
        if row is not None:
            self.opened.emit(row)
