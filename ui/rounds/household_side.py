"""The left side of a round: its households with what is left to do, or the persons behind a number of the balance."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, Signal, Slot
from PySide6.QtGui import QIntValidator
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QWidget

from poverty_desktop.i18n import N_
from poverty_desktop.ids import HouseholdId
from poverty_desktop.queries.lookback.round_state import HouseholdInRound, PersonRow
from ui import theme
from ui.models.rows_model import CellsModel
from ui.rounds.tables import HOUSEHOLD_COLUMNS, STANDING_COLUMNS
from ui.widgets.controls import button, column, label, line_edit
from ui.widgets.empty_words import EmptyWords
from ui.widgets.key_table import KeyTable
from ui.widgets.words import Words


class HouseholdSide(QWidget):
    """``chosen`` when another household is shown, ``entered`` when the keyboard is to go on to its persons."""

    chosen = Signal()
    entered = Signal()
    key_pressed = Signal(str)
    person_wanted = Signal(object)
    new_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        words = Words(self)
        self._all: tuple[HouseholdInRound, ...] = ()
        self._current: HouseholdId | None = None
        self._households: CellsModel[HouseholdInRound] = CellsModel(HOUSEHOLD_COLUMNS, self)
        self._listed: CellsModel[PersonRow] = CellsModel(STANDING_COLUMNS, self)
        box = column(self, spacing=6)
        top = QHBoxLayout()
        theme.space(top, spacing=6)
        self._number = line_edit(
            words, N_("Number of the sheet"), "round_number", hint=N_("Number of the sheet, then Enter")
        )
        self._number.setValidator(QIntValidator(1, 99_999, self))
        self._number.returnPressed.connect(self._go_to_number)
        top.addWidget(self._number, 1)
        self._only_open = button(words, N_("Only open ones"), "round_only_open", self._narrow, role="chip")
        self._only_open.setCheckable(True)
        top.addWidget(self._only_open)
        box.addLayout(top)
        self.table = KeyTable("round_households")
        words.put(self.table.setAccessibleName, N_("Households"))
        self.table.setModel(self._households)
        self.table.moved.connect(self._move)
        self.table.opened.connect(self._enter)
        self.table.key_pressed.connect(self.key_pressed)
        self._list = KeyTable("round_listed")
        words.put(self._list.setAccessibleName, N_("Persons"))
        self._list.setModel(self._listed)
        EmptyWords(self._list, words, N_("Nobody is behind this number yet."))
        self._list.opened.connect(self._open_listed)
        behind = QWidget()
        behind_box = column(behind, spacing=6)
        self._what = label(None, "", "round_listed_number", role="heading")
        behind_box.addWidget(self._what)
        behind_box.addWidget(button(words, N_("Back to the households"), "round_back_to_households", self.close_list))
        behind_box.addWidget(self._list, 1)
        self._lists = QStackedWidget()
        self._lists.addWidget(self.table)
        self._lists.addWidget(behind)
        box.addWidget(self._lists, 1)
        self.new = button(words, N_("A household that is not in the list"), "round_new_household", self.new_asked.emit)
        box.addWidget(self.new)

    def show_households(self, found: tuple[HouseholdInRound, ...], *, is_first: bool) -> None:
        """Show these households; the one that was chosen stays chosen, unless it is the first of another round."""
        self._all = found
        if is_first:
            self._current = None
            self.close_list()
        self._narrow()

    def say(self) -> None:
        """Say the lists in the present language."""
        self._households.say()
        self._listed.say()

    def current(self) -> HouseholdInRound | None:
        """Return the household that is chosen, as it stands."""
        return self._households.row(self.table.currentIndex().row())

    def list_persons(self, number: str, persons: tuple[PersonRow, ...]) -> None:
        """Show the persons behind a number in place of the households; the cursor stays at its height."""
        at = self._list.currentIndex().row() if self.is_listing() else -1
        self._what.setText(number)
        self._listed.set_rows(persons)
        self._list.resizeColumnsToContents()
        if persons and at >= 0:
            self._list.setCurrentIndex(self._listed.index(min(at, len(persons) - 1), 0))
        self._lists.setCurrentIndex(1)

    @Slot()
    def enter_list(self) -> None:
        """Put the keyboard on the persons that are listed."""
        self._list.setFocus()

    def is_listing(self) -> bool:
        """Say whether persons are listed."""
        return self._lists.currentIndex() == 1

    @Slot()
    def close_list(self) -> None:
        """Show the households again."""
        self._lists.setCurrentIndex(0)

    def go_on(self) -> None:
        """Choose the next household that is not done, from the top again after the last one."""
        count = self._households.rowCount()
        at = self.table.currentIndex().row()
        for step in range(1, count):
            row = self._households.row((at + step) % count)
            if row is not None and not row.is_done:
                self._choose((at + step) % count)
                return

    def go_to(self, household: HouseholdId) -> None:
        """Choose one household, whatever narrows the list."""
        self.close_list()
        self._only_open.setChecked(False)
        self._current = household
        self._narrow()

    @Slot()
    def _narrow(self) -> None:
        current = self._current
        found = tuple(
            row for row in self._all if not self._only_open.isChecked() or not row.is_done or row.id == current
        )
        self._households.set_rows(found)
        self.table.resizeColumnsToContents()
        if found:
            self._choose(next((at for at, row in enumerate(found) if row.id == current), 0))

    def _choose(self, number: int) -> None:
        self.table.setCurrentIndex(self._households.index(number, 0))

    @Slot(QModelIndex)
    def _move(self, index: QModelIndex) -> None:
        row = self._households.row(index.row()) if index.isValid() else None
        if row is not None:
            self._current = row.id
            self.chosen.emit()

    @Slot(QModelIndex)
    def _enter(self, _index: QModelIndex) -> None:
        self.entered.emit()

    @Slot()
    def _go_to_number(self) -> None:
        """Show the household of a sheet that is keyed back."""
        wanted = next((row for row in self._all if str(row.sheet_number) == self._number.text()), None)
        if wanted is None:
            self._number.selectAll()
            return
        self._number.clear()
        self.go_to(wanted.id)
        self.entered.emit()

    @Slot(QModelIndex)
    def _open_listed(self, index: QModelIndex) -> None:
        row = self._listed.row(index.row())
        if row is not None:
            self.person_wanted.emit(row)
