"""Works a round off: households left, the persons of one right, one key for each; the balance runs along."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QModelIndex, Signal, Slot
from PySide6.QtGui import QIntValidator
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QPushButton, QStackedWidget, QWidget

from poverty_desktop.domain.identity_number import mask
from poverty_desktop.domain.verification import OutcomeRule, Standing
from poverty_desktop.i18n import N_, _, format_date
from poverty_desktop.ids import HouseholdId, RecordId
from poverty_desktop.operations.outcomes import Given
from poverty_desktop.queries.round_frame import Category
from poverty_desktop.queries.rounds import HouseholdInRound, PersonRow
from ui import theme
from ui.models.rows_model import CellsModel
from ui.rounds.balance_bar import BalanceBar
from ui.rounds.calls import Desk
from ui.rounds.correction_form import CorrectionForm
from ui.rounds.newcomer_form import NewcomerForm
from ui.rounds.outcome_keys import EvidenceRow, OutcomeKeys
from ui.rounds.tables import HOUSEHOLD_COLUMNS, PERSON_COLUMNS, STANDING_COLUMNS, outcome_words
from ui.widgets.controls import button, column, label, scrolled
from ui.widgets.flow import FlowLayout
from ui.widgets.key_table import KeyTable
from ui.widgets.parts import Parts
from ui.widgets.words import Words

ALL, BACK, NEXT = "0", "X", "N"


class DeskPane(QWidget):
    """Asks by signals; what was done comes back with the next :meth:`show_desk`."""

    outcome_given = Signal(object, object)  # rows, given
    all_unchanged = Signal(object)  # household
    joined = Signal(object, object, object)  # household, newcomer, given
    taken_back = Signal(object)  # rows
    visited = Signal(object, str)  # household, code
    facts_asked = Signal(object)  # person row
    former_asked = Signal(object)  # household
    picture_asked = Signal()
    household_asked = Signal(object)
    refused = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.words = Words(self)
        self._desk: Desk | None = None
        self._household: HouseholdId | None = None
        self._person: RecordId | None = None
        box = column(self, spacing=8)
        self._said = label(None, "", "round_said", role="weak")
        box.addWidget(self._said)
        self._balance = BalanceBar()
        self._balance.chosen.connect(self._list_persons)
        box.addWidget(self._balance)
        self._households: CellsModel[HouseholdInRound] = CellsModel(HOUSEHOLD_COLUMNS, self)
        self._persons: CellsModel[PersonRow] = CellsModel(PERSON_COLUMNS, self)
        self._listed: CellsModel[PersonRow] = CellsModel(STANDING_COLUMNS, self)
        box.addWidget(Parts("round_parts", self._left_side(), self._right_side(), shares=(430, 780), least=800), 1)

    def _left_side(self) -> QWidget:
        left = QWidget()
        box = column(left, spacing=6)
        top = QHBoxLayout()
        theme.space(top, spacing=6)
        self._number = QLineEdit()
        self._number.setObjectName("round_number")
        self._number.setValidator(QIntValidator(1, 99_999, self))
        self.words.put(self._number.setAccessibleName, N_("Number of the sheet"))
        self.words.put(self._number.setPlaceholderText, N_("Number of the sheet, then Enter"))
        self._number.returnPressed.connect(self._go_to_number)
        top.addWidget(self._number, 1)
        self._only_open = button(self.words, N_("Only open ones"), "round_only_open", self._narrow, role="chip")
        self._only_open.setCheckable(True)
        top.addWidget(self._only_open)
        box.addLayout(top)
        self.households = KeyTable("round_households")
        self.words.put(self.households.setAccessibleName, N_("Households"))
        self.households.setModel(self._households)
        self.households.moved.connect(self._choose)
        self.households.opened.connect(self._enter)
        self.households.key_pressed.connect(self._press)
        self.listed = KeyTable("round_listed")
        self.words.put(self.listed.setAccessibleName, N_("Persons"))
        self.listed.setModel(self._listed)
        self.listed.opened.connect(self._open_listed)
        self._lists = QStackedWidget()
        self._lists.addWidget(self.households)
        behind = QWidget()
        behind_box = column(behind, spacing=6)
        self._behind = button(self.words, N_("Back to the households"), "round_back_to_households", self.close_list)
        behind_box.addWidget(self._behind)
        behind_box.addWidget(self.listed, 1)
        self._lists.addWidget(behind)
        box.addWidget(self._lists, 1)
        return left

    def _right_side(self) -> QWidget:
        right = QWidget()
        box = column(right, margins=(0, 0, 8, 0), spacing=8)
        card = QFrame()
        card.setObjectName("round_card")
        card.setProperty("role", "card")
        inside = column(card, margins=(16, 10, 16, 10), spacing=4)
        top = QHBoxLayout()
        theme.space(top, spacing=8)
        self._who = label(None, "", "round_who", role="title")
        top.addWidget(self._who, 1)
        top.addWidget(button(self.words, N_("Household file"), "round_open_file", self._ask_household))
        inside.addLayout(top)
        self._facts = label(None, "", "round_facts", role="lead")
        self._outcome = label(None, "", "round_outcome", role="heading")
        self._detail = label(None, "", "round_detail", role="weak")
        for made in (self._facts, self._outcome, self._detail):
            inside.addWidget(made)
        box.addWidget(card)
        self.persons = KeyTable("round_persons")
        theme.height(self.persons, least=150)
        self.words.put(self.persons.setAccessibleName, N_("Persons of the household"))
        self.persons.setModel(self._persons)
        self.persons.moved.connect(self._show_person)
        self.persons.key_pressed.connect(self._press)
        self.persons.opened.connect(self._confirm_person)
        box.addWidget(self.persons, 1)
        self._visits = QFrame()
        self._visits.setObjectName("round_visits")
        self._visit_flow = FlowLayout(self._visits)
        self._visit_buttons: dict[str, QPushButton] = {}
        box.addWidget(self._visits)
        self.keys = OutcomeKeys()
        self.keys.pressed.connect(self._take)
        self.keys.all_pressed.connect(self._unchanged)
        box.addWidget(self.keys)
        self.evidence, self.newcomer, self.correction = EvidenceRow(), NewcomerForm(), CorrectionForm()
        self.evidence.given.connect(self._give)
        self.evidence.picture_asked.connect(self.picture_asked)
        self.newcomer.given.connect(self._join)
        self.correction.given.connect(self._give)
        for form in (self.evidence, self.newcomer, self.correction):
            form.left.connect(self.leave_form)
            form.refused.connect(self.refused)
            box.addWidget(form)
        return scrolled(right, "round_right")

    # What is shown ---------------------------------------------------------------------------------------------

    def show_desk(self, desk: Desk) -> None:
        """Show the round as it stands now; whoever is chosen stays chosen."""
        first = self._desk is None or self._desk.state.row.id != desk.state.row.id
        self._desk = desk
        if first:
            self._household = self._person = None
            self.close_list()
        self._balance.show_balance(desk.state.row.balance)
        self.keys.set_rules(desk.rules, desk.labels, desk.notice)
        self.keys.set_open(is_open=desk.state.row.closed_on is None)
        self._set_visits()
        self._say()
        self._narrow()

    def say(self) -> None:
        """Say tables and sentences in the present language."""
        for model in (self._households, self._persons, self._listed):
            model.say()
        self._balance.say()

    def focus_first(self) -> None:
        """Put the keyboard on the households."""
        self.households.setFocus()

    def step_back(self) -> bool:
        """Leave a form, a list, or the persons of a household; say whether there was one."""
        if not (self.evidence.isHidden() and self.newcomer.isHidden() and self.correction.isHidden()):
            self.leave_form()
            return True
        if self._lists.currentIndex():
            self.close_list()
            return True
        if self.persons.hasFocus():
            self.households.setFocus()
            return True
        return False

    def _say(self) -> None:
        assert self._desk is not None
        row = self._desk.state.row
        waiting = sum(not household.is_done for household in self._desk.state.households)
        said = _("{households} households, {open} not done; deadline {day}.").format(
            households=len(self._desk.state.households), open=waiting, day=format_date(row.deadline)
        )
        if row.closed_on:
            said = f"{said} " + _("Closed on {day}.").format(day=format_date(row.closed_on))
        if self._desk.state.outside:
            said = f"{said} " + _("{count} persons joined beside this round and are not in its numbers.").format(
                count=len(self._desk.state.outside)
            )
        self._said.setText(said)

    @Slot()
    def _narrow(self) -> None:
        if self._desk is None:
            return
        found = tuple(
            household
            for household in self._desk.state.households
            if not self._only_open.isChecked() or not household.is_done or household.id == self._household
        )
        chosen, person = self._household, self._person
        self._households.set_rows(found)
        self.households.resizeColumnsToContents()
        at = next((n for n, household in enumerate(found) if household.id == chosen), 0)
        self._person = person
        if found:
            self.households.setCurrentIndex(self._households.index(at, 0))

    @Slot(QModelIndex)
    def _choose(self, index: QModelIndex) -> None:
        row = self._households.row(index.row()) if index.isValid() else None
        if row is not None:
            self._show_household(row)

    def _show_household(self, row: HouseholdInRound) -> None:
        self._household = row.id
        chosen = self._person
        self._persons.set_rows(row.persons)
        at = next((n for n, person in enumerate(row.persons) if person.id == chosen), None)
        if at is None:
            at = next((n for n, person in enumerate(row.persons) if person.standing is Standing.OPEN), 0)
        self._visits.setVisible(row.category == Category.NOT_FILED)
        for code, made in self._visit_buttons.items():
            made.setChecked(code == row.visit)
        if row.persons:
            self.persons.setCurrentIndex(self._persons.index(at, 0))
        else:
            self._person = None
            self._show_person(QModelIndex())

    @Slot(QModelIndex)
    def _show_person(self, index: QModelIndex) -> None:
        row = self._persons.row(index.row()) if index.isValid() else None
        household = self._current_household()
        if row is None:
            self._who.setText(household.head_name if household else "")
            self._facts.setText(_("Nobody is on the books of this household."))
            self._outcome.setText("")
            self._detail.setText("")
            return
        self._person = row.id
        place = _("{group}, sheet {number}").format(group=row.group_name, number=row.sheet_number)
        self._who.setText(f"{row.name}　{row.relation}")
        born = format_date(row.birth_date) if row.birth_date else ""
        age = _("{age} years").format(age=row.age) if row.age is not None else ""
        known = (row.sex, age, born, mask(row.document_number) if row.document_number else "", place)
        self._facts.setText(" · ".join(text for text in known if text))
        self._outcome.setText(outcome_words(row))
        pairs = [
            _("{label}: {before} → {after}").format(
                label=pair.label, before=pair.before or "--", after=pair.after or "--"
            )
            for pair in row.corrections
        ]
        picture = _("with a picture") if row.has_photo else ""
        self._detail.setText("；".join(text for text in (row.evidence, row.note, picture, *pairs) if text))

    # What is keyed ---------------------------------------------------------------------------------------------

    @Slot(str)
    def _press(self, key: str) -> None:
        if self._desk is None:
            return
        if key == NEXT:
            self._next_household()
            return
        if self._desk.state.row.closed_on is not None:
            return
        if key == ALL:
            self._unchanged()
        elif key == BACK:
            if (person := self._current_person()) is not None:
                self.taken_back.emit([person.id])
        elif (rule := self.keys.rule_of(key)) is not None:
            self._take(rule)

    @Slot(QModelIndex)
    def _confirm_person(self, _index: QModelIndex) -> None:
        """Enter on a person confirms nothing by accident: it goes on to the next one."""
        self._advance()

    @Slot(object)
    def _take(self, rule: OutcomeRule) -> None:
        """Give an outcome at once, or ask for what goes with it."""
        self._hide_forms()
        desk, household = self._desk, self._current_household()
        if desk is None or household is None:
            return
        what = desk.labels.get(rule.code, rule.code)
        if rule.balance > 0:
            self.newcomer.ask(rule, what, desk.relations, desk.evidence)
            self.former_asked.emit(household.id)
            return
        person = self._current_person()
        if person is None:
            return
        if rule.corrects:
            self.correction.ask(rule, person.name, what)
            self.facts_asked.emit(person)
        elif rule.needs_date or (rule.needs_evidence and not rule.evidence):
            self.evidence.ask(rule, person.name, what, desk.evidence)
        else:
            self._give(Given(outcome=rule.code))

    @Slot(object)
    def _give(self, given: object) -> None:
        person = self._current_person()
        self._hide_forms()
        if person is not None:
            self.outcome_given.emit([person.id], given)
            self._advance()
            self.persons.setFocus()

    @Slot(object, object)
    def _join(self, newcomer: object, given: object) -> None:
        household = self._current_household()
        if household is not None:
            self.joined.emit(household.id, newcomer, given)

    @Slot()
    def _unchanged(self) -> None:
        household = self._current_household()
        if household is not None and household.open:
            self.all_unchanged.emit(household.id)
            self._next_household()

    def joined_well(self) -> None:
        """Hide the form of who has joined."""
        self._hide_forms()
        self.persons.setFocus()

    @Slot()
    def leave_form(self) -> None:
        """Give up what was being asked."""
        self._hide_forms()
        self.persons.setFocus()

    def _hide_forms(self) -> None:
        for form in (self.evidence, self.newcomer, self.correction):
            form.drop()

    def _advance(self) -> None:
        """Go on to the next person of the household who is open, else to the next household that is not done."""
        at = self.persons.currentIndex().row()
        rest = range(at + 1, self._persons.rowCount())
        following = next(
            (n for n in rest if (row := self._persons.row(n)) is not None and row.standing is Standing.OPEN), None
        )
        if following is not None:
            self.persons.setCurrentIndex(self._persons.index(following, 0))
        else:
            self._next_household()

    def _next_household(self) -> None:
        """Show the next household that is not done, from the top again after the last one."""
        count = self._households.rowCount()
        at = self.households.currentIndex().row()
        for step in range(1, count):
            number = (at + step) % count
            row = self._households.row(number)
            if row is not None and not row.is_done:
                self._person = None
                self.households.setCurrentIndex(self._households.index(number, 0))
                return

    @Slot()
    def _go_to_number(self) -> None:
        """Show the household of a sheet that is keyed back."""
        if self._desk is None:
            return
        self.close_list()
        self._only_open.setChecked(False)
        self._narrow()
        wanted = self._number.text()
        for number in range(self._households.rowCount()):
            row = self._households.row(number)
            if row is not None and str(row.sheet_number) == wanted:
                self._person = None
                self.households.setCurrentIndex(self._households.index(number, 0))
                self._number.clear()
                self.persons.setFocus()
                return
        self._number.selectAll()

    @Slot(QModelIndex)
    def _enter(self, _index: QModelIndex) -> None:
        self.persons.setFocus()

    # The persons behind a number -------------------------------------------------------------------------------

    @Slot(str)
    def _list_persons(self, which: str) -> None:
        if self._desk is None:
            return
        wanted = {
            "base": (Standing.OPEN, Standing.KEPT, Standing.LEFT),
            "added": (Standing.JOINED,),
            "removed": (Standing.LEFT,),
            "after": (Standing.OPEN, Standing.KEPT, Standing.JOINED),
            "open": (Standing.OPEN,),
        }[which]
        self._listed.set_rows(tuple(row for row in self._desk.state.persons if row.standing in wanted))
        self.listed.resizeColumnsToContents()
        self._lists.setCurrentIndex(1)
        self.listed.setFocus()

    @Slot()
    def close_list(self) -> None:
        """Show the households again."""
        self._lists.setCurrentIndex(0)

    @Slot(QModelIndex)
    def _open_listed(self, index: QModelIndex) -> None:
        row = self._listed.row(index.row())
        if row is None:
            return
        self.close_list()
        self._only_open.setChecked(False)
        self._household, self._person = row.household, row.id
        self._narrow()
        self.persons.setFocus()

    # Visits ----------------------------------------------------------------------------------------------------

    def _set_visits(self) -> None:
        assert self._desk is not None
        if list(self._visit_buttons) != [code for code, _text in self._desk.visits]:
            for made in self._visit_buttons.values():
                self._visit_flow.removeWidget(made)
                made.deleteLater()
            self._visit_buttons = {}
            for code, _text in self._desk.visits:
                made = QPushButton()
                made.setObjectName(f"visit_{code}")
                made.setProperty("role", "chip")
                made.setCheckable(True)
                made.clicked.connect(partial(self._visit, code))
                self._visit_flow.addWidget(made)
                self._visit_buttons[code] = made
        for code, text in self._desk.visits:
            self._visit_buttons[code].setText(text)
            self._visit_buttons[code].setAccessibleName(text)
            self._visit_buttons[code].setEnabled(self._desk.state.row.closed_on is None)

    def _visit(self, code: str, checked: bool) -> None:  # noqa: FBT001 - Qt's own signature
        household = self._current_household()
        if household is not None:
            self.visited.emit(household.id, code if checked else "")

    @Slot()
    def _ask_household(self) -> None:
        if self._household is not None:
            self.household_asked.emit(self._household)

    def _current_household(self) -> HouseholdInRound | None:
        return self._households.row(self.households.currentIndex().row())

    def _current_person(self) -> PersonRow | None:
        index = self.persons.currentIndex()
        return self._persons.row(index.row()) if index.isValid() else None
