"""Which policy pack a new workspace begins with: the one of the program, or one that the office has published."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QWidget

from poverty_desktop import i18n
from poverty_desktop.i18n import N_, _
from ui.welcome import place_calls
from ui.welcome.place_calls import Places
from ui.widgets import file_chooser
from ui.widgets.controls import button, column, label
from ui.widgets.file_chooser import Purpose
from ui.widgets.page import Shell
from ui.widgets.words import Words


class PackChoice(QWidget):
    """Emits ``chosen`` with the places of the pack, first those of the pack that comes with the program."""

    chosen = Signal(object)

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("pack_choice")
        self._shell = shell
        self._places: Places | None = None
        words = Words(self)
        self._said = label(None, "", "pack_said")
        turn = button(
            words,
            N_("Begin with the policy pack that the office has published …"),
            "pack_browse",
            self._browse,
            role="link",
            icon="pack",
            color="accent",
        )
        box = column(self, spacing=4)
        box.addWidget(self._said)
        box.addWidget(turn, 0, Qt.AlignmentFlag.AlignLeft)
        words.also(self._say)

    @property
    def source(self) -> Path | None:
        """Return where the pack lies, nothing for the one of the program."""
        return self._places.source if self._places is not None else None

    def begin(self) -> None:
        """Ask for the places of the pack that is chosen, or of the program's."""
        if self._places is None:
            self._shell.store.run_pure(partial(place_calls.places, None), self._take, self._shell.fail, key="places")

    def take(self, source: Path) -> None:
        """Begin with the pack in the file or folder ``source``."""
        self._shell.store.run_pure(partial(place_calls.places, source), self._take, self._shell.fail, key="places")

    @Slot()
    def _browse(self) -> None:
        title = _("Which stick or folder has the policy pack of the office?")
        found = file_chooser.ask_folder(self, self._shell, Purpose.STICK, title)
        if found is not None:
            self.take(found)

    def _take(self, places: Places) -> None:
        self._places = places
        self._say()
        self.chosen.emit(places)

    def _say(self) -> None:
        places = self._places
        self._said.setVisible(places is not None and places.source is not None)
        if places is not None:
            said = _("Policy pack of the office: {title}, edition {number}. Who made it is proved at the admission.")
            self._said.setText(said.format(title=places.title(i18n.language()), number=places.number))
