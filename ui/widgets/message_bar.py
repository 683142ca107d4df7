"""One sentence at the foot of the window: what happened, what it means, and the button that mends it."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from poverty_desktop.i18n import N_, _
from ui import theme
from ui.errors import Mend, Message, Tone
from ui.widgets import icons
from ui.widgets.controls import button, label, restyle
from ui.widgets.keyboard_guest import KeyboardGuest
from ui.widgets.words import Words

QUIET_AFTER_MS = 12_000
LOOKS = {
    Tone.SUCCESS: ("good", "ok", N_("Done")),
    Tone.INFO: ("info", "info", N_("Note")),
    Tone.WARNING: ("attention", "warn", N_("Please note")),
    Tone.ERROR: ("bad", "error", N_("Error")),
}


class MessageBar(QFrame):
    """Hidden while there is nothing to say; success leaves by itself, trouble stays until it is closed."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("message_bar")
        self.setProperty("role", "banner")
        words = Words(self)
        self._mend: Mend | None = None
        self._picture = label(None, "", "message_icon")
        self._tone = label(None, "", "message_tone", role="heading", wraps=False)
        self._text = label(None, "", "message_text")
        self._button = button(words, "", "message_mend", self._act)
        self._close = button(words, N_("Close the message"), "message_close", self.dismiss, role="quiet", icon="close")
        self._close.setText("")
        words.put(self._close.setToolTip, N_("Close the message"))
        words.also(self._no_text_on_close)
        row = QHBoxLayout(self)
        theme.space(row, margins=(12, 2, 4, 2), spacing=8)
        row.addWidget(self._picture)
        row.addWidget(self._tone)
        row.addWidget(self._text, 1)
        row.addWidget(self._button)
        row.addWidget(self._close)
        self._guest = KeyboardGuest(self)
        for pressed in (self._button, self._close):
            pressed.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # the mouse leaves the keyboard where it is
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(QUIET_AFTER_MS)
        self._timer.timeout.connect(self.dismiss)
        self.hide()

    def text(self) -> str:
        """Return the sentence shown, empty while hidden."""
        return "" if self.isHidden() else self._text.text()

    def show_message(self, message: Message) -> None:
        """Show ``message`` in place of the one before."""
        picture, color, tone = LOOKS[message.tone]
        self.setProperty("tone", message.tone.value)
        self._tone.setProperty("tone", message.tone.value)
        icons.put(self._picture, picture, color)
        self._tone.setText(_(tone))
        self._tone.setVisible(message.tone is not Tone.SUCCESS)  # a quiet line: the sentence says it
        self._text.setText(message.text)
        self.setAccessibleName(message.text)
        self._mend = message.mend
        self._button.setVisible(message.mend is not None)
        if message.mend is not None:
            self._button.setText(message.mend.words)
            self._button.setAccessibleName(message.mend.words)
        restyle(self)
        restyle(self._tone)
        self.show()
        self._timer.stop()
        if message.tone is Tone.SUCCESS:
            self._timer.start()

    @Slot()
    def dismiss(self) -> None:
        """Hide the bar; the keyboard goes back to where it was before it came here."""
        self._timer.stop()
        self._mend = None
        self._guest.give_back()
        self.hide()

    def pass_by(self) -> None:
        """Hide what went well or is only a note: the page that it belongs to is left. Trouble stays."""
        if self.property("tone") in (Tone.SUCCESS.value, Tone.INFO.value):
            self.dismiss()

    @Slot()
    def _act(self) -> None:
        mend = self._mend
        self.dismiss()
        if mend is not None:
            mend.act()

    def _no_text_on_close(self) -> None:
        self._close.setText("")
