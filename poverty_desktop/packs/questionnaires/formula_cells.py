"""Cells of a workbook that hold a formula and no result: a program wrote them, and Excel never worked them out."""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

from lxml import etree

from poverty_desktop.i18n import N_
from poverty_desktop.packs.problems import PackProblem

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
NO_RESULT = N_(
    "The cell {cell} holds a formula without a result. Open the file in Excel and save it, or type the text itself."
)


def formula_problems(path: Path, *, before: str = "") -> list[PackProblem]:
    """Return every cell of the .xlsx file at ``path`` whose formula has no result; it would be read as blank.

    ``before`` stands before the name of each sheet. A file that is no such archive has none: reading it as a workbook
    refuses it in its own words.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            return [
                PackProblem(
                    sheet=f"{before}{name}",
                    row=int(re.sub(r"\D", "", cell) or 0),
                    column=re.sub(r"\d", "", cell),  # its letter: its head may be a formula itself
                    message_id=NO_RESULT,
                    params={"cell": cell},
                )
                for name, part in _sheets(archive)
                for cell in _without_result(archive, part)
            ]
    except (zipfile.BadZipFile, KeyError, etree.XMLSyntaxError):
        return []


def _sheets(archive: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    """Yield the name of each sheet and the part of the archive that it is written in."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    relations = etree.fromstring(archive.read("xl/_rels/workbook.xml.rels"), parser)
    targets = {item.get("Id"): item.get("Target", "") for item in relations}
    for sheet in etree.fromstring(archive.read("xl/workbook.xml"), parser).iter(f"{_MAIN}sheet"):
        target = targets.get(sheet.get(_RELATION), "")
        yield sheet.get("name", ""), posixpath.normpath(posixpath.join("/xl", target)).lstrip("/")


def _without_result(archive: zipfile.ZipFile, part: str) -> Iterator[str]:
    with archive.open(part) as stream:
        for _event, cell in etree.iterparse(stream, tag=f"{_MAIN}c", resolve_entities=False, no_network=True):
            if cell.find(f"{_MAIN}f") is not None and not cell.findtext(f"{_MAIN}v"):
                yield cell.get("r", "")
            cell.clear()
