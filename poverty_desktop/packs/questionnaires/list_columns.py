"""What the options of a list from a file are made of: its columns of codes and words, looked at when it is published.

https://docs.getodk.org/select-from-map/ and https://xlsform.org/en/#multiple-choice-from-file: name and label, for
GeoJSON id and title, or what the column parameters says (``value=… label=…``).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import PurePath

from lxml import etree

from poverty_desktop.i18n import N_
from poverty_desktop.packs.problems import PackProblem
from poverty_desktop.packs.sheets.workbook import Row, Workbook

_X = "{http://www.w3.org/2002/xforms}"
_LISTED = re.compile(r"instance\('(?P<list>[^']+)'\)/root/item(?:\[|$)")
_PLAIN = re.compile(r"[\w.-]+")
_NO_CODES = N_(
    "The list in {file} has no column “{column}”, from which the codes of the options come. Add it, or name another one"
    " in the column parameters: value={example}."
)
_NO_WORDS = N_(
    "The list in {file} has no column “{column}”, so the codes of the options are shown instead. Add it, or name"
    " another one in the column parameters: label={example}."
)
_SOME_WORDS = N_(
    "In the list in {file}, {count} of {total} rows have nothing in the column “{column}”; their codes are shown."
)
_NO_ROWS = N_("The list in {file} has no rows, so there is nothing to choose.")


def column_problems(
    root: etree._Element, files: dict[str, str], book: Workbook, remarks: list[PackProblem]
) -> list[PackProblem]:
    """Return what keeps the lists of ``files`` (by instance id) from giving options; ``remarks`` takes the rest."""
    instances = {item.get("id", ""): item for item in root.iter(f"{_X}instance")}
    rows = {row["name"]: row for row in (book.sheets["survey"].rows if "survey" in book.sheets else ())}
    found: list[PackProblem] = []
    for itemset in root.iter(f"{_X}itemset"):
        listed = _LISTED.search(itemset.get("nodeset", ""))
        if listed is None or listed["list"] not in files:
            continue
        above = itemset.getparent()
        asked = rows.get((above.get("ref") or "").rpartition("/")[2]) if above is not None else None
        items = [item for item in instances[listed["list"]].iter() if _local(item) == "item"]
        told = _Told(book, asked, files[listed["list"]], items)
        lacking = told.codes(_column(itemset, "value"))
        found += lacking
        if not lacking:
            remarks += told.words(_column(itemset, "label"))
    return found


class _Told:
    """One question and the list that it chooses from."""

    def __init__(self, book: Workbook, row: Row | None, file: str, items: Sequence[etree._Element]) -> None:
        self._book, self._row, self._file, self._items = book, row, file, items

    def codes(self, column: str) -> list[PackProblem]:
        """Return the problem of a list without codes."""
        if not column or not self._items or any(self._texts(column)):
            return []
        return [self._told(_NO_CODES, column=column, example=self._example(column))]

    def words(self, column: str) -> list[PackProblem]:
        """Return what is to be looked at: no rows, no words, the same code twice."""
        if not self._items:
            return [self._told(_NO_ROWS)]
        if not column:
            return []
        blank = sum(not text for text in self._texts(column))
        if blank == len(self._items):
            return [self._told(_NO_WORDS, column=column, example=self._example(column))]
        if blank:
            return [self._told(_SOME_WORDS, column=column, count=blank, total=len(self._items))]
        return []

    def _texts(self, column: str) -> list[str]:
        return [next((cell.text or "" for cell in item if _local(cell) == column), "") for item in self._items]

    def _example(self, column: str) -> str:
        """Return a column that the list has, the first of words where there is one."""
        names = [_local(cell) for cell in self._items[0] if _local(cell) not in (column, "geometry")]
        return next((name for name in names if name not in ("id", "name")), names[0] if names else "")

    def _told(self, message: str, **params: str | int) -> PackProblem:
        return PackProblem(
            sheet=f"{self._book.file}: survey",
            row=self._row.number if self._row is not None else 0,
            column="type",
            message_id=message,
            params={"file": PurePath(self._file).name, **params},
        )


def _column(itemset: etree._Element, part: str) -> str:
    """Return the column that gives the codes (``value``) or words (``label``), "" where it is a formula."""
    found = itemset.find(f"{_X}{part}")
    name = (found.get("ref") or "") if found is not None else ""
    return name if _PLAIN.fullmatch(name) else ""


def _local(element: etree._Element) -> str:
    return etree.QName(element).localname if isinstance(element.tag, str) else ""
