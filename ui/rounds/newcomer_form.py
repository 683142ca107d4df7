"""Puts somebody on the books who was not: born, married in, moved in, returned, or missed before."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from poverty_desktop.domain.identity_number import read
from poverty_desktop.domain.values import Value
from poverty_desktop.domain.verification import OutcomeRule
from poverty_desktop.errors import RuleError
from poverty_desktop.i18n import N_, _
from poverty_desktop.ids import PersonId
from poverty_desktop.operations.lookback.newcomers import Newcomer
from poverty_desktop.operations.lookback.outcome_given import Given
from ui.rounds.outcome_form import OutcomeForm
from ui.widgets.controls import button, line_edit
from ui.widgets.fields import choice, day_field, day_of, fill, labelled
from ui.widgets.flow import FlowLayout


class NewcomerForm(OutcomeForm):
    """``given`` carries who joins and the outcome; ``left`` gives it up.

    ``household_given`` carries the group of a new household, its head and the outcome.
    """

    given = Signal(object, object)
    household_given = Signal(str, object, object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("newcomer_form", "newcomer_title", parent)
        words, box = self.words, self.box
        self._is_household = False
        self._former: tuple[tuple[PersonId, str], ...] = ()
        self._who = choice(words, N_("Person entered already"), "newcomer_former")
        self._who.currentIndexChanged.connect(self._turn)
        self._name = line_edit(words, N_("Name"), "newcomer_name")
        self._document = line_edit(words, N_("ID number"), "newcomer_document", hint=N_("none yet: leave it empty"))
        self._born = day_field(words, N_("Birth date"), "newcomer_born")
        self._relation = choice(words, N_("Relation"), "newcomer_relation")
        self._day = day_field(words, N_("Since"), "newcomer_day")
        self._evidence = choice(words, N_("Evidence"), "newcomer_evidence")
        self._group = line_edit(words, N_("Group"), "newcomer_group")
        flow = FlowLayout()
        self._rows: dict[str, QWidget] = {}
        for name, msgid, field in (
            ("group", N_("Group"), self._group),
            ("former", N_("Person entered already"), self._who),
            ("name", N_("Name"), self._name),
            ("document", N_("ID number"), self._document),
            ("born", N_("Birth date"), self._born),
            ("relation", N_("Relation"), self._relation),
            ("day", N_("Since"), self._day),
            ("evidence", N_("Evidence"), self._evidence),
        ):
            self._rows[name] = labelled(words, msgid, field)
            flow.addWidget(self._rows[name])
        flow.addWidget(button(words, N_("Put on the books"), "newcomer_give", self.give, role="primary"))
        flow.addWidget(button(words, N_("Leave it"), "newcomer_leave", self.left.emit, role="quiet"))
        box.addLayout(flow)
        for field in (self._name, self._document, self._born, self._day):
            field.returnPressed.connect(self.give)

    def ask(
        self,
        rule: OutcomeRule,
        what: str,
        relations: tuple[tuple[str, str], ...],
        evidence: tuple[tuple[str, str], ...],
        *,
        is_household: bool = False,
    ) -> None:
        """Ask who joins by this outcome: a household in the round, or as the head of a new one."""
        self._rule, self._is_household = rule, is_household
        self._rows["group"].setVisible(is_household)
        self._title.setText(what)
        for field in (self._name, self._document, self._born, self._day):
            field.clear()
        fill(self._relation, relations)
        fill(self._evidence, evidence)
        self._relation.setCurrentIndex(1 if is_household else 0)
        self._evidence.setCurrentIndex(0)
        self.show_former(())
        self.show()
        self._name.setFocus()

    def show_former(self, found: tuple[tuple[PersonId, str], ...]) -> None:
        """Offer who left this household and may return."""
        self._former = found
        self._who.clear()
        self._who.addItem(_("somebody new"))
        for _person, name in found:
            self._who.addItem(name)
        self._rows["former"].setVisible(bool(found))
        self._turn()

    @Slot()
    def give(self) -> None:
        """Hand over who joins."""
        if self._rule is None:
            return
        try:
            day, born = day_of(self._day.text()), day_of(self._born.text())
        except RuleError as error:
            self.refused.emit(error)
            return
        number = self._who.currentIndex()
        newcomer = (
            Newcomer(relation=self._relation.currentData() or "", person=self._former[number - 1][0])
            if (number > 0)
            else Newcomer(
                relation=self._relation.currentData() or "", values=self._values(born.isoformat() if born else "")
            )
        )
        given = Given(outcome=self._rule.code, happened_on=day or born, evidence=self._evidence.currentData() or "")
        if self._is_household:
            self.household_given.emit(self._group.text().strip(), newcomer, given)
        else:
            self.given.emit(newcomer, given)

    def _values(self, born: str) -> dict[str, Value]:
        found = {"name": self._name.text().strip(), "birth_date": born}
        if self._document.text().strip():
            found["document_number"] = read(self._document.text()).normalised
        return {name: Value(text) for name, text in found.items() if text}

    @Slot()
    def _turn(self) -> None:
        is_new = self._who.currentIndex() <= 0
        for name in ("name", "document", "born"):
            self._rows[name].setVisible(is_new)
