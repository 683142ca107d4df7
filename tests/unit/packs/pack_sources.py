"""Sources of packs to break: a copy of the shipped one, with the cells that a test is about written over."""

from __future__ import annotations

import pickle
import shutil
from collections.abc import Callable
from functools import cache
from pathlib import Path

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet

from poverty_desktop.packs.load import shipped_folder
from poverty_desktop.packs.problems import PackProblem
from poverty_desktop.packs.publish import check

FIRST_ROW = 3


def edited_pack(folder: Path, edit: Callable[[openpyxl.Workbook], object], *, with_forms: bool = False) -> Path:
    """Return a copy of the shipped source in ``folder`` after ``edit`` changed its workbook."""
    source = shipped_folder()
    book = pickle.loads(_shipped_workbook())
    edit(book)
    book.save(folder / "pack.xlsx")
    if with_forms:
        shutil.copytree(source / "forms", folder / "forms")
    return folder


@cache
def _shipped_workbook() -> bytes:
    """Return the workbook as it was read once: reading it again takes twice as long."""
    return pickle.dumps(openpyxl.load_workbook(shipped_folder() / "pack.xlsx"), pickle.HIGHEST_PROTOCOL)


def problems_in(folder: Path, sheet: str) -> list[PackProblem]:
    """Return what is wrong with one sheet of the source in ``folder``."""
    return [problem for problem in check(folder, previous=None) if problem.sheet == sheet]


def column(sheet: Worksheet, name: str) -> int:
    """Return the number of the column with this machine name."""
    return next(cell.column for cell in sheet[2] if cell.value == name)


def find(sheet: Worksheet, name: str, text: str) -> int:
    """Return the first row whose cell in column ``name`` is ``text``."""
    at = column(sheet, name)
    return next(row for row in range(FIRST_ROW, sheet.max_row + 1) if sheet.cell(row, at).value == text)


def put(sheet: Worksheet, row: int, name: str, text: str | int | None) -> None:
    """Write one cell."""
    sheet.cell(row, column(sheet, name)).value = text


def xlsform(path: Path, **sheets: list[list[str]]) -> Path:
    """Write an XLSForm from rows of cells and return its path."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.save(path)
    return path
