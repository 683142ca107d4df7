"""What Ctrl+K finds: households by the store, pages and actions by their words."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

from PySide6.QtCore import QObject, Slot

from poverty_desktop.i18n import _, language
from ui.actions import Actions
from ui.places import PageEntry
from ui.widgets.page import Place, Shell
from ui.widgets.palette import Hit, Palette
from ui.window_calls import HouseholdHit, find_households

FIRST, SECOND, THIRD = "1 households", "2 places", "3 actions"
"""The palette shows its sources in the order of their names."""


class Finder(QObject):
    """Answers every key that is typed into the palette."""

    def __init__(self, shell: Shell, palette: Palette, actions: Actions, parent: QObject) -> None:
        super().__init__(parent)
        self._shell = shell
        self._palette = palette
        self._actions = actions
        self._entries: tuple[PageEntry, ...] = ()
        palette.asked.connect(self._find)

    def set_entries(self, entries: Iterable[PageEntry]) -> None:
        """Search among the pages ``entries``, without those that need to be told what to show."""
        self._entries = tuple(entry for entry in entries if not entry.needs_place)

    @Slot(str)
    def _find(self, text: str) -> None:
        wanted = text.strip().casefold()
        pages = tuple(
            Hit(text=_(entry.words), icon=entry.icon, act=partial(self._shell.go, Place(page=entry.name)))
            for entry in self._entries
            if wanted in _(entry.words).casefold()
        )
        self._palette.set_hits(SECOND, pages)
        said = {hit.text for hit in pages}
        actions = tuple(
            Hit(text=action.text(), icon=spec.icon or "forward", act=action.trigger)
            for spec, action in self._actions.for_palette(text)
            if action.text() not in said
        )
        self._palette.set_hits(THIRD, actions)
        if wanted:
            work = partial(find_households, text=text, language=language())
            self._shell.store.run(work, self._show_households, key="palette")
        else:
            self._palette.set_hits(FIRST, ())

    def _show_households(self, found: tuple[HouseholdHit, ...]) -> None:
        hits = (
            Hit(
                text=hit.text,
                icon="households",
                act=partial(self._shell.go, Place(page="household", household=hit.id)),
            )
            for hit in found
        )
        self._palette.set_hits(FIRST, tuple(hits))
