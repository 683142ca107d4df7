"""What a visit to a household outside the file showed: one chip for each result."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QPushButton, QWidget

from poverty_desktop.i18n import N_
from ui.widgets.controls import label
from ui.widgets.flow import FlowLayout
from ui.widgets.words import Words


class VisitChips(QFrame):
    """``visited`` carries the code of the result, empty where it is taken back."""

    visited = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("round_visits")
        self._flow = FlowLayout(self)
        self._flow.addWidget(label(Words(self), N_("Result of the visit"), "visits_title", role="weak", wraps=False))
        self._chips: dict[str, QPushButton] = {}

    def set_results(self, results: tuple[tuple[str, str], ...], keys: Mapping[str, str], *, is_open: bool) -> None:
        """Offer these results, code and words; ``keys`` say which key gives which code."""
        by_code = {code: key for key, code in keys.items()}
        if list(self._chips) != [code for code, _text in results]:
            for made in self._chips.values():
                self._flow.removeWidget(made)
                made.deleteLater()
            self._chips = {code: self._chip(code) for code, _text in results}
        for code, text in results:
            self._chips[code].setText(f"{by_code[code]}  {text}" if code in by_code else text)
            self._chips[code].setAccessibleName(text)
            self._chips[code].setEnabled(is_open)

    def show_result(self, chosen: str) -> None:
        """Mark the result that stands."""
        for code, made in self._chips.items():
            made.setChecked(code == chosen)

    def _chip(self, code: str) -> QPushButton:
        made = QPushButton()
        made.setObjectName(f"visit_{code}")
        made.setProperty("role", "chip")
        made.setCheckable(True)
        made.clicked.connect(partial(self._press, code))
        self._flow.addWidget(made)
        return made

    def _press(self, code: str) -> None:
        self.visited.emit(code if self._chips[code].isChecked() else "")
