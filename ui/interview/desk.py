"""The interview in work: sections left, one question at a time in the middle, what is wrong or missing right."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import cast

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QWidget

from poverty_desktop.ids import InterviewId
from ui import theme
from ui.errors import Message, Tone
from ui.interview import calls
from ui.interview.asides import Asides
from ui.interview.foot import Foot
from ui.interview.key_buffer import KeyBuffer
from ui.interview.media_desk import MediaDesk
from ui.interview.pasting import Pasted, paste
from ui.interview.running import Running
from ui.interview.section_pane import SectionPane
from ui.interview.sections_column import SectionsColumn
from ui.interview.troubles_pane import TroublesPane, told
from ui.interview.view import Act, Step, Then, View
from ui.widgets.controls import button, column
from ui.widgets.page import Shell
from ui.widgets.words import Words


class InterviewDesk(QWidget):
    """Every step goes to disk before the next question is shown.

    ``shown`` carries each new picture, ``failed`` an error after which the draft on disk must be opened again,
    ``discarded`` the confirmed wish to throw the interview away.
    """

    shown = Signal(object)
    failed = Signal(object)
    discarded = Signal()

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("interview_desk")
        self.shell = shell
        self.words = Words(self)
        self.running: Running | None = None
        self.view: View | None = None
        self._is_wide = True
        self._given: tuple[InterviewId, str, str] | None = None  # what is on its way to the disk
        self._keys = KeyBuffer(self)
        self._sections = SectionsColumn(self.words)
        self._trouble_link = button(
            self.words, "", "interview_trouble_link", self.show_troubles, role="link", icon="attention", color="warn"
        )
        self._pane = SectionPane()
        self._troubles = TroublesPane()
        self._foot = Foot()
        self._asides = Asides(shell, self._foot, self.do, self)
        self._media = MediaDesk(shell, self)
        self._build()
        self._connect()

    def begin(self, running: Running, view: View) -> None:
        """Put an opened interview on the desk."""
        self.running = self._media.running = running
        given = self._given
        self._pane.forget()
        self._show(view)
        if given is not None and given[:2] == (view.interview, view.current):
            self._pane.type_on(view.current, given[2])  # it could not be saved, and is not to be typed twice
        elif view.typed is not None:
            self._pane.type_on(view.current, view.typed)

    def clear(self) -> None:
        """Take the interview off the desk; its draft stays as it is."""
        self.running, self.view = None, None
        self._media.running = None
        self._asides.follow(None, None)

    def retranslate(self) -> None:
        """Say the questions in the new language."""
        if self.running is not None:
            self.shell.store.run(partial(calls.look, self.running), self._show, key="interview.look")

    def set_goes_on(self, goes_on: bool) -> None:  # noqa: FBT001 - a Qt slot
        """Let a chosen digit lead to the next question by itself."""
        self._pane.set_goes_on(goes_on)

    def focus_current(self) -> None:
        """Put the keyboard at the current question."""
        self._pane.focus_current()

    def hand_over(self) -> None:
        """Let the field in work give what was typed: it does so when it loses the keyboard."""
        focused = self.focusWidget()
        if focused is not None and self.running is not None:
            focused.clearFocus()

    def step_back(self) -> bool:
        """Close a note or question at the foot, or the findings where they cover the questions."""
        if self._foot.close_line() or self._middle.isHidden():
            self._lay_out()
            self._pane.focus_current()
            return True
        return False

    def fit(self, *, is_wide: bool) -> None:
        """Put sections into a box and findings behind a link where three columns do not fit.

        Findings that cover the questions change the size of the page, and stay where the room is as narrow as before.
        """
        if is_wide or self._is_wide or not self._middle.isHidden():
            self._is_wide = is_wide
            self._lay_out()

    def _lay_out(self) -> None:
        is_wide = self._is_wide
        self._sections.fit(is_wide=is_wide)
        self._troubles.setVisible(is_wide)
        self._middle.show()
        self._pane.set_title_shown(shown=is_wide)
        self._foot.set_keys_shown(shown=is_wide)
        self._trouble_link.setVisible(not is_wide and self.view is not None and bool(self.view.troubles))

    @Slot()
    def show_troubles(self) -> None:
        """Go to what is wrong or missing."""
        covers = self.view is not None and bool(self.view.troubles) and not self._is_wide
        if covers:
            self._troubles.show()
        self._troubles.focus_list()
        if covers:
            self._middle.hide()

    def do(self, steps: tuple[Step, ...], then: Then | str) -> None:
        """Do ``steps``, each on disk before the next, then go where ``then`` says; keys wait meanwhile."""
        if self.running is None:
            return
        self._keys.hold()
        self.shell.store.run(partial(calls.act, self.running, steps, then), self._show, self._fail)

    def _show(self, view: View) -> None:
        if self.running is None or self.running.opened.id != view.interview:
            self._keys.release()
            return
        self._given = None
        is_noting = self._foot.is_noting and self.view is not None and self.view.current == view.current
        self.view = view
        self._media.follow(view)
        self._asides.follow(self.running, view)
        if not is_noting:  # the answer before the note went to disk as the keyboard left it
            self._foot.close_line()
        if view.clash is not None:
            self._foot.ask_which(view.clash)
        self._sections.show_view(view)
        self._troubles.show_troubles(view.troubles, view.comments)
        self._troubles.show_spoken(view.spoken)
        self._trouble_link.setText(str(len(view.troubles)))
        self._trouble_link.setAccessibleName(told(view.troubles))
        self._trouble_link.setToolTip(told(view.troubles))
        self._lay_out()
        self._pane.show_view(view)
        if is_noting:
            self._foot.focus_note()
        self._keys.release()
        self.shown.emit(view)

    @Slot(str)
    def show_question(self, path: str) -> None:
        """Go to the question, row, table or section at ``path``."""
        self.do((), path)

    @Slot(object)
    def _move(self, then: object) -> None:
        self.do((), then if isinstance(then, Then) else str(then))

    @Slot(str, str, object)
    def _give(self, path: str, text: str, then: object) -> None:
        step = Step(act=Act.ANSWER, path=path, text=text)
        view = self.view
        if view is not None:
            self._given = (view.interview, path, text)
        if then is Then.STAY and view is not None and path != view.current:
            then = view.current
        self.do((step,), then if isinstance(then, Then) else str(then))

    @Slot(str, str)
    def _keep_typing(self, path: str, text: str) -> None:
        if self.running is not None:
            work = partial(calls.keep_typing, self.running, path, text)
            self.shell.store.run(work, self._say_saved, self.shell.fail)

    def _say_saved(self, saved_at: datetime | None) -> None:
        if self.view is not None:
            self.view = replace(self.view, saved_at=saved_at)
            self.shown.emit(self.view)

    @Slot(str)
    def _add_row(self, table: str) -> None:
        self.do((Step(act=Act.ADD, path=table),), Then.STAY)

    @Slot(str)
    def _remove_row(self, row: str) -> None:
        self.do((Step(act=Act.REMOVE, path=row),), Then.STAY)

    @Slot(str, object, object)
    def _paste(self, start: str, columns: object, cells: object) -> None:
        if self.running is None:
            return
        self._keys.hold()
        names, rows = cast("tuple[str, ...]", columns), cast("tuple[tuple[str, ...], ...]", cells)
        self.shell.store.run(partial(paste, self.running, start, names, rows), self._show_pasted, self._fail)

    def _show_pasted(self, pasted: Pasted) -> None:
        self._show(pasted.view)
        tone = Tone.WARNING if pasted.left_out else Tone.SUCCESS
        self.shell.tell(Message(tone=tone, text=pasted.sentence()))

    def _fail(self, error: BaseException) -> None:
        self._keys.release()
        self.failed.emit(error)

    def _build(self) -> None:
        narrow = QHBoxLayout()
        theme.space(narrow, spacing=8)
        narrow.addWidget(self._sections.box, 1)
        narrow.addWidget(self._trouble_link)
        self._middle = QWidget()
        middle = column(self._middle, spacing=8)
        middle.addLayout(narrow)
        middle.addWidget(self._pane, 1)
        middle.addWidget(self._foot)
        columns = QHBoxLayout(self)
        theme.space(columns, spacing=16)
        columns.addWidget(self._sections, 2)
        columns.addWidget(self._middle, 6)
        columns.addWidget(self._troubles, 2)

    def _connect(self) -> None:
        self._sections.chosen.connect(self.show_question)
        self._troubles.chosen.connect(self.show_question)
        self._pane.question_asked.connect(self.show_question)
        self._pane.given.connect(self._give)
        self._pane.typed.connect(self._keep_typing)
        self._pane.asked.connect(self._move)
        self._pane.same.connect(self._asides.give_same)
        self._pane.nothing_asked.connect(self._asides.ask_nothing)
        self._pane.note_asked.connect(self._asides.ask_note)
        self._pane.official_asked.connect(self._asides.ask_official)
        self._pane.wished.connect(self._media.wish)
        self._media.shown.connect(self._show)
        self._pane.row_added.connect(self._add_row)
        self._pane.row_removed.connect(self._remove_row)
        self._pane.pasted.connect(self._paste)
        self._foot.noted.connect(self._asides.note)
        self._foot.discarded.connect(self.discarded)
        self._foot.kept_first.connect(self._asides.keep_first)
        self._foot.kept_second.connect(self._asides.keep_second)
        self._foot.closed.connect(self._pane.focus_current)
        self._sections.discard.clicked.connect(self._foot.ask_discard)
        for keys, slot in (
            ("F2", self._asides.ask_note),
            ("F3", self._asides.ask_official),
            ("F4", self._pane.switch_hidden),
            ("F5", self._asides.ask_nothing),
            ("Alt+Delete", self._pane.remove_row),
            ("F8", self.show_troubles),
            ("Alt+1", self._asides.keep_first),
            ("Alt+2", self._asides.keep_second),
            ("PgDown", partial(self.do, (), Then.NEXT_SECTION)),
            ("PgUp", partial(self.do, (), Then.LAST_SECTION)),
            ("Ctrl+PgDown", partial(self.do, (), Then.NEXT_ROW)),
            ("Ctrl+PgUp", partial(self.do, (), Then.LAST_ROW)),
        ):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(slot)
