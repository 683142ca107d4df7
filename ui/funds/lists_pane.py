"""Money to households: draw a list up, print it, send it, take in what the bank answered."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, Qt, Signal, Slot
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from poverty_desktop.domain.money import State
from poverty_desktop.i18n import N_, _, format_yuan, language
from poverty_desktop.operations.bank_results import BankPreview, RefusedAnswer
from poverty_desktop.operations.list_drafts import ListPreview
from poverty_desktop.operations.payee_matching import Payee
from poverty_desktop.queries.payment_lists import LineRow, ListRow
from ui import theme
from ui.funds.entry_row import EntryRow, Field
from ui.funds.library_pane import table_of
from ui.funds.list_calls import Lists
from ui.funds.tables import BANK_COLUMNS, LINE_COLUMNS, LIST_COLUMNS, PAYEE_COLUMNS
from ui.models.rows_model import CellsModel
from ui.widgets.controls import button, column, label, line_edit
from ui.widgets.empty_state import EmptyState
from ui.widgets.flow import FlowLayout
from ui.widgets.key_table import KeyTable
from ui.widgets.words import Words

ALL, DRAFT, ONE = 0, 1, 2

NO_LIST = N_("No list of payments was drawn up yet.")
FIRST_LIST = N_("Choose a project and the period below, then who is entitled or the department's list.")
NEEDS_PROJECT = N_("A list needs a project of the library whose money goes to households.")


class ListsPane(QWidget):
    """Three views one over the other: all lists, a list before it is drawn up, one list with its lines.

    ``draft_asked`` carries what was typed and whether a file is to be chosen; ``asked`` carries what is wanted of the
    open list.
    """

    draft_asked = Signal(object, bool)
    drawn = Signal(object)
    opened = Signal(object)
    household_asked = Signal(object)
    asked = Signal(str)
    mended = Signal(object, str)
    cancelled = Signal(object, str)
    taken = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words = Words(self)
        self._found: ListPreview | None = None
        self._bank: BankPreview | None = None
        self._list: ListRow | None = None
        self._reasons: dict[int, str] = {}
        self._views = QStackedWidget()
        for made in (self._all_view(), self._draft_view(), self._one_view()):
            self._views.addWidget(made)
        box = column(self, margins=(0, 12, 0, 0))
        box.addWidget(self._views)

    @property
    def list_row(self) -> ListRow | None:
        """Return the open list."""
        return self._list if self._views.currentIndex() == ONE else None

    def show_lists(self, found: Lists) -> None:
        """Show every list, and what a new one may be for."""
        tongue = language()
        self._all.set_rows(found.rows)
        self._none.stand_for(self._all_table, is_empty=not found.rows)
        self._new.set_options("project", found.projects)
        items = [("", _("The measure of the project")), *((code, words(tongue)) for code, words in found.items)]
        self._new.set_options("item", items)
        self._new.setVisible(bool(found.projects))
        self._from_file.setVisible(bool(found.projects))
        self._none.say(NO_LIST, FIRST_LIST if found.projects else NEEDS_PROJECT)
        returned = sum(row.returned for row in found.rows)
        transit = sum(row.in_transit for row in found.rows)
        said = _("{count} lists; {transit} lines in transit, {returned} returned by the bank.")
        self._all_said.setText(said.format(count=len(found.rows), transit=transit, returned=returned))
        if self._list is not None:
            self._list = next((row for row in found.rows if row.id == self._list.id), self._list)
            self._name.setText(self._list.title)

    def show_draft(self, found: ListPreview) -> None:
        """Show who would be paid, and what speaks against whom."""
        self._found, self._reasons = found, {}
        self._views.setCurrentIndex(DRAFT)
        self._say_draft()

    def show_lines(self, row: ListRow, lines: tuple[LineRow, ...]) -> None:
        """Show the lines of a list."""
        self._list = row
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
        self._one_said.setText(said)
        self._views.setCurrentIndex(ONE)
        self._choose_line(self._lines_table.currentIndex())
        self._lines_table.setFocus()

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

    def leave(self) -> bool:
        """Go back to all lists; say whether another view was open."""
        if self._views.currentIndex() == ALL:
            return False
        self._list, self._found = None, None
        self.show_bank(None)
        self._views.setCurrentIndex(ALL)
        return True

    def retranslate(self) -> None:
        """Say the rows in the new language."""
        for model in (self._all, self._payees, self._lines, self._bank_rows):
            model.say()

    def _all_view(self) -> QWidget:
        view, box = _view()
        self._all_said = label(None, "", "funds_lists_said", role="weak")
        box.addWidget(self._all_said)
        self._all: CellsModel[ListRow] = CellsModel(LIST_COLUMNS, self)
        self._all_table = table_of("funds_lists", self._all, 0)
        self._words.put(self._all_table.setAccessibleName, N_("Lists of payments"))
        self._all_table.opened.connect(self._open)
        box.addWidget(self._all_table, 1)
        self._none = EmptyState("funds_no_lists", "people", NO_LIST, FIRST_LIST)
        box.addWidget(self._none, 1)
        self._new = EntryRow(
            "funds_draft",
            (
                Field(name="project", words=N_("Project"), is_choice=True),
                Field(name="item", words=N_("Measure"), is_choice=True),
                Field(name="period", words=N_("Period, such as 2026"), width=140),
                Field(name="amount", words=N_("Yuan for each"), width=120),
            ),
            N_("List of the entitled"),
        )
        self._new.given.connect(self._ask_register)
        box.addWidget(self._new)
        self._from_file = button(
            self._words, N_("From a department's list …"), "funds_draft_file", self._ask_file, icon="import"
        )
        box.addWidget(self._from_file, 0, Qt.AlignmentFlag.AlignLeft)
        return view

    def _draft_view(self) -> QWidget:
        view, box = _view()
        self._draft_name = label(None, "", "funds_draft_name", role="heading")
        self._draft_said = label(None, "", "funds_draft_said", role="weak")
        box.addWidget(self._draft_name)
        box.addWidget(self._draft_said)
        self._payees: CellsModel[Payee] = CellsModel(PAYEE_COLUMNS, self)
        self._payees_table = table_of("funds_payees", self._payees, 4)
        self._words.put(self._payees_table.setAccessibleName, N_("Who would be paid"))
        box.addWidget(self._payees_table, 1)
        self._reason = line_edit(
            self._words, N_("Explanation"), "funds_reason", hint=N_("Why the chosen row is right all the same")
        )
        self._reason.returnPressed.connect(self._explain)
        row = FlowLayout()
        theme.space(row, spacing=8)
        self._reason.setFixedWidth(theme.px(320))
        row.addWidget(self._reason)
        for msgid, name, slot in (
            (N_("Keep with this explanation"), "funds_explain", self._explain),
            (N_("Leave out"), "funds_leave_out", self._leave_out),
            (N_("Leave out all without explanation"), "funds_leave_all", self._leave_all),
        ):
            row.addWidget(button(self._words, msgid, name, slot))
        box.addLayout(row)
        acts = FlowLayout()
        theme.space(acts, spacing=8)
        acts.addWidget(button(self._words, N_("Back"), "funds_draft_back", self.leave))
        acts.addWidget(
            button(self._words, N_("Draw up the list"), "funds_draw", self._draw, role="primary", icon="check")
        )
        box.addLayout(acts)
        return view

    def _one_view(self) -> QWidget:
        view, box = _view()
        self._name = label(None, "", "funds_list_name", role="heading")
        self._one_said = label(None, "", "funds_one_said", role="weak")
        box.addWidget(self._name)
        box.addWidget(self._one_said)
        acts = FlowLayout()
        theme.space(acts, spacing=8)
        acts.addWidget(button(self._words, N_("Back"), "funds_one_back", self.leave))
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
        box.addWidget(self._bank_take)
        self._bank_rows: CellsModel[RefusedAnswer] = CellsModel(BANK_COLUMNS, self)
        self._bank_table = table_of("funds_bank_refused", self._bank_rows, 2)
        self._words.put(self._bank_table.setAccessibleName, N_("Rows that are not taken in"))
        self._bank_table.setMaximumHeight(theme.px(160))
        box.addWidget(self._bank_table)
        self._lines: CellsModel[LineRow] = CellsModel(LINE_COLUMNS, self)
        self._lines_table: KeyTable = table_of("funds_lines", self._lines, 6)
        self._words.put(self._lines_table.setAccessibleName, N_("Lines of the list"))
        self._lines_table.opened.connect(self._open_line)
        self._lines_table.moved.connect(self._choose_line)
        box.addWidget(self._lines_table, 1)
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
        return view

    def _say_draft(self) -> None:
        found = self._found
        if found is None:
            return
        self._draft_name.setText(found.title)
        open_rows = [item for item in found.explainable if item.row not in self._reasons]
        kept = [item for item in found.explainable if self._reasons.get(item.row)]
        chosen = [*found.sound, *kept]
        said = _(
            "{count} are paid {yuan} yuan; {open} rows need an explanation, {barred} cannot be paid as they are."
        ).format(
            count=len(chosen),
            yuan=format_yuan(sum(item.amount_fen for item in chosen)),
            open=len(open_rows),
            barred=len(found.barred),
        )
        self._draft_said.setText(said)
        first = [item for item in found.payees if item.faults and item.row not in self._reasons]
        rest = [item for item in found.payees if item not in first]
        self._payees.set_rows((*first, *rest))
        if found.payees:
            self._payees_table.setCurrentIndex(self._payees.index(0, 0))

    @Slot(object)
    def _ask_register(self, typed: dict[str, str]) -> None:
        self.draft_asked.emit(typed, False)

    @Slot()
    def _ask_file(self) -> None:
        self.draft_asked.emit(self._new.typed(), True)

    @Slot()
    def _explain(self) -> None:
        row = self._payees.row(self._payees_table.currentIndex().row())
        if row is not None and row.wants_reason and self._reason.text().strip():
            self._reasons[row.row] = self._reason.text().strip()
            self._reason.clear()
            self._say_draft()

    @Slot()
    def _leave_out(self) -> None:
        row = self._payees.row(self._payees_table.currentIndex().row())
        if row is not None and row.wants_reason:
            self._reasons[row.row] = ""
            self._say_draft()

    @Slot()
    def _leave_all(self) -> None:
        if self._found is not None:
            self._reasons = {**{item.row: "" for item in self._found.explainable}, **self._reasons}
            self._say_draft()

    @Slot()
    def _draw(self) -> None:
        if self._found is not None:
            self.drawn.emit((self._found, dict(self._reasons)))

    @Slot(QModelIndex)
    def _open(self, index: QModelIndex) -> None:
        row = self._all.row(index.row())
        if row is not None:
            self.opened.emit(row)

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
        row = self._lines.row(self._lines_table.currentIndex().row())
        if row is not None:
            self.mended.emit(row.id, self._account.text())
            self._account.clear()

    @Slot()
    def _cancel(self) -> None:
        row = self._lines.row(self._lines_table.currentIndex().row())
        if row is not None:
            self.cancelled.emit(row.id, self._because.text())
            self._because.clear()


def _view() -> tuple[QWidget, QVBoxLayout]:
    view = QWidget()
    return view, column(view, spacing=8)
