"""Another office's empty table from the file to its filled copy: chosen, looked at, mapped, written."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from poverty_desktop.i18n import N_, _
from poverty_desktop.ids import HouseholdId
from poverty_desktop.operations.paperwork.blank_tables import Filled, Map
from ui.errors import Mend, Message, Tone
from ui.papers import calls
from ui.papers.blank_table_dialog import BlankTableDialog
from ui.papers.calls import Blank
from ui.widgets import file_chooser
from ui.widgets.file_chooser import Purpose
from ui.widgets.opening import open_path
from ui.widgets.page import Shell

EXCEL = N_("Excel tables (*.xlsx)")


class TableFiller(QObject):
    """One table at a time."""

    def __init__(self, shell: Shell, page: QWidget) -> None:
        super().__init__(page)
        self._shell = shell
        self._page = page

    def begin(self, households: Sequence[HouseholdId]) -> None:
        """Ask which table is to be filled for these households."""
        found = file_chooser.ask_files(self._page, self._shell, Purpose.PAPERS, _("Which empty table?"), _(EXCEL))
        if found:
            self.look(found[0], households)

    def look(self, path: Path, households: Sequence[HouseholdId], sheet: str | None = None) -> None:
        """Show the columns of a table, with what is known or guessed of them."""
        show = partial(self._show, path, households)
        self._shell.store.run(partial(calls.look_at_table, path, sheet), show, self._shell.fail)

    def _show(self, path: Path, households: Sequence[HouseholdId], blank: Blank) -> None:
        dialog = BlankTableDialog(blank, len(households), self._page)
        dialog.accepted_map.connect(partial(self._fill, path, blank, households))
        dialog.sheet_asked.connect(partial(self.look, path, households))
        dialog.open()

    def _fill(self, path: Path, blank: Blank, households: Sequence[HouseholdId], columns: Map) -> None:
        target = file_chooser.ask_target(
            self._page,
            self._shell,
            Purpose.PAPERS,
            _("Where should the filled table go?"),
            _("{name} filled.xlsx").format(name=path.stem),
            _(EXCEL),
        )
        if target is not None:
            work = partial(calls.fill_table, path, blank.table, columns, households, target)
            self._shell.watch(self._shell.store.run_long(work, self._filled), _("Filling the table"))

    def _filled(self, done: Filled) -> None:
        said = _("{rows} rows are filled in.").format(rows=done.rows)
        mend = Mend(words=_("Open the table"), act=partial(open_path, self._shell, done.path))
        self._shell.tell(Message(tone=Tone.SUCCESS, text=said, mend=mend))
