"""A household that is in no list, written down above the list; loaded when it is asked for."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QVBoxLayout

from poverty_desktop.ids import HouseholdId
from poverty_desktop.operations.done import Done
from ui.households import list_calls
from ui.households.new_household_form import NewHouseholdForm
from ui.widgets.page import Page, Place


class Adding(QObject):
    """Puts the form into ``box`` below the head of the page; ``left`` says that it is gone and nothing was added."""

    left = Signal()

    def __init__(self, page: Page, box: QVBoxLayout) -> None:
        super().__init__(page)
        self._page = page
        self._form = NewHouseholdForm()
        self._form.given.connect(self._add)
        self._form.left.connect(self.leave)
        box.insertWidget(1, self._form)

    def ask(self) -> None:
        """Ask who it is."""
        self._form.ask()

    @property
    def is_asking(self) -> bool:
        """Say whether the form is open."""
        return self._form.isVisible()

    @Slot()
    def leave(self) -> None:
        """Close the form; nothing is added."""
        self._form.hide()
        self.left.emit()

    @Slot(object, object)
    def _add(self, household: dict[str, str], head: dict[str, str]) -> None:
        self._page.shell.store.run(partial(list_calls.add_household, household, head), self._added)

    def _added(self, done: Done[HouseholdId]) -> None:
        self._form.hide()
        self._page.shell.go(Place(page="household", household=done.value, tab="members"))
