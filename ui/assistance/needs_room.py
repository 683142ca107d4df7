"""Needs against the measures that answer them, by aspect and kind."""

from __future__ import annotations

from poverty_desktop.i18n import N_, _
from ui.assistance.calls import Board
from ui.assistance.list_room import ListRoom, fill
from ui.assistance.tables import NEED_COLUMNS
from ui.widgets.chips import Chip, ChipRow

WORDS = N_("Needs and measures")
NOTHING = N_("No need is taken down for {year}. Open a household and press N in “Plan and measures”.")


class NeedsRoom(ListRoom):
    """Knows which aspect and kind are chosen."""

    def __init__(self) -> None:
        super().__init__("needs", WORDS, NEED_COLUMNS, stretched=3, nothing=NOTHING)
        self._aspects = self.add_box("assistance_aspect", N_("Aspect"))
        self._kinds = ChipRow("assistance_kinds")
        self._kinds.follow(self._aspects)
        self._kinds.changed.connect(self.ask)
        self.add_row(self._kinds)

    def aspect(self) -> str:
        """Return the chosen aspect, empty for all."""
        return str(self._aspects.currentData() or "")

    def kind(self) -> str:
        """Return the chosen kind of need, empty for all."""
        return self._kinds.chosen().get("kind", "")

    def show_board(self, found: Board) -> None:
        """Show the needs and how many of each kind nothing answers."""
        fill(self._aspects, _("All nine aspects"), found.aspects)
        self._kinds.set_chips(
            tuple(Chip(group="kind", code=kind.kind, text=kind.label, count=kind.unmet) for kind in found.kinds)
        )
        said = _("{needs} needs: {unmet} without any measure, {way} under way, {met} met.").format(
            needs=sum(kind.needs for kind in found.kinds),
            unmet=sum(kind.unmet for kind in found.kinds),
            way=sum(kind.under_way for kind in found.kinds),
            met=sum(kind.met for kind in found.kinds),
        )
        self.set_rows(found.needs, said if found.kinds else "", found.year)
