"""The keys of the outcomes, and the form that an outcome asks for: one or the other is shown."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from poverty_desktop.domain.verification import OutcomeRule
from poverty_desktop.i18n import _
from poverty_desktop.ids import HouseholdId, RecordId
from poverty_desktop.operations.lookback.outcome_given import Given
from poverty_desktop.queries.lookback.round_state import PersonRow
from ui.rounds.calls import Desk
from ui.rounds.correction_form import CorrectionForm
from ui.rounds.evidence_row import EvidenceRow
from ui.rounds.newcomer_form import NewcomerForm
from ui.rounds.outcome_keys import OutcomeKeys
from ui.widgets.controls import column


class DeskForms(QWidget):
    """``given`` carries an outcome, ``joined`` who joins with it; ``left`` says that a form was left."""

    given = Signal(object)
    joined = Signal(object, object)
    household_given = Signal(str, object, object)
    former_wanted = Signal()
    facts_wanted = Signal(object)  # person row
    left = Signal()
    refused = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        box = column(self, spacing=8)
        self.keys = OutcomeKeys()
        box.addWidget(self.keys)
        self.evidence, self.newcomer, self.correction = EvidenceRow(), NewcomerForm(), CorrectionForm()
        self._household: HouseholdId | None = None
        self._person: RecordId | None = None
        self._forms = (self.evidence, self.newcomer, self.correction)
        self.evidence.given.connect(self.given)
        self.newcomer.given.connect(self.joined)
        self.newcomer.household_given.connect(self.household_given)
        self.correction.given.connect(self.given)
        for form in self._forms:
            form.left.connect(self.left)
            form.refused.connect(self.refused)
            box.addWidget(form)

    def is_asking(self) -> bool:
        """Say whether a form is shown."""
        return any(not form.isHidden() for form in self._forms)

    def keep_for(self, household: HouseholdId, person: RecordId | None) -> None:
        """Put a form away that was about somebody else: what it asks must never be noted of whoever is chosen now."""
        is_about_person = not self.evidence.isHidden() or not self.correction.isHidden()
        is_about_household = not self.newcomer.isHidden() and self._household is not None
        if (is_about_person and person != self._person) or (is_about_household and household != self._household):
            self.drop()

    def take(self, rule: OutcomeRule, desk: Desk, household: HouseholdId, person: PersonRow | None) -> None:
        """Give an outcome at once, or ask for what goes with it."""
        self.drop()
        self._household, self._person = household, person.id if person is not None else None
        what = desk.labels.get(rule.code, rule.code)
        if rule.balance > 0:
            self.newcomer.ask(rule, what, desk.relations, desk.evidence)
            self.former_wanted.emit()
        elif person is None:
            return
        elif rule.corrects:
            self.correction.ask(rule, person.name, what)
            self.facts_wanted.emit(person)
        elif rule.needs_date or (rule.needs_evidence and not rule.evidence):
            self.evidence.ask(rule, person.name, what, desk.evidence)
        else:
            self.given.emit(Given(outcome=rule.code))
            return
        self.keys.hide()

    def ask_household(self, desk: Desk) -> None:
        """Ask for a household that nobody had listed, and its head."""
        rule = next((rule for rule in desk.rules.values() if rule.is_missed), None)
        if rule is not None:
            self.drop()
            self._household = None  # it hangs on no household that is chosen
            title = _("A household that is not in the list")
            self.newcomer.ask(rule, title, desk.relations, desk.evidence, is_household=True)
            self.keys.hide()

    @Slot()
    def drop(self) -> None:
        """Put the forms away and show the keys."""
        for form in self._forms:
            form.drop()
        self.keys.show()
