"""The interview: sections left, one question at a time in the middle, what is wrong or missing right."""

from __future__ import annotations

from functools import partial
from typing import cast

from PySide6.QtCore import QEvent, QObject, Qt, Slot
from PySide6.QtGui import QHideEvent, QKeySequence, QResizeEvent, QShortcut, QShowEvent
from PySide6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QMenu, QStackedWidget, QWidget

from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.i18n import N_, _, ngettext
from poverty_desktop.ids import HouseholdId
from poverty_desktop.interviews.views import Section
from poverty_desktop.operations.done import Done, Topic
from ui import theme
from ui.actions import Key
from ui.errors import Mend, Message, Tone
from ui.interview import calls
from ui.interview.calls import Opened, Pasted, Running
from ui.interview.chooser import Chooser
from ui.interview.foot import Foot
from ui.interview.key_buffer import KeyBuffer
from ui.interview.section_pane import SectionPane
from ui.interview.troubles_pane import TroublesPane, told
from ui.interview.view import Act, Official, Step, Then, View
from ui.widgets import value_text
from ui.widgets.controls import button, column, label, restyle
from ui.widgets.flow import FlowLayout
from ui.widgets.page import Page, Place, Shell
from ui.widgets.section_list import SectionLine, SectionList

NARROW = 900
SECTION_STATES = {
    "problem": "trouble",
    "complete": "done",
    "enough": "waiting",
    "started": "waiting",
    "empty": "waiting",
}


class InterviewPage(Page):
    """Choose a household, then one question after the other; every answer is on disk before the next is shown."""

    name = "interview"
    touched_by = frozenset({RecordKind.HOUSEHOLD, RecordKind.INTERVIEW, Topic.DRAFTS})

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self._running: Running | None = None
        self._view: View | None = None
        self._wanted: Place | None = None
        self._keys = KeyBuffer(self)
        self._watched: QWidget | None = None
        self._title = label(None, "", "interview_title", role="page", wraps=False)
        self._saved = label(None, "", "interview_saved", role="weak", wraps=False)
        self._paper = QCheckBox()
        self._paper.setObjectName("interview_paper")
        self.words.put(self._paper.setText, N_("Key in from paper"))
        self.words.put(self._paper.setAccessibleName, N_("Key in from paper"))
        self.words.put(
            self._paper.setToolTip, N_("A digit takes the option and goes on to the next question by itself.")
        )
        self._complete = button(
            self.words, N_("Complete (F9)"), "interview_complete", self._ask_complete, role="primary", icon="check"
        )
        self._other = button(self.words, N_("Another household"), "interview_other", self._choose_another)
        self._chooser = Chooser(shell.store)
        self._sections = SectionList("interview_sections", N_("Sections"))
        self._section_box = QComboBox()
        self._section_box.setObjectName("interview_section_box")
        self.words.put(self._section_box.setAccessibleName, N_("Sections"))
        self._trouble_link = button(
            self.words, "", "interview_trouble_link", self._show_troubles, role="link", icon="attention", color="warn"
        )
        self._discard = button(
            self.words, N_("Throw this interview away"), "interview_discard", self._ask_discard, role="link"
        )
        self._sections.setWordWrap(True)
        self._sections.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._pane = SectionPane()
        self._troubles = TroublesPane()
        self._foot = Foot()
        self._stack = QStackedWidget()
        self._build()
        self._connect()

    @property
    def view(self) -> View | None:
        """Return the interview as it is shown, nothing while a household is chosen."""
        return self._view

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
        if self._running is None and self._wanted is None:
            self._chooser.refresh()

    def retranslate(self) -> None:
        """Say the questions in the new language."""
        self._chooser.refresh()
        if self._running is not None:
            self.shell.store.run(partial(calls.look, self._running), self._show, key="interview.look")

    def go_to(self, place: Place) -> None:
        """Open the interview that ``place`` names; without one go on with the interview in work, or choose."""
        if place.tab == "paper":
            self.key_in_from_paper()
        if place.household is None and place.interview is None and place.tab != "new":
            if self._running is None:
                self._choose()
            return
        if self._is_here(place):
            return
        self._leave()
        self._wanted = place
        begin = partial(calls.begin, place.household, place.interview)
        self.shell.store.run(begin, self._opened, self._not_opened, key="interview.begin")

    def place(self) -> Place:
        """Return the interview in work, so that one comes back to its question."""
        if self._view is None:
            return Place(page=self.name)
        if self._view.is_new_household:
            return Place(page=self.name, interview=self._view.interview)
        return Place(page=self.name, household=self._view.household)

    def step_back(self) -> bool:
        """Close a note or question at the foot, or empty the search."""
        if self._running is None:
            return self._chooser.clear()
        if self._foot.close_line() or self._middle.isHidden():
            self._fit()
            self._pane.focus_current()
            return True
        return False

    def focus_first(self) -> None:
        """Put the keyboard at the current question, or into the search."""
        if self._running is None:
            self._chooser.focus_first()
        else:
            self._pane.focus_current()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put sections into a box and findings behind a link where three columns do not fit."""
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
            self._hand_over()
        return False

    def _build(self) -> None:
        left = QWidget()
        theme.width(left, least=180, most=230)
        box = column(left, spacing=6)
        box.addWidget(label(self.words, N_("Sections"), "interview_sections_title", role="heading"))
        box.addWidget(self._sections, 1)
        box.addWidget(self._discard)
        self._left = left
        narrow = QHBoxLayout()
        theme.space(narrow, spacing=8)
        narrow.addWidget(self._section_box, 1)
        narrow.addWidget(self._trouble_link)
        self._middle = QWidget()
        middle = column(self._middle, spacing=8)
        middle.addLayout(narrow)
        middle.addWidget(self._pane, 1)
        middle.addWidget(self._foot)
        columns = QHBoxLayout()
        theme.space(columns, spacing=16)
        columns.addWidget(left, 2)
        columns.addWidget(self._middle, 6)
        columns.addWidget(self._troubles, 2)
        desk = QWidget()
        desk.setLayout(columns)
        self._stack.addWidget(self._chooser)
        self._stack.addWidget(desk)
        told, tools = QWidget(), QWidget()
        for holder, shown, to_right in (
            (told, (self._title, self._saved), False),
            (tools, (self._paper, self._other, self._complete), True),
        ):
            flow = FlowLayout(holder, to_right=to_right)
            theme.space(flow, spacing=10)
            for widget in shown:
                flow.addWidget(widget)
        head = QHBoxLayout()
        theme.space(head, spacing=12)
        head.addWidget(told, 1)
        head.addWidget(tools, 1)
        page = column(self, margins=(16, 12, 16, 12), spacing=10)
        page.addLayout(head)
        page.addWidget(self._stack, 1)
        self.words.also(self._say)

    def _connect(self) -> None:
        self._chooser.chosen.connect(self._open)
        self._chooser.new_asked.connect(self._open_new)
        self._sections.chosen.connect(self.show_question)
        self._section_box.activated.connect(self._go_to_section)
        self._troubles.chosen.connect(self.show_question)
        self._paper.toggled.connect(self._pane.set_goes_on)
        self._pane.question_asked.connect(self.show_question)
        self._pane.given.connect(self._give)
        self._pane.asked.connect(self._move)
        self._pane.same.connect(self._give_same)
        self._pane.nothing_asked.connect(self._ask_nothing)
        self._pane.note_asked.connect(self._ask_note)
        self._pane.official_asked.connect(self._ask_official)
        self._pane.row_added.connect(self._add_row)
        self._pane.row_removed.connect(self._remove_row)
        self._pane.pasted.connect(self._paste)
        self._foot.noted.connect(self._note)
        self._foot.discarded.connect(self._throw_away)
        self._foot.closed.connect(self._pane.focus_current)
        for keys, slot in (
            ("F2", self._ask_note),
            ("F3", self._ask_official),
            ("F4", self._pane.switch_hidden),
            ("F5", self._ask_nothing),
            ("F8", self._show_troubles),
            ("F9", self._ask_complete),
            ("PgDown", self._next_section),
            ("PgUp", self._last_section),
        ):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(slot)

    def _fit(self) -> None:
        area = self.parentWidget()
        room = self.width() if area is None else min(self.width(), area.width())
        is_wide = room >= theme.px(NARROW)
        self._left.setVisible(is_wide)
        self._section_box.setVisible(not is_wide)
        self._troubles.setVisible(is_wide)
        self._middle.show()
        self._pane.set_title_shown(shown=is_wide)
        self._foot.set_keys_shown(shown=is_wide)
        self._title.setProperty("role", "page" if is_wide else "title")
        restyle(self._title)
        self._trouble_link.setVisible(not is_wide and self._view is not None and bool(self._view.troubles))

    def _is_here(self, place: Place) -> bool:
        if self._view is None or self._running is None:
            return False
        if place.interview is not None:
            return place.interview == self._view.interview
        return place.household is not None and place.household == self._view.household

    @Slot(object)
    def _open(self, household: HouseholdId) -> None:
        self.go_to(Place(page=self.name, household=household))

    @Slot()
    def _open_new(self) -> None:
        self.go_to(Place(page=self.name, tab="new"))

    def _opened(self, done: Done[Opened]) -> None:
        self._wanted = None
        self._running = done.value.running
        self._pane.forget()
        self._show(done.value.view)

    def _not_opened(self, error: BaseException) -> None:
        self._wanted = None
        self._choose()
        self.shell.fail(error)

    @Slot()
    def _choose_another(self) -> None:
        self._hand_over()
        self._leave()
        self._choose()
        self._chooser.focus_first()

    def _choose(self) -> None:
        self._running, self._view = None, None
        self._stack.setCurrentIndex(0)
        self._chooser.refresh()
        self._say()

    def _leave(self) -> None:
        running = self._running
        if running is None:
            return
        self._hand_over()
        if running.was_begun_now and running.steps == 0:
            self._running, self._view = None, None
            self._stack.setCurrentIndex(0)
            self.shell.store.run(partial(calls.leave, running))

    def _hand_over(self) -> None:
        """Let the field in work give what was typed: it does so when it loses the keyboard."""
        focused = self.focusWidget()
        if focused is not None and self._running is not None:
            focused.clearFocus()

    def do(self, steps: tuple[Step, ...], then: Then | str) -> None:
        """Do ``steps``, each on disk before the next, then go where ``then`` says; keys wait meanwhile."""
        if self._running is None:
            return
        self._keys.hold()
        self.shell.store.run(partial(calls.act, self._running, steps, then), self._show, self._not_done)

    def _show(self, view: View) -> None:
        if self._running is None or self._running.opened.id != view.interview:
            self._keys.release()
            return
        self._view = view
        self._stack.setCurrentIndex(1)
        self._foot.close_line()
        lines = tuple(self._line(section, view) for section in view.sections if section.is_relevant)
        self._sections.set_sections(lines, view.section)
        self._fill_section_box(lines, view)
        self._troubles.show_troubles(view.troubles)
        self._trouble_link.setText(str(len(view.troubles)))
        self._trouble_link.setAccessibleName(told(view.troubles))
        self._trouble_link.setToolTip(told(view.troubles))
        self._say()
        self._fit()
        self._pane.show_view(view)
        self._keys.release()

    def _not_done(self, error: BaseException) -> None:
        """Say what happened, and stand again where the draft on disk stands."""
        self._keys.release()
        self.shell.fail(error)
        if self._view is not None:
            begin = partial(calls.begin, None, self._view.interview)
            self.shell.store.run(begin, self._opened, self._not_opened, key="interview.begin")

    def _line(self, section: Section, view: View) -> SectionLine:
        state = "open" if section.path == view.section else SECTION_STATES[section.state]
        return SectionLine(
            name=section.path,
            title=section.label or view.form_title,
            state=state,
            answered=section.answered,
            total=section.total,
        )

    def _fill_section_box(self, lines: tuple[SectionLine, ...], view: View) -> None:
        self._section_box.clear()
        for line in lines:
            text = _("{title} {answered}/{total}").format(title=line.title, answered=line.answered, total=line.total)
            self._section_box.addItem(text, line.name)
        self._section_box.setCurrentIndex(self._section_box.findData(view.section))

    def _say(self) -> None:
        view = self._view
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

    @Slot(str)
    def show_question(self, path: str) -> None:
        """Go to the question, row, table or section at ``path``."""
        self.do((), path)

    @Slot(int)
    def _go_to_section(self, index: int) -> None:
        self.do((), str(self._section_box.itemData(index)))

    @Slot(object)
    def _move(self, then: object) -> None:
        self.do((), then if isinstance(then, Then) else str(then))

    @Slot()
    def _next_section(self) -> None:
        self.do((), Then.NEXT_SECTION)

    @Slot()
    def _last_section(self) -> None:
        self.do((), Then.LAST_SECTION)

    @Slot(str, str, object)
    def _give(self, path: str, text: str, then: object) -> None:
        step = Step(act=Act.ANSWER, path=path, text=text)
        view = self._view
        if then is Then.STAY and view is not None and path != view.current:
            then = view.current
        self.do((step,), then if isinstance(then, Then) else str(then))

    @Slot()
    def _give_same(self) -> None:
        view = self._view
        question = view.question(view.current) if view is not None else None
        if question is None or question.known is None:
            return
        known = question.known
        if known.text:
            step = Step(act=Act.ANSWER, path=question.path, text=known.text)
        else:
            step = Step(act=Act.NOTHING, path=question.path, why=known.why)
        self.do((step,), Then.NEXT)

    @Slot()
    def _ask_nothing(self) -> None:
        view = self._view
        if view is None or view.question(view.current) is None:
            return
        menu = QMenu(self)
        menu.setObjectName("interview_nothings")
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for number, (value, words) in enumerate(value_text.NOTHINGS, start=1):
            step = Step(act=Act.NOTHING, path=view.current, why=value.why)
            menu.addAction(f"&{number}  {_(words)}", partial(self.do, (step,), Then.NEXT))
        menu.setActiveAction(menu.actions()[0])
        focused = self.focusWidget() or self._pane
        menu.popup(focused.mapToGlobal(focused.rect().bottomLeft()))

    @Slot()
    def _ask_note(self) -> None:
        view = self._view
        question = view.question(view.current) if view is not None else None
        if question is not None:
            self._foot.ask_note(question.label, question.note)

    @Slot(str)
    def _note(self, text: str) -> None:
        if self._view is not None:
            self.do((Step(act=Act.NOTE, path=self._view.current, text=text),), Then.STAY)

    @Slot()
    def _ask_official(self) -> None:
        view, running = self._view, self._running
        if view is None or running is None or view.question(view.current) is None:
            return
        self.shell.store.run(partial(calls.official, running, view.current), self._show_official, key="interview.f3")

    def _show_official(self, found: Official | None) -> None:
        if found is None:
            self._foot.say(_("This question has no official data item; its answer stays with the interview."))
        elif found.code:
            self._foot.say(_("Official name: {name} · code {code}").format(name=found.name, code=found.code))
        else:
            self._foot.say(_("Official name: {name} · no official code").format(name=found.name))

    @Slot(str)
    def _add_row(self, table: str) -> None:
        self.do((Step(act=Act.ADD, path=table),), Then.STAY)

    @Slot(str)
    def _remove_row(self, row: str) -> None:
        self.do((Step(act=Act.REMOVE, path=row),), Then.STAY)

    @Slot(str, object, object)
    def _paste(self, start: str, columns: object, cells: object) -> None:
        if self._running is None:
            return
        self._keys.hold()
        names, rows = cast("tuple[str, ...]", columns), cast("tuple[tuple[str, ...], ...]", cells)
        self.shell.store.run(partial(calls.paste, self._running, start, names, rows), self._show_pasted, self._not_done)

    def _show_pasted(self, pasted: Pasted) -> None:
        self._show(pasted.view)
        said = ngettext("{n} cell was pasted.", "{n} cells were pasted.", pasted.taken).format(n=pasted.taken)
        tone = Tone.SUCCESS
        if pasted.left_out:
            tone = Tone.WARNING
            said = _("{sentence} {count} did not fit and were left out.").format(sentence=said, count=pasted.left_out)
        self.shell.tell(Message(tone=tone, text=said))

    @Slot()
    def _show_troubles(self) -> None:
        if self._view is None:
            return
        if self._view.troubles and self._left.isHidden():
            self._middle.hide()
            self._troubles.show()
        self._troubles.focus_list()

    @Slot()
    def _ask_complete(self) -> None:
        view, running = self._view, self._running
        if view is None or running is None:
            return
        if view.troubles:
            first = view.troubles[0].path
            mend = Mend(words=_("Go to the first"), act=partial(self.show_question, first))
            text = _("The interview is saved but not complete: {what}.").format(what=told(view.troubles))
            self.shell.tell(Message(tone=Tone.WARNING, text=text, mend=mend))
            self._show_troubles()
            return
        self._hand_over()
        self.shell.store.run(partial(calls.complete, running), self._completed, self._not_done)

    def _completed(self, done: Done[HouseholdId]) -> None:
        self._choose()
        if self._paper.isChecked():
            self._chooser.focus_first()
        else:
            self.shell.go(Place(page="household", household=done.value))

    @Slot()
    def _ask_discard(self) -> None:
        self._foot.ask_discard()

    @Slot()
    def _throw_away(self) -> None:
        if self._running is not None:
            self.shell.store.run(partial(calls.discard, self._running), self._thrown_away)

    def _thrown_away(self, _done: Done[None]) -> None:
        self._choose()
        self.shell.tell(Message(tone=Tone.SUCCESS, text=_("The interview was thrown away. The register is as it was.")))
