"""One question: a line while it is not in work, opened with hint, last time's answer and its field while it is."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from poverty_desktop.i18n import _
from poverty_desktop.interviews.views import Question
from ui import theme
from ui.interview.choice_field import CHOOSING, ChoiceField
from ui.interview.details import WHY_WORDS, Details
from ui.interview.fields import UNTYPED, AnswerField, TextField
from ui.interview.long_field import LongField
from ui.interview.media_field import MediaField, PlaceField
from ui.interview.question_picture import picture_label, show_picture
from ui.interview.view import Then
from ui.widgets import icons, value_text
from ui.widgets.controls import label, restyle
from ui.widgets.masked import mask


def answer_words(question: Question, *, is_masked: bool) -> str:
    """Return the answer as one reads it: labels of options, a reason why there is none, a mask over what is private."""
    if question.text and question.kind in UNTYPED:
        return value_text.file_words(question.text)
    if question.text:
        return mask(question.shown) if is_masked else question.shown
    return _(WHY_WORDS[question.why]) if question.why in WHY_WORDS else ""


def last_words(question: Question, *, is_masked: bool) -> str:
    """Return what was answered last time to a question that is still open, "" where nothing is known of it."""
    known = question.known
    if known is None or not known.shown or not question.is_open:
        return ""
    return _("last time {answer}").format(answer=mask(known.shown) if is_masked else known.shown)


class QuestionCard(QFrame):
    """``pressed`` asks for this question; ``given``, ``asked`` and ``same`` come from its field while it is in work."""

    pressed = Signal(str)
    given = Signal(str, object)
    asked = Signal(object)
    typed = Signal(str)
    same = Signal()
    nothing_asked = Signal()
    note_asked = Signal()
    official_asked = Signal()
    wished = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("question_card")
        self.setProperty("role", "question")
        self.question: Question | None = None
        self.field: AnswerField | None = None
        self._details: Details | None = None
        self._shown: tuple[object, ...] = ()
        self._icon = label(None, "", "question_icon")
        self._label = label(None, "", "question_label")
        self._answer = label(None, "", "question_answer")
        self._answer.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        head = QHBoxLayout()
        theme.space(head, spacing=8)
        head.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignVCenter)
        head.addWidget(self._label, 3)
        head.addWidget(self._answer, 2)
        self._box = QVBoxLayout(self)
        theme.space(self._box, margins=(10, 5, 10, 5), spacing=6)
        self._box.addLayout(head)
        self._picture = picture_label()
        self._box.addWidget(self._picture)

    def show_question(
        self,
        question: Question,
        *,
        is_current: bool,
        is_masked: bool,
        was_left: bool,
        has_field: bool = True,
        reason: str = "",
        comment: str = "",
        number: str = "",
    ) -> None:
        """Show ``question``; ``was_left`` says that the person has passed it, so that a missing answer is a problem.

        ``reason`` says which facts a refused answer does not go with, ``comment`` what a supervisor asks,
        ``number`` where it stands on the paper that is keyed in.
        """
        told = (question, is_current, is_masked, was_left, has_field, reason, comment, number, _("Required"))
        if told == self._shown:
            return
        self._shown = told
        self.question = question
        self.setVisible(question.is_relevant)
        self.setProperty("current", "true" if is_current else "false")
        restyle(self)
        name, color = ("back", "accent") if comment else _mark(question, was_left=was_left)
        icons.put(self._icon, name, color, size=16)
        self._label.setText(f"{number}  {question.label}" if number else question.label)
        is_seen = is_current or question.kind == "note"
        show_picture(self._picture, question.picture if is_seen else b"", question.label)
        self._label.setProperty("role", "lead" if is_current else "")
        restyle(self._label)
        answer = answer_words(question, is_masked=is_masked)
        is_unchanged = question.known is not None and question.known.is_same and bool(answer)
        last = last_words(question, is_masked=is_masked)
        self._answer.setText("" if is_current and has_field else answer or last or _missing(question))
        self._answer.setProperty("role", "weak" if is_unchanged or not answer else "")
        restyle(self._answer)
        self.setAccessibleName(_("{question}: {answer}").format(question=question.label, answer=answer))
        self.setCursor(
            Qt.CursorShape.ArrowCursor if is_current or question.kind == "note" else Qt.CursorShape.PointingHandCursor
        )
        self._show_details(question, is_current=is_current, was_left=was_left, has_field=has_field, reason=reason)
        if self._details is not None:
            self._details.show_comment(comment)

    def focus_field(self) -> None:
        """Put the keyboard into the field."""
        if self.field is not None:
            self.field.setFocus()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Ask for this question."""
        super().mousePressEvent(event)
        if self.question is not None and self.property("current") != "true":
            self.pressed.emit(self.question.path)

    def _show_details(
        self, question: Question, *, is_current: bool, was_left: bool, has_field: bool, reason: str
    ) -> None:
        if not is_current:
            self._drop_field()
            if self._details is not None:
                self._details.hide()
            return
        if self._details is None:
            self._details = Details(self)
            self._details.same.connect(self.same)
            self._details.nothing_asked.connect(self.nothing_asked)
            self._details.note_asked.connect(self.note_asked)
            self._details.official_asked.connect(self.official_asked)
            self._box.addWidget(self._details)
        if has_field:
            self._keep_field(question)
        else:
            self._drop_field()
        self._details.show_question(question, was_left=was_left, reason=reason)
        self._details.show()

    def _keep_field(self, question: Question) -> None:
        if self.field is not None and _fits(self.field, question):
            self.field.show_answer(question)
            return
        self._drop_field()
        self.field = _field_for(question)
        self.field.given.connect(self.given)
        self.field.asked.connect(self.asked)
        self.field.same.connect(self.same)
        self.field.typed.connect(self.typed)
        if isinstance(self.field, MediaField | PlaceField):
            self.field.wished.connect(self.wished)
        self._box.insertWidget(2, self.field)
        self.field.show()
        if isinstance(self.field, MediaField):
            self.field.ask_small()

    def _drop_field(self) -> None:
        if self.field is not None:
            self._box.removeWidget(self.field)
            self.field.hide()
            self.field.deleteLater()
            self.field = None


def then_of(value: object) -> Then | str:
    """Return the direction or path that a signal carried."""
    return value if isinstance(value, Then) else str(value)


def _missing(question: Question) -> str:
    if question.kind == "note" or question.is_readonly:
        return ""
    return _("Required") if question.required else "—"


def _mark(question: Question, *, was_left: bool) -> tuple[str, str]:
    """Return icon and colour of the state of a question."""
    if question.kind == "note" or question.is_readonly:
        return "info", "ink_weak"
    if question.problem and question.problem_kind != "required":
        return "bad", "error"
    if question.problem and was_left:
        return "attention", "warn"
    if question.is_open:
        return "unknown", "line_strong"
    return "good", "ok"


def _field_for(question: Question) -> AnswerField:
    """Return the field that fits the kind of ``question``."""
    if question.kind in CHOOSING:
        return ChoiceField(question)
    if question.kind in UNTYPED:
        return MediaField(question)
    if question.kind == "geopoint":
        return PlaceField(question)
    if question.kind == "text" and "multiline" in question.appearance:
        return LongField(question)
    return TextField(question)


def _fits(field: AnswerField, question: Question) -> bool:
    """Say whether ``field`` can show ``question`` instead of the one it was made for."""
    kinds = (field.question.kind, question.kind)
    return field.question.path == question.path and kinds[0] == kinds[1]
