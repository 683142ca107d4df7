"""Questionnaires as offices write them for ODK Collect and KoboToolbox, published as an office does it here.

All were written for these tests and lie in ``office/``: a line that begins with ``#`` names a sheet, the next line its
columns, and cells stand between ``|``. The files that they ask for lie beside them.
"""

from __future__ import annotations

import shutil
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import openpyxl

from poverty_desktop.packs.load import load_shipped
from poverty_desktop.packs.problems import PackProblem
from poverty_desktop.packs.questionnaires.questionnaires import compile_form
from poverty_desktop.packs.validation.references import published_vocabulary

FOLDER = Path(__file__).parent / "office"
OFFICE_FORMS = tuple(f"office_{path.stem}" for path in sorted(FOLDER.glob("*.txt")))


@cache
def office_xform(name: str) -> str:
    """Return the questionnaire ``name`` as an office publishes it; fails where something stands against that."""
    problems: list[PackProblem] = []
    with TemporaryDirectory() as folder:
        path = write_workbook(name, Path(folder))
        form = compile_form(path, published_vocabulary(load_shipped()), {}, problems)
    assert form is not None, [problem.sentence() for problem in problems]
    return form.xform


def write_workbook(name: str, folder: Path) -> Path:
    """Write the workbook ``name`` with the files that it asks for into ``folder``."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for line in (FOLDER / f"{name.removeprefix('office_')}.txt").read_text("utf-8").splitlines():
        if line.startswith("# "):
            sheet = book.create_sheet(line.removeprefix("# "))
        elif line:
            sheet.append([cell.strip() for cell in f" {line} ".replace(" | ", "  |  ").split(" | ")])
    for file in FOLDER.glob("*.csv"):
        shutil.copy(file, folder)
    path = folder / f"{name}.xlsx"
    book.save(path)
    return path
