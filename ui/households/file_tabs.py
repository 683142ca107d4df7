"""The parts of a household file as tabs, facts in each of them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QTabWidget, QVBoxLayout, QWidget

from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.i18n import N_, _, format_date
from poverty_desktop.queries.interviewing.completed import STATE_WORDS
from poverty_desktop.queries.register.file_rows import HistoryRow, HouseholdFile
from poverty_desktop.queries.today_rows import InterviewRow
from ui import theme
from ui.households.causes_pane import CausesPane
from ui.households.event_form import EventForm
from ui.households.facts_model import Key
from ui.households.facts_view import FactsView
from ui.households.help_pane import HelpPane
from ui.households.history_pane import HistoryTable
from ui.households.income_pane import IncomePane
from ui.households.members_pane import MembersPane
from ui.households.money_pane import MoneyPane
from ui.households.photos_pane import PhotosPane
from ui.households.procedure_pane import ProcedurePane
from ui.widgets.controls import button, label
from ui.widgets.empty_state import EmptyState
from ui.widgets.words import Words

if TYPE_CHECKING:
    from poverty_desktop.checks.causes import CauseRow
    from poverty_desktop.operations.register.household_photos import ShownPhoto

TABS = (
    ("summary", N_("Overview")),
    ("members", N_("Members")),
    ("income", N_("Income")),
    ("conditions", N_("Conditions")),
    ("causes", N_("Causes and needs")),
    ("help", N_("Plan and measures")),
    ("money", N_("Money")),
    ("visits", N_("Visits")),
    ("procedures", N_("Procedures")),
    ("photos", N_("Materials")),
    ("history", N_("History")),
)


class FileTabs(QTabWidget):
    """Signals as of its views of facts, whichever of them is meant."""

    edited = Signal(object)
    refused = Signal(str)
    editing_ended = Signal()
    history_asked = Signal(object)
    revealed = Signal(object)
    key_pressed = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("household_tabs")
        self.setDocumentMode(True)
        self.tabBar().setDrawBase(False)
        self._words = Words(self)
        self._words.put(self.setAccessibleName, N_("Parts of the household file"))
        self._facts: dict[str, FactsView] = {}
        self._members = MembersPane(self._facts_view("members", N_("Facts of the member")))
        self._income = IncomePane(self._facts_view("income", N_("Figures of the income")))
        self._causes = CausesPane(self._facts_view("causes", N_("Causes and needs")))
        self.events = EventForm()
        self.help = HelpPane()
        self.money = MoneyPane()
        self.procedures = ProcedurePane()
        self._history = HistoryTable()
        self.photos = PhotosPane()
        self._interviews = label(None, "", "visits_interviews")
        self._interviews.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._no_visits = EmptyState(
            "visits_empty",
            "interview",
            N_("Nobody has visited this household yet."),
            N_("An interview counts as a visit. Press V to write one down in three lines."),
        )
        panes: dict[str, QWidget] = {
            "summary": _padded(self._facts_view("summary", N_("Overview"))),
            "members": _padded(self.events, self._members),
            "income": self._income,
            "conditions": _padded(self._facts_view("conditions", N_("Conditions"))),
            "causes": self._causes,
            "help": self.help,
            "money": self.money,
            "visits": _padded(
                self._visit_button(), self._interviews, self._facts_view("visits", N_("Visits")), self._no_visits
            ),
            "procedures": self.procedures,
            "photos": self.photos,
            "history": self._history,
        }
        for name, words in TABS:
            self.addTab(panes[name], _(words))
        theme.height(self, least=300)
        self.currentChanged.connect(self.updateGeometry)

    def sizeHint(self) -> QSize:
        """Ask for what the open part cannot do without; for the tallest one the page would scroll without need."""
        return self.minimumSizeHint()

    def hasHeightForWidth(self) -> bool:
        """Leave it at that: Qt would ask for the height of the words of every part."""
        return False

    def minimumSizeHint(self) -> QSize:
        """Return the least room of the open part below the tabs."""
        part = self.currentWidget()
        tall = 0 if part is None else self._least_height(part) + self.tabBar().sizeHint().height()
        return QSize(super().minimumSizeHint().width(), max(self.minimumHeight(), tall))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Ask anew: in less width the words of the open part need more lines."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.updateGeometry()

    def _least_height(self, part: QWidget) -> int:
        least, box = part.minimumSizeHint().height(), part.layout()
        if box is None or not box.hasHeightForWidth():
            return least
        return max(least, box.totalMinimumHeightForWidth(self.width()))

    def current(self) -> str:
        """Return the name of the open tab, a key of ``TABS``."""
        return TABS[self.currentIndex()][0]

    def show_tab(self, name: str) -> None:
        """Open the tab called ``name``, a key of ``TABS``; any other name leaves the open one."""
        names = [known for known, _words in TABS]
        if name in names:
            self.setCurrentIndex(names.index(name))

    def jump(self, facts: Iterable[tuple[RecordKind, str]], person: bytes | None) -> None:
        """Go to the first of ``facts`` (kind and name of a property) that is shown, of a member where one is meant."""
        if person is not None:
            self._members.show_person(person)
        for kind, name in facts:
            for tab, view in self._facts.items():
                if view.choose(kind, name):
                    self.show_tab(tab)
                    view.setFocus()
                    return
        self.show_tab("members" if person is not None else "conditions")

    def start_over(self) -> None:
        """Open the first tab, every secret masked, for another household."""
        for view in self._facts.values():
            view.facts.hide_secrets()
        self.setCurrentIndex(0)

    def retranslate(self) -> None:
        """Say the tabs in the new language."""
        for number, (_name, words) in enumerate(TABS):
            self.setTabText(number, _(words))
        self.help.say()
        self.money.say()

    def focus_open(self) -> None:
        """Put the keyboard on the facts of the open tab."""
        if self.current() == "help":
            self.help.focus_first()
            return
        view = self._facts.get(self.current())
        (view if view is not None and view.isVisibleTo(self) else self).setFocus()

    def open_facts(self) -> FactsView | None:
        """Return the facts of the open tab; none where it has no facts."""
        return self._facts.get(self.current())

    def show_pending(self, key: Key | None, text: str = "") -> None:
        """Show ``text`` at this fact as not saved yet; without a key every fact shows what is saved."""
        for view in self._facts.values():
            view.facts.set_pending(key, text)

    def set_file(self, found: HouseholdFile) -> None:
        """Show the facts of one household."""
        year_words = _("Year {year}").format(year=found.year)
        self._facts["summary"].set_sections(found.summary, _("Now"))
        self._members.set_members(found.members, year_words, found.ages_on, found.members_on)
        self.events.set_members(found.row.id, found.members)
        self._income.set_account(found.income)
        self._facts["income"].set_sections(found.income_facts, year_words)
        self._facts["conditions"].set_sections(found.conditions, year_words)
        self._facts["causes"].set_sections((*found.causes, *found.needs), year_words)
        self._facts["visits"].set_sections(found.visits, _("Recorded"))
        self._facts["visits"].setVisible(bool(found.visits))
        self._interviews.setText("\n".join(_interview_words(one) for one in found.interviews))
        self._interviews.setVisible(bool(found.interviews))
        self._no_visits.setVisible(not found.visits and not found.interviews)

    def set_causes(self, rows: tuple[CauseRow, ...]) -> None:
        """Show what the facts say for and against each cause."""
        self._causes.set_causes(rows)

    def set_history(self, rows: tuple[HistoryRow, ...]) -> None:
        """Show every change of the household."""
        self._history.set_rows(rows)

    def set_photos(self, photos: tuple[ShownPhoto, ...]) -> None:
        """Show the photos and files of the household."""
        self.photos.show_photos(photos)

    def _visit_button(self) -> QWidget:
        holder = QWidget()
        row = QHBoxLayout(holder)
        theme.space(row, spacing=8)
        row.addWidget(
            button(self._words, N_("Write down a visit"), "visits_write", self._write_visit, icon="interview")
        )
        row.addStretch(1)
        return holder

    @Slot()
    def _write_visit(self) -> None:
        self.key_pressed.emit("V")

    def _facts_view(self, name: str, words: str) -> FactsView:
        view = FactsView(f"facts_{name}")
        self._words.put(view.setAccessibleName, words)
        view.edited.connect(self.edited)
        view.refused.connect(self.refused)
        view.editing_ended.connect(self.editing_ended)
        view.history_asked.connect(self.history_asked)
        view.revealed.connect(self.revealed)
        view.key_pressed.connect(self.key_pressed)
        self._facts[name] = view
        return view


def _interview_words(row: InterviewRow) -> str:
    day = format_date(row.finished_at.astimezone().date())
    return " · ".join(part for part in (day, row.title, _(STATE_WORDS[row.state]), row.interviewer) if part)


def _padded(*shown: QWidget) -> QWidget:
    holder = QWidget()
    box = QVBoxLayout(holder)
    theme.space(box, margins=(0, 12, 0, 0))
    for one in shown:
        box.addWidget(one)
    return holder
