"""Of the page of the day: what runs out, and what waits for a decision."""

from __future__ import annotations

from functools import partial

from poverty_desktop.i18n import N_, _, ngettext
from poverty_desktop.queries.today_rows import ClockCounts, TodayRow
from ui.today import backup_line
from ui.today.card import Card
from ui.today.clocks import clock_lines
from ui.widgets.controls import button
from ui.widgets.page import Page, Place


class DueCard(Card):
    """Visits, decisions, clocks and the backups; the clocks come later than the row, and nobody waits for them."""

    def __init__(self, page: Page) -> None:
        super().__init__("due", "clock", page, N_("Due"))
        self._page = page
        self._row: TodayRow | None = None
        self._clocks = ClockCounts()

    def show_row(self, row: TodayRow) -> None:
        """Show what the figures of the day say is due, and the clocks that are known."""
        self._row = row
        self.clear()
        if row.clock_trouble is not None:
            self.say(_(row.clock_trouble.sentence).format(**row.clock_trouble.said()), tone="warning")
        if row.overdue_visits:
            self.say(
                ngettext(
                    "{n} filed household was not visited for 30 days.",
                    "{n} filed households were not visited for 30 days.",
                    row.overdue_visits,
                ).format(n=row.overdue_visits)
            )
        if row.conflict_count:
            self._add_conflicts(row.conflict_count)
        self._add_clocks()
        if backup_line.is_due(row):
            place = Place(page="settings", tab="backup")
            self.add_link(N_("Back up this workspace"), "backup", partial(self._page.shell.go, place))
        elif not (
            row.overdue_visits or row.conflict_count or row.clock_trouble is not None or self._clocks != ClockCounts()
        ):
            self.say(_("Nothing is due."), role="weak")
        if said := backup_line.words(row):
            self.say(said, role="weak")

    def show_clocks(self, clocks: ClockCounts) -> None:
        """Show the clocks where they are not the ones that are shown."""
        is_other = clocks != self._clocks
        self._clocks = clocks
        if is_other and self._row is not None:
            self.show_row(self._row)

    def _add_conflicts(self, count: int) -> None:
        """Say how many wait; at the office, which decides them, with the way there."""
        said = _("{count} facts with several values wait for a decision").format(count=count)
        if self._page.shell.desk.role != "office":
            self.say(said, tone="warning")
            return
        self._lead("today_conflicts", said, "conflict", "warn", Place(page="merge", tab="conflicts"))

    def _add_clocks(self) -> None:
        """Say what runs out, each line with the way there."""
        for number, line in enumerate(clock_lines(self._clocks)):
            place = Place(page=line.page, tab=line.tab, text=line.text)
            self._lead(f"today_clock_{number}", line.words, "clock", line.color, place)

    def _lead(self, name: str, said: str, icon: str, color: str, place: Place) -> None:
        made = button(self._page.words, "", name, None, role="link", icon=icon, color=color)
        made.setText(said)
        made.setAccessibleName(said)
        made.clicked.connect(partial(self._page.shell.go, place))
        self.add(made)
