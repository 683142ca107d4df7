"""The lock page: it shows nothing of the register and asks for the passphrase; a wrong one costs waiting time."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from poverty_desktop.i18n import N_, _
from ui import theme
from ui.widgets import icons
from ui.widgets.controls import button, label, line_edit, restyle
from ui.widgets.words import Words

LONGEST_WAIT_S = 60


def wait_after(failures: int) -> int:
    """Return the seconds to wait after so many wrong passphrases: none after the first, then 2, 4, 8 … 60."""
    return 0 if failures < 2 else min(LONGEST_WAIT_S, 2 ** (failures - 1))


class LockPage(QWidget):
    """Lies over a whole window as long as it exists; emits ``given`` with a passphrase, ``left`` to close."""

    given = Signal(str)
    left = Signal()

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.setObjectName("lock_page")
        self.setProperty("role", "ground")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAutoFillBackground(True)
        words = self._words = Words(self)
        words.put(self.setAccessibleName, N_("Locked"))
        self._failures = 0
        self._wait = 0
        self._sentence = ""
        self._given = ""
        self._is_busy = False
        self._goes_on = False
        self._second = QTimer(self)
        self._second.setInterval(1000)
        self._second.timeout.connect(self._tick)
        self._field = line_edit(words, N_("Passphrase"), "lock_passphrase")
        self._field.setEchoMode(QLineEdit.EchoMode.Password)
        self._field.returnPressed.connect(self._submit)
        self._field.textEdited.connect(self._edit)
        self._trouble = label(None, "", "lock_trouble")
        self._trouble.setProperty("tone", "error")
        self._trouble.hide()
        self._open = button(words, N_("Unlock"), "lock_open", self._submit, role="primary")
        self._build(words)
        window.installEventFilter(self)
        self.setGeometry(window.rect())

    def focus_first(self) -> None:
        """Put the keyboard into the field; editors underneath take it for another window, and stay open."""
        self._field.setFocus(Qt.FocusReason.ActiveWindowFocusReason)

    def refuse(self, sentence: str) -> None:
        """Say why it did not open, and let wait the longer the more often."""
        self._failures += 1
        self._wait = wait_after(self._failures)
        self._is_busy = False
        if self._field.text() == self._given:  # what was typed meanwhile is another one
            self._field.clear()
        self._mark(is_wrong=True)
        self._sentence = sentence
        self._say()
        if self._wait:
            self._second.start()
        else:
            self._allow()

    def say(self, sentence: str) -> None:
        """Say what went wrong beside the passphrase."""
        self._is_busy = False
        self._sentence = sentence
        self._say()
        self._allow()

    def eventFilter(self, window: QObject, event: QEvent) -> bool:
        """Stay as large as the window."""
        if event.type() is QEvent.Type.Resize and isinstance(window, QWidget):
            self.setGeometry(window.rect())
        return False

    def _build(self, words: Words) -> None:
        frame = QFrame()
        frame.setObjectName("lock_card")
        frame.setProperty("role", "card")
        theme.width(frame, least=400, most=480)
        box = QVBoxLayout(frame)
        theme.space(box, margins=24, spacing=12)
        head = QHBoxLayout()
        theme.space(head, spacing=12)
        picture = label(None, "", "lock_icon")
        icons.put(picture, "lock", "accent", size=28)
        head.addWidget(picture)
        head.addWidget(label(words, N_("Locked"), "lock_title", role="title"), 1)
        box.addLayout(head)
        said = N_("Everything stands as you left it. Type the passphrase of this workspace to go on.")
        box.addWidget(label(words, said, "lock_prompt", role="weak"))
        box.addWidget(self._field)
        box.addWidget(self._trouble)
        box.addWidget(self._open)
        box.addWidget(
            button(words, N_("Close this workspace"), "lock_close", self.left.emit, role="link", color="accent"),
            0,
            Qt.AlignmentFlag.AlignRight,
        )
        outer = QVBoxLayout(self)
        theme.space(outer, margins=16)
        middle = QHBoxLayout()  # a layout, not an alignment: only so does the card grow with its sentences
        theme.space(middle)
        middle.addStretch(1)
        middle.addWidget(frame, 100)
        middle.addStretch(1)
        outer.addStretch(1)
        outer.addLayout(middle)
        outer.addStretch(2)

    @Slot()
    def _submit(self) -> None:
        if not self._field.text():
            return
        if self._is_busy or self._wait:
            self._goes_on = True
            if self._wait:
                self._say()
            return
        self._goes_on = False
        self._is_busy = True
        self._given = self._field.text()
        self._open.setEnabled(False)
        self._trouble.hide()
        self.given.emit(self._given)

    @Slot()
    def _edit(self) -> None:
        """Take back what was said of the passphrase before; a wait that is left goes on being said."""
        self._goes_on = False
        self._sentence = ""
        self._mark(is_wrong=False)
        self._say()

    def _mark(self, *, is_wrong: bool) -> None:
        wanted = "true" if is_wrong else "false"
        if self._field.property("wrong") != wanted:
            self._field.setProperty("wrong", wanted)
            restyle(self._field)

    @Slot()
    def _tick(self) -> None:
        self._wait -= 1
        if self._wait > 0:
            self._say()
            return
        self._second.stop()
        self._say()
        self._allow()

    def _allow(self) -> None:
        self._open.setEnabled(True)
        self._field.setFocus(Qt.FocusReason.ActiveWindowFocusReason)
        if self._goes_on:
            self._submit()

    def _say(self) -> None:
        said = self._sentence
        if self._wait and self._goes_on:
            said = _("Wait {seconds} seconds; then it is tried.").format(seconds=self._wait)
        elif self._wait and said:
            said = _("{sentence} Wait {seconds} seconds, then try again.").format(sentence=said, seconds=self._wait)
        elif self._wait:
            said = _("Wait {seconds} seconds, then try again.").format(seconds=self._wait)
        self._trouble.setText(said)
        self._trouble.setVisible(bool(said))
