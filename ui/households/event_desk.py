"""Carries what is typed in the form of events of members to the store, and the answers back."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, Slot

from poverty_desktop.operations.done import Done
from ui.households import procedure_calls
from ui.households.event_form import EventForm
from ui.households.procedure_calls import EventTyped
from ui.widgets.page import Page


class EventDesk(QObject):
    """Works for the page that owns it and shows ``form``."""

    def __init__(self, page: Page, form: EventForm) -> None:
        super().__init__(page)
        self._page, self._form = page, form
        form.opened.connect(self._choices)
        form.given.connect(self._record)

    @Slot()
    def _choices(self) -> None:
        self._page.shell.store.run(procedure_calls.choices, self._form.ask, key="household.events")

    @Slot(object)
    def _record(self, typed: EventTyped) -> None:
        work = partial(procedure_calls.record_event, typed)
        self._page.shell.store.run(work, self._recorded, self._page.shell.fail)

    def _recorded(self, _done: Done[object]) -> None:
        self._form.leave()
