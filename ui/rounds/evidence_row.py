"""Asks for what goes with an outcome: its day, the evidence, a note, a picture."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from poverty_desktop.domain.verification import OutcomeRule
from poverty_desktop.errors import RuleError
from poverty_desktop.i18n import N_, _
from poverty_desktop.operations.lookback.outcome_given import Given
from ui.rounds.outcome_form import OutcomeForm
from ui.widgets.controls import button, line_edit
from ui.widgets.fields import choice, day_field, day_of, fill, labelled
from ui.widgets.flow import FlowLayout
from ui.widgets.picture_button import PictureButton


class EvidenceRow(OutcomeForm):
    """``given`` carries the outcome with its evidence; ``left`` gives it up."""

    given = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("evidence_row", "evidence_title", parent)
        words, box = self.words, self.box
        flow = FlowLayout()
        self._day = day_field(words, N_("Happened on"), "evidence_day")
        self._evidence = choice(words, N_("Evidence"), "evidence_kind")
        self._note = line_edit(words, N_("Explanation"), "evidence_note", hint=N_("a note, where needed"))
        for msgid, field in (
            (N_("Happened on"), self._day),
            (N_("Evidence"), self._evidence),
            (N_("Explanation"), self._note),
        ):
            flow.addWidget(labelled(words, msgid, field))
        self.picture = PictureButton(words, "evidence_picture")
        flow.addWidget(self.picture)
        flow.addWidget(button(words, N_("Give this outcome"), "evidence_give", self.give, role="primary"))
        flow.addWidget(button(words, N_("Leave it"), "evidence_leave", self.left.emit, role="quiet"))
        box.addLayout(flow)
        for field in (self._day, self._evidence, self._note):
            field.installEventFilter(self)

    def ask(self, rule: OutcomeRule, who: str, what: str, evidence: tuple[tuple[str, str], ...]) -> None:
        """Ask for what goes with this outcome of ``who``."""
        self._rule = rule
        self._title.setText(_("{name}: {outcome}").format(name=who, outcome=what))
        fill(self._evidence, evidence)
        self._evidence.setCurrentIndex(max(0, self._evidence.findData(rule.evidence)))
        self._day.clear()
        self._note.clear()
        self.picture.clear()
        self.show()
        (self._day if rule.needs_date else self._evidence).setFocus()

    @Slot()
    def give(self) -> None:
        """Hand the outcome over."""
        if self._rule is None:
            return
        try:
            day = day_of(self._day.text())
        except RuleError as error:
            self._day.setFocus()
            self.refused.emit(error)
            return
        self.given.emit(
            Given(
                outcome=self._rule.code,
                happened_on=day,
                evidence=self._evidence.currentData() or "",
                note=self._note.text(),
                picture=self.picture.path,
            )
        )

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter goes on to the next field and gives the outcome from the last; a digit chooses evidence."""
        if event.type() is QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                if watched is self._day:
                    self._evidence.setFocus()
                else:
                    self.give()
                return True
            text = event.text()
            if watched is self._evidence and text.isdecimal() and 0 < int(text) < self._evidence.count():
                self._evidence.setCurrentIndex(int(text))
                return True
        return False
