"""How many households and persons were helped, nobody counted twice."""

from __future__ import annotations

from poverty_desktop.i18n import N_, _, format_yuan
from ui.assistance.calls import Figures
from ui.assistance.list_room import ListRoom
from ui.assistance.tables import COUNT_COLUMNS

WORDS = N_("Figures")
NOTHING = N_("No measure is planned for {year}. Open a household and choose a suggestion.")


class FiguresRoom(ListRoom):
    """One row for each measure."""

    def __init__(self) -> None:
        super().__init__("figures", WORDS, COUNT_COLUMNS, stretched=0, nothing=NOTHING)

    def show_figures(self, found: Figures, year: int) -> None:
        """Show the figures of every measure, and above them those of all."""
        total = found.total
        said = _(
            "{households} households have received a measure, {persons} members, {times} person-times;"
            " {yuan} yuan delivered. A household with several measures counts once."
        ).format(
            households=total.households,
            persons=total.persons,
            times=total.person_times,
            yuan=format_yuan(total.amount_fen),
        )
        self.set_rows(found.items, said if found.items else "", year)
