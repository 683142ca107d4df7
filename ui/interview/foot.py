"""The line under the questions: the keys, or a note, an official name, a question before something is thrown away."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QStackedWidget, QWidget

from poverty_desktop.i18n import N_, _
from ui import theme
from ui.interview.view import Clash
from ui.widgets.controls import button, label, line_edit
from ui.widgets.words import Words

_NOTE = 2
"""The line for a note, counted from the top."""


class Foot(QStackedWidget):
    """``noted`` carries a note; ``discarded`` is the confirmed wish to throw the interview away.

    ``kept_first`` and ``kept_second`` choose between two keyings of a paper form.
    """

    noted = Signal(str)
    discarded = Signal()
    closed = Signal()
    kept_first = Signal()
    kept_second = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("interview_foot")
        self.words = Words(self)
        self._has_keys = True
        self._keys = label(
            self.words,
            N_("Enter goes on · Shift+Enter back · Ctrl+Enter next open one · Page Down next section · F1 all keys"),
            "interview_keys",
            role="small",
        )
        self._said = label(None, "", "interview_said")
        self._note_title = label(None, "", "interview_note_title", role="weak")
        self._note: QLineEdit = line_edit(
            self.words, N_("Note beside the answer"), "interview_note", hint=N_("Enter keeps the note, Esc leaves it")
        )
        self._note.installEventFilter(self)
        self.addWidget(self._keys)
        self.addWidget(self._frame("info", (self._said,), N_("Close"), self._close, None))
        self.addWidget(
            self._frame("info", (self._note_title, self._note), N_("Keep the note"), self._keep_note, self._close)
        )
        really = label(
            self.words,
            N_("Throw away everything that was typed in this interview? The register stays as it is."),
            "interview_really",
        )
        self.addWidget(self._frame("warning", (really,), N_("Throw away"), self._throw_away, self._close))
        self._first, self._second = (label(None, "", f"interview_keyed_{name}") for name in ("first", "second"))
        self.addWidget(
            self._frame("warning", (self._first, self._second), N_("Take the first (Alt+1)"), self.kept_first, None)
        )
        take = button(self.words, N_("Take the second (Alt+2)"), "interview_keep_second", None)
        take.clicked.connect(self.kept_second)
        frame = self.widget(4).layout()
        if frame is not None:
            frame.addWidget(take)
        self.setSizePolicy(self.sizePolicy().horizontalPolicy(), self.sizePolicy().Policy.Maximum)

    def set_keys_shown(self, *, shown: bool) -> None:
        """Leave the line of keys out where there is little room; F1 shows them."""
        self._has_keys = shown
        self.setVisible(shown or self.currentIndex() != 0)

    def say(self, text: str) -> None:
        """Show one sentence."""
        self._said.setText(text)
        self._open(1)

    def ask_note(self, question: str, note: str) -> None:
        """Ask for the note beside an answer."""
        self._note_title.setText(_("Note: {note}").format(note=question))
        self._note.setText(note)
        self._open(_NOTE)
        self._note.setFocus()
        self._note.selectAll()

    @property
    def is_noting(self) -> bool:
        """Say whether a note is being written."""
        return self.currentIndex() == _NOTE

    def focus_note(self) -> None:
        """Put the keyboard back into the note."""
        self._note.setFocus()

    def ask_which(self, clash: Clash) -> None:
        """Show what two persons keyed, and ask which of the two stands on the paper."""
        self._first.setText(_("Keyed first: {answer}").format(answer=clash.first or "—"))
        self._second.setText(_("Keyed now: {answer}").format(answer=clash.second or "—"))
        self._open(4)

    def ask_discard(self) -> None:
        """Ask before the interview is thrown away."""
        self._open(3)

    def close_line(self) -> bool:
        """Show the keys again; say whether something else was shown."""
        was_open = self.currentIndex() != 0
        self.setCurrentIndex(0)
        self.setVisible(self._has_keys)
        return was_open

    def _open(self, line: int) -> None:
        self.setCurrentIndex(line)
        self.show()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keep the note on Enter, and let that key mean nothing else."""
        if watched is not self._note or event.type() is not QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return False
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._keep_note()
            return True
        return False

    def _frame(self, tone: str, shown: tuple[QWidget, ...], act: str, slot: object, close: object | None) -> QFrame:
        frame = QFrame()
        frame.setObjectName(f"interview_foot_{self.count()}")
        frame.setProperty("role", "banner")
        frame.setProperty("tone", tone)
        row = QHBoxLayout(frame)
        theme.space(row, margins=(10, 4, 6, 4), spacing=8)
        for widget in shown:
            row.addWidget(widget, 1)
        made = button(self.words, act, f"{frame.objectName()}_act", None)
        made.clicked.connect(slot)
        row.addWidget(made)
        if close is not None:
            keep = button(self.words, N_("Leave it"), f"{frame.objectName()}_close", None, role="quiet")
            keep.clicked.connect(close)
            row.addWidget(keep)
        return frame

    @Slot()
    def _close(self) -> None:
        self.close_line()
        self.closed.emit()

    @Slot()
    def _keep_note(self) -> None:
        text = self._note.text()
        self.close_line()
        self.noted.emit(text)

    @Slot()
    def _throw_away(self) -> None:
        self.close_line()
        self.discarded.emit()
