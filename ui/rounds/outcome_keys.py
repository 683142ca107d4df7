"""The outcomes of a round as keys and buttons, those of persons on the books apart from those of who joins them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QPushButton, QWidget

from poverty_desktop.domain.verification import OutcomeRule
from poverty_desktop.i18n import N_
from ui.widgets.controls import button, column, label
from ui.widgets.flow import FlowLayout
from ui.widgets.words import Words


class OutcomeKeys(QFrame):
    """``pressed`` carries the rule whose button was pressed; ``all_pressed`` stands for the whole household."""

    pressed = Signal(object)
    all_pressed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("outcome_keys")
        self.setProperty("role", "card")
        self.words = Words(self)
        self._rules: tuple[OutcomeRule, ...] = ()
        self._said: tuple[str, ...] = ()
        box = column(self, margins=(10, 6, 10, 6), spacing=4)
        self._notice = label(None, "", "outcome_notice", role="small")
        self._staying, self._joining = FlowLayout(), FlowLayout()
        self._all = button(
            self.words, N_("0  Whole household unchanged"), "outcome_0", self.all_pressed.emit, role="chip"
        )
        self._all.setProperty("marked", "true")
        self._all.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        box.addLayout(self._staying)
        self._joining.addWidget(
            label(self.words, N_("Not on the books yet:"), "outcome_joining", role="weak", wraps=False)
        )
        box.addLayout(self._joining)
        box.addWidget(self._notice)
        self._staying.addWidget(self._all)

    def set_rules(self, rules: Mapping[str, OutcomeRule], labels: Mapping[str, str], notice: str) -> None:
        """Offer these outcomes by key and button."""
        self._notice.setText(notice)
        said = tuple(labels.get(rule.code, rule.code) for rule in rules.values())
        if tuple(rules.values()) == self._rules and said == self._said:
            return
        for rule in self._rules:
            if made := self.findChild(QPushButton, f"outcome_{rule.key}"):
                (self._joining if rule.balance > 0 else self._staying).removeWidget(made)
                made.setObjectName("")
                made.deleteLater()
        self._rules, self._said = tuple(rules.values()), said
        for rule, text in zip(self._rules, said, strict=True):
            made = QPushButton(f"{rule.key}  {text}")
            made.setObjectName(f"outcome_{rule.key}")
            made.setAccessibleName(text)
            made.setProperty("role", "chip")
            made.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            made.clicked.connect(partial(self._press, rule))
            (self._joining if rule.balance > 0 else self._staying).addWidget(made)

    def rule_of(self, key: str) -> OutcomeRule | None:
        """Return the outcome with this key."""
        return next((rule for rule in self._rules if rule.key == key), None)

    def _press(self, rule: OutcomeRule, _checked: object = None) -> None:
        self.pressed.emit(rule)
