"""Which hits are shown: those that wait for an outcome, those to be put right, those with an outcome."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QPushButton, QWidget

from poverty_desktop.i18n import N_, _
from poverty_desktop.queries.register.outside_hits import HitCounts, Shown
from ui import theme
from ui.widgets.flow import FlowLayout

WORDS = {
    Shown.OPEN: N_("To be looked into: {count}"),
    Shown.UNMENDED: N_("True, to be put right: {count}"),
    Shown.DECIDED: N_("With an outcome: {count}"),
}


class ShownTabs(QFrame):
    """``chosen`` carries the kind of hits that was pressed."""

    chosen = Signal(Shown)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("lists_tabs")
        row = FlowLayout(self)
        theme.space(row, spacing=6)
        self._tabs: dict[Shown, QPushButton] = {}
        for shown in Shown:
            made = QPushButton()
            made.setObjectName(f"lists_{shown.value}")
            made.setProperty("role", "chip")
            made.setCheckable(True)
            made.clicked.connect(partial(self._press, shown))
            self._tabs[shown] = made
            row.addWidget(made)

    def say(self, shown: Shown, counts: HitCounts) -> None:
        """Mark what is shown, and say how many there are of each."""
        for kind, made in self._tabs.items():
            text = _(WORDS[kind]).format(count=getattr(counts, kind.value))
            made.setText(text)
            made.setAccessibleName(text)
            made.setChecked(kind is shown)

    def _press(self, shown: Shown, _checked: object = None) -> None:
        self.chosen.emit(shown)
