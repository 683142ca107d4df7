"""What the national system still lacks: printed, entered line by line, and closed by its next export."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QModelIndex, Slot
from PySide6.QtWidgets import QAbstractItemView, QWidget

from poverty_desktop.i18n import N_, _, language
from poverty_desktop.queries.casework.entry_list import EntryRow, Waits
from ui.errors import Message, Tone
from ui.models.rows_model import CellsModel
from ui.procedures import calls
from ui.procedures.tables import ENTRY_COLUMNS, keep_row, table_of
from ui.widgets import file_chooser
from ui.widgets.controls import button, column, label
from ui.widgets.file_chooser import Purpose
from ui.widgets.flow import FlowLayout
from ui.widgets.page import Place, Shell
from ui.widgets.words import Words

NONE_WAITS = N_("Nothing waits to be entered. Births, deaths, moves and decisions come here by themselves.")


class EntriesPane(QWidget):
    """Asks the store through ``shell``; ``table`` holds the lines."""

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.shell = shell
        words = Words(self)
        box = column(self, margins=(0, 12, 0, 0), spacing=8)
        self._said = label(None, "", "entries_said", role="weak")
        box.addWidget(self._said)
        bar = FlowLayout()
        for made in (
            button(words, N_("Print the list"), "entries_write", self._write, role="primary", icon="papers"),
            button(words, N_("Entered"), "entries_entered", self._entered, icon="check"),
        ):
            bar.addWidget(made)
        box.addLayout(bar)
        self._entries: CellsModel[EntryRow] = CellsModel(ENTRY_COLUMNS, self)
        self.table = table_of("entry_table", self._entries, words, stretched=5, empty=NONE_WAITS)
        words.put(self.table.setAccessibleName, N_("Entry list"))
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.table.opened.connect(self._open_entry)
        box.addWidget(self.table, 1)

    def say(self) -> None:
        """Say the table in the present language."""
        self._entries.say()

    def set_lists(self, found: calls.Lists) -> None:
        """Show what waits to be entered; the chosen line stays chosen."""
        keep_row(self.table, self._entries, found.entries)
        self._said.setText(_waiting(found.entries))
        self._said.setVisible(bool(found.entries))

    @Slot(QModelIndex)
    def _open_entry(self, index: QModelIndex) -> None:
        row = self._entries.row(index.row())
        if row is not None:
            self.shell.go(Place(page="household", household=row.household, tab="members"))

    @Slot()
    def _write(self) -> None:
        kinds = ";;".join((_("PDF file (*.pdf)"), _("Excel workbook (*.xlsx)")))
        path = file_chooser.ask_target(
            self, self.shell, Purpose.PAPERS, _("Save the entry list"), f"{_('Entry list')}.pdf", kinds
        )
        if path is not None:
            self.shell.store.run(partial(calls.write_entries, path), self._written, self.shell.fail)

    def _written(self, count: int) -> None:
        self.shell.tell(Message(tone=Tone.SUCCESS, text=_("{count} lines were written.").format(count=count)))

    @Slot()
    def _entered(self) -> None:
        rows = [self._entries.row(index.row()) for index in self.table.selectionModel().selectedRows()]
        lines = [row.id for row in rows if row is not None]
        if lines:
            self.shell.store.run(partial(calls.mark_entered, lines), None, self.shell.fail)


def _waiting(rows: Sequence[EntryRow]) -> str:
    """Return what waits to be entered and what will close it, "" where nothing does."""
    of_village = sum(row.waits_for is Waits.ROSTER for row in rows)
    parts = []
    if len(rows) > of_village:
        said = _("To be entered: {count}. The next national export closes these events and says what differs.")
        parts.append(said.format(count=len(rows) - of_village))
    if of_village:
        said = _(
            "Of households that are not on file: {count}. No national export holds these events; a roster of the"
            " whole village closes them, or choose the lines and press “Entered”."
        )
        parts.append(said.format(count=of_village))
    return ("" if language() == "zh_CN" else " ").join(parts)
