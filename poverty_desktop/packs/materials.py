"""What an office lays down to be published: a pack workbook, questionnaires, and the files that belong to them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from poverty_desktop.errors import RuleError, StorageError
from poverty_desktop.i18n import N_
from poverty_desktop.packs.county_codes import COUNTY_CODES
from poverty_desktop.packs.problems import PackProblem
from poverty_desktop.packs.questionnaires import form_pictures

EXCEL = (".xlsx", ".xlsm")
LISTS = (".csv", ".xml", ".geojson")
PICTURES = form_pictures.ENDINGS
MOST_BYTES = 32 << 20
"""No workbook and no list of an office comes near it."""
_MOST_FILES = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Materials:
    """The files by what they are.

    ``workbook`` is the pack's own, ``papers`` one of its papers alone; None where there is none.
    """

    workbook: Path | None = None
    papers: Path | None = None
    forms: tuple[Path, ...] = ()
    attachments: tuple[Path, ...] = ()
    county_codes: Path | None = None

    @property
    def files(self) -> tuple[Path, ...]:
        """Return every file that would be read."""
        single = tuple(item for item in (self.workbook, self.papers, self.county_codes) if item is not None)
        return (*single, *self.forms, *self.attachments)


def sort_out(given: Iterable[Path], problems: list[PackProblem], remarks: list[PackProblem]) -> Materials:
    """Return the files among ``given`` by what they are; a folder stands for the files in it and in its folders.

    A workbook with a sheet ``survey`` is a questionnaire, one with a sheet ``properties`` a pack, one with
    ``paper_blocks`` the papers of one. What is none of them, or cannot be read, is a problem; a file that nothing
    would use is a remark. Raises ``StorageError`` for a folder that cannot be read.
    """
    workbook: Path | None = None
    papers: Path | None = None
    forms: list[Path] = []
    lists: list[Path] = []
    county_codes: Path | None = None
    for path in _files(given):
        suffix = path.suffix.lower()
        if path.name == COUNTY_CODES:
            county_codes = path
        elif suffix in LISTS or suffix in PICTURES:
            lists.append(path)
        elif suffix not in EXCEL:
            message = N_("This file is not used. Lay down Excel workbooks and the lists that belong to them.")
            remarks.append(PackProblem(sheet=path.name, message_id=message))
        else:
            sheets = _sheets(path, problems)
            if sheets is None:
                continue
            if "survey" in sheets:
                forms.append(path)
            elif "properties" not in sheets and "paper_blocks" in sheets and papers is None:
                papers = path
            elif "properties" not in sheets:
                message = N_("This workbook is no questionnaire (sheet survey) and no policy pack (sheet properties).")
                problems.append(PackProblem(sheet=path.name, message_id=message))
            elif workbook is not None:
                message = N_("There are two workbooks of a policy pack. Lay down one of them.")
                problems.append(PackProblem(sheet=path.name, message_id=message))
            else:
                workbook = path
    if workbook is not None and papers is not None:
        message = N_("The workbook of the pack has its own papers. Lay down one of the two.")
        problems.append(PackProblem(sheet=papers.name, message_id=message))
    return Materials(
        workbook=workbook, papers=papers, forms=tuple(forms), attachments=tuple(lists), county_codes=county_codes
    )


def _files(given: Iterable[Path]) -> list[Path]:
    """Return the plain files; hidden ones and the lock files of Excel (``~$…``) are passed over."""
    found: dict[Path, None] = {}
    for path in given:
        try:
            inside = sorted(item for item in path.rglob("*") if item.is_file()) if path.is_dir() else [path]
        except OSError as error:
            raise StorageError(N_("The folder {folder} cannot be read."), folder=path.name) from error
        found |= dict.fromkeys(item for item in inside if not item.name.startswith((".", "~")))
        if len(found) > _MOST_FILES:
            raise RuleError(N_("There are more than {most} files. Choose the files one by one."), most=_MOST_FILES)
    return list(found)


def _sheets(path: Path, problems: list[PackProblem]) -> frozenset[str] | None:
    """Return the names of the sheets of a workbook, None after appending to ``problems``."""
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        if path.stat().st_size > MOST_BYTES:
            message = N_("The file is larger than {most} MB. Take pictures and unused sheets out of it.")
            problems.append(PackProblem(sheet=path.name, message_id=message, params={"most": MOST_BYTES >> 20}))
            return None
        with path.open("rb") as file, CalamineWorkbook.from_filelike(file) as book:
            return frozenset(name.strip().lower() for name in book.sheet_names)
    except OSError:
        message = N_("The file {file} could not be read. Nothing was changed.")
    except CalamineError:
        message = N_("The file {file} is not an Excel workbook. Save it as .xlsx and try again.")
    problems.append(PackProblem(sheet=path.name, message_id=message, params={"file": path.name}))
    return None
