"""The file dialogs of the roster page."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QWidget

from poverty_desktop.i18n import N_, _
from ui.roster.calls import Source
from ui.widgets import file_chooser
from ui.widgets.file_chooser import Purpose
from ui.widgets.page import Shell

ROSTER_FILES = N_("Rosters (*.xlsx *.xls *.ods *.csv *.txt *.tab *.dat)")
DICTIONARY_FILES = N_("Dictionary (*.dcf)")
FIXED_WIDTH, DICTIONARY = ".dat", ".dcf"


def ask_roster(parent: QWidget, shell: Shell) -> Source | None:
    """Return the roster that was chosen; one of fixed width comes with its dictionary."""
    kinds = f"{_(ROSTER_FILES)};;{_('All files')} (*)"
    path = file_chooser.ask_file(parent, shell, Purpose.ROSTER, _("Choose the roster"), kinds)
    if path is None:
        return None
    if path.suffix.lower() != FIXED_WIDTH:
        return Source(path=path)
    dictionary = _dictionary_of(path, parent, shell)
    return None if dictionary is None else Source(path=path, dictionary=dictionary)


def ask_target(parent: QWidget, shell: Shell, roster: Path) -> Path | None:
    """Return where the rows that stay out of ``roster`` are to be saved."""
    name = _("{file} - rows that stay out").format(file=roster.stem)
    return file_chooser.ask_target(
        parent, shell, Purpose.ROSTER, _("Save the rows that stay out"), f"{name}.xlsx", _("Excel workbook (*.xlsx)")
    )


def _dictionary_of(path: Path, parent: QWidget, shell: Shell) -> Path | None:
    same = path.with_suffix(DICTIONARY)
    beside = [same] if same.exists() else list(path.parent.glob(f"*{DICTIONARY}"))
    if len(beside) == 1:
        return beside[0]
    return file_chooser.ask_file(
        parent, shell, Purpose.ROSTER, _("Choose the dictionary of this file"), _(DICTIONARY_FILES)
    )
