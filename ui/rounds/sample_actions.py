"""Carries what is asked of the back-check of a round to the store: draw, enter a result, save the frame."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, Signal, Slot

from poverty_desktop.i18n import _
from poverty_desktop.ids import RecordId
from poverty_desktop.operations.lookback.back_checks import Finding
from poverty_desktop.queries.lookback.back_checks import SampledHousehold
from ui.errors import Message, Tone
from ui.rounds import calls
from ui.rounds.sample_pane import SamplePane
from ui.widgets import file_chooser
from ui.widgets.file_chooser import Purpose
from ui.widgets.page import Page


class SampleActions(QObject):
    """Works for the page that owns it; ``the_round`` tells which round is open. ``refused`` carries an error."""

    refused = Signal(object)

    def __init__(self, page: Page, sample: SamplePane, the_round: Callable[[], RecordId | None]) -> None:
        super().__init__(page)
        self._page, self._the_round = page, the_round
        self.shell = page.shell
        sample.drawn.connect(self._draw)
        sample.entered.connect(self._enter)
        sample.frame_asked.connect(self._save_frame)

    def _refuse(self, error: BaseException) -> None:
        self.refused.emit(error)

    @Slot(str, object)
    def _draw(self, seed: str, sizes: dict[str, int]) -> None:
        if (record := self._the_round()) is not None:
            self.shell.store.run(partial(calls.draw, record, seed, sizes), None, self._refuse)

    @Slot(object, object)
    def _enter(self, row: SampledHousehold, finding: Finding) -> None:
        self.shell.store.run(partial(calls.enter, row.round, row.household, finding), None, self._refuse)

    @Slot()
    def _save_frame(self) -> None:
        record = self._the_round()
        if record is None:
            return
        name, kinds = _("Frame of the sample") + ".csv", _("CSV (*.csv)")
        path = file_chooser.ask_target(self._page, self.shell, Purpose.PAPERS, _("Save the frame …"), name, kinds)
        if path is not None:
            self.shell.store.run(partial(calls.write_frame, record, path), self._saved, self._refuse)

    def _saved(self, count: int) -> None:
        said = _("{count} households were written, without names. Whoever has this file and the seed draws the same.")
        self.shell.tell(Message(tone=Tone.SUCCESS, text=said.format(count=count)))
