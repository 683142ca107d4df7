"""Money to households: draw a list up, print it, send it, take in what the bank answered."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, Qt, Signal, Slot
from PySide6.QtWidgets import QStackedWidget, QWidget

from poverty_desktop.i18n import N_, _, language
from poverty_desktop.operations.money.bank_results import BankPreview
from poverty_desktop.operations.money.list_drafts import ListPreview
from poverty_desktop.queries.money.payment_lists import LineRow, ListRow
from ui.funds.draft_view import DraftView
from ui.funds.entry_row import EntryRow, Field
from ui.funds.library_pane import table_of
from ui.funds.list_calls import Lists
from ui.funds.list_view import ListView
from ui.funds.tables import LIST_COLUMNS
from ui.models.rows_model import CellsModel
from ui.widgets.controls import button, column, label
from ui.widgets.empty_state import EmptyState
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
        self._list: ListRow | None = None
        self._draft, self._one = DraftView(), ListView()
        self._draft.drawn.connect(self.drawn)
        self._one.household_asked.connect(self.household_asked)
        self._one.asked.connect(self.asked)
        self._one.mended.connect(self.mended)
        self._one.cancelled.connect(self.cancelled)
        self._one.taken.connect(self.taken)
        for view in (self._draft, self._one):
            view.left.connect(self.leave)
        self._views = QStackedWidget()
        for made in (self._all_view(), self._draft, self._one):
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
            self._one.say_title(self._list.title)

    def show_draft(self, found: ListPreview) -> None:
        """Show who would be paid, and what speaks against whom."""
        self._views.setCurrentIndex(DRAFT)
        self._draft.show_draft(found)

    def show_lines(self, row: ListRow, lines: tuple[LineRow, ...]) -> None:
        """Show the lines of a list."""
        self._list = row
        self._views.setCurrentIndex(ONE)
        self._one.show_lines(row, lines)

    def show_bank(self, found: BankPreview | None) -> None:
        """Say what the bank's answer would change; nothing where there is none."""
        self._one.show_bank(found)

    @Slot(result=bool)
    def leave(self) -> bool:
        """Go back to all lists; say whether another view was open."""
        if self._views.currentIndex() == ALL:
            return False
        self._list = None
        self._draft.forget()
        self._one.show_bank(None)
        self._views.setCurrentIndex(ALL)
        return True

    def retranslate(self) -> None:
        """Say the rows in the new language."""
        self._all.say()
        self._draft.retranslate()
        self._one.retranslate()

    def _all_view(self) -> QWidget:
        view = QWidget()
        box = column(view, spacing=8)
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

    @Slot(object)
    def _ask_register(self, typed: dict[str, str]) -> None:
        self.draft_asked.emit(typed, False)

    @Slot()
    def _ask_file(self) -> None:
        self.draft_asked.emit(self._new.typed(), True)

    @Slot(QModelIndex)
    def _open(self, index: QModelIndex) -> None:
        row = self._all.row(index.row())
        if row is not None:
            self.opened.emit(row)
