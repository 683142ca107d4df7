"""One household as its paper file: header with income and guarantees, tabs of facts that are edited in place."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.i18n import N_, _, language
from poverty_desktop.ids import HouseholdId, RecordId
from poverty_desktop.operations.done import Topic
from poverty_desktop.queries.register.file_rows import Fact, HistoryRow, HouseholdFile
from poverty_desktop.queries.register.list_rows import GuaranteeLight
from ui import theme
from ui.actions import Key
from ui.households import file_calls
from ui.households.correcting import Correcting
from ui.households.event_desk import EventDesk
from ui.households.file_tabs import FileTabs
from ui.households.findings_strip import FindingsStrip
from ui.households.head_card import HeadCard
from ui.households.help_desk import HelpDesk
from ui.households.history_pane import FactHistory
from ui.households.photos_pane import SIDE
from ui.households.procedure_desk import ProcedureDesk
from ui.widgets.controls import scrolled
from ui.widgets.page import Page, Place, Shell

if TYPE_CHECKING:
    from poverty_desktop.checks.live import Spoken

LOW = 700
LOWEST = 420


class HouseholdFilePage(Page):
    """Shows and corrects one household; ``go_to`` says which."""

    name = "household"
    touched_by = frozenset(RecordKind) | {Topic.DRAFTS, Topic.FINDINGS}

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self._household: HouseholdId | None = None
        self._year: int | None = None
        self._file: HouseholdFile | None = None
        self._asked: Fact | None = None
        self._build()

    def title(self) -> str:
        """Return the name of the page."""
        return _("Household file")

    def keys(self) -> tuple[Key, ...]:
        """Return the keys of this page."""
        return (
            Key(keys="↑ ↓", words=N_("Next and previous fact")),
            Key(keys="Enter", words=N_("Edit the fact")),
            Key(keys="F5", words=N_("In the editor: not applicable, not known, refused")),
            Key(keys="H", words=N_("History of the fact")),
            Key(keys="Space", words=N_("Show a masked value")),
            Key(keys="Ctrl+Tab", words=N_("Next tab")),
            Key(keys="R", words=N_("Interview")),
            Key(keys="V", words=N_("Write down a visit")),
            Key(keys="P", words=N_("Print")),
            Key(keys="Esc", words=N_("Back to the list")),
        )

    def go_to(self, place: Place) -> None:
        """Show the household of ``place``, on the tab that it names."""
        if place.household is not None and place.household != self._household:
            self._household = place.household
            self._year = None
            self._file = self._correcting.file = None
            self._reason.drop()
            self._tabs.show_pending(None)
            self._tabs.start_over()
            self._fact_history.hide()
            self._tabs.set_photos(())
            self._tabs.set_causes(())
        if place.tab:
            self.show_tab(place.tab)
        if place.tab == "help" and place.text:
            self._tabs.help.choose_line(bytes.fromhex(place.text))
        self.refresh_when_shown()

    def show_tab(self, name: str) -> None:
        """Open the tab called ``name``, a key of ``TABS``; any other name leaves the open one."""
        self._tabs.show_tab(name)

    def place(self) -> Place:
        """Return this household and the open tab."""
        return Place(page=self.name, household=self._household, tab=self._tabs.current())

    def step_back(self) -> bool:
        """Close the history of a fact first."""
        if self._reason.isVisible():
            self._reason.cancel()
            return True
        if self._fact_history.isVisible():
            self._fact_history.hide()
            return True
        return self._tabs.current() == "help" and self._tabs.help.form.step_back()

    def focus_first(self) -> None:
        """Put the keyboard on the facts of the open tab."""
        self._focus_tab()

    def refresh(self) -> None:
        """Read the file again, and its history where that is shown."""
        if self._household is None:
            return
        work = partial(file_calls.open_file, self._household, self._year, language())
        self.shell.store.run(work, self._show, self._fail, key="household.file")
        if self._tabs.current() == "history":
            self._ask_history()
        self._ask_photos()
        self._ask_money()
        self._steps.refresh(self._household, is_shown=self._tabs.current() == "procedures")

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave the room of a low window to the facts."""
        super().resizeEvent(event)
        self._findings.set_low(is_low=self.height() < theme.px(LOW))
        self._head.set_low(is_low=self.height() < theme.px(LOWEST))

    def retranslate(self) -> None:
        """Say tabs and facts in the new language."""
        self._tabs.retranslate()
        self.refresh()

    def _build(self) -> None:
        content = QWidget()
        box = QVBoxLayout(content)
        theme.space(box, margins=(16, 12, 16, 16), spacing=8)
        self._head = HeadCard()
        self._head.year_chosen.connect(self._choose_year)
        self._head.interview_asked.connect(self._interview)
        self._head.papers_asked.connect(self._print)
        box.addWidget(self._head)
        self._findings = FindingsStrip()
        self._findings.chosen.connect(self._jump)
        box.addWidget(self._findings)
        self._tabs = FileTabs()
        self._tabs.currentChanged.connect(self._tab_changed)
        self._tabs.history_asked.connect(self._ask_fact_history)
        self._tabs.revealed.connect(self._note_reveal)
        self._tabs.key_pressed.connect(self._press)
        self._tabs.photos.portrait_asked.connect(self._choose_portrait)
        self._steps = ProcedureDesk(self, self._tabs.procedures)
        EventDesk(self, self._tabs.events)
        self._help = HelpDesk(self, self._tabs.help)
        self._fact_history = FactHistory()
        self._fact_history.left.connect(self._fact_history.hide)
        middle = QHBoxLayout()
        theme.space(middle, spacing=12)
        middle.addWidget(self._tabs, 3)
        middle.addWidget(self._fact_history, 1)
        box.addLayout(middle, 1)
        self._correcting = Correcting(self, self._tabs, self._keep_in_sight)
        self._reason = self._correcting.bar
        asks = QVBoxLayout()
        theme.space(asks, margins=(16, 8, 16, 0))
        asks.addWidget(self._reason)
        outer = self._outer = QVBoxLayout(self)
        theme.space(outer)
        outer.addLayout(asks)  # outside of what scrolls: it is seen wherever the fact stands
        self._area = scrolled(content, "household_area")
        outer.addWidget(self._area, 1)

    def _show(self, opened: tuple[HouseholdFile, tuple[GuaranteeLight, ...]]) -> None:
        found, lights = opened
        self._file = self._correcting.file = found
        self._head.set_file(found, lights)
        self._tabs.set_file(found)
        if not self._reason.isVisibleTo(self):
            self._tabs.show_pending(None)
        work = partial(file_calls.findings, found.row.id, found.year, language())
        self.shell.store.run(work, self._findings.set_findings, key="household.findings")
        self._ask_causes()
        self._help.refresh(found.row.id, found.year, self._tabs.current())

    @Slot(object)
    def _jump(self, finding: Spoken) -> None:
        """Go to the fact that a finding points to: the member, the tab and the line."""
        person = finding.record if finding.person_name else None
        self._tabs.jump(zip(finding.kinds, finding.check.fields, strict=False), person)

    def _fail(self, error: BaseException) -> None:
        self.shell.fail(error)
        self.shell.back()

    @Slot(int)
    def _choose_year(self, year: int) -> None:
        self._year = year
        self.refresh()

    @Slot(int)
    def _tab_changed(self, _number: int) -> None:
        if self._tabs.current() == "history":
            self._ask_history()
        self._ask_photos()
        self._ask_money()
        self._ask_causes()
        self._steps.refresh(self._household, is_shown=self._tabs.current() == "procedures")
        if self._file is not None:
            self._help.refresh(self._file.row.id, self._file.year, self._tabs.current())
        self._fact_history.hide()
        if self.height() < theme.px(LOWEST):
            QTimer.singleShot(0, self._bring_up_tabs)

    @Slot()
    def _bring_up_tabs(self) -> None:
        """Leave a low window to the open part: its tabs come to the top."""
        self._outer.activate()
        self._area.verticalScrollBar().setValue(self._tabs.y())

    @Slot()
    def _focus_tab(self) -> None:
        self._tabs.focus_open()

    def _ask_causes(self) -> None:
        if self._file is not None and self._tabs.current() == "causes":
            work = partial(file_calls.causes, self._file.row.id, self._file.year, language())
            self.shell.store.run(work, self._tabs.set_causes, key="household.causes")

    def _ask_photos(self) -> None:
        if self._household is not None and self._tabs.current() == "photos":
            work = partial(file_calls.photos, self._household, theme.px(SIDE))
            self.shell.store.run(work, self._tabs.set_photos, key="household.photos")

    @Slot(bytes)
    def _choose_portrait(self, photo: RecordId) -> None:
        if self._household is not None:
            self.shell.store.run(partial(file_calls.choose_portrait, self._household, RecordId(photo)))

    def _ask_money(self) -> None:
        if self._household is not None and self._tabs.current() == "money":
            work = partial(file_calls.money, self._household, language())
            self.shell.store.run(work, self._tabs.money.set_money, key="household.money")

    def _ask_history(self) -> None:
        if self._household is not None:
            self.shell.store.run(
                partial(file_calls.history, self._household, language()),
                self._tabs.set_history,
                key="household.history",
            )

    @Slot(object)
    def _ask_fact_history(self, fact: Fact) -> None:
        self._asked = fact
        self.shell.store.run(
            partial(file_calls.fact_history, fact, language()), self._show_fact_history, key="household.fact"
        )

    def _show_fact_history(self, rows: tuple[HistoryRow, ...]) -> None:
        if self._asked is not None:
            self._fact_history.show_history(self._asked.property.label(language()), rows)

    def _keep_in_sight(self) -> None:
        """Scroll to the fact that waits for its reason, which the bar may just have pushed out of the window."""
        self._outer.activate()
        view = self._tabs.open_facts()
        if view is not None:
            area = view.cursor_area()
            middle = view.mapTo(self._area.widget(), area.center())
            self._area.ensureVisible(middle.x(), middle.y(), 0, area.height())

    @Slot(object)
    def _note_reveal(self, fact: Fact) -> None:
        self.shell.store.run(partial(file_calls.note_reveal, fact))

    @Slot(str)
    def _press(self, letter: str) -> None:
        if letter == "R":
            self._interview()
        elif letter == "V":
            self._visit()
        elif letter == "P":
            self._print()

    @Slot()
    def _interview(self) -> None:
        if self._household is not None:
            self.shell.go(Place(page="interview", household=self._household))

    @Slot()
    def _visit(self) -> None:
        if self._household is not None:
            self.shell.go(Place(page="visit", households=(self._household,)))

    @Slot()
    def _print(self) -> None:
        if self._household is not None:
            self.shell.go(Place(page="papers", households=(self._household,)))
