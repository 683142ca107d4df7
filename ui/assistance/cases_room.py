"""Who is entitled without having it, or has it without being entitled, measure by measure."""

from __future__ import annotations

from poverty_desktop.checks.help_worklist import Listed, Worklist
from poverty_desktop.i18n import N_, _, language
from poverty_desktop.packs.measures import Nature
from ui.assistance.list_room import ListRoom, fill
from ui.assistance.tables import CASE_COLUMNS

WORDS = {
    Worklist.UNMET: N_("Entitled without having it"),
    Worklist.UNFIT: N_("Having it without being entitled"),
}
NOTHING = {
    Worklist.UNMET: N_("Nobody is entitled to a measure without having it."),
    Worklist.UNFIT: N_("Nobody has a measure without being entitled to it."),
}


class CasesRoom(ListRoom):
    """One of the two worklists."""

    def __init__(self, name: str, which: Worklist) -> None:
        super().__init__(name, WORDS[which], CASE_COLUMNS, stretched=4, nothing=NOTHING[which])
        self.which = which
        self._items = self.add_box(f"assistance_{name}_item", N_("Measure"))

    def item(self) -> str:
        """Return the chosen measure, empty for all."""
        return str(self._items.currentData() or "")

    def show_cases(self, found: Listed, year: int) -> None:
        """Show the cases, and offer the measures that have any."""
        is_unmet = self.which is Worklist.UNMET
        offered = []
        for count in found.counts:
            number = count.unmet if is_unmet else count.unfit
            if number and (count.item.nature is Nature.RIGHT or not is_unmet or count.received):
                words = _("{title} ({number})").format(title=count.item.title(language()), number=number)
                offered.append((count.item.id, words))
        fill(self._items, _("All measures by right") if is_unmet else _("All measures"), tuple(offered))
        said = ""
        if found.rows and len(found.rows) < found.total:
            said = _(
                "{total} cases; the first {shown} are shown. Choose a measure or a village for the others."
            ).format(total=found.total, shown=len(found.rows))
        elif found.rows:
            said = _("{total} cases. Enter opens the household at its plan.").format(total=found.total)
        self.set_rows(found.rows, said, year)
