"""The expressions of a compiled questionnaire, read once at the office so that no laptop meets a bad one."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from poverty_desktop.expressions.errors import ExpressionError
from poverty_desktop.expressions.functions import FUNCTIONS
from poverty_desktop.expressions.parse import parse
from poverty_desktop.expressions.tree import Call, walk
from poverty_desktop.i18n import N_, render
from poverty_desktop.packs.problems import PackProblem
from poverty_desktop.packs.workbook import Workbook

_XFORMS = "{http://www.w3.org/2002/xforms}"
_COLUMNS = {
    "relevant": "relevant",
    "constraint": "constraint",
    "required": "required",
    "readonly": "readonly",
    "calculate": "calculation",
    "value": "calculation",
    "nodeset": "choice_filter",
}
"""Attributes of the XForm that hold an expression, and the column of the XLSForm that each came from."""


def expression_problems(xform: str, book: Workbook) -> list[PackProblem]:
    """Return every expression of ``xform`` that this program cannot read, placed in the survey sheet of ``book``."""
    try:
        root = etree.fromstring(xform.encode(), parser=etree.XMLParser(resolve_entities=False, no_network=True))
    except etree.XMLSyntaxError as error:
        message = N_("The questionnaire does not give a valid XForm: {detail}")
        return [PackProblem(sheet=f"{book.file}: survey", message_id=message, params={"detail": str(error)})]
    rows = {row["name"]: row.number for row in reversed(book.sheets["survey"].rows)}
    found: list[PackProblem] = []
    for name, column, expression in _expressions(root):
        if problem := _problem(expression):
            message_id, detail = problem
            placed = PackProblem(
                sheet=f"{book.file}: survey",
                row=rows.get(name, 0),
                column=column,
                message_id=message_id,
                params={"detail": detail},
            )
            if placed not in found:
                found.append(placed)
    return found


def _expressions(root: etree._Element) -> Iterator[tuple[str, str, str]]:
    for bind in root.iter(f"{_XFORMS}bind"):
        name = bind.get("nodeset", "").rsplit("/", 1)[-1]
        for attribute in ("relevant", "constraint", "required", "readonly", "calculate"):
            if expression := bind.get(attribute):
                yield name, _COLUMNS[attribute], expression
    for setvalue in root.iter(f"{_XFORMS}setvalue"):
        if expression := setvalue.get("value"):
            yield setvalue.get("ref", "").rsplit("/", 1)[-1], "calculation", expression
    for itemset in root.iter(f"{_XFORMS}itemset"):
        control = itemset.getparent()
        name = control.get("ref", "").rsplit("/", 1)[-1] if control is not None else ""
        yield name, "choice_filter", itemset.get("nodeset", "")


def _problem(expression: str) -> tuple[str, str] | None:
    try:
        tree = parse(expression)
    except ExpressionError as error:
        return N_("The expression cannot be read: {detail}"), render(error)
    unknown = [node.name for node in walk(tree) if isinstance(node, Call) and node.name not in FUNCTIONS]
    return (N_("There is no function {detail}."), ", ".join(unknown)) if unknown else None
