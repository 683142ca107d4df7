"""The fund ledger: every source with what is left of it, and a line for a new one."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from poverty_desktop.i18n import N_, _, format_yuan, language
from ui.funds.calls import FundRow, Sources
from ui.funds.entry_row import EntryRow, Field
from ui.funds.library_pane import table_of
from ui.funds.tables import FUND_COLUMNS
from ui.models.rows_model import CellsModel
from ui.widgets.controls import column, label
from ui.widgets.empty_state import EmptyState
from ui.widgets.words import Words


class LedgerPane(QWidget):
    """``given`` carries what was typed of a new source."""

    given = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        words = Words(self)
        box = column(self, margins=(0, 12, 0, 0), spacing=8)
        self._said = label(None, "", "funds_ledger_said", role="weak")
        box.addWidget(self._said)
        self._model: CellsModel[FundRow] = CellsModel(FUND_COLUMNS, self)
        self._table = table_of("funds_sources", self._model, 0)
        words.put(self._table.setAccessibleName, N_("Sources of money"))
        box.addWidget(self._table, 1)
        self._empty = EmptyState(
            "funds_no_sources",
            "draft",
            N_("No source of money is entered yet."),
            N_("Type the number of the document by which money came, and its amount, below."),
        )
        box.addWidget(self._empty, 1)
        self._new = EntryRow(
            "funds_source",
            (
                Field(name="document", words=N_("Number of the source document"), width=200),
                Field(name="amount", words=N_("Amount in yuan"), width=130),
                Field(name="issued_on", words=N_("Issued on, such as 2026-03-01"), width=200),
                Field(name="level", words=N_("Level"), is_choice=True),
                Field(name="kind", words=N_("Kind of money"), is_choice=True),
            ),
            N_("Enter the source"),
        )
        self._new.given.connect(self.given)
        box.addWidget(self._new)

    def show_sources(self, found: Sources) -> None:
        """Show the sources and what they add up to."""
        tongue = language()
        self._model.set_rows(found.rows)
        self._empty.stand_for(self._table, is_empty=not found.rows)
        self._new.set_options("level", [(code, words(tongue)) for code, words in found.levels])
        self._new.set_options("kind", [(code, words(tongue)) for code, words in found.kinds])
        amount = sum(row.fund.amount_fen for row in found.rows)
        left = sum(row.line.left_fen for row in found.rows)
        said = _("{count} sources, {amount} yuan; {left} yuan are not allocated yet. Allocate from a project's page.")
        self._said.setText(said.format(count=len(found.rows), amount=format_yuan(amount), left=format_yuan(left)))

    def clear(self) -> None:
        """Forget what was typed."""
        self._new.clear()

    def retranslate(self) -> None:
        """Say the rows in the new language."""
        self._model.say()
