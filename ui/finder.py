"""What Ctrl+K finds: households by the store, pages and actions by their words."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QWidget

from poverty_desktop.i18n import _, language
from ui.actions import Actions
from ui.places import PAGES
from ui.widgets.page import Place, Shell
from ui.widgets.palette import Hit, Palette
from ui.window_calls import HouseholdHit, find_households

FIRST, SECOND, THIRD = "1 households", "2 places", "3 actions"
"""The palette shows its sources in the order of their names."""


class Finder(QObject):
    """Answers every key that is typed into the palette over ``ground``."""

    def __init__(self, shell: Shell, ground: QWidget, actions: Actions) -> None:
        super().__init__(ground)
        self._shell = shell
        self.palette = Palette(ground)
        self._actions = actions
        self.palette.asked.connect(self._find)

    @Slot(str)
    def _find(self, text: str) -> None:
        wanted = text.strip().casefold()
        pages = tuple(
            Hit(text=_(entry.words), icon=entry.icon, act=partial(self._shell.go, Place(page=entry.name)))
            for entry in PAGES
            if not entry.needs_place and self._shell.offers(entry.name) and wanted in _(entry.words).casefold()
        )
        self.palette.set_hits(SECOND, pages)
        said = {hit.text for hit in pages}
        actions = tuple(
            Hit(text=action.text(), icon=spec.icon or "forward", act=action.trigger)
            for spec, action in self._actions.for_palette(text)
            if action.text() not in said
        )
        self.palette.set_hits(THIRD, actions)
        if wanted:
            work = partial(find_households, text=text, language=language())
            self._shell.store.run(work, self._show_households, key="palette")
        else:
            self.palette.set_hits(FIRST, ())

    def _show_households(self, found: tuple[HouseholdHit, ...]) -> None:
        hits = (
            Hit(
                text=hit.text,
                icon="households",
                act=partial(self._shell.go, Place(page="household", household=hit.id)),
            )
            for hit in found
        )
        self.palette.set_hits(FIRST, tuple(hits))
