"""Corrects facts of one person at the door: pair after pair, given together as one outcome."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QWidget

from poverty_desktop.domain.values import Value
from poverty_desktop.domain.verification import OutcomeRule
from poverty_desktop.errors import RuleError
from poverty_desktop.i18n import N_, _, language
from poverty_desktop.operations.lookback.outcome_given import Given, NewFact
from poverty_desktop.packs import typed
from ui import theme
from ui.rounds.calls import Correctable
from ui.rounds.outcome_form import OutcomeForm
from ui.widgets.controls import button, label, line_edit
from ui.widgets.fields import choice, fill


class CorrectionForm(OutcomeForm):
    """``given`` carries the outcome with its pairs; ``left`` gives it up."""

    given = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("correction_form", "correction_title", parent)
        words, box = self.words, self.box
        self._facts: tuple[Correctable, ...] = ()
        self._new: dict[int, Value] = {}
        self._which = choice(words, N_("What is corrected"), "correction_which")
        self._which.currentIndexChanged.connect(self._turn)
        self._stands = label(None, "", "correction_stands", role="weak", wraps=False)
        self._text = line_edit(words, N_("As it is"), "correction_text", hint=N_("As it is"))
        self._text.returnPressed.connect(self._add)
        self._option = choice(words, N_("As it is"), "correction_option")
        row = QHBoxLayout()
        theme.space(row, spacing=8)
        for field in (self._which, self._stands, self._text, self._option):
            row.addWidget(field, 0 if field is self._stands else 1)
        row.addWidget(button(words, N_("Add the correction"), "correction_add", self._add))
        box.addLayout(row)
        self._pairs = label(None, "", "correction_pairs")
        box.addWidget(self._pairs)
        foot = QHBoxLayout()
        theme.space(foot, spacing=8)
        foot.addWidget(button(words, N_("Give this outcome"), "correction_give", self.give, role="primary"))
        foot.addWidget(button(words, N_("Leave it"), "correction_leave", self.left.emit, role="quiet"))
        foot.addStretch(1)
        box.addLayout(foot)

    def ask(self, rule: OutcomeRule, who: str, what: str) -> None:
        """Ask what of ``who`` is corrected; the facts come with :meth:`show_facts`."""
        self._rule, self._facts, self._new = rule, (), {}
        self._title.setText(_("{name}: {outcome}").format(name=who, outcome=what))
        self._which.clear()
        self._say_pairs()
        self.show()
        self._which.setFocus()

    def show_facts(self, found: tuple[Correctable, ...]) -> None:
        """Offer these facts."""
        self._facts = found
        fill(self._which, tuple((str(at), fact.item.label(language())) for at, fact in enumerate(found)))
        self._which.setCurrentIndex(1 if found else 0)
        self._turn()

    @Slot()
    def give(self) -> None:
        """Hand the outcome over, with what still stands in the field."""
        waits = self._text.text().strip() or self._option.currentData()
        if self._rule is None or (waits and not self._added()):
            return
        new = tuple(
            NewFact(kind=self._facts[at].item.kind, name=self._facts[at].item.name, value=value)
            for at, value in self._new.items()
        )
        self.given.emit(Given(outcome=self._rule.code, facts=new))

    def _fact(self) -> tuple[int, Correctable] | None:
        at = self._which.currentData()
        return (int(at), self._facts[int(at)]) if at else None

    @Slot()
    def _turn(self) -> None:
        found = self._fact()
        has_options = found is not None and bool(found[1].options)
        self._stands.setText("" if found is None else _("now: {value}").format(value=found[1].text or "--"))
        self._text.clear()
        self._option.clear()
        self._text.setVisible(not has_options)
        self._option.setVisible(has_options)
        if found is not None and has_options:
            fill(self._option, found[1].options)

    @Slot()
    def _add(self) -> None:
        self._added()

    def _added(self) -> bool:
        found = self._fact()
        if found is None:
            return False
        at, fact = found
        try:
            if fact.options:
                value = typed.read_option(fact.item, self._option.currentData() or "", fact.options)
            else:
                value = typed.read(fact.item, self._text.text())
        except RuleError as error:
            self.refused.emit(error)
            return False
        self._new[at] = value
        self._text.clear()
        self._option.setCurrentIndex(0)
        self._say_pairs()
        self._which.setFocus()
        return True

    def _say_pairs(self) -> None:
        lines = []
        for at, value in self._new.items():
            fact = self._facts[at]
            said = dict(fact.options).get(str(value.scalar), str(value.scalar or "--"))
            lines.append(
                _("{label}: {before} → {after}").format(
                    label=fact.item.label(language()), before=fact.text or "--", after=said
                )
            )
        self._pairs.setText("\n".join(lines))
        self._pairs.setVisible(bool(lines))
