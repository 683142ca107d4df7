"""Lists that a questionnaire reads from files beside it, put into the compiled form so that it travels whole."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from lxml import etree

from poverty_desktop.domain.kinds import is_kind
from poverty_desktop.errors import RuleError
from poverty_desktop.i18n import N_
from poverty_desktop.packs.problems import Detail, PackProblem
from poverty_desktop.packs.questionnaires.list_columns import column_problems
from poverty_desktop.packs.sheets.workbook import Workbook

_MODEL = "{http://www.w3.org/2002/xforms}instance"
LAST_SAVED = "last-saved"
"""The list of what was answered last time, which the laptop itself knows."""
_XML = etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True, huge_tree=True)


def with_lists(
    xform: str,
    path: Path,
    book: Workbook,
    problems: list[PackProblem],
    remarks: list[PackProblem],
    *,
    attachments: Sequence[Path] = (),
) -> str:
    """Return ``xform`` with every list from a file (.csv, .xml, .geojson) inside it.

    The files are among ``attachments``, stand in the folder ``<questionnaire>-media`` (ODK's custom) or beside the
    questionnaire. A list named like a kind of record (``household.csv``) is left to the register. A .csv that
    is missing is a problem; another file is a remark, and its list stays empty.
    """
    if " src=" not in xform:
        return xform
    root = etree.fromstring(xform.encode(), _XML)
    read: dict[str, str] = {}
    for instance in root.iter(_MODEL):
        name = (instance.get("src") or "").rpartition("/")[2]
        if not name or name == LAST_SAVED or is_kind(instance.get("id", "")):
            continue
        sheet, (row, column) = f"{book.file}: survey", _cell_of(book, name, instance.get("id", ""))
        file = next((item for item in _places(path, name, attachments) if item.is_file()), None)
        if file is None:
            if name.endswith(".csv"):
                message = N_("The file {file} is missing. Lay it beside the questionnaire, or take this question out.")
                problems.append(_placed(sheet, row, column, message, {"file": name}))
                continue
            message = N_("The file {file} is not beside the questionnaire; its list will be empty.")
            remarks.append(_placed(sheet, row, column, message, {"file": name}))
            continue
        try:
            instance.append(_list_in(file))
        except (RuleError, OSError) as error:
            message = N_("The list in {file} cannot be read: {detail}")
            detail = Detail.of(error) if isinstance(error, RuleError) else (error.strerror or "")
            problems.append(_placed(sheet, row, column, message, {"file": name, "detail": detail}))
            continue
        del instance.attrib["src"]
        read[instance.get("id", "")] = name
    problems += column_problems(root, read, book, remarks)
    return etree.tostring(root, encoding="unicode") if read else xform


def _places(path: Path, name: str, attachments: Sequence[Path]) -> Sequence[Path]:
    given = [item for item in attachments if item.name == name]
    return (*given, path.with_name(f"{path.stem}-media") / name, path.with_name(name))


def _placed(sheet: str, row: int, column: str, message: str, params: Mapping[str, str | Detail]) -> PackProblem:
    return PackProblem(sheet=sheet, row=row, column=column, message_id=message, params=params)


def _cell_of(book: Workbook, name: str, identity: str) -> tuple[int, str]:
    """Return row and column of the survey sheet that ask for the file, 0 and "" where none names it."""
    for row in book.sheets["survey"].rows if "survey" in book.sheets else ():
        if name in row["type"] or (row["type"].endswith("-external") and row["name"] == identity):
            return row.number, "type"
        for column, text in row.cells.items():
            if any(f"'{word}'" in text or f'"{word}"' in text for word in (name, identity)):
                return row.number, column
    return 0, ""


def _list_in(file: Path) -> etree._Element:
    from poverty_desktop.interviews import secondary

    data = file.read_bytes()
    try:
        if file.suffix.lower() == ".csv":
            return _element(secondary.csv_rows(data.decode("utf-8-sig")))
        if file.suffix.lower() == ".geojson":
            return _element(secondary.geojson_rows(data.decode("utf-8-sig")))
    except UnicodeDecodeError:
        raise RuleError(N_("It is not in UTF-8. Save it as “CSV UTF-8”.")) from None
    from poverty_desktop.interviews.xml import parse_xml

    return parse_xml(data)


def _element(rows: Sequence[Mapping[str, str]]) -> etree._Element:
    root = etree.Element("root")
    for row in rows:
        item = etree.SubElement(root, "item")
        for name, text in row.items():
            try:
                etree.SubElement(item, name).text = text or None
            except ValueError:
                raise RuleError(N_("The column “{name}” cannot be the name of an element."), name=name) from None
    return root
