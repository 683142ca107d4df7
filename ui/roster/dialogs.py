"""The file dialogs of the roster page."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QStandardPaths
from PySide6.QtWidgets import QFileDialog, QWidget

from poverty_desktop.i18n import N_, _
from ui.roster.calls import Source

ROSTER_FILES = N_("Rosters (*.xlsx *.xls *.ods *.csv *.txt *.tab *.dat)")
DICTIONARY_FILES = N_("Dictionary (*.dcf)")
FIXED_WIDTH, DICTIONARY = ".dat", ".dcf"


def ask_roster(parent: QWidget) -> Source | None:
    """Return the roster that was chosen; one of fixed width comes with its dictionary."""
    kinds = f"{_(ROSTER_FILES)};;{_('All files')} (*)"
    chosen, _kind = QFileDialog.getOpenFileName(parent, _("Choose the roster"), str(_documents()), kinds)
    if not chosen:
        return None
    path = Path(chosen)
    if path.suffix.lower() != FIXED_WIDTH:
        return Source(path=path)
    dictionary = _dictionary_of(path, parent)
    return None if dictionary is None else Source(path=path, dictionary=dictionary)


def ask_target(parent: QWidget, roster: Path) -> Path | None:
    """Return where the rows that stay out of ``roster`` are to be saved."""
    name = _("{file} - rows that stay out").format(file=roster.stem)
    chosen, _kind = QFileDialog.getSaveFileName(
        parent, _("Save the rows that stay out"), str(_documents() / f"{name}.xlsx"), _("Excel workbook (*.xlsx)")
    )
    return Path(chosen) if chosen else None


def _dictionary_of(path: Path, parent: QWidget) -> Path | None:
    same = path.with_suffix(DICTIONARY)
    beside = [same] if same.exists() else list(path.parent.glob(f"*{DICTIONARY}"))
    if len(beside) == 1:
        return beside[0]
    chosen, _kind = QFileDialog.getOpenFileName(
        parent, _("Choose the dictionary of this file"), str(path.parent), _(DICTIONARY_FILES)
    )
    return Path(chosen) if chosen else None


def _documents() -> Path:
    where = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
    return Path(where or Path.home())
