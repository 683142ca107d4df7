"""One questionnaire: from an XLSForm workbook to a compiled XForm, with every error placed in the workbook."""

from __future__ import annotations

import hashlib
import io
import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path

from lxml import etree

from poverty_desktop.i18n import N_
from poverty_desktop.packs.model import Label, PublishedForm
from poverty_desktop.packs.problems import PackProblem
from poverty_desktop.packs.questionnaires.appearances import appearance_remarks
from poverty_desktop.packs.questionnaires.attachments import with_lists
from poverty_desktop.packs.questionnaires.canonical import canonical
from poverty_desktop.packs.questionnaires.compiled import NO_XFORM, collect_remarks, expression_problems
from poverty_desktop.packs.questionnaires.converter_words import UNKNOWN_NAME, converter_problem, unknown_names
from poverty_desktop.packs.questionnaires.culprit import Sheets, Verdict, culprit
from poverty_desktop.packs.questionnaires.form_pictures import with_pictures
from poverty_desktop.packs.questionnaires.formula_cells import formula_problems
from poverty_desktop.packs.questionnaires.left_aside import left_aside
from poverty_desktop.packs.questionnaires.mended import further_problems
from poverty_desktop.packs.questionnaires.or_other import asks_for_other, in_form_languages, or_other_remarks
from poverty_desktop.packs.questionnaires.questions import WHICH_LIST, foreign_datasets, question_problems
from poverty_desktop.packs.questionnaires.search_lists import with_searches
from poverty_desktop.packs.questionnaires.untranslated import untranslated
from poverty_desktop.packs.questionnaires.written import NO_LIST, missing_lists, written_faults
from poverty_desktop.packs.questionnaires.xlsform_sheets import in_standard_names
from poverty_desktop.packs.sheets.workbook import Row, Workbook, read_workbook
from poverty_desktop.packs.validation.references import Vocabulary

FAILED = N_(
    "The standard's converter breaks off at this questionnaire without saying why. Look at the rows that were changed"
    " last, and at lists (csv-external) that stand inside a repeat."
)
_ITS_BUGS = (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError)
"""What pyxform raises where it did not expect a sheet to be written so; PyXFormError is its own word."""
_XML = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)


def compile_form(
    path: Path,
    vocabulary: Vocabulary,
    titles: Mapping[str, Label],
    problems: list[PackProblem],
    remarks: list[PackProblem] | None = None,
    *,
    attachments: Sequence[Path] = (),
) -> PublishedForm | None:
    """Return the compiled questionnaire at ``path``, or None after appending to ``problems``.

    Its title in both languages is the text ``form.<form_id>`` of the pack, else ``form_title`` of the questionnaire.
    One without ``form_id`` is named after its file, as elsewhere; one without a version, as many written elsewhere,
    gets its own hash for one. ``attachments`` are files of lists that lie somewhere else than beside it. ``remarks``
    takes what should be looked at and does not hinder publishing. Raises ``StorageError`` where the file cannot be
    read and ``RuleError`` where it is no workbook.
    """
    book = in_standard_names(read_workbook(path, header_row=1))
    found = _settings_problems(book) + question_problems(book, vocabulary) + _unsupported(book)
    found += formula_problems(path, before=f"{book.file}: ") + unknown_names(book) + missing_lists(book)
    data = path.read_bytes()
    settings = _settings(book)
    noted: list[PackProblem] = []
    form_id = settings["form_id"] or _name_from_file(path)
    version = settings["version"]
    xform = _convert(data, book, found)
    if xform is not None:
        xform = with_searches(xform, path, book, found, attachments=attachments)
        xform = with_lists(xform, path, book, found, noted, attachments=attachments)
        xform = with_pictures(xform, path, book, noted, attachments=attachments)
        if not settings["form_id"]:
            xform = _with_attribute(xform, "id", form_id)
        if not version:
            version = hashlib.sha256(xform.encode()).hexdigest()[:12]
            xform = _with_attribute(xform, "version", version)
        found += expression_problems(xform, book)
    else:
        found += written_faults(book)

        def look(mended: str) -> list[PackProblem]:
            seen: list[PackProblem] = []
            if _no_xml(mended):
                return seen
            listed = with_searches(mended, path, book, seen, attachments=attachments)
            listed = with_lists(listed, path, book, seen, [], attachments=attachments)
            return seen + expression_problems(listed, book)

        found += further_problems(book, found, lambda sheets: _converted(dict(sheets)), look)
    problems += sorted(found, key=lambda problem: _place(problem, book))
    if xform is not None and not found:
        noted += foreign_datasets(book) + appearance_remarks(book) + left_aside(book)
        noted += collect_remarks(xform, book) + or_other_remarks(xform, book) + untranslated(xform, book)
    if remarks is not None:
        remarks += sorted(noted, key=lambda remark: _place(remark, book))
    if xform is None or found:
        return None
    title = settings["form_title"] or form_id
    return PublishedForm(
        form_id=form_id,
        version=version,
        title=titles.get(f"form.{form_id}", Label(zh=title, en=title)),
        xform=xform,
    )


def _place(problem: PackProblem, book: Workbook) -> tuple[int, int]:
    """Return where a problem stands in the order of the workbook."""
    sheet = problem.sheet.removeprefix(f"{book.file}: ")
    return list(book.sheets).index(sheet) if sheet in book.sheets else len(book.sheets), problem.row


def _settings(book: Workbook) -> Row:
    rows = book.sheets["settings"].rows if "settings" in book.sheets else ()
    return rows[0] if rows else Row(number=0, cells={})


def _name_from_file(path: Path) -> str:
    """Return a form_id made from the name of the file, which is what the standard's converter takes."""
    name = re.sub(r"[^\w.-]+", "_", path.stem)
    return name if re.match(r"[^\W\d_]", name) else f"form_{name}"


def _settings_problems(book: Workbook) -> list[PackProblem]:
    row = _settings(book)
    if not row["form_id"] or re.fullmatch(r"\w[\w.-]*", row["form_id"]):
        return []
    message = N_("Use letters, digits, _, - and . only.")
    return [PackProblem(sheet=f"{book.file}: settings", row=row.number, column="form_id", message_id=message)]


def _unsupported(book: Workbook) -> list[PackProblem]:
    """Return the questions that no laptop could ask: choices that only the Android program finds."""
    found: list[PackProblem] = []
    for row in book.sheets["survey"].rows if "survey" in book.sheets else ():
        if re.match(r"select[_ ](one|multiple)[_ ]external\b", row["type"]):
            message = N_("Use select_one with the sheet choices, or select_one_from_file.")
            found.append(PackProblem(sheet=f"{book.file}: survey", row=row.number, column="type", message_id=message))
    return found


def _with_attribute(xform: str, name: str, text: str) -> str:
    """Return ``xform`` with an attribute on the primary instance, the first element of the model with an id."""
    start = xform.index("<instance>")
    if name == "id":
        return xform[:start] + re.sub(r' id="[^"]*"', f' id="{text}"', xform[start:], count=1)
    return xform[:start] + re.sub(r'( id="[^"]*")', rf'\1 {name}="{text}"', xform[start:], count=1)


def _convert(data: bytes, book: Workbook, found: list[PackProblem]) -> str | None:
    from pyxform.errors import PyXFormError

    try:
        text = _converted_file(data)
    except PyXFormError as error:
        told = converter_problem(str(error), book)
        is_told = "external_choices" in str(error) or told.message_id in (UNKNOWN_NAME, NO_LIST, WHICH_LIST)
        if not (is_told and found):
            found.append(told)
        return None
    except _ITS_BUGS:
        if not found:
            found.append(_at_culprit(book, _breaks_off, FAILED, {}))
        return None
    if detail := _no_xml(text):  # a name of a column or language that no element can have
        found.append(_at_culprit(book, _gives_no_xml, NO_XFORM, {"detail": detail}))
        return None
    rows = book.sheets["survey"].rows if "survey" in book.sheets else ()
    return canonical(in_form_languages(text) if any(map(asks_for_other, rows)) else text)


@lru_cache(maxsize=8)
def _converted_file(data: bytes) -> str:
    """Convert a workbook once: while a pack is mended, it is looked at again and again with the same questionnaires."""
    return _converted(io.BytesIO(data))


def _converted(source: io.BytesIO | dict[str, object]) -> str:
    from pyxform.xls2xform import convert

    return str(convert(source, pretty_print=True).xform)


def _no_xml(text: str) -> str:
    """Return why ``text`` is no XML, "" where it is."""
    try:
        etree.fromstring(text.encode(), _XML)
    except etree.XMLSyntaxError as error:
        return str(error)
    return ""


def _breaks_off(sheets: Sheets) -> bool | None:
    from pyxform.errors import PyXFormError

    try:
        _converted(dict(sheets))
    except PyXFormError:
        return None
    except _ITS_BUGS:
        return True
    return False


def _gives_no_xml(sheets: Sheets) -> bool | None:
    from pyxform.errors import PyXFormError

    try:
        return bool(_no_xml(_converted(dict(sheets))))
    except (PyXFormError, *_ITS_BUGS):
        return None


def _at_culprit(book: Workbook, breaks: Verdict, message: str, params: Mapping[str, str]) -> PackProblem:
    sheet, row, column = culprit(book, breaks)
    return PackProblem(sheet=f"{book.file}: {sheet}", row=row, column=column, message_id=message, params=params)
