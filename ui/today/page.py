"""What there is to do today: go on, what is due, what the office says, and how far the village is."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QProgressBar, QPushButton, QVBoxLayout, QWidget

from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.i18n import N_, _, format_date, format_yuan, language, ngettext
from poverty_desktop.operations.done import Topic
from poverty_desktop.queries.news_words import news_words
from poverty_desktop.queries.today_rows import ClockCounts, DraftRow, InterviewRow, TodayRow
from ui import theme
from ui.actions import Key
from ui.today import backup_line
from ui.today.card import Card
from ui.today.clocks import clock_lines
from ui.widgets import icons
from ui.widgets.charts import Histogram
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
DRAFTS_SHOWN = 3
NARROW = 820


class TodayPage(Page):
    """The first page of an open workspace."""

    name = "today"
    touched_by = frozenset(RecordKind) | frozenset(Topic)

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self._row: TodayRow | None = None
        self._clocks = ClockCounts()
        self._drafts: list[QPushButton] = []
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
        self._continue = Card("continue", "draft", self, N_("Go on"))
        self._due = Card("due", "clock", self, N_("Due"))
        self._office = Card("office", "office", self, N_("From the office"))
        self._village = Card("village", "households", self, N_("The village"))
        self._progress = QProgressBar()
        self._progress.setObjectName("today_progress")
        self._progress.setTextVisible(False)
        self._figures = label(None, "", "today_figures", role="lead")
        self._surveyed = label(None, "", "today_surveyed", role="weak")
        self._histogram = Histogram("today_histogram")
        self._histogram_title = label(None, "", "today_histogram_title", role="weak")
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
        self.shell.store.run(_clocks, self._show_clocks, key="today.clocks")  # the page does not wait for it

    def focus_first(self) -> None:
        """Put the keyboard on the first draft, or on the primary button."""
        (self._drafts[0] if self._drafts else self._start).setFocus()

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
        numbers = QVBoxLayout()
        theme.space(numbers, spacing=8)
        for shown in (self._figures, self._progress, self._surveyed):
            numbers.addWidget(shown)
        numbers.addSpacing(theme.px(8))
        numbers.addWidget(self._histogram_title)
        numbers.addWidget(self._histogram)
        self._village.box.insertLayout(1, numbers)
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
        had_first = self.focusWidget() in (None, self._start, *self._drafts)
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
            else _("No village has sent anything yet: take in the bundles of the work groups.")
            if self._is_office
            else _("There is no household yet: take in the roster of the village first.")
        )
        self._pack.setVisible(row.pack_taken_on is not None)
        if row.pack_taken_on is not None:
            self._pack.setText(_(PACK_TAKEN).format(day=format_date(row.pack_taken_on)))
        self._say_first_step(row)
        self._show_drafts(row)
        self._show_due(row)
        if not self._is_office:
            self._show_office(row)
        self._show_village(row)
        if had_first:  # before the lines were made anew
            self.focus_first()

    def _say_first_step(self, row: TodayRow) -> None:
        """The one primary button names what comes next: take in bundles, take in the roster, or visit."""
        if self._is_office:
            words, picture = _("Take in bundles"), "import"
        elif row.household_count:
            words, picture = _("Start an interview"), "interview"
        else:
            words, picture = _("Import the roster of the village"), "import"
        icons.put(self._start, picture, "surface")
        self._start.setText(words)
        self._start.setAccessibleName(words)
        self._paper.setVisible(not self._is_office and bool(row.household_count))

    def _show_drafts(self, row: TodayRow) -> None:
        self._continue.clear()
        self._drafts = [self._draft_button(number, draft) for number, draft in enumerate(row.drafts[:DRAFTS_SHOWN])]
        if not row.drafts:
            self._continue.say(_("No interview is unfinished."), role="weak")
            return
        for made in self._drafts:
            self._continue.add(made)
        more = len(row.drafts) - DRAFTS_SHOWN
        if more > 0:
            self._continue.say(_("{count} more").format(count=more), role="small")

    def _draft_button(self, number: int, draft: DraftRow) -> QPushButton:
        made = button(self.words, "", f"today_draft_{number}", None, role="choice", icon="forward", color="accent")
        head = _draft_head(draft)
        made.setText(
            _("{household}: at “{section}”, {answered} of {total} questions").format(
                household=head, section=draft.section, answered=draft.answered, total=draft.total
            )
            if draft.section
            else head
        )
        made.setAccessibleName(made.text())
        place = Place(page="interview", household=draft.household, interview=draft.interview)
        made.clicked.connect(partial(self.shell.go, place))
        return made

    def _show_due(self, row: TodayRow) -> None:
        self._due.clear()
        if row.overdue_visits:
            self._due.say(
                ngettext(
                    "{n} filed household was not visited for 30 days.",
                    "{n} filed households were not visited for 30 days.",
                    row.overdue_visits,
                ).format(n=row.overdue_visits)
            )
        if row.conflict_count:
            self._due.say(
                _("{count} facts with several values wait for a decision").format(count=row.conflict_count),
                tone="warning",
            )
        self._add_clocks()
        if backup_line.is_due(row):
            self._due.add(self._link(N_("Back up this workspace"), "backup", self._back_up))
        if self._due_is_empty(row):
            self._due.say(_("Nothing is due."), role="weak")
        if said := backup_line.words(row):
            self._due.say(said, role="weak")

    def _due_is_empty(self, row: TodayRow) -> bool:
        runs = self._clocks != ClockCounts()
        return not (row.overdue_visits or row.conflict_count or runs or backup_line.is_due(row))

    def _show_clocks(self, clocks: ClockCounts) -> None:
        is_other = clocks != self._clocks
        self._clocks = clocks
        if is_other and self._row is not None:
            self._show_due(self._row)

    def _add_clocks(self) -> None:
        """Say what runs out in procedures, clues, the entry list and verification rounds, each with the way there."""
        for number, line in enumerate(clock_lines(self._clocks)):
            made = button(self.words, "", f"today_clock_{number}", None, role="link", icon="clock", color=line.color)
            made.setText(line.words)
            made.setAccessibleName(line.words)
            made.clicked.connect(partial(self.shell.go, Place(page=line.page, tab=line.tab, text=line.text)))
            self._due.add(made)

    def _show_office(self, row: TodayRow) -> None:
        self._office.clear()
        for number, item in enumerate(row.returned[:DRAFTS_SHOWN]):
            self._office.add(self._returned_button(number, item))
        if len(row.returned) > DRAFTS_SHOWN:
            self._office.say(_("{count} more").format(count=len(row.returned) - DRAFTS_SHOWN), role="small")
        if row.news is not None:
            news = row.news
            words = news_words(news.entries, news.decided, news.handed_back, news.opened)
            said = _("Taken in {day}: {list}.").format(day=format_date(news.at.astimezone().date()), list=words)
            self._office.say(said, tone="warning" if news.opened else "")
        if row.last_receipt_at is None:
            self._office.say(_("No receipt of the office yet."), role="weak")
        else:
            self._office.say(_("Last receipt {day}").format(day=format_date(row.last_receipt_at.astimezone().date())))
        if row.days_without_news is not None:
            said = _("No news from the office for {days} days. Work goes on; ask for a newer stick.")
            self._office.say(said.format(days=row.days_without_news), tone="warning")
        if row.unsent_transactions:
            self._office.say(_("{count} changes have not reached the office.").format(count=row.unsent_transactions))
            self._office.add(self._link(N_("Hand over a bundle"), "send", self._hand_over))
        else:
            self._office.say(_("Everything is handed over."), role="weak")

    def _returned_button(self, number: int, item: InterviewRow) -> QPushButton:
        name = f"today_returned_{number}"
        made = button(self.words, "", name, None, role="choice", icon="attention", color="warn")
        said = item.comments.get("") or next(iter(item.comments.values()), "")
        made.setText(_("Handed back: {name}, {comment}").format(name=item.head_name, comment=said))
        made.setAccessibleName(made.text())
        made.clicked.connect(partial(self.shell.go, Place(page="reviews", interview=item.id)))
        return made

    def _show_village(self, row: TodayRow) -> None:
        self._figures.setText(
            _("{households} households, {persons} persons, {filed} filed").format(
                households=row.household_count, persons=row.person_count, filed=row.filed_count
            )
        )
        self._progress.setRange(0, max(1, row.household_count))
        self._progress.setValue(row.surveyed_count)
        surveyed = _("{done} of {total} households surveyed in {year}").format(
            done=row.surveyed_count, total=row.household_count, year=row.year
        )
        self._surveyed.setText(surveyed)
        self._progress.setAccessibleName(surveyed)
        has_income = any(count for _low, count in row.per_capita_histogram)
        self._histogram.setVisible(has_income)
        self._histogram_title.setVisible(has_income)
        self._histogram_title.setText(_("Households by per-capita net income, in thousand yuan"))
        line_words = "" if row.line_fen is None else _("line {yuan} yuan").format(yuan=format_yuan(row.line_fen))
        said = [_("Households by per-capita net income, in thousand yuan"), line_words]
        self._histogram.set_bands(row.per_capita_histogram, row.line_fen, line_words, " · ".join(filter(None, said)))

    def _link(self, msgid: str, picture: str, slot: object) -> QPushButton:
        made = button(self.words, "", f"today_link_{picture}", None, role="link", icon=picture, color="accent")
        made.setText(_(msgid))
        made.setAccessibleName(_(msgid))
        made.clicked.connect(slot)
        return made

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

    @Slot()
    def _back_up(self) -> None:
        self.shell.go(Place(page="settings", tab="backup"))

    @Slot()
    def _hand_over(self) -> None:
        self.shell.go(Place(page="bundles"))


def _draft_head(draft: DraftRow) -> str:
    """Return whose interview it is, and which questionnaire where it is not the yearly survey."""
    title = draft.title(language())
    if not draft.concerns_household:
        return title
    head = _("Household {name}").format(name=draft.head_name) if draft.head_name else _("New household")
    return head if draft.is_yearly else f"{head} · {title}"


def _today(session: Session) -> TodayRow:
    from poverty_desktop.queries import today

    return today.today(session)


def _clocks(session: Session) -> ClockCounts:
    from poverty_desktop.queries import clocks

    return clocks.counts(session)
