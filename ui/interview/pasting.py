"""Cells copied from a workbook go into a table of the interview."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from poverty_desktop.interviews import questions
from poverty_desktop.interviews.views import Question
from poverty_desktop.operations import interviews as operations
from ui.interview.picture import picture
from ui.interview.places import is_asked
from ui.interview.running import Running
from ui.interview.view import View, row_of, table_of

if TYPE_CHECKING:
    from poverty_desktop.operations.session import Session


@dataclass(frozen=True, slots=True, kw_only=True)
class Pasted:
    """What became of pasted cells."""

    view: View
    taken: int
    left_out: int


def paste(
    running: Running, start: str, columns: Sequence[str], cells: Sequence[Sequence[str]], session: Session
) -> Pasted:
    """Fill a table from the cell ``start`` on with ``cells``; ``columns`` are the names to the right of it.

    Rows that are not there yet are added. A word that is no choice of its question is left out and counted.
    """
    opened = running.opened
    interview = opened.interview
    table, row = table_of(start), row_of(start)
    number = questions.row(interview, row).number
    taken = left_out = 0
    for offset, line in enumerate(cells):
        rows = questions.table(interview, table).rows
        if number + offset > len(rows):
            added = operations.add_row(session, opened, table)
            rows = (*rows, added.path)
        for name, text in zip(columns, line, strict=False):
            path = rows[number + offset - 1]
            cell = next((item for item in questions.row(interview, path).cells if item.name == name), None)
            answer = _pasted(cell, text) if cell is not None else None
            if cell is None or answer is None:
                left_out += bool(text.strip())
                continue
            operations.answer(session, opened, cell.path, answer)
            running.steps += 1
            taken += 1
        left_out += sum(bool(text.strip()) for text in line[len(columns) :])
    return Pasted(view=picture(session, running), taken=taken, left_out=left_out)


def _pasted(cell: Question, text: str) -> str | None:
    """Return a pasted word as an answer: the code of a choice by label or code; None where it cannot be taken."""
    plain = text.strip()
    if not plain or not is_asked(cell):
        return None
    if not cell.choices:
        return plain
    by_word = {choice.label.strip().casefold(): choice.code for choice in cell.choices}
    by_word |= {choice.code.casefold(): choice.code for choice in cell.choices}
    words = plain.replace("、", " ").split() if cell.type == "codes" else [plain]
    codes = [by_word.get(word.casefold()) for word in words]
    return None if None in codes else " ".join(code for code in codes if code)
