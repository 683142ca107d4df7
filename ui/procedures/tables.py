"""The lists of the page of procedures: what runs, clues, and what is still to be entered."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from PySide6.QtWidgets import QHeaderView

from poverty_desktop.i18n import N_, _, format_date, ngettext
from poverty_desktop.queries.casework.clues import ClueRow, ClueState
from poverty_desktop.queries.casework.entry_list import WAITS_WORDS, EntryRow
from poverty_desktop.queries.casework.procedure_rows import ProcedureRow
from ui import theme
from ui.models.rows_model import Cell, CellsModel
from ui.widgets.empty_words import EmptyWords
from ui.widgets.key_table import KeyTable
from ui.widgets.stretched import Stretched
from ui.widgets.words import Words

STATE_WORDS = {
    ClueState.OPEN: N_("to be visited"),
    ClueState.VISITED: N_("to be answered"),
    ClueState.ANSWERED: N_("answered"),
}


def _day(day: date | None) -> str:
    return format_date(day) if day is not None else ""


def _next(row: ProcedureRow) -> str:
    if row.is_left:
        return _("nobody is left: give it up")
    return next((step.title for step in row.next if not step.is_refusal), "")


def _last(row: ProcedureRow) -> str:
    return f"{row.taken[-1].title} {row.taken[-1].day}" if row.taken else ""


def _next_color(row: ProcedureRow) -> str:
    return "warn" if row.is_left else "ink"


def _due_color(row: ProcedureRow) -> str:
    return "error" if row.is_overdue else "ink"


RUNNING_COLUMNS: tuple[Cell[ProcedureRow], ...] = (
    Cell(words=N_("Head"), text=lambda row: row.head_name),
    Cell(words=N_("Group"), text=lambda row: row.group_name),
    Cell(words=N_("Procedure"), text=lambda row: row.title),
    Cell(words=N_("Last step"), text=_last),
    Cell(words=N_("Next step"), text=_next, color=_next_color),
    Cell(words=N_("At the earliest"), text=lambda row: _day(row.ready)),
    Cell(words=N_("Display ends"), text=lambda row: _day(row.display_ends), color=lambda _row: "warn"),
    Cell(words=N_("Due by"), text=lambda row: _day(row.due), color=_due_color),
)


def _whom(row: ClueRow) -> str:
    return row.person_name or row.head_name


def _left(row: ClueRow) -> str:
    if row.days_left is None:
        return _(STATE_WORDS[row.state])
    if row.days_left < 0:
        return ngettext("{n} day overdue", "{n} days overdue", -row.days_left).format(n=-row.days_left)
    return ngettext("{n} day left", "{n} days left", row.days_left).format(n=row.days_left)


def _clue_color(row: ClueRow) -> str:
    return "error" if row.is_overdue else "ink_weak" if row.state is ClueState.ANSWERED else "ink"


CLUE_COLUMNS: tuple[Cell[ClueRow], ...] = (
    Cell(words=N_("Person"), text=_whom, color=_clue_color),
    Cell(words=N_("Head of household"), text=lambda row: row.head_name, color=_clue_color),
    Cell(words=N_("Source"), text=lambda row: row.source, color=_clue_color),
    Cell(words=N_("Sender"), text=lambda row: row.sender, color=_clue_color),
    Cell(words=N_("Received"), text=lambda row: _day(row.received_on), color=_clue_color),
    Cell(words=N_("State"), text=_left, color=_clue_color),
    Cell(words=N_("Result"), text=lambda row: row.result, color=_clue_color),
)
ENTRY_COLUMNS: tuple[Cell[EntryRow], ...] = (
    Cell(words=N_("Group"), text=lambda row: row.group_name),
    Cell(words=N_("Head"), text=lambda row: row.head_name),
    Cell(words=N_("Member"), text=lambda row: row.person_name),
    Cell(words=N_("What is to be entered"), text=lambda row: row.what),
    Cell(words=N_("Day"), text=lambda row: _day(row.happened_on)),
    Cell(words=N_("Reason or value"), text=lambda row: row.how),
    Cell(words=N_("Waits for"), text=lambda row: _(WAITS_WORDS[row.waits_for])),
    Cell(words=N_("What differs in the export"), text=lambda row: row.differs, color=lambda _row: "warn"),
)


def table_of(name: str, model: CellsModel[Any], words: Words, *, stretched: int, empty: str) -> KeyTable:
    """Return a table over ``model`` whose column ``stretched`` takes the room that is left.

    ``empty`` (a msgid) is the first step, said while it holds no row.
    """
    table = KeyTable(name)
    theme.height(table, least=160)
    table.setModel(model)
    EmptyWords(table, words, empty)
    header = table.horizontalHeader()
    header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
    Stretched(table, stretched, 120)
    return table


def keep_row(table: KeyTable, model: CellsModel[Any], rows: Sequence[Any]) -> None:
    """Show ``rows`` and stay on the row that was current."""
    at = table.currentIndex().row()
    model.set_rows(tuple(rows))
    if rows:
        table.setCurrentIndex(model.index(min(max(at, 0), len(rows) - 1), 0))
