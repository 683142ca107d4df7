"""The interview page: choose a household, answer one question after the other, complete."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from functools import partial

from PySide6.QtCore import QEvent, QObject, Qt, Slot
from PySide6.QtGui import QHideEvent, QKeySequence, QResizeEvent, QShortcut, QShowEvent
from PySide6.QtWidgets import QSizePolicy, QStackedWidget, QWidget

from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.i18n import _
from poverty_desktop.ids import HouseholdId
from poverty_desktop.operations.done import Done, Topic
from ui import theme
from ui.actions import Key
from ui.errors import Message, Tone, explain
from ui.interview import calls, paper_calls
from ui.interview.calls import Offer
from ui.interview.chooser import Chooser
from ui.interview.completing import Completing
from ui.interview.desk import InterviewDesk
from ui.interview.head import InterviewHead
from ui.interview.interview_keys import KEYS
from ui.interview.paper_keying import PaperKeying
from ui.interview.picker import Picker
from ui.interview.running import Opened
from ui.interview.view import View
from ui.widgets.controls import column
from ui.widgets.page import Page, Place, Shell

NARROW = 900


class InterviewPage(Page):
    """Every answer is on disk before the next question is shown; leaving is safe at any time."""

    name = "interview"
    touched_by = frozenset({RecordKind.HOUSEHOLD, RecordKind.INTERVIEW, Topic.DRAFTS, Topic.PACK})

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self._is_opening = False
        self._watched: QWidget | None = None
        self._head = InterviewHead()
        self._saved_then: datetime | None = None
        self._refusal = ""
        self._chooser = Chooser(shell.store)
        self.desk = InterviewDesk(shell)
        self.completing = Completing(shell, self._head, self.desk)
        self._paper = PaperKeying(shell, self._head, self.desk)
        self._picker = Picker()
        self._asked: Place | None = None
        self._stack = QStackedWidget()
        self._build()
        self._chooser.chosen.connect(self._open)
        self._chooser.new_asked.connect(self._open_new)
        self._chooser.village_asked.connect(self._open_village)
        self._chooser.code_given.connect(self._open_paper)
        self._picker.chosen.connect(self._picked)
        self._head.complete_asked.connect(self.completing.ask)
        self.completing.completed.connect(self._completed)
        self.completing.failed.connect(self._open_again)
        self._head.other_asked.connect(self._choose_another)
        self.desk.shown.connect(self._shown)
        self.desk.failed.connect(self._open_again)
        self.desk.discarded.connect(self._throw_away)
        for keys, slot in (("F9", self.completing.ask), ("F6", self._change_side)):
            shortcut = QShortcut(QKeySequence(keys), self)
            if keys == "F6":
                shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(slot)  # F9 also while the keyboard is at a message beside the page

    @property
    def view(self) -> View | None:
        """Return the interview as it is shown, nothing while a household is chosen."""
        return self.desk.view

    def key_in_from_paper(self) -> None:
        """Let a chosen digit lead to the next question by itself."""
        self._head.key_in_from_paper()

    def title(self) -> str:
        """Return the name of the page."""
        return _("Interview")

    def keys(self) -> tuple[Key, ...]:
        """Return the keys of this page."""
        return KEYS

    def refresh(self) -> None:
        """Ask the list of households again while one is to be chosen."""
        if self.desk.running is None and not self._is_opening:
            self._chooser.refresh()
            self.shell.store.run(calls.has_village_forms, self._chooser.offer_village, key="interview.village")

    def retranslate(self) -> None:
        """Say the questions in the new language."""
        self._chooser.refresh()
        self.desk.retranslate()

    def go_to(self, place: Place) -> None:
        """Open the interview that ``place`` names; without one go on with the interview in work, or choose."""
        if place.tab == "paper":
            self.key_in_from_paper()
        if place.household is None and place.interview is None and place.tab not in ("new", "village"):
            if self.desk.running is None:
                self._choose()
            return
        if self._is_here(place):
            return
        self._leave()
        self._is_opening = True
        self._asked = place
        if place.interview is not None or place.text:
            begin = partial(calls.begin, place.household, place.interview, form_id=place.text or None)
            self.shell.store.run(begin, self._opened, self._not_opened, key="interview.begin")
        else:
            offer = partial(calls.begin_or_offer, place.household, place.tab == "village")
            self.shell.store.run(offer, self._opened_or_offered, self._not_opened, key="interview.begin")

    def place(self) -> Place:
        """Return the interview in work, so that one comes back to its question."""
        view = self.desk.view
        if view is None:
            return Place(page=self.name)
        if view.is_new_household:
            return Place(page=self.name, interview=view.interview)
        return Place(page=self.name, household=view.household)

    def step_back(self) -> bool:
        """Close a note or question at the foot, leave the questionnaires on offer, or empty the search."""
        if self._stack.currentWidget() is self._picker:
            self._choose()
            self._chooser.focus_first()
            return True
        return self._chooser.clear() if self.desk.running is None else self.desk.step_back()

    def focus_first(self) -> None:
        """Put the keyboard at the current question, or into the search."""
        if self._stack.currentWidget() is self._picker:
            self._picker.focus_first()
        elif self.desk.running is None and self._head.is_from_paper:
            self._chooser.focus_code()
        elif self.desk.running is None:
            self._chooser.focus_first()
        else:
            self.desk.focus_current()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lay the desk out for the room there is."""
        super().resizeEvent(event)
        self._fit()

    def showEvent(self, event: QShowEvent) -> None:
        """Watch the window, so that a half-typed answer is kept when it closes."""
        super().showEvent(event)
        self._fit()
        if self._watched is None:
            self._watched = self.window()
            self._watched.installEventFilter(self)

    def hideEvent(self, event: QHideEvent) -> None:
        """Forget an interview in which nothing was answered; every other one stays as it is."""
        super().hideEvent(event)
        if not event.spontaneous() and self.window().isVisible():
            self._leave()
            self.completing.leave()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Hand over what is being typed before the window goes."""
        if watched is self._watched and event.type() is QEvent.Type.Close:
            self.desk.hand_over()
        return False

    def _build(self) -> None:
        self._stack.addWidget(self._chooser)
        self._stack.addWidget(self.desk)
        self._stack.addWidget(self._picker)
        box = column(self, margins=(16, 12, 16, 12), spacing=10)
        box.addWidget(self._head)
        box.addWidget(self._stack, 1)
        self._turn_to(self._chooser)

    def _turn_to(self, shown: QWidget) -> None:
        """Show the chooser, the desk or the questionnaires on offer; the others ask for no room meanwhile."""
        for page in (self._chooser, self.desk, self._picker):
            policy = QSizePolicy.Policy.Preferred if page is shown else QSizePolicy.Policy.Ignored
            page.setSizePolicy(policy, policy)
        self._stack.setCurrentWidget(shown)

    def _fit(self) -> None:
        area = self.parentWidget()
        room = self.width() if area is None else min(self.width(), area.width())
        is_wide = room >= theme.px(NARROW)
        self.desk.fit(is_wide=is_wide)
        self._head.fit(is_wide=is_wide)

    def _is_here(self, place: Place) -> bool:
        view = self.desk.view
        if view is None:
            return False
        if place.interview is not None:
            return place.interview == view.interview
        return place.household is not None and place.household == view.household

    @Slot(object)
    def _open(self, household: HouseholdId) -> None:
        self.go_to(Place(page=self.name, household=household))

    @Slot()
    def _open_new(self) -> None:
        self.go_to(Place(page=self.name, tab="new"))

    @Slot()
    def _open_village(self) -> None:
        self.go_to(Place(page=self.name, tab="village"))

    @Slot(str)
    def _picked(self, form_id: str) -> None:
        if self._asked is not None:
            self.go_to(replace(self._asked, text=form_id))

    def _opened_or_offered(self, found: Done[Opened] | Offer) -> None:
        if isinstance(found, Done):
            self._opened(found)
            return
        self._is_opening = False
        if not found.rows:
            self._choose()
            self.shell.tell(Message(tone=Tone.INFO, text=_("The policy pack has no questionnaire for this.")))
            return
        self.desk.clear()
        self._picker.offer(found.rows)
        self._turn_to(self._picker)
        self._head.show_view(None, is_on_offer=True)
        self._picker.focus_first()

    @Slot(str)
    def _open_paper(self, code: str) -> None:
        """Key in the questionnaire whose code was scanned or typed."""
        self.key_in_from_paper()
        self._is_opening = True
        begin = partial(paper_calls.begin, code)
        self.shell.store.run(begin, self._opened, self._not_opened, key="interview.begin")

    def _opened(self, done: Done[Opened]) -> None:
        self._is_opening = False
        self.shell.take_back(self._refusal)
        self._turn_to(self.desk)
        self._saved_then = done.value.view.saved_at
        self.desk.begin(done.value.running, done.value.view)
        self._paper.go_on(is_remembered=done.value.view.is_from_paper)

    def _not_opened(self, error: BaseException) -> None:
        self._is_opening = False
        self._choose()
        told = explain(error)
        self._refusal = told.text
        self.shell.tell(told)

    @Slot(object)
    def _open_again(self, error: BaseException) -> None:
        """Say what happened, and stand again where the draft on disk stands."""
        self._head.set_busy(busy=False)
        self.shell.fail(error)
        if self.desk.view is not None:
            begin = partial(calls.begin, None, self.desk.view.interview)
            self.shell.store.run(begin, self._opened, self._not_opened, key="interview.begin")

    @Slot()
    def _change_side(self) -> None:
        """Take the keyboard to the buttons above, or back to the question in work."""
        focused = self.focusWidget()
        if self.desk.running is None or (focused is not None and self.desk.isAncestorOf(focused)):
            self._head.focus_buttons()
        else:
            self.desk.focus_current()

    @Slot()
    def _choose_another(self) -> None:
        self._leave()
        self._choose()
        self._chooser.focus_first()

    def _choose(self) -> None:
        self.desk.clear()
        self._turn_to(self._chooser)
        self.refresh()
        self._head.show_view(self.desk.view)

    def _leave(self) -> None:
        """Hand over what is being typed; an interview in which nothing was done is forgotten."""
        running = self.desk.running
        if running is None:
            return
        self.desk.hand_over()
        if running.was_begun_now and running.steps == 0:
            self.desk.clear()
            self._turn_to(self._chooser)
            self._head.show_view(self.desk.view)
            self.shell.store.run(partial(calls.leave, running))

    @Slot(object)
    def _shown(self, view: View) -> None:
        self._head.show_view(view)
        if view.saved_at is not None and view.saved_at != self._saved_then:
            self._saved_then = view.saved_at
            self.shell.note_saved(view.saved_at)
        self.completing.follow(view)

    @Slot(object)
    def _completed(self, done: Done[HouseholdId | None]) -> None:
        self._choose()
        if self._head.is_from_paper:
            self._chooser.focus_code()
        elif done.value is None:
            self._chooser.focus_first()
        else:
            self.shell.go(Place(page="household", household=done.value))

    @Slot()
    def _throw_away(self) -> None:
        if self.desk.running is not None:
            self.shell.store.run(partial(calls.discard, self.desk.running), self._thrown_away)

    def _thrown_away(self, _done: Done[None]) -> None:
        self._choose()
        self.shell.tell(Message(tone=Tone.SUCCESS, text=_("The interview was thrown away. The register is as it was.")))
