"""The keys of the list of households, as the help of the window lists them; loaded when it is opened."""

from __future__ import annotations

from poverty_desktop.i18n import N_
from ui.actions import Key

KEYS: tuple[Key, ...] = (
    Key(keys="/", words=N_("Search")),
    Key(keys="↑ ↓", words=N_("Next and previous household")),
    Key(keys="Enter", words=N_("Open the file")),
    Key(keys="R", words=N_("Interview")),
    Key(keys="V", words=N_("Write down a visit")),
    Key(keys="P", words=N_("Print")),
    Key(keys="Space", words=N_("Tick or untick")),
    Key(keys="Ctrl+A", words=N_("Tick everything found")),
    Key(keys="Esc", words=N_("Remove search, filters and ticks")),
)
