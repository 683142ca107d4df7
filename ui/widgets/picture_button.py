"""A button that takes a picture as evidence, and says whether one was taken."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QPushButton, QWidget

from poverty_desktop.i18n import N_, _
from ui.widgets import file_chooser, icons
from ui.widgets.file_chooser import Purpose
from ui.widgets.page import Shell
from ui.widgets.words import Words

PICTURE = N_("Picture …")
TAKEN = N_("Picture added")
TAKE_OFF = N_("Press once more to take the picture off.")


class PictureButton(QPushButton):
    """``path`` is the picture, None without one; the page in whose form it stands says by :meth:`set_shell` where."""

    def __init__(self, words: Words, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setAutoDefault(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        icons.put(self, "camera", "ink")
        self.path: Path | None = None
        self._shell: Shell | None = None
        self.clicked.connect(self._ask)
        words.also(self._say)

    def set_shell(self, shell: Shell) -> None:
        """Say in which window files are asked for."""
        self._shell = shell

    def clear(self) -> None:
        """Forget the picture: what shows one thing does not show the next."""
        self.path = None
        self._say()

    @Slot()
    def _ask(self) -> None:
        """Ask for a file; pressed once more, it gives the picture back."""
        if self._shell is None or self.path is not None:
            self.clear()
            return
        kinds = _("Pictures (*.jpg *.jpeg *.png *.webp)")
        path = file_chooser.ask_file(self, self._shell, Purpose.PHOTOS, _("Which picture shows it?"), kinds)
        if path is not None:
            self.path = path
            self._say()

    def _say(self) -> None:
        text = _(TAKEN) if self.path is not None else _(PICTURE)
        self.setText(text)
        self.setAccessibleName(text)
        self.setToolTip(_(TAKE_OFF) if self.path is not None else "")
