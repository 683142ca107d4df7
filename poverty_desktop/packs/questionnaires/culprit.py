"""The cell at which the standard's converter breaks off, found by leaving cells out until it does so no more."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence

from poverty_desktop.packs.sheets.workbook import Row, Workbook

Sheets = Mapping[str, Sequence[Mapping[str, str]]]
"""The rows of each sheet, with a sheet ``…_header`` beside each, as ``pyxform.xls2xform.convert`` takes them."""

_SHEETS = ("survey", "choices", "settings", "entities", "external_choices")
MOST_TRIES = 120
"""How often the converter is asked at most, so that a long questionnaire does not keep the office waiting."""


Verdict = Callable[[Sheets], bool | None]
"""Says whether the converter breaks off at these sheets, None where it complains in words of what is left out."""


def culprit(book: Workbook, breaks: Verdict) -> tuple[str, int, str]:
    """Return sheet, row and column of the cell without which the converter does not break off.

    A column that breaks it in several rows is named at its header; where nothing helps, the whole survey is meant
    (row 0, no column). The converter is asked :data:`MOST_TRIES` times at most.
    """
    nowhere = ("survey", 0, "")
    tries = _Tries(book, breaks)
    if tries.breaks(lambda _sheet, _row, _column: True) is not True:
        return nowhere  # what lies in the file and not in its cells
    for sheet, column in _columns(book):
        if _is_needed(tries, sheet, column):
            return sheet, _row_in_column(book, tries, sheet, column), column
    row = _row_of_survey(book, tries)
    return ("survey", row, "type") if row else nowhere


def _is_needed(tries: _Tries, sheet: str, column: str) -> bool:
    """Say whether it does not break without a column."""
    return tries.breaks(lambda one, _row, other: (one, other) != (sheet, column)) is False


def _row_in_column(book: Workbook, tries: _Tries, sheet: str, column: str) -> int:
    """Return the row of a column that breaks it, that of the header where it takes several."""

    def breaks_to(last: int) -> bool | None:
        return tries.breaks(lambda one, row, other: (one, other) != (sheet, column) or row <= last)

    first = _first([row.number for row in book.sheets[sheet].rows if row[column]], breaks_to)
    is_alone = first and tries.breaks(lambda one, row, other: (one, row, other) != (sheet, first, column)) is False
    return first if is_alone else 1


def _row_of_survey(book: Workbook, tries: _Tries) -> int:
    """Return the first row of the survey with which it breaks, groups and repeats being left whole; 0 for none."""
    rows = book.sheets["survey"].rows if "survey" in book.sheets else ()
    framing = {row.number for row in rows if re.match(r"(begin|end)[_ ]", row["type"].strip().lower())}

    def breaks_to(last: int) -> bool | None:
        return tries.breaks(lambda sheet, row, _column: sheet != "survey" or row <= last or row in framing)

    return _first([0, *(row.number for row in rows if row.number not in framing)], breaks_to)


class _Tries:
    """Asks the converter about parts of a workbook, a bounded number of times."""

    def __init__(self, book: Workbook, breaks: Verdict) -> None:
        self._book, self._breaks, self._left = book, breaks, MOST_TRIES

    def breaks(self, keeps: Callable[[str, int, str], bool]) -> bool | None:
        """Say whether the cells that ``keeps`` keeps break it still; once the tries are spent, nobody knows."""
        if self._left <= 0:
            return None
        self._left -= 1
        sheets: dict[str, Sequence[Mapping[str, str]]] = {}
        for name in _SHEETS:
            sheet = self._book.sheets.get(name)
            if sheet is None:
                continue
            rows = [_kept(name, row, sheet.columns, keeps) for row in sheet.rows]
            filled = {column for row in rows for column in row}
            sheets[name] = rows
            sheets[f"{name}_header"] = [{column: "" for column in sheet.columns if column in filled}]
        return self._breaks(sheets)


def _kept(sheet: str, row: Row, columns: tuple[str, ...], keeps: Callable[[str, int, str], bool]) -> Mapping[str, str]:
    return {column: row[column] for column in columns if row[column] and keeps(sheet, row.number, column)}


def _columns(book: Workbook) -> Iterator[tuple[str, str]]:
    """Yield sheet and column of all columns that a questionnaire can do without, those with an addition first."""
    found = [(name, column) for name in _SHEETS if name in book.sheets for column in book.sheets[name].columns]
    spare = [pair for pair in dict.fromkeys(found) if pair[1] not in ("type", "name", "list_name", "list name")]
    yield from sorted(spare, key=lambda pair: ":" not in pair[1])


def _first(rows: Sequence[int], breaks_up_to: Callable[[int], bool | None]) -> int:
    """Return the first of ``rows`` with which it breaks, 0 where even all of them do not."""
    if not rows or not breaks_up_to(rows[-1]):
        return 0
    low, high = 0, len(rows) - 1
    while low < high:
        middle = (low + high) // 2
        if breaks_up_to(rows[middle]):
            high = middle
        else:
            low = middle + 1
    return rows[low]
