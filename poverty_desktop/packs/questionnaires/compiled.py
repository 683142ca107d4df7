"""A compiled questionnaire, read once at the office as a laptop will read it, so that no laptop meets a bad one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from lxml import etree

from poverty_desktop.errors import RuleError
from poverty_desktop.expressions.errors import ExpressionError
from poverty_desktop.expressions.evaluate import compile_expression
from poverty_desktop.expressions.tree import Call, Literal, Union, walk
from poverty_desktop.i18n import N_
from poverty_desktop.packs.problems import Detail, PackProblem
from poverty_desktop.packs.questionnaires.xlsform_sheets import standard_name
from poverty_desktop.packs.sheets.workbook import Row, Workbook

_ROSA = "{http://openrosa.org/javarosa}"
_COLUMNS = {
    "relevant": ("relevant", "relevance", "bind::relevant"),
    "constraint": ("constraint", "bind::constraint"),
    "required": ("required", "bind::required"),
    "readonly": ("readonly", "read_only", "bind::readonly"),
    "calculate": ("calculation", "calculate", "bind::calculate"),
    "setvalue": ("calculation", "default"),
    "count": ("repeat_count", "count", "jr:count"),
    "itemset": ("choice_filter", "type"),
    "output": ("label", "hint"),
}
"""Where in the XForm an expression stands, and the columns of the XLSForm that it can have come from."""

NO_XFORM = N_("The questionnaire does not give a valid XForm: {detail}")
NO_SUCH_LIST = N_(
    "There is no list “{detail}” in this questionnaire. Ask for it with select_one_from_file or csv-external, or mend"
    " the name in instance()."
)
_LETTERS = "YymnbdeHhMS3aW%"
"""What may follow % in format-date(): ODK XForms specification, format-date-time(), and JavaRosa's week."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    """An expression of the XForm: the template path of its question, where it stands, and its text."""

    path: str
    place: str
    text: str


def expression_problems(xform: str, book: Workbook) -> list[PackProblem]:
    """Return every expression of ``xform`` that this program cannot compute, placed in the survey sheet of ``book``.

    Where all can be computed, the form is loaded whole as a laptop loads it; what is refused then (formulas that wait
    for each other in a circle, a question without a field …) is the only problem returned.
    """
    sheet = f"{book.file}: survey"
    root = etree.fromstring(xform.encode(), etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True))
    rows = survey_rows(book)
    columns = book.sheets["survey"].columns if "survey" in book.sheets else ()
    found: list[PackProblem] = []
    lists = {element.get("id", "") for element in root.iter("{*}instance")}
    for expression in _expressions(root):
        told: list[tuple[str, str | Detail]] = [*faults(expression.text), *_unknown_lists(expression.text, lists)]
        for message_id, detail in told:
            row, place = _row_of(expression, rows)
            placed = PackProblem(
                sheet=sheet,
                row=row.number if row else 0,
                column=_column(place, row, columns),
                message_id=message_id,
                params={"detail": detail},
            )
            if placed not in found:
                found.append(placed)
    return found or _loading_problems(xform, sheet, rows, columns)


def collect_remarks(xform: str, book: Workbook) -> list[PackProblem]:
    """Return what of the sound ``xform`` ODK Collect (JavaRosa) cannot compute though this program can."""
    rows = survey_rows(book)
    columns = book.sheets["survey"].columns if "survey" in book.sheets else ()
    message = N_(
        "ODK Collect on a phone cannot compute {what}; this program can. Leave it out if phones ask this form."
    )
    found: list[PackProblem] = []
    root = etree.fromstring(xform.encode(), etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True))
    for expression in _expressions(root):
        row, place = _row_of(expression, rows)
        for what in dict.fromkeys(_beyond_collect(expression.text)):
            remark = PackProblem(
                sheet=f"{book.file}: survey",
                row=row.number if row else 0,
                column=_column(place, row, columns),
                message_id=message,
                params={"what": what},
            )
            if remark not in found:
                found.append(remark)
    return found


def _beyond_collect(expression: str) -> Iterator[str]:
    for part in walk(compile_expression(expression).tree):
        if isinstance(part, Union):
            yield "|"
        elif isinstance(part, Call) and part.name in ("floor", "ceiling"):
            yield f"{part.name}()"
        elif isinstance(part, Call) and part.name in ("format-date", "format-date-time"):
            for argument in part.arguments[1:2]:
                written = argument.value if isinstance(argument, Literal) else ""
                yield from (f"%{letter}" for letter in re.findall(r"%(.)", written) if letter not in _LETTERS)


def survey_rows(book: Workbook) -> dict[str, Row]:
    """Return the rows of the survey sheet by the path of their question below the root (``member/age``)."""
    found: dict[str, Row] = {}
    around: list[str] = []
    for row in book.sheets["survey"].rows if "survey" in book.sheets else ():
        kind = row["type"].strip().lower()
        if kind.startswith("end"):
            around = around[:-1]
            continue
        path = "/".join([*around, row["name"]])
        found.setdefault(path, row)
        if kind.startswith("begin"):
            around.append(row["name"])
    return found


def _below_root(path: str) -> str:
    return "/".join(path.split("/")[2:])


def _row_of(expression: _Found, rows: Mapping[str, Row]) -> tuple[Row | None, str]:
    """Return the row of the expression and where it stands; of ``repeat_count`` pyxform makes a field of its own."""
    path = _below_root(expression.path)
    if path not in rows and path.endswith("_count"):
        return rows.get(path.removesuffix("_count")), "count"
    return rows.get(path), expression.place


def _column(place: str, row: Row | None, columns: tuple[str, ...]) -> str:
    """Return the column with the expression: the one that is filled in the row, else the first that the sheet has."""
    names = _COLUMNS[place]
    own = [
        column
        for name in names
        for column in columns
        if name in (column, column.split("::")[0], standard_name("survey", column))
    ]
    filled = [column for column in own if row is not None and row[column]]
    return next(iter([*filled, *own]), names[0])


def _expressions(root: etree._Element) -> Iterator[_Found]:
    for element in root.iter():
        name = etree.QName(element).localname if isinstance(element.tag, str) else ""
        path = element.get("nodeset") or element.get("ref") or ""
        if name == "bind":
            for attribute in ("relevant", "constraint", "required", "readonly", "calculate"):
                if text := element.get(attribute):
                    yield _Found(path=path, place=attribute, text=text)
        elif name == "setvalue" and element.get("value"):
            yield _Found(path=path, place="setvalue", text=element.get("value", ""))
        elif name == "repeat" and element.get(f"{_ROSA}count"):
            yield _Found(path=path, place="count", text=element.get(f"{_ROSA}count", ""))
        elif name == "itemset":
            around = element.getparent()
            yield _Found(
                path=around.get("ref", "") if around is not None else "",
                place="itemset",
                text=element.get("nodeset", ""),
            )
        elif name == "output":
            yield _Found(path=_path_of_text(element), place="output", text=element.get("value", ""))


def _path_of_text(element: etree._Element) -> str:
    """Return the path of the question whose text ``element`` is woven into (itext ids are ``/data/age:label``)."""
    for above in element.iterancestors():
        if above.get("id", "").startswith("/"):
            return str(above.get("id")).partition(":")[0]
        if above.get("ref", "").startswith("/"):
            return str(above.get("ref"))
    return ""


def faults(expression: str) -> Iterator[tuple[str, Detail]]:
    """Yield a sentence and its detail for everything in ``expression`` that this program cannot compute."""
    message = N_("The expression cannot be read: {detail}")
    try:
        found = compile_expression(expression).faults
    except ExpressionError as error:
        found = (error,)
    for fault in found:
        yield message, Detail.of(fault)


def _unknown_lists(expression: str, lists: set[str]) -> Iterator[tuple[str, str]]:
    """Yield a sentence and the name for every ``instance('name')`` that the questionnaire does not have."""
    try:
        tree = compile_expression(expression).tree
    except ExpressionError:
        return
    for part in walk(tree):
        if isinstance(part, Call) and part.name == "instance" and part.arguments:
            name = part.arguments[0]
            if isinstance(name, Literal) and str(name.value) not in lists:
                yield NO_SUCH_LIST, str(name.value)


def _loading_problems(xform: str, sheet: str, rows: dict[str, Row], columns: tuple[str, ...]) -> list[PackProblem]:
    from poverty_desktop.interviews.load import load_form

    try:
        load_form(xform)
    except RuleError as error:
        named = str(error.params.get("path") or error.params.get("names", "")).split(" → ")[0]
        by_name = {path.rpartition("/")[2]: row for path, row in reversed(rows.items())}
        row = rows.get(_below_root(named)) or by_name.get(named)
        message = N_("A laptop could not open this questionnaire: {detail}")
        return [
            PackProblem(
                sheet=sheet,
                row=row.number if row else 0,
                column=_column("calculate", row, columns) if row and row["calculation"] else "",
                message_id=message,
                params={"detail": Detail.of(error)},
            )
        ]
    return []
