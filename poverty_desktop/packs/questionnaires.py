"""One questionnaire: from an XLSForm workbook to a compiled XForm, with every error placed in the workbook."""

from __future__ import annotations

import hashlib
import io
import re
from collections.abc import Mapping
from pathlib import Path

from poverty_desktop.i18n import N_
from poverty_desktop.packs.attachments import with_lists
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
    path: Path,
    vocabulary: Vocabulary,
    titles: Mapping[str, Label],
    problems: list[PackProblem],
    remarks: list[PackProblem] | None = None,
) -> PublishedForm | None:
    """Return the compiled questionnaire at ``path``, or None after appending to ``problems``.

    Its title in both languages is the text ``form.<form_id>`` of the pack, else ``form_title`` of the questionnaire.
    One that gives no version, as many written elsewhere, gets its own hash for one. ``remarks`` takes what should be
    looked at and does not hinder publishing. Raises ``StorageError`` where the file cannot be read and ``RuleError``
    where it is no workbook.
    """
    book = read_workbook(path, header_row=1)
    found = _settings_problems(book) + question_problems(book, vocabulary) + _unsupported(book)
    data = path.read_bytes()
    xform = _convert(data, book, found)
    if xform is not None:
        xform = with_lists(xform, path, book, found, remarks if remarks is not None else [])
        settings = book.sheets["settings"].rows[0].cells if _has_settings(book) else {}
        version = settings.get("version") or hashlib.sha256(data).hexdigest()[:12]
        xform = xform if settings.get("version") else _with_version(xform, version)
        found += expression_problems(xform, book)
    problems += found
    if xform is None or found:
        return None
    form_id = settings["form_id"]
    title = settings.get("form_title", form_id)
    return PublishedForm(
        form_id=form_id,
        version=version,
        title=titles.get(f"form.{form_id}", Label(zh=title, en=title)),
        xform=xform,
    )


def _has_settings(book: Workbook) -> bool:
    return "settings" in book.sheets and bool(book.sheets["settings"].rows)


def _settings_problems(book: Workbook) -> list[PackProblem]:
    place = f"{book.file}: settings"
    if not _has_settings(book):
        return [PackProblem(sheet=place, message_id=N_("Give form_id, version and form_title on this sheet."))]
    row = book.sheets["settings"].rows[0]
    if not row["form_id"]:
        return [
            PackProblem(sheet=place, row=row.number, column="form_id", message_id=N_("This cell must be filled in."))
        ]
    if re.fullmatch("[A-Za-z][A-Za-z0-9_.-]*", row["form_id"]):
        return []
    message = N_("Use letters, digits, _, - and . only, and begin with a letter.")
    return [PackProblem(sheet=place, row=row.number, column="form_id", message_id=message)]


def _unsupported(book: Workbook) -> list[PackProblem]:
    """Return the questions that no laptop could ask: choices that only the Android program finds."""
    found: list[PackProblem] = []
    for row in book.sheets["survey"].rows if "survey" in book.sheets else ():
        if re.match(r"select[_ ](one|multiple)[_ ]external\b", row["type"]):
            message, column = N_("Use select_one with the sheet choices, or select_one_from_file."), "type"
        elif re.search(r"\bsearch\s*\(", row["appearance"]):
            message, column = (
                N_("search() is not supported. Use select_one_from_file with a choice_filter."),
                "appearance",
            )
        else:
            continue
        found.append(PackProblem(sheet=f"{book.file}: survey", row=row.number, column=column, message_id=message))
    return found


def _with_version(xform: str, version: str) -> str:
    """Return ``xform`` with a version on the primary instance, which is the first element with an id in the model."""
    start = xform.index("<instance>")
    return xform[:start] + re.sub(r"( id=\"[^\"]*\")", rf'\1 version="{version}"', xform[start:], count=1)


def _convert(data: bytes, book: Workbook, found: list[PackProblem]) -> str | None:
    from pyxform.errors import PyXFormError
    from pyxform.xls2xform import convert

    try:
        result = convert(io.BytesIO(data), pretty_print=True)
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
