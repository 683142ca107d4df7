"""The rest of what is wrong with a questionnaire: its known faults are mended in a copy, and the copy is converted.

The standard's converter tells one fault and stops. An office that mends one cell, reads again and meets the next one
does so ten times; here it gets all of them at once.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from poverty_desktop.packs.problems import PackProblem
from poverty_desktop.packs.questionnaires.converter_words import UNKNOWN_NAME, converter_problem
from poverty_desktop.packs.questionnaires.culprit import Sheets
from poverty_desktop.packs.questionnaires.xlsform_sheets import standard_name
from poverty_desktop.packs.sheets.workbook import Row, Workbook

MOST_TRIES, FEWEST_TRIES = 40, 3
MOST_ROWS = 20_000
"""How often the converter is asked, and how many rows it reads in all: nobody waits long for a long questionnaire."""

_SHEETS = ("survey", "choices", "settings", "entities")
_PLAIN = frozenset({"type", "name"})
_FRAMING = re.compile(r"(begin|end)[_ ]")


class Mended:
    """A copy of a questionnaire in which each row with a known fault is reduced to what the converter takes."""

    def __init__(self, book: Workbook, problems: Sequence[PackProblem]) -> None:
        self._book = book
        self._rows: dict[str, dict[int, dict[str, str]]] = {
            name: {row.number: _as_written(row, book.sheets[name].columns) for row in book.sheets[name].rows}
            for name in _SHEETS
            if name in book.sheets
        }
        for problem in problems:
            self.mend(problem)

    def mend(self, problem: PackProblem) -> bool:
        """Take the fault out of the copy; say whether that changed anything."""
        sheet = problem.sheet.removeprefix(f"{self._book.file}: ")
        rows = self._rows.get(sheet, {})
        if sheet == "entities":
            return self._forget_entities()
        if sheet == "settings":
            return bool(self._rows.pop("settings", None))
        if problem.row not in rows:
            return False
        if sheet == "choices":
            return bool(rows.pop(problem.row))
        return self._mend_question(rows[problem.row], problem)

    def sheets(self) -> Sheets:
        """Return the copy as the converter takes it, blank rows too, for it counts them."""
        found: dict[str, Sequence[Mapping[str, str]]] = {}
        for name, rows in self._rows.items():
            filled = {column for row in rows.values() for column in row}
            found[name] = [rows.get(number, {}) for number in range(2, max(rows, default=1) + 1)]
            found[f"{name}_header"] = [{column: "" for column in self._book.sheets[name].columns if column in filled}]
        return found

    def _mend_question(self, row: dict[str, str], problem: PackProblem) -> bool:
        before, column = dict(row), standard_name("survey", problem.column)
        kind = next((text for name, text in row.items() if standard_name("survey", name) == "type"), "")
        if _FRAMING.match(kind.strip().lower()) and column in ("", *_PLAIN):
            return False
        if column and column not in _PLAIN:
            for name in [name for name in row if standard_name("survey", name) == column]:
                del row[name]
            if column == "calculation":
                row[problem.column] = "''"
            return row != before
        for name in list(row):
            plain = standard_name("survey", name)
            if plain == "type":
                row[name] = "text"
            elif plain == "name" and (column == "name" or not problem.column):
                row[name] = f"mended_{problem.row}"
            elif plain not in ("label", "name"):
                del row[name]
        return row != before

    def _forget_entities(self) -> bool:
        is_new = bool(self._rows.pop("entities", None))
        for row in self._rows.get("survey", {}).values():
            for name in [name for name in row if standard_name("survey", name) == "save_to"]:
                del row[name]
        return is_new


def further_problems(
    book: Workbook,
    known: Sequence[PackProblem],
    convert: Callable[[Sheets], str],
    look: Callable[[str], Sequence[PackProblem]],
) -> list[PackProblem]:
    """Return what is wrong besides ``known``: what ``convert`` still complains of, and what ``look`` sees in its XForm.

    Where a fault cannot be taken out (a group without an end), what lies behind it is told once it is mended.
    """
    from pyxform.errors import PyXFormError

    mended = Mended(book, known)
    found: list[PackProblem] = []
    rows = len(book.sheets["survey"].rows) if "survey" in book.sheets else 0
    for _try in range(max(FEWEST_TRIES, min(MOST_TRIES, MOST_ROWS // max(1, rows)))):
        try:
            xform = convert(mended.sheets())
        except PyXFormError as error:
            told = converter_problem(str(error), book)
        except (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError):
            return found
        else:
            return found + [one for one in look(xform) if not _is_known(one, (*known, *found))]
        is_spoken = told.message_id == UNKNOWN_NAME or _is_known(told, (*known, *found))
        if not mended.mend(told):
            return found
        if not is_spoken:
            found.append(told)
    return found


def _is_known(problem: PackProblem, known: Sequence[PackProblem]) -> bool:
    """Say whether something was said of the same row already."""
    return problem.row > 0 and any((one.sheet, one.row) == (problem.sheet, problem.row) for one in known)


def _as_written(row: Row, columns: Sequence[str]) -> dict[str, str]:
    return {column: row[column] for column in columns if row[column]}
