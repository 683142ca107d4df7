"""The interview page: choose a household, answer one question after the other, complete."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from functools import partial

from PySide6.QtCore import QEvent, QObject, Qt, Slot
from PySide6.QtGui import QHideEvent, QKeySequence, QResizeEvent, QShortcut, QShowEvent
from PySide6.QtWidgets import QApplication, QSizePolicy, QStackedWidget, QWidget

from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.i18n import N_, _
from poverty_desktop.ids import HouseholdId
from poverty_desktop.operations.done import Done, Topic
from ui import theme
from ui.actions import Key
from ui.errors import Mend, Message, Tone, explain
from ui.interview import calls, paper_calls
from ui.interview.calls import Offer
from ui.interview.chooser import Chooser
from ui.interview.desk import InterviewDesk
from ui.interview.head import InterviewHead
from ui.interview.picker import Picker
from ui.interview.running import Opened
from ui.interview.troubles_pane import told
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
        self._was_asked_back = self._is_paper_by_draft = False
        self._said_open = self._open_then = self._refusal = ""
        self._chooser = Chooser(shell.store)
        self.desk = InterviewDesk(shell)
        self._picker = Picker()
        self._asked: Place | None = None
        self._stack = QStackedWidget()
        self._build()
        self._chooser.chosen.connect(self._open)
        self._chooser.new_asked.connect(self._open_new)
        self._chooser.village_asked.connect(self._open_village)
        self._chooser.code_given.connect(self._open_paper)
        self._picker.chosen.connect(self._picked)
        self._head.paper_chosen.connect(self._paper_chosen)
        self._head.complete_asked.connect(self._ask_complete)
        self._head.other_asked.connect(self._choose_another)
        self.desk.shown.connect(self._shown)
        self.desk.failed.connect(self._open_again)
        self.desk.discarded.connect(self._throw_away)
        for keys, slot in (("F9", self._ask_complete), ("F6", self._change_side)):
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
        return (
            Key(keys="Enter", words=N_("On to the next question")),
            Key(keys="Shift+Enter / ↑", words=N_("Back to the question before")),
            Key(keys="Ctrl+Enter", words=N_("Next question without an answer")),
            Key(keys="Alt+Enter", words=N_("New line in a long answer")),
            Key(keys="Page Down / Page Up", words=N_("Next and previous section")),
            Key(keys="1 2 3 …", words=N_("Take the option, or first letters of its pinyin and Enter")),
            Key(keys="=", words=N_("Same as last time")),
            Key(keys="F2", words=N_("Note beside the answer")),
            Key(keys="F3", words=N_("Official name and code")),
            Key(keys="F4", words=N_("What is not asked here, and why")),
            Key(keys="F5", words=N_("No answer: not known, refused, not applicable")),
            Key(keys="F6", words=N_("To the buttons above the questions, and back")),
            Key(keys="Alt+1 / Alt+2", words=N_("Second keying: the first or the second value")),
            Key(keys="F8", words=N_("Findings and missing answers")),
            Key(keys="F9", words=N_("Complete the interview")),
            Key(keys="Tab", words=N_("Next cell of a table; a new row after the last")),
            Key(keys="Ctrl+V", words=N_("Paste rows from Excel into a table")),
        )

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
        self._go_on_from_paper(is_remembered=done.value.view.is_from_paper)

    def _go_on_from_paper(self, *, is_remembered: bool) -> None:
        """Key in from paper where the draft was keyed so before, and note it where one does so now."""
        was_on = self._head.is_from_paper
        if is_remembered and not was_on:
            self._head.key_in_from_paper()
            self._is_paper_by_draft = True
        elif not is_remembered and self._is_paper_by_draft:
            self._head.key_in_from_paper(is_on=False)
        elif was_on:
            self._note_paper(is_on=True)

    @Slot(bool)
    def _paper_chosen(self, is_on: bool) -> None:  # noqa: FBT001 - a Qt slot
        self._is_paper_by_draft = False
        self.desk.set_goes_on(is_on)
        self._note_paper(is_on=is_on)

    def _note_paper(self, *, is_on: bool) -> None:
        if self.desk.running is not None:
            self.shell.store.run(partial(calls.key_from_paper, self.desk.running, is_on))

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
        if told(view.troubles) != self._open_then:
            self.shell.take_back(self._said_open)  # the list beside the questions tells what is open now

    @Slot()
    def _ask_complete(self) -> None:
        """Take in what is being typed first, then look whether anything is missing."""
        running = self.desk.running
        if running is not None and not self._head.is_busy:
            self._head.set_busy(busy=True)
            self.desk.hand_over()
            self.shell.store.run(partial(calls.look, running), self._complete_or_say, self._open_again)

    def _complete_or_say(self, view: View) -> None:
        running = self.desk.running
        is_thin = view.answered * 2 < view.total and not view.is_second_keying and not self._was_asked_back
        if running is not None and not view.troubles and is_thin:
            self._was_asked_back = True
            self._head.set_busy(busy=False)
            text = _("Only {answered} of {total} questions are answered. Complete once more if that is all.")
            said = text.format(answered=view.answered, total=view.total)
            self.shell.tell(Message(tone=Tone.WARNING, text=said))
            focused = QApplication.focusWidget()
            if focused is None or not self._head.isAncestorOf(focused):
                self.desk.focus_current()
            return
        self._was_asked_back = False
        if running is not None and not view.troubles:
            self.shell.store.run(partial(calls.complete, running), self._completed, self._open_again)
            return
        self._head.set_busy(busy=False)
        if running is None:
            return
        mend = Mend(words=_("Go to the first"), act=partial(self.desk.show_question, view.troubles[0].path))
        text = _("The interview is saved but not complete: {what}.").format(what=told(view.troubles))
        self._said_open, self._open_then = text, told(view.troubles)
        self.shell.tell(Message(tone=Tone.WARNING, text=text, mend=mend))
        self.desk.show_question(view.troubles[0].path)

    def _completed(self, done: Done[HouseholdId | None]) -> None:
        self._head.set_busy(busy=False)
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
