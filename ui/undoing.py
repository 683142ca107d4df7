"""Undo and redo of the whole program: asked of the store, told in one sentence that offers the way back."""

from __future__ import annotations

from PySide6.QtCore import QObject, Slot

from poverty_desktop.i18n import _, say
from poverty_desktop.operations.done import Done
from ui.errors import Mend, Message, Tone
from ui.widgets.page import Shell
from ui.window_calls import redo, undo


class Undoing(QObject):
    """Takes back and does again, and says so in the message bar."""

    def __init__(self, shell: Shell, parent: QObject) -> None:
        super().__init__(parent)
        self._shell = shell

    @Slot()
    def undo(self) -> None:
        """Take back the last action of this laptop."""
        self._shell.store.run(undo, self._note_undone)

    @Slot()
    def redo(self) -> None:
        """Do again what was taken back last."""
        self._shell.store.run(redo, self._note_redone)

    @Slot(object)
    def note_saved(self, done: Done[object]) -> None:
        """Tell what was saved, where it can be taken back."""
        if done.undo_label:
            said = _("Saved: {action}").format(action=say(done.undo_label, done.params))
            self._tell(said, Mend(words=_("Undo"), act=self.undo))

    def _note_undone(self, done: Done[str]) -> None:
        said = _("Undone: {action}").format(action=say(done.value, done.params))
        self._tell(said, Mend(words=_("Redo"), act=self.redo))

    def _note_redone(self, done: Done[str]) -> None:
        said = _("Done again: {action}").format(action=say(done.value, done.params))
        self._tell(said, Mend(words=_("Undo"), act=self.undo))

    def _tell(self, said: str, mend: Mend) -> None:
        self._shell.tell(Message(tone=Tone.SUCCESS, text=said, mend=mend))
