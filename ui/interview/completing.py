"""The wish to complete an interview: what is being typed is taken in, what is missing is said, then it is done."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QApplication

from poverty_desktop.i18n import N_, _
from ui.errors import Mend, Message, Tone
from ui.interview import calls
from ui.interview.desk import InterviewDesk
from ui.interview.head import InterviewHead
from ui.interview.troubles_pane import told
from ui.interview.view import View
from ui.widgets.page import Shell

if TYPE_CHECKING:
    from poverty_desktop.ids import HouseholdId
    from poverty_desktop.operations.done import Done

THIN = N_("Only {answered} of {total} questions are answered. Complete once more if that is all.")
NOT_COMPLETE = N_("The interview is saved but not complete: {what}.")


class Completing(QObject):
    """``completed`` carries what was done, ``failed`` an error after which the draft must be opened again."""

    completed = Signal(object)
    failed = Signal(object)

    def __init__(self, shell: Shell, head: InterviewHead, desk: InterviewDesk) -> None:
        super().__init__(desk)
        self._shell, self._head, self._desk = shell, head, desk
        self.was_asked_back = False
        self._said = self._open_then = ""

    @Slot()
    def ask(self) -> None:
        """Take in what is being typed first, then look whether anything is missing."""
        running = self._desk.running
        if running is not None and not self._head.is_busy:
            self._head.set_busy(busy=True)
            self._desk.hand_over()
            self._shell.store.run(partial(calls.look, running), self._complete_or_say, self.failed.emit)

    def follow(self, view: View) -> None:
        """Take back what was said to be missing once something else is: the list beside the questions tells it."""
        if told(view.troubles) != self._open_then:
            self._shell.take_back(self._said)

    def leave(self) -> None:
        """Take back what was said to be missing: one is elsewhere now."""
        self._shell.take_back(self._said)

    def _complete_or_say(self, view: View) -> None:
        running = self._desk.running
        is_thin = view.answered * 2 < view.total and not view.is_second_keying and not self.was_asked_back
        if running is not None and not view.troubles and is_thin:
            self.was_asked_back = True
            self._head.set_busy(busy=False)
            said = _(THIN).format(answered=view.answered, total=view.total)
            self._shell.tell(Message(tone=Tone.WARNING, text=said))
            focused = QApplication.focusWidget()
            if focused is None or not self._head.isAncestorOf(focused):
                self._desk.focus_current()
            return
        self.was_asked_back = False
        if running is not None and not view.troubles:
            self._shell.store.run(partial(calls.complete, running), self._tell_done, self.failed.emit)
            return
        self._head.set_busy(busy=False)
        if running is not None:
            self._say_open(view)

    def _say_open(self, view: View) -> None:
        first = view.troubles[0].path
        mend = Mend(words=_("Go to the first"), act=partial(self._desk.show_question, first))
        text = _(NOT_COMPLETE).format(what=told(view.troubles))
        self._said, self._open_then = text, told(view.troubles)
        self._shell.tell(Message(tone=Tone.WARNING, text=text, mend=mend))
        self._desk.show_question(first)

    def _tell_done(self, done: Done[HouseholdId | None]) -> None:
        self._head.set_busy(busy=False)
        self.completed.emit(done)
