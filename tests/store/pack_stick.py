"""Questionnaires that offices elsewhere wrote, small ones of our own, and the stick that carries them to a laptop."""

from __future__ import annotations

from pathlib import Path

import openpyxl

from poverty_desktop.operations.handover import packs
from poverty_desktop.packs.pack import Pack
from poverty_desktop.store.session import Session

FORMS = Path(__file__).parents[1] / "unit" / "interviews" / "forms"
WELLS = [
    ["type", "name", "label::中文 (zh)", "label::English (en)"],
    ["integer", "wells", "全村有几口井？", "How many wells?"],
    ["text", "remark", "备注", "Remark"],
]


def xlsform(path: Path, survey: list[list[str]], **sheets: list[list[str]]) -> Path:
    """Write an XLSForm and return its path."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in {"survey": survey, **sheets}.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.save(path)
    return path


def wells(folder: Path, *, words: str = "全村有几口井？") -> Path:
    """Write a questionnaire about a village, without form_id and version as many are written."""
    survey = [list(row) for row in WELLS]
    survey[1][2] = words
    folder.mkdir(parents=True, exist_ok=True)
    return xlsform(folder / "village_wells.xlsx", survey)


def publish(office: Session, *files: Path, without: frozenset[str] = frozenset()) -> Pack:
    """Publish what is laid down, and return the edition."""
    return packs.publish(office, packs.prepare(packs.base(office), files, without=without)).value
