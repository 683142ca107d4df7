"""What is typed of a visit: who, when and how, three lines, and who signed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCompleter, QGridLayout, QLineEdit, QWidget

from poverty_desktop.i18n import N_
from ui import theme
from ui.visits.choices import choices_of, offer
from ui.widgets.controls import label, line_edit
from ui.widgets.flow import FlowLayout
from ui.widgets.words import Words

if TYPE_CHECKING:
    from ui.visits.calls import VisitBeginning

HEAD = (("visitors", N_("Who visited"), 260), ("on", N_("Day"), 120), ("at", N_("Time"), 120))
LINES = (
    ("seen", N_("What was seen"), N_("For example: the tap runs, the grandson is back at school")),
    ("said", N_("What the household said"), N_("For example: wants to raise two pigs, needs piglets")),
    ("agreed", N_("What was agreed or done"), N_("For example: asked the livestock station, answer by Friday")),
    ("signed_by", N_("Who of the household signed"), ""),
    ("no_signature", N_("If nobody signed: why"), ""),
)
ALONE = "01"
TOGETHER = "03"
"""Manners of a visit: one household at home, several that were met together."""


class VisitLines(QWidget):
    """``typed`` after each sign, ``entered`` where Enter says that it is all."""

    typed = Signal()
    entered = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("visit_lines")
        words = Words(self)
        self._lines: dict[str, QLineEdit] = {}
        grid = QGridLayout(self)
        theme.space(grid, spacing=8)
        head = FlowLayout()
        for name, msgid, least in HEAD:
            made = self._line(words, name, msgid, "")
            theme.width(made, least=least)
            head.addWidget(label(words, msgid, f"visit_{name}_label", role="weak", wraps=False))
            head.addWidget(made)
        self._mode = choices_of(words, N_("Manner of the visit"), "visit_mode")
        self._mode.activated.connect(self.typed)
        head.addWidget(self._mode)
        grid.addLayout(head, 0, 0, 1, 2)
        for row, (name, msgid, hint) in enumerate(LINES, start=1):
            grid.addWidget(label(words, msgid, f"visit_{name}_label", wraps=False), row, 0)
            grid.addWidget(self._line(words, name, msgid, hint), row, 1)
        grid.setColumnStretch(1, 1)

    def fill(self, found: VisitBeginning) -> None:
        """Put in what is known and what was typed before."""
        texts = {"visitors": found.worker, "on": found.day, "at": found.time, **found.texts}
        for name, line in self._lines.items():
            line.setText(texts.get(name, ""))
        offer(self._mode, found.modes, texts.get("mode") or (TOGETHER if len(found.households) > 1 else ALONE))
        self._lines["visitors"].setCompleter(QCompleter(list(found.names), self._lines["visitors"]))

    def texts(self) -> dict[str, str]:
        """Return what stands in every line, by its name."""
        return {name: line.text() for name, line in self._lines.items()} | {"mode": str(self._mode.currentData() or "")}

    def say_together(self) -> None:
        """Say that several households were met together."""
        self._mode.setCurrentIndex(max(self._mode.findData(TOGETHER), 0))

    def focus_first(self) -> None:
        """Put the keyboard into the first of the three lines."""
        self._lines["seen"].setFocus()

    def _line(self, words: Words, name: str, msgid: str, hint: str) -> QLineEdit:
        made = line_edit(words, msgid, f"visit_{name}", hint=hint)
        made.textEdited.connect(self.typed)
        made.returnPressed.connect(self.entered)
        self._lines[name] = made
        return made
