"""One questionnaire: from an XLSForm workbook to a compiled XForm, with every error placed in the workbook."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from pathlib import Path

from poverty_desktop.i18n import N_
from poverty_desktop.packs.compiled import expression_problems
from poverty_desktop.packs.model import Label, PublishedForm
from poverty_desktop.packs.problems import PackProblem
from poverty_desktop.packs.questions import question_problems
from poverty_desktop.packs.references import Vocabulary
from poverty_desktop.packs.workbook import Workbook, read_workbook

_PLACE = re.compile(r"\[row : (?P<row>[0-9]+)\]")
_SHEET = re.compile(r"'(?P<sheet>survey|choices|entities|settings|external_choices)' sheet")
_COLUMN = re.compile(r"the '(?P<column>[^']+)' value")


def compile_form(
    path: Path, vocabulary: Vocabulary, titles: Mapping[str, Label], problems: list[PackProblem]
) -> PublishedForm | None:
    """Return the compiled questionnaire at ``path``, or None after appending to ``problems``.

    Its title in both languages is the text ``form.<form_id>`` of the pack, else ``form_title`` of the questionnaire.
    Raises ``StorageError`` where the file cannot be read and ``RuleError`` where it is no workbook.
    """
    book = read_workbook(path, header_row=1)
    found = _settings_problems(book) + question_problems(book, vocabulary)
    xform = _convert(path.read_bytes(), book, found)
    if xform is not None:
        found += expression_problems(xform, book)
    problems += found
    if xform is None or found:
        return None
    settings = book.sheets["settings"].rows[0]
    form_id, title = settings["form_id"], settings["form_title"]
    return PublishedForm(
        form_id=form_id,
        version=settings["version"],
        title=titles.get(f"form.{form_id}", Label(zh=title, en=title)),
        xform=xform,
    )


def _settings_problems(book: Workbook) -> list[PackProblem]:
    sheet = book.sheets.get("settings")
    place = f"{book.file}: settings"
    if sheet is None or not sheet.rows:
        return [PackProblem(sheet=place, message_id=N_("Give form_id, version and form_title on this sheet."))]
    row = sheet.rows[0]
    found = [
        PackProblem(sheet=place, row=row.number, column=column, message_id=N_("This cell must be filled in."))
        for column in ("form_id", "version", "form_title")
        if not row[column]
    ]
    if row["form_id"] and not re.fullmatch("[a-z][a-z0-9_]*", row["form_id"]):
        found.append(
            PackProblem(
                sheet=place,
                row=row.number,
                column="form_id",
                message_id=N_("Use small letters, digits and _ only, and begin with a letter."),
            )
        )
    return found


def _convert(data: bytes, book: Workbook, found: list[PackProblem]) -> str | None:
    from pyxform.errors import PyXFormError
    from pyxform.xls2xform import convert

    try:
        result = convert(io.BytesIO(data), pretty_print=True, file_type=".xlsx")
    except PyXFormError as error:
        found.append(_pyxform_problem(str(error), book))
        return None
    return str(result.xform)


def _pyxform_problem(message: str, book: Workbook) -> PackProblem:
    """Return what pyxform says; it names the row always, the sheet and the column mostly."""
    row, sheet, column = _PLACE.search(message), _SHEET.search(message), _COLUMN.search(message)
    return PackProblem(
        sheet=f"{book.file}: {sheet['sheet'] if sheet else 'survey'}",
        row=int(row["row"]) if row else 0,
        column=column["column"] if column else "",
        message_id=N_("The questionnaire cannot be compiled. pyxform says: {detail}"),
        params={"detail": _PLACE.sub("", message).strip()},
    )
