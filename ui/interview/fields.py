"""Where an answer is typed or chosen: digits and first letters choose, Enter goes on, = takes last time's answer."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QRegularExpression, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QRegularExpressionValidator
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from poverty_desktop.domain.values import Why
from poverty_desktop.i18n import N_, _
from poverty_desktop.interviews.views import Question
from ui import theme
from ui.interview.typing_watch import TypingWatch
from ui.interview.view import Then
from ui.widgets.controls import restyle

SAME_KEYS = ("=", "＝")
UNTYPED = ("image", "audio", "video", "file")
HINTS = {
    "date": N_("such as 20261123"),
    "time": N_("such as 08:30"),
    "datetime": N_("such as 2026-11-23 08:30"),
    "integer": N_("a whole number"),
    "decimal": N_("a number, such as 3.5"),
    "geopoint": N_("latitude and longitude, such as 30.39 111.45"),
    "geotrace": N_("points with ; between them, such as 30.39 111.45; 30.40 111.46"),
    "geoshape": N_("corners with ; between them, such as 30.39 111.45; 30.40 111.46; 30.41 111.44"),
}
PARTS_OF_DAYS = {"month-year": N_("such as 202611"), "year": N_("such as 2026")}
_OF_NUMBERS = QRegularExpression(r"[0-9０-９.,:+\-－．，：＋ ]*")
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


def direction(event: QKeyEvent) -> Then | None:
    """Return where a key of an answer field leads, None for a key that stays in the field."""
    held = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
    if event.key() in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab) and not held & Qt.KeyboardModifier.ControlModifier:
        return Then.NEXT if event.key() == Qt.Key.Key_Tab else Then.BACK
    if event.key() in _ENTER:
        if held & Qt.KeyboardModifier.ControlModifier:
            return Then.OPEN
        return Then.BACK if held & Qt.KeyboardModifier.ShiftModifier else Then.NEXT
    if held & Qt.KeyboardModifier.ControlModifier:
        return None
    return {Qt.Key.Key_Up: Then.BACK, Qt.Key.Key_Down: Then.NEXT}.get(Qt.Key(event.key()))


def _hint(question: Question) -> str:
    """Return how an answer is written, for the empty field."""
    part = next((PARTS_OF_DAYS[word] for word in question.appearance if word in PARTS_OF_DAYS), "")
    return part if part and question.kind == "date" else HINTS.get(question.kind, "")


def is_left(event: QEvent) -> bool:
    """Say whether the event means that the keyboard left a field for good, not for a menu of its own."""
    if not isinstance(event, QFocusEvent) or not event.lostFocus():
        return False
    return event.reason() is not Qt.FocusReason.PopupFocusReason


class AnswerField(QWidget):
    """Common to all: ``given`` with an answer and where to go, ``asked`` to go on without one, ``same`` as last time.

    ``typed`` carries half an answer after a pause. ``goes_on`` says that a chosen digit leads to the next question by
    itself, as one keys in a paper form.
    """

    given = Signal(str, object)
    asked = Signal(object)
    same = Signal()
    typed = Signal(str)

    def __init__(self, question: Question, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.question = question
        self.goes_on = False
        self.setObjectName("answer_field")
        self.setAccessibleName(question.label)

    def focusNextPrevChild(self, _next: bool) -> bool:  # noqa: FBT001 - Qt's own signature
        """Let Tab lead to the next question, which gets a field only when it is reached."""
        return False

    def show_answer(self, question: Question) -> None:
        """Show the answer as it stands now."""
        self.question = question

    def type_on(self, text: str) -> None:
        """Stand again in half an answer, where one types."""

    def give(self, text: str, then: Then) -> None:
        """Hand the answer over where it is new or erased, else only go on."""
        if text != self.question.text or (not text and self.question.why is not Why.BLANK):
            self.given.emit(text, then)
        elif then is not Then.STAY:
            self.asked.emit(then)


class TextField(AnswerField):
    """A line to type in; what was typed is handed over on Enter and when the field is left."""

    def __init__(self, question: Question, parent: QWidget | None = None) -> None:
        super().__init__(question, parent)
        self.line = QLineEdit()
        self.line.setObjectName("answer_line")
        self.line.setAccessibleName(question.label)
        self.line.installEventFilter(self)
        TypingWatch(self.line).paused.connect(self.typed)
        self.setFocusProxy(self.line)
        if hint := _hint(question):
            self.line.setPlaceholderText(_(hint))
        if question.kind == "text" and "numbers" in question.appearance:
            self.line.setValidator(QRegularExpressionValidator(_OF_NUMBERS, self.line))
        if "masked" in question.appearance:
            self.line.setEchoMode(QLineEdit.EchoMode.Password)
        if question.kind == "range":
            self.line.setPlaceholderText(_("from {low} to {high}").format(low=question.minimum, high=question.maximum))
        row = QHBoxLayout(self)
        theme.space(row, spacing=0)
        row.addWidget(self.line)
        self.show_answer(question)

    def show_answer(self, question: Question) -> None:
        """Show the stored answer, unless the person is typing another one."""
        super().show_answer(question)
        is_wrong = bool(question.problem) and question.problem_kind != "required"
        self.line.setProperty("wrong", "true" if is_wrong else "false")
        restyle(self.line)
        shown = question.shown if question.kind in {"datetime", "date", "time"} else question.text
        if not self.line.isModified() and self.line.text() != shown:
            self.line.setText(shown)
        if not self.line.isModified():
            self.line.selectAll()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter and arrows go on with what was typed; leaving the field hands it over too."""
        if watched is not self.line:
            return False
        if event.type() is QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            if event.text() in SAME_KEYS and event.text() and self._is_untouched():
                self.same.emit()
                return True
            then = direction(event)
            if then is not None:
                self.hand_over(then)
                return True
        elif is_left(event) and self.line.isModified():
            self.hand_over(Then.STAY)
        return False

    def type_on(self, text: str) -> None:
        """Stand again in half an answer, as if it had just been typed."""
        self.line.setText(text)
        self.line.setModified(True)

    def hand_over(self, then: Then) -> None:
        """Give what was typed; a line that was only looked at changes nothing."""
        if self.line.isModified():
            self.line.setModified(False)
            self.give(self.line.text(), then)
        elif then is not Then.STAY:
            self.asked.emit(then)

    def _is_untouched(self) -> bool:
        return not self.line.text() or self.line.selectedText() == self.line.text()
