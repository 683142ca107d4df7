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
    from poverty_desktop.interviews.draft import DraftRow
    from poverty_desktop.interviews.interview import Interview
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

    Rows that are not there yet are added; all of it is on disk in one commit. A word that is no choice of its question
    is left out and counted, and so are rows below the last one of a table whose number of rows is settled.
    """
    interview = running.opened.interview
    table, row = table_of(start), row_of(start)
    first = questions.row(interview, row).number
    shown = questions.table(interview, table)
    there = len(shown.rows)
    steps: list[DraftRow] = []
    taken = left_out = 0
    try:
        for number, line in enumerate(cells, start=first):
            if number > there and not shown.can_add:
                left_out += sum(bool(text.strip()) for text in line)
                continue
            if number > there:
                steps.append(interview.add_repeat(table).row)
                there += 1
            for name, text in zip(columns, line, strict=False):
                cell = _cell(interview, f"{table}[{number}]", name)
                answer = _pasted(cell, text) if cell is not None else None
                if cell is None or answer is None:
                    left_out += bool(text.strip())
                    continue
                steps.append(interview.answer(cell.path, answer).row)
                taken += 1
            left_out += sum(bool(text.strip()) for text in line[len(columns) :])
    finally:
        operations.keep_steps(session, running.opened, steps)
        running.steps += len(steps)
    return Pasted(view=picture(session, running), taken=taken, left_out=left_out)


def _cell(interview: Interview, row: str, name: str) -> Question | None:
    """Return the question called ``name`` in a row, as it is after what was pasted to the left of it."""
    return next((item for item in questions.row(interview, row).cells if item.name == name), None)


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
