"""The running balance in one line; every number opens the persons behind it."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QFrame, QPushButton, QWidget

from poverty_desktop.domain.verification import Balance
from poverty_desktop.i18n import N_, _
from ui.widgets.controls import button, label
from ui.widgets.fields import choice
from ui.widgets.flow import FlowLayout
from ui.widgets.words import Words

PARTS: tuple[tuple[str, str, str], ...] = (
    ("base", "", N_("On the books")),
    ("added", "+", N_("added")),
    ("removed", "−", N_("taken off")),
    ("after", "=", N_("after verification")),
    ("open", "·", N_("to be verified")),
)


class BalanceBar(QFrame):
    """``chosen`` carries which number was pressed: base, added, removed, after or open.

    ``group_chosen`` says that the numbers of another group, or of the whole round, are wanted.
    """

    chosen = Signal(str)
    group_chosen = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("round_balance")
        self.setProperty("role", "card")
        words = Words(self)
        self._balance = Balance()
        self._names: tuple[str, ...] = ()
        self._numbers: dict[str, QPushButton] = {}
        flow = FlowLayout(self)
        flow.setContentsMargins(12, 6, 12, 6)
        self._groups = choice(words, N_("Group"), "round_group")
        self._groups.activated.connect(self._choose_group)
        flow.addWidget(self._groups)
        for name, _sign, _msgid in PARTS:
            made = button(words, "", f"balance_{name}", partial(self.chosen.emit, name), role="link")
            self._numbers[name] = made
            flow.addWidget(made)
        self._said = label(None, "", "round_said", role="weak", wraps=False)
        flow.addWidget(self._said)
        words.also(self.say)

    def show_balance(self, balance: Balance, said: str) -> None:
        """Show these numbers, and beside them what is ``said`` of the round as a whole."""
        self._balance = balance
        self._said.setText(said)
        self.say()

    def set_groups(self, names: tuple[str, ...]) -> None:
        """Offer the groups of the round beside the whole of it."""
        chosen = self.group()
        self._names = names
        self._groups.clear()
        self._groups.addItem(_("Whole round"))
        for name in names:
            self._groups.addItem(name or "--")
        self._groups.setCurrentIndex(0 if chosen is None or chosen not in names else 1 + names.index(chosen))
        self._groups.setVisible(len(names) > 1)

    def group(self) -> str | None:
        """Return the chosen group, which may be the blank one, None for the whole round."""
        at = self._groups.currentIndex() - 1
        return self._names[at] if 0 <= at < len(self._names) else None

    def words_of(self, which: str) -> str:
        """Return what one of the numbers says, without its sign."""
        return next(f"{_(msgid)} {getattr(self._balance, name)}" for name, _sign, msgid in PARTS if name == which)

    @Slot()
    def _choose_group(self) -> None:
        self.group_chosen.emit()

    def say(self) -> None:
        """Say the numbers in the present language."""
        for name, sign, msgid in PARTS:
            number = getattr(self._balance, name)
            text = f"{sign} {_(msgid)} {number}".strip()
            self._numbers[name].setText(text)
            self._numbers[name].setAccessibleName(text)
            self._numbers[name].setToolTip(_("Show the persons behind this number"))
