"""What is wrong with the catalogue of measures, found before a laptop meets it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from poverty_desktop.expressions.errors import ExpressionError
from poverty_desktop.expressions.extensions import bound, constant
from poverty_desktop.expressions.schema import Element
from poverty_desktop.expressions.sql_plan import Plan
from poverty_desktop.expressions.to_sql import compile_number
from poverty_desktop.i18n import N_
from poverty_desktop.packs.measures import MeasureItem
from poverty_desktop.packs.placed import Placed
from poverty_desktop.packs.problems import PackProblem
from poverty_desktop.packs.register_schema import register_schema
from poverty_desktop.packs.sheets import layout
from poverty_desktop.packs.sheets.measure_rows import SUBJECTS
from poverty_desktop.packs.sheets.source import PackSource
from poverty_desktop.packs.validation.check_bodies import STANDING, names_of, parameter, parsed
from poverty_desktop.packs.validation.check_validation import judged
from poverty_desktop.packs.validation.references import Vocabulary

SHEET = "measures"
MOST_ITEMS = 60
"""What one scan answers at once."""
QUANTITY = "quantity"
"""The name by which a rule of amounts knows how many heads, mu or months are given."""

_COLUMNS = {"fires_if": "entitled_if", "example_fires": "example_entitled", "example_silent": "example_not"}
"""Columns of this sheet that hold what the sheet of checks has under another name."""

_MESSAGES = {
    N_("The check does not fire on this example."): N_("Nobody in this example is entitled."),
    N_("The check fires on this example."): N_("Somebody in this example is entitled."),
}


def measure_problems(source: PackSource, known: Vocabulary) -> list[PackProblem]:
    """Return every fault of the sheet, in the order of its rows."""
    schema = register_schema((item.value for item in source.properties), known.codes)
    settings = {key: item.value for key, item in source.settings.items()}
    found = [
        _renamed(fault)
        for fault in judged(
            SHEET, (Placed(row=item.row, value=item.value.check) for item in source.measures), schema, settings
        )
    ]
    for subject in SUBJECTS:
        of_subject = [item for item in source.measures if item.value.check.scope is subject]
        if len(of_subject) > MOST_ITEMS:
            message = N_("A catalogue has at most {limit} measures for households and as many for persons.")
            found.append(_note(of_subject[MOST_ITEMS], "id", message, limit=MOST_ITEMS))
    names: dict[str, int] = {}
    for item in source.measures:
        found += _codes(item, known)
        found += _names(item, names)
        found += _received(item, schema, settings)
        found += _amount(item, schema, settings)
    return found


def _renamed(fault: PackProblem) -> PackProblem:
    column = _COLUMNS.get(fault.column, fault.column)
    return replace(fault, column=column, message_id=_MESSAGES.get(fault.message_id, fault.message_id))


def _note(item: Placed[MeasureItem], column: str, message_id: str, **params: str | int) -> PackProblem:
    return PackProblem(sheet=SHEET, row=item.row, column=column, message_id=message_id, params=params)


def _codes(item: Placed[MeasureItem], known: Vocabulary) -> Iterator[PackProblem]:
    value = item.value
    lists: tuple[tuple[str, str, Iterable[str]], ...] = (
        ("kind", "measure_kind", (value.kind,)),
        ("aspects", layout.ASPECT_LIST, value.aspects),
        ("batches", layout.BATCH_LIST, value.batches),
        ("department", layout.DEPARTMENT_LIST, (value.department,)),
        ("needs", "need_kind", value.needs),
        *(("answers", name, (code,)) for name, code in value.answers),
    )
    for column, name, codes in lists:
        for code in codes:
            if code not in known.codes.get(name, ()):
                message = N_("“{text}” is not in the code list {list}.")
                yield _note(item, column, message, text=code, list=name)


def _names(item: Placed[MeasureItem], first: dict[str, int]) -> Iterator[PackProblem]:
    """Yield a problem for each wording that already means another item: a list could not be told."""
    for column, name in (("title_zh", item.value.title.zh), *(("names", name) for name in item.value.names)):
        other = first.setdefault(name, item.row)
        if other != item.row:
            yield _note(item, column, N_("“{text}” stands already in row {other}."), text=name, other=other)


def _received(item: Placed[MeasureItem], schema: Element, settings: dict[str, str]) -> Iterator[PackProblem]:
    check = item.value.received
    if check is not None:
        for fault in judged(SHEET, [Placed(row=item.row, value=check)], schema, settings):
            if fault.column == "fires_if":
                yield replace(fault, column="receives_if")


def _amount(item: Placed[MeasureItem], schema: Element, settings: dict[str, str]) -> Iterator[PackProblem]:
    rule = item.value.amount
    if not rule.expression:
        return
    params = rule.params or {}
    variables = {"day": constant("2025-11-30"), "year": constant(2025.0), "line": constant(8600.0)}
    variables[QUANTITY] = constant(1.0)
    for name, text in params.items():
        value = parameter(text, settings)
        if name in (*STANDING, QUANTITY):
            message = N_("{name} has its own meaning; call the parameter something else.")
            yield _note(item, "amount_params", message, name=name)
        elif value is None:
            message = N_("“{text}” is neither a number, nor a text in quotation marks, nor a setting of this pack.")
            yield _note(item, "amount_params", message, text=text)
        else:
            variables[name] = value
    try:
        tree = parsed(rule.expression)
        used = names_of(tree)
        for name in set(params) - used:
            yield _note(item, "amount_params", N_("The parameter {name} is used nowhere."), name=name)
        if unknown := used - set(variables) - set(params):
            yield _note(item, "amount_rule", N_("There is no parameter {name}."), name=min(unknown))
            return
        if used <= set(variables):
            compile_number(Plan(root=schema), item.value.check.scope.value, bound(tree, variables))
        if QUANTITY in used and rule.unit is None:
            yield _note(item, "unit_zh", N_("Say what the quantity counts, such as head or mu."))
    except ExpressionError as error:
        texts = {name: str(value) for name, value in error.params.items()}
        yield _note(item, "amount_rule", error.message_id, **texts)
