"""Which weights the figures rest on: everybody alike, a sample as it was drawn, or a column of a file."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QComboBox

from poverty_desktop.i18n import N_, _, format_date
from ui.opinion import calls
from ui.widgets import file_chooser
from ui.widgets.file_chooser import Purpose

if TYPE_CHECKING:
    from poverty_desktop.operations.lookback.survey_weights import WeightFile, Weights
    from poverty_desktop.queries.lookback.round_state import RoundRow
    from ui.opinion.calls import Weighting
    from ui.widgets.page import Page

ALIKE = N_("every household counts the same")
FROM_FILE = N_("weights of a file…")


class WeightsBox(QComboBox):
    """Offers what there is; choosing the file asks for one, and its columns join the list."""

    changed = Signal()

    def __init__(self, page: Page) -> None:
        super().__init__(page)
        self.setObjectName("opinion_weights")
        self._page = page
        self._samples: tuple[RoundRow, ...] = ()
        self._file: WeightFile | None = None
        self._chosen = ALIKE
        page.words.put(self.setAccessibleName, N_("Weights"))
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.activated.connect(self._choose)
        self.say()

    def weighting(self) -> Weighting | None:
        """Return what was chosen, None where every household counts the same."""
        for row in self._samples:
            if self._chosen == row.id.hex():
                return row.id
        return self._weights()

    def used(self) -> str:
        """Return which weights are in use, in words; empty where every household counts the same."""
        weights = self._weights()
        return weights.words() if weights is not None else ""

    def set_samples(self, samples: tuple[RoundRow, ...]) -> None:
        """Offer the samples that were drawn."""
        self._samples = samples
        self.say()

    def say(self) -> None:
        """Say the entries in the present language; the chosen one stays."""
        self.clear()
        self.addItem(_(ALIKE), ALIKE)
        for row in self._samples:
            words = _("the sample of the round begun on {day}").format(day=format_date(row.started_on))
            self.addItem(words, row.id.hex())
        if self._file is not None:
            for column, weights in self._file.columns.items():
                if weights.twice is None:
                    words = _("{column} of {file}").format(column=column, file=self._file.name)
                    self.addItem(words, f"column {column}")
        self.addItem(_(FROM_FILE), FROM_FILE)
        self.setCurrentIndex(max(0, self.findData(self._chosen)))

    def _weights(self) -> Weights | None:
        if self._file is None or not self._chosen.startswith("column "):
            return None
        return self._file.columns[self._chosen.removeprefix("column ")]

    @Slot()
    def _choose(self) -> None:
        chosen = str(self.currentData())
        if chosen != FROM_FILE:
            self._take(chosen)
            return
        self.setCurrentIndex(max(0, self.findData(self._chosen)))
        shell, kinds = self._page.shell, _("Tables (*.xlsx *.xls *.ods *.csv *.txt)")
        path = file_chooser.ask_file(self, shell, Purpose.LISTS, _("Which file of weights?"), kinds)
        if path is not None:
            shell.store.run(partial(calls.read_weights, path), self._read, shell.fail)

    def _read(self, found: WeightFile) -> None:
        self._file = found
        self._chosen = f"column {found.weights().column}"
        self.say()
        self.changed.emit()

    def _take(self, chosen: str) -> None:
        if chosen != self._chosen:
            self._chosen = chosen
            self.changed.emit()
