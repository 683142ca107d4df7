"""Cells copied from a workbook go into a table of the interview."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import TYPE_CHECKING

from poverty_desktop.i18n import _, format_list, ngettext
from poverty_desktop.interviews import questions
from poverty_desktop.interviews.views import Question
from poverty_desktop.operations.interviewing import interviews as operations
from ui.interview.picture import picture
from ui.interview.places import is_asked
from ui.interview.running import Running
from ui.interview.view import View, row_of, table_of

if TYPE_CHECKING:
    from poverty_desktop.interviews.draft import DraftRow
    from poverty_desktop.operations.session import Session

MOST_NAMED = 3
"""So many cells that fitted nowhere are named in the message."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """A pasted cell that fitted nowhere; ``column`` is the label of its question, "" beside the last one."""

    row: int
    column: str
    text: str

    def words(self) -> str:
        """Return where it stood and what it said."""
        if self.column:
            return _("row {row}, {column}: {text}").format(row=self.row, column=self.column, text=self.text)
        return _("row {row}: {text}").format(row=self.row, text=self.text)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pasted:
    """What became of pasted cells."""

    view: View
    taken: int
    left_out: tuple[LeftOut, ...]

    def sentence(self) -> str:
        """Return how many cells were pasted, and the first of those that were not."""
        said = ngettext("{n} cell was pasted.", "{n} cells were pasted.", self.taken).format(n=self.taken)
        if not self.left_out:
            return said
        named = format_list(item.words() for item in self.left_out[:MOST_NAMED])
        more = _(" and others") if len(self.left_out) > MOST_NAMED else ""
        return _("{sentence} {count} did not fit and were left out: {cells}{more}").format(
            sentence=said, count=len(self.left_out), cells=named, more=more
        )


def paste(
    running: Running, start: str, columns: Sequence[str], cells: Sequence[Sequence[str]], session: Session
) -> Pasted:
    """Fill a table from the cell ``start`` on with ``cells``; ``columns`` are the names to the right of it.

    Rows that are not there yet are added; all of it is on disk in one commit. A first line that only repeats the heads
    of the columns is passed over. A word that is no choice of its question is left out and told, and so are rows below
    the last one of a table whose number of rows is settled.
    """
    interview = running.opened.interview
    table, row = table_of(start), row_of(start)
    began = questions.row(interview, row)
    ways = {cell.name: cell.path.removeprefix(row) for cell in began.cells}
    shown = questions.table(interview, table)
    there = len(shown.rows)
    labels = {column.name: column.label for column in shown.columns}
    heads = [labels.get(name, "") for name in columns]
    steps: list[DraftRow] = []
    left_out: list[LeftOut] = []
    taken = 0

    def leave_out(number: int, heads: Sequence[str], texts: Sequence[str]) -> None:
        for head, text in zip_longest(heads, texts, fillvalue=""):
            if text.strip():
                left_out.append(LeftOut(row=number, column=head, text=text.strip()))

    try:
        for number, line in enumerate(cells[_is_head(cells, heads) :], start=began.number):
            if number > there and not shown.can_add:
                leave_out(number, heads, line)
                continue
            if number > there:
                steps.append(interview.add_repeat(table).row)
                there += 1
            for name, text in zip(columns, line, strict=False):
                cell = questions.question(interview, f"{table}[{number}]{ways[name]}") if name in ways else None
                answer = _pasted(cell, text) if cell is not None else None
                if cell is None or answer is None:
                    leave_out(number, (labels.get(name, ""),), (text,))
                    continue
                steps.append(interview.answer(cell.path, answer).row)
                taken += 1
            leave_out(number, (), line[len(columns) :])
    finally:
        operations.keep_steps(session, running.opened, steps)
        running.steps += len(steps)
    return Pasted(view=picture(session, running), taken=taken, left_out=tuple(left_out))


def _is_head(cells: Sequence[Sequence[str]], heads: Sequence[str]) -> bool:
    """Say whether the first of several lines says nothing but the heads of the columns."""
    said = [text.strip() for text in cells[0]] if len(cells) > 1 else []
    return any(said) and all(text in ("", head) for text, head in zip_longest(said, heads[: len(said)], fillvalue=None))


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
