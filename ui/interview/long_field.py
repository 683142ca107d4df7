"""Several lines to write in (appearance ``multiline``): Enter goes on as everywhere, Alt+Enter begins a new line."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent, QTextCursor
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QWidget

from poverty_desktop.i18n import _
from poverty_desktop.interviews.views import Question
from ui import theme
from ui.interview.fields import SAME_KEYS, AnswerField, direction, is_left
from ui.interview.typing_watch import TypingWatch
from ui.interview.view import Then
from ui.widgets.controls import restyle

_LINES = 5
_ARROWS = (Qt.Key.Key_Up, Qt.Key.Key_Down)


class LongField(AnswerField):
    """Like a line to type in, but of several; arrows leave it only at its first and last line."""

    def __init__(self, question: Question, parent: QWidget | None = None) -> None:
        super().__init__(question, parent)
        self.page = QPlainTextEdit()
        self.page.setObjectName("answer_page")
        self.page.setAccessibleName(question.label)
        self.page.setTabChangesFocus(True)
        self.page.setPlaceholderText(_("Alt+Enter begins a new line"))
        self.page.setFixedHeight(self.page.fontMetrics().lineSpacing() * _LINES + theme.px(16))
        self.page.installEventFilter(self)
        TypingWatch(self.page).paused.connect(self.typed)
        self.setFocusProxy(self.page)
        row = QHBoxLayout(self)
        theme.space(row, spacing=0)
        row.addWidget(self.page)
        self.show_answer(question)

    def show_answer(self, question: Question) -> None:
        """Show the stored answer, unless the person is typing another one."""
        super().show_answer(question)
        is_wrong = bool(question.problem) and question.problem_kind != "required"
        self.page.setProperty("wrong", "true" if is_wrong else "false")
        restyle(self.page)
        document = self.page.document()
        if not document.isModified() and self.page.toPlainText() != question.text:
            self.page.setPlainText(question.text)
            self.page.moveCursor(QTextCursor.MoveOperation.End)

    def type_on(self, text: str) -> None:
        """Stand again in half an answer, as if it had just been typed."""
        self.page.setPlainText(text)
        self.page.moveCursor(QTextCursor.MoveOperation.End)
        self.page.document().setModified(True)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter goes on with what was typed; leaving the field hands it over too."""
        if watched is not self.page:
            return False
        if event.type() is QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return self._press(event)
        if is_left(event):
            self.hand_over(Then.STAY)
        return False

    def hand_over(self, then: Then) -> None:
        """Give what was typed; a text that was only looked at changes nothing."""
        document = self.page.document()
        if document.isModified():
            document.setModified(False)
            self.give(self.page.toPlainText(), then)
        elif then is not Then.STAY:
            self.asked.emit(then)

    def _press(self, event: QKeyEvent) -> bool:
        is_enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if is_enter and event.modifiers() & Qt.KeyboardModifier.AltModifier:
            self.page.insertPlainText("\n")
            return True
        if event.text() and event.text() in SAME_KEYS and not self.page.toPlainText():
            self.same.emit()
            return True
        then = direction(event)
        if then is None or (event.key() in _ARROWS and not self._is_at_edge(event.key())):
            return False
        self.hand_over(then)
        return True

    def _is_at_edge(self, key: int) -> bool:
        cursor = self.page.textCursor()
        step = QTextCursor.MoveOperation.Up if key == Qt.Key.Key_Up else QTextCursor.MoveOperation.Down
        return not cursor.movePosition(step)
