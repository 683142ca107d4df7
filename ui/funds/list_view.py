"""One payment list with its lines: print it, send it, take in what the bank answered, mend what came back."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, Qt, Signal, Slot
from PySide6.QtWidgets import QWidget

from poverty_desktop.domain.money import State
from poverty_desktop.i18n import N_, _, format_yuan
from poverty_desktop.operations.money.bank_matching import RefusedAnswer
from poverty_desktop.operations.money.bank_results import BankPreview
from poverty_desktop.queries.money.payment_lists import LineRow, ListRow
from ui import theme
from ui.funds.library_pane import table_of
from ui.funds.tables import BANK_COLUMNS, LINE_COLUMNS
from ui.models.rows_model import CellsModel
from ui.widgets.controls import button, column, label, line_edit
from ui.widgets.flow import FlowLayout
from ui.widgets.key_table import KeyTable
from ui.widgets.words import Words


class ListView(QWidget):
    """``asked`` carries what is wanted of the list, ``mended`` and ``cancelled`` a line with what was typed to it."""

    household_asked = Signal(object)
    asked = Signal(str)
    mended = Signal(object, str)
    cancelled = Signal(object, str)
    taken = Signal()
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words = Words(self)
        self._bank: BankPreview | None = None
        box = column(self, spacing=8)
        self._name = label(None, "", "funds_list_name", role="heading")
        self._said = label(None, "", "funds_one_said", role="weak")
        box.addWidget(self._name)
        box.addWidget(self._said)
        acts = FlowLayout()
        theme.space(acts, spacing=8)
        acts.addWidget(button(self._words, N_("Back"), "funds_one_back", self.left.emit))
        for msgid, name, icon in (
            (N_("Print for signature"), "print", "papers"),
            (N_("Public list"), "display", "papers"),
            (N_("It hangs since today"), "displayed", "pin"),
            (N_("File for the bank"), "bank_file", "export"),
            (N_("Sent to the bank"), "send", "send"),
            (N_("The bank's answer …"), "results", "import"),
        ):
            made = button(self._words, msgid, f"funds_{name}", None, icon=icon)
            made.setProperty("act", name)
            made.clicked.connect(self._ask)
            acts.addWidget(made)
        box.addLayout(acts)
        self._bank_said = label(None, "", "funds_bank_said")
        box.addWidget(self._bank_said)
        self._bank_take = button(
            self._words, N_("Take in the answer"), "funds_bank_take", self.taken.emit, role="primary", icon="check"
        )
        box.addWidget(self._bank_take, 0, Qt.AlignmentFlag.AlignLeft)
        self._bank_rows: CellsModel[RefusedAnswer] = CellsModel(BANK_COLUMNS, self)
        self._bank_table = table_of("funds_bank_refused", self._bank_rows, 2)
        self._words.put(self._bank_table.setAccessibleName, N_("Rows that are not taken in"))
        self._bank_table.setMaximumHeight(theme.px(160))
        box.addWidget(self._bank_table)
        self._lines: CellsModel[LineRow] = CellsModel(LINE_COLUMNS, self)
        self._table: KeyTable = table_of("funds_lines", self._lines, 6)
        self._words.put(self._table.setAccessibleName, N_("Lines of the list"))
        self._table.opened.connect(self._open_line)
        self._table.moved.connect(self._choose_line)
        box.addWidget(self._table, 1)
        self._mending = QWidget()
        row = FlowLayout(self._mending)
        theme.space(row, spacing=8)
        self._account = line_edit(self._words, N_("Right account"), "funds_account", hint=N_("Right account"))
        self._account.setFixedWidth(theme.px(240))
        row.addWidget(self._account)
        row.addWidget(button(self._words, N_("Pay again to this account"), "funds_mend", self._mend))
        self._because = line_edit(
            self._words, N_("Why the line is cancelled"), "funds_because", hint=N_("Why the line is cancelled")
        )
        self._because.setFixedWidth(theme.px(240))
        row.addWidget(self._because)
        row.addWidget(button(self._words, N_("Cancel the line"), "funds_cancel", self._cancel))
        box.addWidget(self._mending)
        self.show_bank(None)

    def show_lines(self, row: ListRow, lines: tuple[LineRow, ...]) -> None:
        """Show the lines of a list."""
        self._name.setText(row.title)
        self._lines.set_rows(lines)
        sums = {state: sum(line.amount_fen for line in lines if line.state is state) for state in State}
        said = _("{lines} lines, {yuan} yuan: {paid} arrived, {transit} in transit, {returned} returned.").format(
            lines=row.lines,
            yuan=format_yuan(row.amount_fen),
            paid=format_yuan(sums[State.PAID]),
            transit=format_yuan(sums[State.IN_TRANSIT]),
            returned=format_yuan(sums[State.RETURNED]),
        )
        self._said.setText(said)
        self._choose_line(self._table.currentIndex())
        self._table.setFocus()

    def say_title(self, title: str) -> None:
        """Say which list it is."""
        self._name.setText(title)

    def show_bank(self, found: BankPreview | None) -> None:
        """Say what the bank's answer would change; nothing where there is none."""
        self._bank = found
        self._bank_said.setVisible(found is not None)
        self._bank_take.setVisible(found is not None and bool(found.new))
        self._bank_rows.set_rows(found.refused if found is not None else ())
        self._bank_table.setVisible(found is not None and bool(found.refused))
        if found is not None:
            paid = sum(item.state is State.PAID for item in found.new)
            said = _("{paid} arrived, {returned} came back, {known} known already, {refused} rows do not fit;")
            self._bank_said.setText(
                said.format(
                    paid=paid,
                    returned=len(found.new) - paid,
                    known=len(found.answers) - len(found.new),
                    refused=len(found.refused),
                )
                + " "
                + _("{silent} lines have no answer yet.").format(silent=found.silent)
            )

    def retranslate(self) -> None:
        """Say the rows in the new language."""
        self._lines.say()
        self._bank_rows.say()

    @Slot(QModelIndex)
    def _open_line(self, index: QModelIndex) -> None:
        row = self._lines.row(index.row())
        if row is not None:
            self.household_asked.emit(row.household)

    @Slot(QModelIndex)
    def _choose_line(self, index: QModelIndex) -> None:
        row = self._lines.row(index.row())
        is_open = row is not None and row.state in (State.RETURNED, State.DRAWN, State.PRINTED)
        self._mending.setVisible(is_open)

    @Slot()
    def _ask(self) -> None:
        self.asked.emit(str(self.sender().property("act")))

    @Slot()
    def _mend(self) -> None:
        row = self._lines.row(self._table.currentIndex().row())
        if row is not None:
            self.mended.emit(row.id, self._account.text())
            self._account.clear()

    @Slot()
    def _cancel(self) -> None:
        row = self._lines.row(self._table.currentIndex().row())
        if row is not None:
            self.cancelled.emit(row.id, self._because.text())
            self._because.clear()
