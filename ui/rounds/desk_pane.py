"""Works a round off: households left, the persons of one right, one key for each; the balance runs along."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, Signal, Slot
from PySide6.QtWidgets import QWidget

from poverty_desktop.domain.verification import OutcomeRule, Standing
from poverty_desktop.ids import HouseholdId, RecordId
from poverty_desktop.operations.lookback.outcome_given import Given
from poverty_desktop.queries.lookback.round_frame import Category
from poverty_desktop.queries.lookback.round_state import PersonRow
from ui.rounds.balance_bar import BalanceBar
from ui.rounds.calls import Desk
from ui.rounds.desk_words import numbers_of, persons_behind, said_of
from ui.rounds.household_side import HouseholdSide
from ui.rounds.persons_side import PersonsSide
from ui.widgets.controls import column, scrolled
from ui.widgets.parts import Parts
from ui.widgets.words import Words

ALL, BACK, NEXT = "0", "X", "N"


class DeskPane(QWidget):
    """Asks by signals; what was done comes back with the next :meth:`show_desk`."""

    outcome_given = Signal(object, object)  # rows, given
    all_unchanged = Signal(object)  # household
    joined = Signal(object, object, object)  # household, newcomer, given
    taken_up = Signal(str, object, object)  # group, head, given
    taken_back = Signal(object)  # rows
    visited = Signal(object, str)  # household, code
    facts_asked = Signal(object)  # person row
    former_asked = Signal(object)  # household
    photo_asked = Signal(object)  # person row with a picture
    household_asked = Signal(object)
    refused = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.words = Words(self)
        self._desk: Desk | None = None
        self._person: RecordId | None = None
        self._is_giving = False
        self._behind = ""  # the number whose persons are listed
        self._confirmed: HouseholdId | None = None
        box = column(self, spacing=8)
        self._balance = BalanceBar()
        self._balance.chosen.connect(self._list_persons)
        self._balance.group_chosen.connect(self._show_group)
        box.addWidget(self._balance)
        self.side = HouseholdSide()
        self._balance.chosen.connect(self.side.enter_list)
        self.side.chosen.connect(self._show_household)
        self.side.entered.connect(self._enter)
        self.side.key_pressed.connect(self._press)
        self.side.person_wanted.connect(self._go_to_person)
        self.side.new_asked.connect(self._ask_household_new)
        box.addWidget(Parts("round_parts", self.side, self._right_side(), shares=(400, 810), least=800), 1)

    def _right_side(self) -> QWidget:
        right = PersonsSide(self.words)
        self._card, self._persons, self.persons = right.card, right.model, right.table
        self._visits, self.forms, self.keys = right.visits, right.forms, right.forms.keys
        self._card.file_asked.connect(self._ask_household)
        self.persons.moved.connect(self._show_person)
        self.persons.key_pressed.connect(self._press)
        self.persons.opened.connect(self._go_on)
        self._visits.visited.connect(self._visit)
        self.keys.pressed.connect(self._take)
        self.keys.all_pressed.connect(self._confirm_all)
        self.forms.given.connect(self._give)
        self.forms.joined.connect(self._join)
        self.forms.household_given.connect(self.taken_up)
        self.forms.former_wanted.connect(self._ask_former)
        self.forms.facts_wanted.connect(self.facts_asked)
        self.forms.left.connect(self.leave_form)
        self.forms.refused.connect(self.refused)
        return scrolled(right, "round_right")

    def show_desk(self, desk: Desk) -> None:
        """Show the round as it stands now; whoever is chosen stays chosen."""
        is_first = self._desk is None or self._desk.state.row.id != desk.state.row.id
        self._desk = desk
        if is_first:
            self._person = None
        is_open = desk.state.row.closed_on is None
        self._balance.set_groups(tuple(name for name, _found in desk.state.by_group()))
        self.keys.set_rules(desk.rules, desk.labels, desk.notice)
        self.keys.setEnabled(is_open)
        self.side.new.setEnabled(is_open)
        self._visits.set_results(desk.visits, desk.visit_keys, is_open=is_open)
        self._show_numbers(desk, is_first=is_first)

    def _show_numbers(self, desk: Desk, *, is_first: bool = False) -> None:
        """Show the balance and the households of the chosen group, or of the whole round."""
        group = self._balance.group()
        self._balance.show_balance(numbers_of(desk, group), said_of(desk))
        found = tuple(row for row in desk.state.households if group is None or row.group_name == group)
        self.side.show_households(found, is_first=is_first)
        if self.side.is_listing():
            self._list_persons(self._behind)

    @Slot()
    def _show_group(self) -> None:
        if self._desk is not None:
            self._show_numbers(self._desk)

    def say(self) -> None:
        """Say tables and numbers in the present language."""
        self._persons.say()
        self.side.say()
        self._balance.say()

    def focus_first(self) -> None:
        """Put the keyboard on the households."""
        self.side.table.setFocus()

    def step_back(self) -> bool:
        """Leave a form, a list, or the persons of a household; say whether there was one."""
        if self.forms.is_asking():
            self.leave_form()
        elif self.side.is_listing():
            self.side.close_list()
        elif self.persons.hasFocus():
            self.side.table.setFocus()
        else:
            return False
        return True

    @Slot()
    def _show_household(self) -> None:
        row = self.side.current()
        if row is None:
            return
        chosen = self._person
        self._persons.set_rows(row.persons)
        at = next((n for n, person in enumerate(row.persons) if person.id == chosen), None)
        if at is None:
            at = next((n for n, person in enumerate(row.persons) if person.standing is Standing.OPEN), 0)
        self._visits.setVisible(row.category == Category.NOT_FILED)
        self._visits.show_result(row.visit)
        if row.persons:
            self.persons.setCurrentIndex(self._persons.index(at, 0))
        else:
            self._person = None
            self.forms.keep_for(row.id, None)
            self._card.show_nobody(row.head_name)

    @Slot(QModelIndex)
    def _show_person(self, index: QModelIndex) -> None:
        row = self._persons.row(index.row()) if index.isValid() else None
        if row is not None:
            self._person = row.id
            self.forms.keep_for(row.household, row.id)
            self._card.show_person(row)
            if row.has_photo:
                self.photo_asked.emit(row)

    def show_photo(self, person: RecordId, data: bytes) -> None:
        """Show the picture of a person's outcome where that person is still on the card."""
        if person == self._person:
            self._card.show_photo(data)

    @Slot(str)
    def _press(self, key: str) -> None:
        if self._desk is None:
            return
        if key == NEXT:
            self._next_household()
        elif self._desk.state.row.closed_on is not None:
            return
        elif key == ALL:
            self._confirm_all()
        elif key == BACK:
            if (person := self._current()) is not None:
                self.taken_back.emit([person.id])
        elif (rule := self.keys.rule_of(key)) is not None:
            self._take(rule)
        elif key in self._desk.visit_keys and not self._visits.isHidden():
            self._visit(self._desk.visit_keys[key])

    @Slot(object)
    def _take(self, rule: OutcomeRule) -> None:
        """Give an outcome at once, or ask for what goes with it."""
        if self._desk is not None and (household := self.side.current()) is not None:
            self.forms.take(rule, self._desk, household.id, self._current())

    @Slot()
    def _ask_former(self) -> None:
        household = self.side.current()
        if household is not None:
            self.former_asked.emit(household.id)

    @Slot(object)
    def _give(self, given: Given) -> None:
        """Hand an outcome over: a bare key goes on at once, a form waits, for what was typed may be refused."""
        person = self._current()
        if person is None or self._is_giving:
            return
        self._is_giving = self.forms.is_asking()
        self.outcome_given.emit([person.id], given)
        if not self._is_giving:
            self._advance()
            self.persons.setFocus()

    def go_on_after_form(self) -> None:
        """Go on to the next person: what a form asked for was taken."""
        if self._is_giving:
            self._is_giving = False
            self.leave_form()
            self._advance()

    def stay_with_form(self) -> None:
        """Leave a form as it is: what was typed was refused and can be mended."""
        self._is_giving = False

    @Slot(object, object)
    def _join(self, newcomer: object, given: Given) -> None:
        household = self.side.current()
        if household is not None:
            self.joined.emit(household.id, newcomer, given)

    @Slot()
    def _confirm_all(self) -> None:
        household = self.side.current()
        if household is not None and household.open:
            self.forms.drop()
            self.all_unchanged.emit(household.id)
            self._confirmed = household.id
            if not household.wants_visit:  # else its conclusion is still to be keyed
                self._next_household()

    @Slot(str)
    def _visit(self, code: str) -> None:
        household = self.side.current()
        if household is None:
            return
        self.visited.emit(household.id, code)
        if code and (not household.open or household.id == self._confirmed):
            self._next_household()

    @Slot()
    def leave_form(self) -> None:
        """Leave what was being asked, done or given up."""
        self._is_giving = False
        self.forms.drop()
        self.persons.setFocus()

    @Slot(QModelIndex)
    def _go_on(self, _index: QModelIndex) -> None:
        """Enter on a person verifies nobody by accident: it goes on to the next one."""
        self._advance()

    def _advance(self) -> None:
        """Go on to the next person of the household who is open, else to the next household that is not done."""
        for at in range(self.persons.currentIndex().row() + 1, self._persons.rowCount()):
            row = self._persons.row(at)
            if row is not None and row.standing is Standing.OPEN:
                self.persons.setCurrentIndex(self._persons.index(at, 0))
                return
        self._next_household()

    def _next_household(self) -> None:
        self._person = None
        self.side.go_on()

    @Slot()
    def _enter(self) -> None:
        self.persons.setFocus()

    @Slot(str)
    def _list_persons(self, which: str) -> None:
        """Show the persons behind a number, those of the chosen group."""
        if self._desk is not None:
            self._behind = which
            found = persons_behind(self._desk, which, self._balance.group())
            self.side.list_persons(self._balance.words_of(which), found)

    @Slot(object)
    def _go_to_person(self, row: PersonRow) -> None:
        self._person = row.id
        self.side.go_to(row.household)
        self.persons.setFocus()

    @Slot()
    def _ask_household_new(self) -> None:
        """Ask for a household that nobody had listed, and its head."""
        if self._desk is not None:
            self.forms.ask_household(self._desk)

    @Slot()
    def _ask_household(self) -> None:
        if (household := self.side.current()) is not None:
            self.household_asked.emit(household.id)

    def _current(self) -> PersonRow | None:
        index = self.persons.currentIndex()
        return self._persons.row(index.row()) if index.isValid() else None
