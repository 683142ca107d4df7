"""Carries lists of measures and sign-in sheets of trainings to the store, and the answers back to their room."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, Slot

from poverty_desktop.i18n import _
from poverty_desktop.operations.assistance.measure_lists import MeasureListPreview
from poverty_desktop.operations.assistance.training_lists import TrainingPreview
from poverty_desktop.operations.done import Done
from ui.assistance import calls
from ui.assistance.list_pane import ListPane
from ui.errors import Message, Tone
from ui.widgets import file_chooser
from ui.widgets.file_chooser import Purpose
from ui.widgets.page import Page


class ListDesk(QObject):
    """Works for the page that owns it."""

    def __init__(self, page: Page, pane: ListPane) -> None:
        super().__init__(page)
        self._page, self._pane = page, pane
        self._found: MeasureListPreview | None = None
        self._signed: TrainingPreview | None = None
        pane.chosen.connect(self._choose)
        pane.signed.connect(self._choose_sheet)
        pane.taken.connect(self._take_in)

    @Slot()
    def _choose(self) -> None:
        shell = self._page.shell
        kinds = _("Tables (*.xlsx *.xls *.ods *.csv *.txt)")
        path = file_chooser.ask_file(self._page, shell, Purpose.LISTS, _("Which list?"), kinds)
        if path is not None:
            shell.store.run(partial(calls.preview, path, self._pane.choice(path)), self._previewed, shell.fail)

    def _previewed(self, found: MeasureListPreview) -> None:
        self._page.shell.forget_trouble()
        self._found, self._signed = found, None
        self._pane.show_preview(found)

    @Slot()
    def _choose_sheet(self) -> None:
        shell = self._page.shell
        kinds = _("Tables (*.xlsx *.xls *.ods *.csv *.txt)")
        path = file_chooser.ask_file(self._page, shell, Purpose.LISTS, _("Which sign-in sheet?"), kinds)
        if path is not None:
            work = partial(calls.preview_training, path, self._pane.course())
            shell.store.run(work, self._previewed_sheet, shell.fail)

    def _previewed_sheet(self, found: TrainingPreview) -> None:
        self._page.shell.forget_trouble()
        self._found, self._signed = None, found
        self._pane.show_training(found)

    @Slot(bool)
    def _take_in(self, with_names: bool) -> None:  # noqa: FBT001 - of a signal
        shell = self._page.shell
        if self._found is not None:
            shell.store.run(partial(calls.take_in, self._found, with_names), self._taken, shell.fail)
        elif self._signed is not None:
            shell.store.run(partial(calls.take_training, self._signed, with_names), self._counted, shell.fail)

    def _taken(self, done: Done[int]) -> None:
        self._tell(_("{count} measures were attached to households.").format(count=done.value))

    def _counted(self, done: Done[int]) -> None:
        self._tell(_("{count} person-times of training were counted.").format(count=done.value))

    def _tell(self, said: str) -> None:
        self._found = self._signed = None
        self._pane.show_preview(None)
        self._page.shell.tell(Message(tone=Tone.SUCCESS, text=said))
