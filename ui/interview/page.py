"""The interview page: choose a household, answer one question after the other, complete."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QHideEvent, QKeySequence, QResizeEvent, QShortcut, QShowEvent

from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.i18n import _
from poverty_desktop.ids import HouseholdId
from poverty_desktop.operations.done import Done, Topic
from ui import theme
from ui.actions import Key
from ui.errors import Message, Tone, explain
from ui.interview import calls
from ui.interview.chooser import Chooser
from ui.interview.close_watch import CloseWatch
from ui.interview.completing import Completing
from ui.interview.desk import InterviewDesk
from ui.interview.head import InterviewHead
from ui.interview.interview_keys import KEYS
from ui.interview.opening import Opening, is_at, place_of
from ui.interview.paper_keying import PaperKeying
from ui.interview.picker import Picker
from ui.interview.rooms import Rooms
from ui.interview.running import Opened
from ui.interview.view import View
from ui.widgets.controls import column
from ui.widgets.page import Page, Place, Shell

if TYPE_CHECKING:
    from poverty_desktop.queries.packs import QuestionnaireRow

NARROW = 900


class InterviewPage(Page):
    """Every answer is on disk before the next question is shown; leaving is safe at any time."""

    name = "interview"
    touched_by = frozenset({RecordKind.HOUSEHOLD, RecordKind.INTERVIEW, Topic.DRAFTS, Topic.PACK})

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self._head = InterviewHead()
        self._saved_then: datetime | None = None
        self._refusal = ""
        self._chooser = Chooser(shell.store)
        self.desk = InterviewDesk(shell)
        self._watch = CloseWatch(self)
        self._watch.closing.connect(self.desk.hand_over)
        self.completing = Completing(shell, self._head, self.desk)
        self._paper = PaperKeying(shell, self._head, self.desk)
        self._picker = Picker()
        self._opening = Opening(shell, self)
        self._rooms = Rooms(self._chooser, self.desk, self._picker)
        box = column(self, margins=(16, 12, 16, 12), spacing=10)
        box.addWidget(self._head)
        box.addWidget(self._rooms, 1)
        self._opening.opened.connect(self._opened)
        self._opening.offered.connect(self._offered)
        self._opening.refused.connect(self._not_opened)
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
        if self.desk.running is None and not self._opening.is_at_work:
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
        if is_at(self.desk.view, place):
            return
        self._leave()
        self._opening.open(place)

    def place(self) -> Place:
        """Return the interview in work, so that one comes back to its question."""
        return place_of(self.name, self.desk.view)

    def step_back(self) -> bool:
        """Close a note or question at the foot, leave the questionnaires on offer, or empty the search."""
        if self._rooms.shows(self._picker):
            self._choose()
            self._chooser.focus_first()
            return True
        return self._chooser.clear() if self.desk.running is None else self.desk.step_back()

    def focus_first(self) -> None:
        """Put the keyboard at the current question, or into the search."""
        if self._rooms.shows(self._picker):
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
        self._watch.begin()

    def hideEvent(self, event: QHideEvent) -> None:
        """Forget an interview in which nothing was answered; every other one stays as it is."""
        super().hideEvent(event)
        if not event.spontaneous() and self.window().isVisible():
            self._leave()
            self.completing.leave()

    def _fit(self) -> None:
        area = self.parentWidget()
        room = self.width() if area is None else min(self.width(), area.width())
        is_wide = room >= theme.px(NARROW)
        self.desk.fit(is_wide=is_wide)
        self._head.fit(is_wide=is_wide)

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
        place = self._opening.with_form(form_id)
        if place is not None:
            self.go_to(place)

    @Slot(object)
    def _offered(self, rows: tuple[QuestionnaireRow, ...]) -> None:
        if not rows:
            self._choose()
            self.shell.tell(Message(tone=Tone.INFO, text=_("The policy pack has no questionnaire for this.")))
            return
        self.desk.clear()
        self._picker.offer(rows)
        self._rooms.turn_to(self._picker)
        self._head.show_view(None, is_on_offer=True)
        self._picker.focus_first()

    @Slot(str)
    def _open_paper(self, code: str) -> None:
        """Key in the questionnaire whose code was scanned or typed."""
        self.key_in_from_paper()
        self._opening.open_paper(code)

    @Slot(object)
    def _opened(self, opened: Opened) -> None:
        self.shell.take_back(self._refusal)
        self._refusal = ""
        self._rooms.turn_to(self.desk)
        self._saved_then = opened.view.saved_at
        self.desk.begin(opened.running, opened.view)
        self._paper.go_on(is_remembered=opened.view.is_from_paper)

    @Slot(object)
    def _not_opened(self, error: BaseException) -> None:
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
            self._opening.open_again(self.desk.view)

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
        self._rooms.turn_to(self._chooser)
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
            self._rooms.turn_to(self._chooser)
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
