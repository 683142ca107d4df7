"""The village of a field workspace: what it is called, and the official code in place of one that was made here."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from poverty_desktop.i18n import N_, _
from poverty_desktop.operations.done import Done
from poverty_desktop.operations.workspaces.home_village import HomeVillage
from ui import theme
from ui.errors import Message, Tone
from ui.settings import calls
from ui.settings.form import left
from ui.widgets.controls import button, column, label, line_edit
from ui.widgets.page import Shell
from ui.widgets.words import Words


class VillageBox(QWidget):
    """Seen in a field workspace only; asks for the code only where none is official yet."""

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        self.setObjectName("settings_village")
        self._shell = shell
        self._words = Words(self)
        self._found: HomeVillage | None = None
        self._said = label(None, "", "settings_village_said")
        self._note = label(None, "", "settings_village_note", role="weak")
        self._code = line_edit(
            self._words,
            N_("Official 12-digit code of the village"),
            "settings_village_code",
            hint=N_("Official 12-digit code of the village"),
        )
        theme.width(self._code, most=420)
        self._save = left(
            button(self._words, N_("Take over the official code"), "settings_village_save", self._take, role="primary")
        )
        self._code.returnPressed.connect(self._take)
        box = column(self, spacing=12)
        box.addWidget(label(self._words, N_("Village of this work group"), "settings_village_label", role="heading"))
        for shown in (self._said, self._note, self._code, self._save):
            box.addWidget(shown)
        self._words.also(self._say)

    def set_village(self, found: HomeVillage | None) -> None:
        """Show the village, nothing in an office."""
        self._found = found
        self._say()

    def _say(self) -> None:
        found = self._found
        self.setVisible(found is not None)
        if found is None:
            return
        self._said.setText(
            _("{path} {name}, code {code}").format(path=" ".join(found.above), name=found.name, code=found.code).strip()
        )
        note = ""
        if found.is_local:
            note = _(
                "Entered by hand, with a code made here. Once you know the official code, take it over: every household"
                " moves to it, and the laptop asks the office for an admission once more."
            )
        elif found.is_by_hand:
            note = _("Entered by hand. The pack of the office names it once it has this code.")
        self._note.setText(note)
        self._note.setVisible(bool(note))
        self._code.setVisible(found.is_local)
        self._save.setVisible(found.is_local)

    @Slot()
    def _take(self) -> None:
        self._shell.store.run(partial(calls.take_official_code, self._code.text()), self._taken)

    def _taken(self, _done: Done[str]) -> None:
        self._code.clear()
        said = _("The village has its official code. Write a new request for the office before the next hand-over.")
        self._shell.tell(Message(tone=Tone.SUCCESS, text=said))
