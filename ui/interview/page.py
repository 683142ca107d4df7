"""The interview page: choose a household, answer one question after the other, complete."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QEvent, QObject, Qt, Slot
from PySide6.QtGui import QHideEvent, QKeySequence, QResizeEvent, QShortcut, QShowEvent
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QStackedWidget, QWidget

from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.i18n import N_, _
from poverty_desktop.ids import HouseholdId
from poverty_desktop.operations.done import Done, Topic
from ui import theme
from ui.actions import Key
from ui.errors import Mend, Message, Tone
from ui.interview import calls, paper_calls
from ui.interview.calls import Opened
from ui.interview.chooser import Chooser
from ui.interview.desk import InterviewDesk
from ui.interview.troubles_pane import told
from ui.interview.view import View
from ui.widgets.controls import button, column, label, restyle
from ui.widgets.flow import FlowLayout
from ui.widgets.page import Page, Place, Shell

NARROW = 900


class InterviewPage(Page):
    """Every answer is on disk before the next question is shown; leaving is safe at any time."""

    name = "interview"
    touched_by = frozenset({RecordKind.HOUSEHOLD, RecordKind.INTERVIEW, Topic.DRAFTS})

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self._is_opening = False
        self._watched: QWidget | None = None
        self._title = label(None, "", "interview_title", role="page", wraps=False)
        self._was_asked_back = False
        self._saved = label(None, "", "interview_saved", role="weak", wraps=False)
        self._paper = QCheckBox()
        self._paper.setObjectName("interview_paper")
        for setter in (self._paper.setText, self._paper.setAccessibleName):
            self.words.put(setter, N_("Key in from paper"))
        self.words.put(
            self._paper.setToolTip, N_("A digit takes the option and goes on to the next question by itself.")
        )
        self._complete = button(
            self.words, N_("Complete (F9)"), "interview_complete", self._ask_complete, role="primary", icon="check"
        )
        self._other = button(self.words, N_("Another household"), "interview_other", self._choose_another)
        self._chooser = Chooser(shell.store)
        self.desk = InterviewDesk(shell)
        self._stack = QStackedWidget()
        self._build()
        self._chooser.chosen.connect(self._open)
        self._chooser.new_asked.connect(self._open_new)
        self._chooser.code_given.connect(self._open_paper)
        self._paper.toggled.connect(self.desk.set_goes_on)
        self.desk.shown.connect(self._shown)
        self.desk.failed.connect(self._open_again)
        self.desk.discarded.connect(self._throw_away)
        shortcut = QShortcut(QKeySequence("F9"), self)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(self._ask_complete)

    @property
    def view(self) -> View | None:
        """Return the interview as it is shown, nothing while a household is chosen."""
        return self.desk.view

    def key_in_from_paper(self) -> None:
        """Let a chosen digit lead to the next question by itself."""
        self._paper.setChecked(True)

    def title(self) -> str:
        """Return the name of the page."""
        return _("Interview")

    def keys(self) -> tuple[Key, ...]:
        """Return the keys of this page."""
        return (
            Key(keys="Enter", words=N_("On to the next question")),
            Key(keys="Shift+Enter / ↑", words=N_("Back to the question before")),
            Key(keys="Ctrl+Enter", words=N_("Next question without an answer")),
            Key(keys="Page Down / Page Up", words=N_("Next and previous section")),
            Key(keys="1 2 3 …", words=N_("Take the option, or first letters of its pinyin and Enter")),
            Key(keys="=", words=N_("Same as last time")),
            Key(keys="F2", words=N_("Note beside the answer")),
            Key(keys="F3", words=N_("Official name and code")),
            Key(keys="F4", words=N_("What is not asked here, and why")),
            Key(keys="F5", words=N_("No answer: not known, refused, not applicable")),
            Key(keys="F8", words=N_("Findings and missing answers")),
            Key(keys="F9", words=N_("Complete the interview")),
            Key(keys="Tab", words=N_("Next cell of a table; a new row after the last")),
            Key(keys="Ctrl+V", words=N_("Paste rows from Excel into a table")),
        )

    def refresh(self) -> None:
        """Ask the list of households again while one is to be chosen."""
        if self.desk.running is None and not self._is_opening:
            self._chooser.refresh()

    def retranslate(self) -> None:
        """Say the questions in the new language."""
        self._chooser.refresh()
        self.desk.retranslate()

    def go_to(self, place: Place) -> None:
        """Open the interview that ``place`` names; without one go on with the interview in work, or choose."""
        if place.tab == "paper":
            self.key_in_from_paper()
        if place.household is None and place.interview is None and place.tab != "new":
            if self.desk.running is None:
                self._choose()
            return
        if self._is_here(place):
            return
        self._leave()
        self._is_opening = True
        begin = partial(calls.begin, place.household, place.interview)
        self.shell.store.run(begin, self._opened, self._not_opened, key="interview.begin")

    def place(self) -> Place:
        """Return the interview in work, so that one comes back to its question."""
        view = self.desk.view
        if view is None:
            return Place(page=self.name)
        if view.is_new_household:
            return Place(page=self.name, interview=view.interview)
        return Place(page=self.name, household=view.household)

    def step_back(self) -> bool:
        """Close a note or question at the foot, or empty the search."""
        return self._chooser.clear() if self.desk.running is None else self.desk.step_back()

    def focus_first(self) -> None:
        """Put the keyboard at the current question, or into the search."""
        if self.desk.running is None and self._paper.isChecked():
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
        told_here, tools = QWidget(), QWidget()
        for holder, shown, to_right in (
            (told_here, (self._title, self._saved), False),
            (tools, (self._paper, self._other, self._complete), True),
        ):
            flow = FlowLayout(holder, to_right=to_right)
            theme.space(flow, spacing=10)
            for widget in shown:
                flow.addWidget(widget)
        head = QHBoxLayout()
        theme.space(head, spacing=12)
        head.addWidget(told_here, 1)
        head.addWidget(tools, 1)
        box = column(self, margins=(16, 12, 16, 12), spacing=10)
        box.addLayout(head)
        box.addWidget(self._stack, 1)
        self.words.also(self._say)

    def _fit(self) -> None:
        area = self.parentWidget()
        room = self.width() if area is None else min(self.width(), area.width())
        is_wide = room >= theme.px(NARROW)
        self.desk.fit(is_wide=is_wide)
        self._title.setProperty("role", "page" if is_wide else "title")
        restyle(self._title)

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

    @Slot(str)
    def _open_paper(self, code: str) -> None:
        """Key in the questionnaire whose code was scanned or typed."""
        self.key_in_from_paper()
        self._is_opening = True
        begin = partial(paper_calls.begin, code)
        self.shell.store.run(begin, self._opened, self._not_opened, key="interview.begin")

    def _opened(self, done: Done[Opened]) -> None:
        self._is_opening = False
        self._stack.setCurrentIndex(1)
        self.desk.begin(done.value.running, done.value.view)

    def _not_opened(self, error: BaseException) -> None:
        self._is_opening = False
        self._choose()
        self.shell.fail(error)

    @Slot(object)
    def _open_again(self, error: BaseException) -> None:
        """Say what happened, and stand again where the draft on disk stands."""
        self._complete.setEnabled(True)
        self.shell.fail(error)
        if self.desk.view is not None:
            begin = partial(calls.begin, None, self.desk.view.interview)
            self.shell.store.run(begin, self._opened, self._not_opened, key="interview.begin")

    @Slot()
    def _choose_another(self) -> None:
        self._leave()
        self._choose()
        self._chooser.focus_first()

    def _choose(self) -> None:
        self.desk.clear()
        self._stack.setCurrentIndex(0)
        self._chooser.refresh()
        self._say()

    def _leave(self) -> None:
        """Hand over what is being typed; an interview in which nothing was done is forgotten."""
        running = self.desk.running
        if running is None:
            return
        self.desk.hand_over()
        if running.was_begun_now and running.steps == 0:
            self.desk.clear()
            self._stack.setCurrentIndex(0)
            self._say()
            self.shell.store.run(partial(calls.leave, running))

    @Slot(object)
    def _shown(self, _view: View) -> None:
        self._say()

    def _say(self) -> None:
        view = self.desk.view
        for shown in (self._complete, self._other):
            shown.setVisible(view is not None)
        if view is None:
            self._title.setText(_("Interview"))
            self._saved.setText(_("Choose the household. Every answer is saved at once; you can stop at any time."))
            return
        head = view.head_name or _("New household")
        self._title.setText(_("{household} · {year}").format(household=head, year=view.year))
        when = f"{view.saved_at.astimezone():%H:%M}" if view.saved_at is not None else ""
        self._saved.setText(
            _("Saved {time}, {answered} of {total} questions. Leaving is safe.").format(
                time=when, answered=view.answered, total=view.total
            )
            if when
            else _("Nothing typed yet. Leaving is safe.")
        )

    @Slot()
    def _ask_complete(self) -> None:
        """Take in what is being typed first, then look whether anything is missing."""
        running = self.desk.running
        if running is not None and self._complete.isEnabled():
            self._complete.setEnabled(False)
            self.desk.hand_over()
            self.shell.store.run(partial(calls.look, running), self._complete_or_say, self._open_again)

    def _complete_or_say(self, view: View) -> None:
        running = self.desk.running
        is_thin = view.answered * 2 < view.total and not self._was_asked_back
        if running is not None and not view.troubles and is_thin:
            self._was_asked_back = True
            self._complete.setEnabled(True)
            text = _("Only {answered} of {total} questions are answered. Complete once more if that is all.")
            said = text.format(answered=view.answered, total=view.total)
            self.shell.tell(Message(tone=Tone.WARNING, text=said))
            return
        self._was_asked_back = False
        if running is not None and not view.troubles:
            self.shell.store.run(partial(calls.complete, running), self._completed, self._open_again)
            return
        self._complete.setEnabled(True)
        if running is None:
            return
        mend = Mend(words=_("Go to the first"), act=partial(self.desk.show_question, view.troubles[0].path))
        text = _("The interview is saved but not complete: {what}.").format(what=told(view.troubles))
        self.shell.tell(Message(tone=Tone.WARNING, text=text, mend=mend))
        self.desk.show_question(view.troubles[0].path)

    def _completed(self, done: Done[HouseholdId]) -> None:
        self._complete.setEnabled(True)
        self._choose()
        if self._paper.isChecked():
            self._chooser.focus_code()
        else:
            self.shell.go(Place(page="household", household=done.value))

    @Slot()
    def _throw_away(self) -> None:
        if self.desk.running is not None:
            self.shell.store.run(partial(calls.discard, self.desk.running), self._thrown_away)

    def _thrown_away(self, _done: Done[None]) -> None:
        self._choose()
        self.shell.tell(Message(tone=Tone.SUCCESS, text=_("The interview was thrown away. The register is as it was.")))
