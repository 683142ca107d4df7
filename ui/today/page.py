"""What there is to do today: go on, what is due, what the office says, and how far the village is."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from PySide6.QtCore import Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.i18n import N_, _, format_date, ngettext
from poverty_desktop.operations.done import Topic
from poverty_desktop.queries.today_rows import ClockCounts, OpenFindings, TodayRow
from ui import theme
from ui.actions import Key
from ui.today.continue_card import ContinueCard
from ui.today.due_card import DueCard
from ui.today.office_card import OfficeCard
from ui.today.village_card import VillageCard
from ui.widgets import icons
from ui.widgets.controls import button, label, scrolled
from ui.widgets.flow import FlowLayout
from ui.widgets.page import Page, Place, Shell

if TYPE_CHECKING:
    from poverty_desktop.operations.session import Session

WEEKDAYS = (
    N_("Monday"), N_("Tuesday"), N_("Wednesday"), N_("Thursday"), N_("Friday"), N_("Saturday"), N_("Sunday"),
)  # fmt: skip
PACK_TAKEN = N_(
    "The policy pack of the new program version is in force since {day}. Unfinished interviews keep the one they were"
    " begun with."
)
NARROW = 820


class TodayPage(Page):
    """The first page of an open workspace."""

    name = "today"
    touched_by = frozenset(RecordKind) | frozenset(Topic)

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self._row: TodayRow | None = None
        self._is_office = False  # the page is built before a workspace is open
        self._day = label(None, "", "today_day", role="page", wraps=False)
        self._hint = label(None, "", "today_hint", role="weak")
        self._pack = label(None, "", "today_pack", role="weak")
        self._pack.hide()
        self._start = button(
            self.words,
            N_("Start an interview"),
            "today_start",
            self._choose_household,
            role="primary",
            icon="interview",
        )
        self._paper = button(self.words, N_("Key in from paper"), "today_paper", self._key_in_paper, icon="keyboard")
        self._continue = ContinueCard(self)
        self._due = DueCard(self)
        self._office = OfficeCard(self)
        self._village = VillageCard(self)
        self._build()

    def title(self) -> str:
        """Return the name of the page."""
        return _("Today")

    def keys(self) -> tuple[Key, ...]:
        """Return the keys of this page."""
        return (Key(keys="Enter", words=N_("Start an interview")), Key(keys="Tab", words=N_("Next line")))

    def refresh(self) -> None:
        """Ask for the figures of the day."""
        if self.shell.desk.role == "office" and not self._is_office:
            self._turn_to_office()
        self.shell.store.run(_today, self._show, key="today")

    def focus_first(self) -> None:
        """Put the keyboard on the first draft, or on the primary button."""
        (self._continue.links[0] if self._continue.links else self._start).setFocus()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Set the cards in one column where there is no room for three."""
        super().resizeEvent(event)
        self._arrange()

    def _build(self) -> None:
        content = QWidget()
        box = QVBoxLayout(content)
        theme.space(box, margins=(16, 12, 16, 16), spacing=16)
        head = QHBoxLayout()
        theme.space(head, spacing=16)
        titles = QVBoxLayout()
        theme.space(titles, spacing=2)
        titles.addWidget(self._day)
        titles.addWidget(self._hint)
        titles.addWidget(self._pack)
        head.addLayout(titles, 1)
        buttons = QWidget()
        flow = FlowLayout(buttons, to_right=True)
        theme.space(flow, spacing=8)
        flow.addWidget(self._paper)
        flow.addWidget(self._start)
        head.addWidget(buttons, 1)
        box.addLayout(head)
        self._grid = QGridLayout()
        theme.space(self._grid, spacing=16)
        box.addLayout(self._grid)
        box.addWidget(self._village)
        box.addStretch(1)
        outer = QVBoxLayout(self)
        theme.space(outer)
        outer.addWidget(scrolled(content, "today_area"))
        self._columns = 0
        self._arrange()

    def _arrange(self) -> None:
        cards = (self._continue, self._due) if self._is_office else (self._continue, self._due, self._office)
        columns = len(cards) if self.width() >= theme.px(NARROW) else 1
        if columns == self._columns:
            return
        self._columns = columns
        for number, card in enumerate(cards):
            self._grid.addWidget(card, number // columns, number % columns)
        for number in range(3):
            self._grid.setColumnStretch(number, 1 if number < columns else 0)

    def _turn_to_office(self) -> None:
        """An office has many villages, and nobody above it who sends receipts."""
        self._is_office = True
        self._village.rename(self, N_("The villages"))
        self._office.hide()
        self._columns = 0
        self._arrange()

    def _show(self, row: TodayRow) -> None:
        if not self.isVisible():  # one went on before the answer came: it is asked for again when one comes back
            self._is_stale = True
            return
        self._row = row
        had_first = self.focusWidget() in (None, self._start, *self._continue.links)
        self._day.setText(f"{format_date(row.day)} {_(WEEKDAYS[row.day.weekday()])}")
        left = row.household_count - row.surveyed_count
        self._hint.setText(
            ngettext(
                "{n} household is still to be visited this year.",
                "{n} households are still to be visited this year.",
                left,
            ).format(n=left)
            if left > 0
            else _("Every household was visited this year.")
            if row.household_count
            else _("The office has no keys yet: make them first, with a second person beside you.")
            if row.lacks_keys
            else _("No village has sent anything yet: take in the bundles of the work groups.")
            if self._is_office
            else _("There is no household yet: take in the roster of the village first.")
        )
        self._pack.setVisible(row.pack_taken_on is not None)
        if row.pack_taken_on is not None:
            self._pack.setText(_(PACK_TAKEN).format(day=format_date(row.pack_taken_on)))
        self._say_first_step(row)
        self._continue.show_drafts(row.drafts)
        self._due.show_row(row)
        if not self._is_office:
            self._office.show_row(row)
        self._village.show_row(row)
        self._lead_tab()
        self.shell.store.run(_clocks, self._show_clocks, key="today.clocks")  # the page does not wait for it
        self.shell.store.run(_findings, self._show_findings, key="today.findings")
        if had_first:  # before the lines were made anew
            self.focus_first()

    def _show_clocks(self, clocks: ClockCounts) -> None:
        self._due.show_clocks(clocks)
        self._lead_tab()

    def _show_findings(self, found: OpenFindings) -> None:
        self._village.show_findings(found)
        self._lead_tab()

    def _lead_tab(self) -> None:
        """Let Tab come to the lines as one reads them: what is made late would be last."""
        lines = [self._start, *self._continue.links, *self._due.links, *self._office.links, *self._village.links]
        for first, second in pairwise(lines):
            self.setTabOrder(first, second)

    def _say_first_step(self, row: TodayRow) -> None:
        """The one primary button names what comes next: make keys, take in bundles, take in the roster, or visit."""
        if row.lacks_keys:
            words, picture = _("Make the keys of the office"), "key"
        elif self._is_office:
            words, picture = _("Take in bundles"), "import"
        elif row.household_count:
            words, picture = _("Start an interview"), "interview"
        else:
            words, picture = _("Import the roster of the village"), "import"
        icons.put(self._start, picture, "surface")
        self._start.setText(words)
        self._start.setAccessibleName(words)
        self._paper.setVisible(not self._is_office and bool(row.household_count))

    @Slot()
    def _key_in_paper(self) -> None:
        self.shell.go(Place(page="interview", tab="paper"))

    @Slot()
    def _choose_household(self) -> None:
        if self._is_office:
            self.shell.go(Place(page="bundles"))
        elif self._row is not None and not self._row.household_count:
            self.shell.go(Place(page="roster"))
        else:
            self.shell.go(Place(page="households", tab="unsurveyed"))


def _today(session: Session) -> TodayRow:
    from poverty_desktop.queries import today

    return today.today(session)


def _findings(session: Session) -> OpenFindings:
    from poverty_desktop.queries import open_findings

    return open_findings.open_findings(session)


def _clocks(session: Session) -> ClockCounts:
    from poverty_desktop.queries.casework import clocks

    return clocks.counts(session)
