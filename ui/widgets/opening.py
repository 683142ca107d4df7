"""Files and folders in the system's own programs; where they lie is always said, for the system may show nothing."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices

from poverty_desktop.i18n import _
from ui.errors import Message, Tone
from ui.widgets.page import Shell


def ask_system(path: Path) -> Message:
    """Let the system open ``path``; return what is to be said of it.

    A system says no where it has no way to open anything; that it said yes does not tell that a program came.
    """
    if QDesktopServices.openUrl(QUrl.fromLocalFile(str(path))):
        said = _("The system was asked to open it. If nothing appears, you find it here: {path}")
        return Message(tone=Tone.INFO, text=said.format(path=path))
    said = _("This computer has no program that opens it. You find it here: {path}")
    return Message(tone=Tone.WARNING, text=said.format(path=path))


def open_path(shell: Shell, path: Path) -> None:
    """Let the system open ``path``, and say where it lies."""
    shell.tell(ask_system(path))
