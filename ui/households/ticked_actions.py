"""What is done with the ticked households together; loaded with the first tick."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from ui.households.ticked_bar import TickedBar
from ui.models.household_model import HouseholdModel
from ui.widgets.page import Page, Place

if TYPE_CHECKING:
    from ui.households.list_export import ListExport


class TickedActions(QObject):
    """Takes the ticked households of ``model`` to the pages where one goes on with them; ``bar`` offers it."""

    def __init__(self, page: Page, model: HouseholdModel) -> None:
        super().__init__(page)
        self._page, self._model = page, model
        self.bar = TickedBar()
        self.bar.print_asked.connect(self.print)
        self.bar.export_asked.connect(self._save_list)
        self.bar.untick_asked.connect(self._untick)
        self.bar.verify_asked.connect(self._verify)
        self.bar.step_asked.connect(self._note_step)
        self.bar.helper_asked.connect(self._pair)
        self.bar.visit_asked.connect(self.visit)

    @cached_property
    def _export(self) -> ListExport:
        from ui.households.list_export import ListExport

        return ListExport(self._page.shell, self._page)

    @Slot()
    def print(self) -> None:
        """Go to the papers of all that are ticked."""
        self._go(Place(page="papers", households=self._model.ticks()))

    @Slot()
    def visit(self) -> None:
        """Write down one visit at all that are ticked."""
        self._go(Place(page="visit", households=self._model.ticks()))

    @Slot()
    def _verify(self) -> None:
        self._go(Place(page="rounds", households=self._model.ticks()))

    @Slot()
    def _note_step(self) -> None:
        self._go(Place(page="procedures", tab="running", households=self._model.ticks()))

    @Slot()
    def _pair(self) -> None:
        self._go(Place(page="team", tab="helpers", households=self._model.ticks()))

    @Slot()
    def _save_list(self) -> None:
        self._export.save(self._model.ticks())

    @Slot()
    def _untick(self) -> None:
        self._model.set_ticks(())

    def _go(self, place: Place) -> None:
        self._page.shell.go(place)
