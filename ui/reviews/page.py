"""Completed interviews: one reads the answers with their notes, and hands back what is to be corrected."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QModelIndex, Slot
from PySide6.QtGui import QStandardItemModel
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.errors import RuleError
from poverty_desktop.i18n import N_, _, ngettext
from poverty_desktop.ids import InterviewId
from poverty_desktop.operations.done import Done
from poverty_desktop.queries.interviewing.completed import CORRECTED, RETURNED
from poverty_desktop.queries.today_rows import InterviewRow
from ui import theme
from ui.actions import Key
from ui.errors import Mend, Message, Tone, explain
from ui.reviews import calls
from ui.reviews.calls import Answers
from ui.reviews.tables import ANSWER_HEADS, LIST_HEADS, STATE, answer_items, interview_words, list_items, table
from ui.widgets.controls import button, column, label, line_edit, stand_first
from ui.widgets.page import Page, Place, Shell
from ui.widgets.parts import Parts
from ui.widgets.purposes import REVIEWS_PURPOSE
from ui.widgets.verification_tabs import VerificationTabs


class ReviewsPage(Page):
    """Comments are kept on the page until the interview is handed back with all of them at once."""

    name = "reviews"
    touched_by = frozenset({RecordKind.INTERVIEW, RecordKind.HOUSEHOLD})

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self._rows: tuple[InterviewRow, ...] = ()
        self._wanted: InterviewId | None = None
        self._shown: Answers | None = None
        self._comments: dict[str, str] = {}
        self._count = label(None, "", "reviews_count", role="weak")
        self._list_model, self._answer_model = QStandardItemModel(self), QStandardItemModel(self)
        self._list = table("reviews_list", self._list_model)
        self._answers = table("reviews_answers", self._answer_model)
        self._said = label(None, "", "reviews_said", role="weak")
        self._comment: QLineEdit = line_edit(
            self.words,
            N_("Comment on this answer"),
            "reviews_comment",
            hint=N_("Comment on this answer; Enter keeps it"),
        )
        self._whole: QLineEdit = line_edit(
            self.words, N_("Comment on the whole interview"), "reviews_whole", hint=N_("Comment on the whole interview")
        )
        self._back = button(
            self.words,
            N_("Hand back for correction"),
            "reviews_hand_back",
            self._hand_back,
            role="primary",
            icon="back",
        )
        self._correct = button(self.words, N_("Correct it now"), "reviews_correct", self._open_correction, icon="draft")
        self._again = button(self.words, N_("Key it in again"), "reviews_key_again", self._key_again, icon="keyboard")
        self._build()
        self._connect()

    def title(self) -> str:
        """Return the name of the page."""
        return _("Completed interviews")

    def keys(self) -> tuple[Key, ...]:
        """Return the keys of this page."""
        return (
            Key(keys="Enter", words=N_("From the interview to its answers, from an answer to its comment")),
            Key(keys="Esc", words=N_("Back to the list")),
        )

    def refresh(self) -> None:
        """Ask for the list again."""
        self.shell.store.run(calls.listed, self._show_list, key="reviews.list")

    def retranslate(self) -> None:
        """Say everything in the new language."""
        self.refresh()

    def go_to(self, place: Place) -> None:
        """Show the interview that ``place`` names."""
        if place.interview is not None:
            self._wanted = place.interview
            self._is_stale = True

    def place(self) -> Place:
        """Return the interview that is read."""
        return Place(page=self.name, interview=self._shown.row.id if self._shown is not None else None)

    def step_back(self) -> bool:
        """Go from the answers back to the list."""
        focused = self.focusWidget()
        if focused in (self._answers, self._comment, self._whole):
            self._list.setFocus()
            return True
        return False

    def focus_first(self) -> None:
        """Put the keyboard into the list."""
        self._list.setFocus()

    def _build(self) -> None:
        right = QWidget()
        box = column(right, margins=(8, 0, 0, 0), spacing=8)
        box.addWidget(self._said)
        box.addWidget(self._answers, 1)
        box.addWidget(self._comment)
        box.addWidget(self._whole)
        acts = QHBoxLayout()
        theme.space(acts, spacing=8)
        acts.addStretch(1)
        acts.addWidget(self._again)
        acts.addWidget(self._correct)
        acts.addWidget(self._back)
        box.addLayout(acts)
        head = QHBoxLayout()
        theme.space(head, spacing=12)
        tabs = VerificationTabs(self.name, role=self.shell.desk.role)
        tabs.chosen.connect(self._go_to_page)
        head.addWidget(tabs)
        head.addWidget(self._count, 1)
        outer = column(self, margins=(16, 12, 16, 12), spacing=10)
        outer.addLayout(head)
        outer.addWidget(label(self.words, REVIEWS_PURPOSE, "reviews_purpose", role="weak"))
        outer.addWidget(Parts("reviews_parts", self._list, right, shares=(590, 610), least=800), 1)
        for setter, msgid in (
            (self._list.setAccessibleName, N_("Completed interviews")),
            (self._answers.setAccessibleName, N_("Answers")),
        ):
            self.words.put(setter, msgid)
        self._show_answers(None)

    @Slot(str)
    def _go_to_page(self, name: str) -> None:
        self.shell.go(Place(page=name))

    def _connect(self) -> None:
        self._list.moved.connect(self._choose)
        self._list.opened.connect(self._enter_answers)
        self._answers.moved.connect(self._stand)
        self._answers.opened.connect(self._enter_comment)
        self._comment.returnPressed.connect(self._keep_comment)
        self._comment.editingFinished.connect(self._take_comment)
        self._whole.editingFinished.connect(self._take_whole)

    def _show_list(self, rows: tuple[InterviewRow, ...]) -> None:
        self._rows = rows
        waiting = sum(row.state == RETURNED for row in rows)
        said = ngettext("{n} interview", "{n} interviews", len(rows)).format(n=len(rows))
        self._count.setText(
            _("{sentence}, {count} handed back").format(sentence=said, count=waiting)
            if waiting
            else said
            if rows
            else _("Nothing yet: an interview stands here once it is completed.")
        )
        wanted = self._wanted or (self._shown.row.id if self._shown is not None else None)
        self._list_model.clear()
        self._list_model.setHorizontalHeaderLabels([_(msgid) for msgid in LIST_HEADS])
        for row in rows:
            self._list_model.appendRow(list_items(row))
        theme.columns(self._list, 76, 120, 96, 132, 72, 44)
        self._list.setColumnWidth(STATE, max(self._list.columnWidth(STATE), self._list.sizeHintForColumn(STATE)))
        self._wanted = None
        at = next((number for number, row in enumerate(rows) if row.id == wanted), 0)
        if rows:
            self._list.setCurrentIndex(self._list_model.index(at, 0))
            self._choose(self._list_model.index(at, 0))
        else:
            self._show_answers(None)

    @Slot(QModelIndex)
    def _choose(self, index: QModelIndex) -> None:
        if index.isValid() and index.row() < len(self._rows):
            row = self._rows[index.row()]
            self.shell.store.run(partial(calls.answers, row.id), self._show_answers, self._fail, key="reviews.answers")

    def _fail(self, error: BaseException) -> None:
        self._show_answers(None)
        self.shell.fail(error)

    def _show_answers(self, found: Answers | None) -> None:
        is_same = found is not None and self._shown is not None and found.row.id == self._shown.row.id
        if not is_same:
            self._comments = dict(found.row.comments) if found is not None else {}
        self._shown = found
        self._answer_model.clear()
        self._answer_model.setHorizontalHeaderLabels([_(msgid) for msgid in ANSWER_HEADS])
        for answer in found.answers if found is not None else ():
            self._answer_model.appendRow(answer_items(answer, self._comments.get(answer.path, "")))
        theme.columns(self._answers, 190, 150, 110, 120)
        self._say(found.row if found is not None else None)

    def _say(self, row: InterviewRow | None) -> None:
        is_open = row is not None and row.state != CORRECTED
        for shown in (self._comment, self._whole, self._back):
            shown.setVisible(is_open)
        self._correct.setVisible(is_open)
        self._again.setVisible(is_open and row is not None and not row.keyed_again_by)
        next_step = self._correct if row is not None and row.state == RETURNED else self._back
        for made in (self._correct, self._back):
            stand_first(made, is_first=made is next_step)
        self._whole.setText(self._comments.get("", ""))
        text = interview_words(row) if row is not None else ""
        self._said.setText(text)
        self._said.setVisible(bool(text))

    @Slot(QModelIndex)
    def _stand(self, index: QModelIndex) -> None:
        path = self._path(index)
        self._comment.setEnabled(bool(path))
        self._comment.setText(self._comments.get(path, "") if path else "")
        self._comment.setModified(False)

    def _path(self, index: QModelIndex) -> str:
        if self._shown is None or not index.isValid() or index.row() >= len(self._shown.answers):
            return ""
        return self._shown.answers[index.row()].path

    @Slot()
    def _enter_answers(self) -> None:
        if self._answer_model.rowCount():
            self._answers.setCurrentIndex(self._answer_model.index(0, 0))
            self._answers.setFocus()

    @Slot()
    def _enter_comment(self) -> None:
        if self._comment.isVisible():
            self._comment.setFocus()
            self._comment.selectAll()

    @Slot()
    def _keep_comment(self) -> None:
        self._take_comment()
        self._answers.setFocus()

    @Slot()
    def _take_comment(self) -> None:
        index = self._answers.currentIndex()
        path = self._path(index)
        if path and self._comment.isModified():
            self._comment.setModified(False)
            self._comments[path] = self._comment.text().strip()
            self._answer_model.item(index.row(), len(ANSWER_HEADS) - 1).setText(self._comments[path])

    @Slot()
    def _take_whole(self) -> None:
        self._comments[""] = self._whole.text().strip()

    @Slot()
    def _hand_back(self) -> None:
        if self._shown is None:
            return
        self._take_comment()
        self._take_whole()
        work = partial(calls.hand_back, self._shown.row.id, dict(self._comments))
        self.shell.store.run(work, self._handed_back, self.shell.fail)

    def _handed_back(self, done: Done[bool]) -> None:
        if done.value:
            said = _("Handed back. It goes to the laptop with what you next write for it under Reporting.")
            self.shell.tell(Message(tone=Tone.SUCCESS, text=said))
            return
        said = _("Handed back. It stands on Today until it is corrected and completed.")
        self.shell.tell(Message(tone=Tone.SUCCESS, text=said))

    @Slot()
    def _open_correction(self) -> None:
        if self._shown is not None:
            self.shell.store.run(partial(calls.correct, self._shown.row.id), self._go_correct, self.shell.fail)

    @Slot()
    def _key_again(self) -> None:
        if self._shown is not None:
            self.shell.store.run(partial(calls.key_again, self._shown.row.id), self._go_correct, self._not_keyed)

    def _not_keyed(self, error: BaseException) -> None:
        from poverty_desktop.operations.interviewing.second_keying import SOMEBODY_ELSE

        is_same_person = isinstance(error, RuleError) and error.message_id == SOMEBODY_ELSE
        mend = Mend(words=_("Change who works here"), act=self._go_workers) if is_same_person else None
        self.shell.tell(explain(error, mend=mend))

    def _go_workers(self) -> None:
        self.shell.go(Place(page="settings", tab="worker"))

    def _go_correct(self, done: Done[InterviewId]) -> None:
        self.shell.go(Place(page="interview", interview=done.value))
