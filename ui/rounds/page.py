"""Verification rounds: choose or begin one, work it off, print it, and check it back."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget

from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.i18n import N_, _, language
from poverty_desktop.ids import HouseholdId, RecordId
from poverty_desktop.operations.done import Done, Topic
from poverty_desktop.operations.lookback.rounds import NewRound
from poverty_desktop.operations.paperwork.papers import Printed
from poverty_desktop.operations.paperwork.round_papers import ROUND_PAPER_WORDS, RoundPaper
from poverty_desktop.queries.lookback.back_checks import BackCheck
from ui import theme
from ui.actions import Key
from ui.errors import Mend, Message, Tone, explain
from ui.rounds import calls
from ui.rounds.desk_actions import DeskActions
from ui.rounds.desk_pane import DeskPane
from ui.rounds.desk_words import open_words_of
from ui.rounds.sample_actions import SampleActions
from ui.rounds.sample_pane import SamplePane
from ui.rounds.start_pane import StartPane
from ui.widgets import file_chooser
from ui.widgets.controls import button, column, label
from ui.widgets.file_chooser import Purpose
from ui.widgets.flow import FlowLayout
from ui.widgets.page import Page, Place, Shell
from ui.widgets.purposes import ROUNDS_PURPOSE
from ui.widgets.verification_tabs import VerificationTabs

SAMPLE = "sample"


class RoundsPage(Page):
    """Three panes of one page: the rounds, one round, its back-check."""

    name = "rounds"
    touched_by = frozenset(
        {
            RecordKind.ROUND,
            RecordKind.OUTCOME,
            RecordKind.HOUSEHOLD,
            RecordKind.PERSON,
            RecordKind.MEMBERSHIP,
            Topic.UNDO,
            Topic.PACK,
        }
    )

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self._round: RecordId | None = None
        self._is_sample = False
        self._is_closed = False
        self._open_words = ""
        self._categories: calls.Words = ()
        self._build()

    def title(self) -> str:
        """Return the name of the page."""
        return _("Verification rounds")

    def keys(self) -> tuple[Key, ...]:
        """Return the keys of this page."""
        return (
            Key(keys="1 – 9, A – T", words=N_("Give the outcome of that key")),
            Key(keys="0", words=N_("Whole household unchanged")),
            Key(keys="Q W E", words=N_("What the visit to a household outside the file showed")),
            Key(keys="X", words=N_("Take the outcome of a person back")),
            Key(keys="N", words=N_("Next household that is not done")),
            Key(keys="Enter", words=N_("From the household to its persons, on to the next one")),
            Key(keys="Esc", words=N_("Back to the households, to the rounds")),
        )

    def _build(self) -> None:
        box = column(self, margins=(16, 12, 16, 12), spacing=8)
        tabs = VerificationTabs(self.name, role=self.shell.desk.role)
        tabs.chosen.connect(self._go_to_page)
        top = QHBoxLayout()
        theme.space(top, spacing=16)
        top.addWidget(tabs)
        self._title = label(None, "", "rounds_title", role="title")
        top.addWidget(self._title, 1)
        box.addLayout(top)
        self._purpose = label(self.words, ROUNDS_PURPOSE, "rounds_purpose", role="weak")
        box.addWidget(self._purpose)
        words = self.words
        flow = FlowLayout()
        self._back = button(words, N_("All rounds"), "rounds_back", self._leave_round, icon="back")
        self._turn = button(words, N_("Back-check"), "rounds_sample", self._turn_sample)
        self._sheets = button(words, N_("Print the sheets"), "rounds_sheets", partial(self._print, RoundPaper.SHEETS))
        self._certificate = button(
            words, N_("Print the certificate"), "rounds_certificate", partial(self._print, RoundPaper.CERTIFICATE)
        )
        self._list = button(
            words, N_("Print the list of the sample"), "rounds_list", partial(self._print, RoundPaper.SAMPLE)
        )
        self._close = button(words, "", "rounds_close", self._turn_closed)
        self._of_round = (self._back, self._turn, self._sheets, self._certificate, self._list, self._close)
        for made in self._of_round:
            flow.addWidget(made)
        box.addLayout(flow)
        self._start, self._desk, self._sample = StartPane(), DeskPane(), SamplePane()
        self._panes = QStackedWidget()
        for pane in (self._start, self._desk, self._sample):
            self._panes.addWidget(pane)
        box.addWidget(self._panes, 1)
        self._connect()
        self._arrange()

    def _connect(self) -> None:
        self._start.opened.connect(self._open)
        self._start.begun.connect(self._begin)
        self._start.refused.connect(self._refuse)
        desk = self._desk
        self._actions = DeskActions(self, desk, lambda: self._round)
        self._actions.refused.connect(self._refuse)
        desk.household_asked.connect(self._open_household)
        desk.refused.connect(self._refuse)
        self._sample_actions = SampleActions(self, self._sample, lambda: self._round)
        self._sample_actions.refused.connect(self._refuse)
        self._sample.household_asked.connect(self._open_household)

    def refresh(self) -> None:
        """Ask for the rounds, or for the one that is open."""
        store = self.shell.store
        if self._round is None:
            store.run(partial(calls.overview, language()), self._show_rounds, key="rounds.all")
            return
        store.run(partial(calls.desk, self._round, language()), self._show_desk, self._lose, key="rounds.desk")
        if self._is_sample:
            store.run(partial(calls.back_check, self._round), self._show_sample, key="rounds.sample")

    def retranslate(self) -> None:
        """Say everything in the new language."""
        for pane in (self._start, self._desk, self._sample):
            pane.say()
        self._arrange()
        self.refresh_when_shown()

    def focus_first(self) -> None:
        """Put the keyboard where work goes on."""
        pane = self._panes.currentWidget()
        if isinstance(pane, StartPane | DeskPane | SamplePane):
            pane.focus_first()

    def place(self) -> Place:
        """Return this page with the open round."""
        text = self._round.hex() if self._round is not None else ""
        return Place(page=self.name, text=text, tab=SAMPLE if self._is_sample else "")

    def go_to(self, place: Place) -> None:
        """Show the round that ``place`` names, else all of them."""
        self._round = RecordId(bytes.fromhex(place.text)) if place.text else None
        self._is_sample = place.tab == SAMPLE and self._round is not None
        self._start.take_households(place.households)
        self._arrange()
        self._is_stale = True

    def step_back(self) -> bool:
        """Leave the innermost state: a form, the back-check, the round."""
        if self._round is None:
            return False
        if self._is_sample:
            self._turn_sample()
        elif not self._desk.step_back():
            self._leave_round()
        return True

    def _arrange(self) -> None:
        """Show the pane that belongs to what is open, and its buttons."""
        is_open = self._round is not None
        pane = self._start if not is_open else self._sample if self._is_sample else self._desk
        self._panes.setCurrentWidget(pane)
        self._purpose.setVisible(not is_open)
        for made in self._of_round:
            made.setVisible(is_open)
        self._list.setVisible(is_open and self._is_sample)
        for made in (self._sheets, self._certificate, self._close):
            made.setVisible(is_open and not self._is_sample)
        self._turn.setText(_("Household after household") if self._is_sample else _("Back-check"))
        self._close.setText(_("Open the round again") if self._is_closed else _("Close the round"))
        if not is_open:
            self._title.setText(_("Verification rounds"))

    def _show_rounds(self, found: calls.Overview) -> None:
        self._start.show_rounds(found)

    def _show_desk(self, found: calls.Desk) -> None:
        if found.state.row.id != self._round:
            return
        self._is_closed = found.state.row.closed_on is not None
        self._open_words = open_words_of(found)
        self._categories = found.categories
        self._title.setText(f"{found.state.row.name} · {found.state.row.village_name}")
        self._arrange()
        self._desk.show_desk(found)

    def _show_sample(self, found: BackCheck) -> None:
        self._sample.show_back_check(found, self._categories)

    def _lose(self, error: BaseException) -> None:
        """Go back to all rounds where the open one is gone, such as after an undo."""
        self._round, self._is_sample = None, False
        self._arrange()
        self.refresh()
        self.shell.tell(explain(error))

    @Slot(str)
    def _go_to_page(self, name: str) -> None:
        self.shell.go(Place(page=name))

    @Slot(object)
    def _open(self, record: RecordId) -> None:
        self._round, self._is_sample = record, False
        self._arrange()
        self.refresh()
        self._desk.focus_first()

    @Slot()
    def _leave_round(self) -> None:
        self._round, self._is_sample = None, False
        self._arrange()
        self.refresh()
        self._start.focus_first()

    @Slot()
    def _turn_sample(self) -> None:
        self._is_sample = not self._is_sample
        self._arrange()
        self.refresh()
        self.focus_first()

    @Slot(object)
    def _begin(self, wanted: NewRound) -> None:
        self._start.set_busy(is_busy=True)
        task = self.shell.store.run_long(partial(calls.begin, wanted), self._begun, self._not_begun)
        self.shell.watch(task, _("Beginning the round"))

    def _not_begun(self, error: BaseException) -> None:
        """Offer to begin again: nothing was begun, be it by a rule or because somebody stopped it."""
        self._start.set_busy(is_busy=False)
        self._refuse(error)

    def _begun(self, done: Done[tuple[RecordId, ...]]) -> None:
        self._start.set_busy(is_busy=False)
        self._start.take_households(())
        self._open(done.value[0])

    @Slot()
    def _turn_closed(self) -> None:
        if self._round is None:
            return
        if self._is_closed:
            self.shell.store.run(partial(calls.reopen, self._round), None, self.shell.fail)
        elif self._open_words:
            close = partial(self._close_round, self._round)
            mend = Mend(words=_("Close it all the same"), act=close)
            self.shell.tell(Message(tone=Tone.WARNING, text=self._open_words, mend=mend))
        else:
            self._close_round(self._round)

    def _close_round(self, record: RecordId) -> None:
        self.shell.store.run(partial(calls.close, record), None, self.shell.fail)

    @Slot(object)
    def _open_household(self, household: HouseholdId) -> None:
        self.shell.go(Place(page="household", household=household, tab="members"))

    @Slot(object)
    def _refuse(self, error: BaseException) -> None:
        """Say what is missing and show what stands, for the page went on already."""
        self.shell.fail(error)
        self.refresh()

    def _print(self, paper: RoundPaper, _checked: object = None) -> None:
        if self._round is None:
            return
        name = f"{_(ROUND_PAPER_WORDS[paper])}.pdf"
        path = file_chooser.ask_target(self, self.shell, Purpose.PAPERS, _("Save the PDF"), name, _("PDF (*.pdf)"))
        if path is not None:
            task = self.shell.store.run_long(
                partial(calls.print_paper, self._round, paper, path), self._printed, self.shell.fail
            )
            self.shell.watch(task, _("Printing sheets"))

    def _printed(self, done: Printed) -> None:
        said = _("{pages} pages were written.").format(pages=done.pages)
        self.shell.tell(Message(tone=Tone.SUCCESS, text=said))
