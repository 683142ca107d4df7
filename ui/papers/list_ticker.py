"""Households named by somebody's list: which list, whom it names, and which rows name nobody."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from poverty_desktop.i18n import N_, _, format_list, ngettext
from poverty_desktop.operations.register.households_of_list import ListedHouseholds
from ui.errors import Message, Tone
from ui.papers import calls
from ui.widgets import file_chooser
from ui.widgets.file_chooser import Purpose
from ui.widgets.page import Shell

MOST_ROWS = 8
LISTS = N_("Tables (*.xlsx *.xls *.ods *.csv *.txt)")


class ListTicker(QObject):
    """``listed`` tells the households that a list names."""

    listed = Signal(object)

    def __init__(self, shell: Shell, page: QWidget) -> None:
        super().__init__(page)
        self._shell = shell
        self._page = page

    def ask(self) -> None:
        """Ask which list it is, and read it."""
        found = file_chooser.ask_file(
            self._page, self._shell, Purpose.PAPERS, _("Which list names the households?"), _(LISTS)
        )
        if found is not None:
            self._shell.store.run(partial(calls.listed, found), self._tell, self._shell.fail)

    def _tell(self, found: ListedHouseholds) -> None:
        self.listed.emit(found.households)
        count = len(found.households)
        said = ngettext("{n} household of the list is ticked.", "{n} households of the list are ticked.", count).format(
            n=count
        )
        if not found.unknown:
            self._shell.tell(Message(tone=Tone.SUCCESS, text=said))
            return
        rows = format_list(str(number) for number in found.unknown[:MOST_ROWS])
        more = ngettext(
            "{n} row names nobody, or several (row {rows}). Look for them by hand.",
            "{n} rows name nobody, or several (rows {rows}). Look for them by hand.",
            len(found.unknown),
        ).format(n=len(found.unknown), rows=rows)
        self._shell.tell(Message(tone=Tone.WARNING, text=f"{said} {more}"))
