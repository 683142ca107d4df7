"""What is wrong with indicators and targets, found before a laptop meets them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from poverty_desktop.expressions.errors import ExpressionError
from poverty_desktop.expressions.extensions import bound, constant
from poverty_desktop.expressions.schema import Element
from poverty_desktop.expressions.sql_plan import Plan
from poverty_desktop.expressions.to_sql import compile_number, compile_truth
from poverty_desktop.expressions.tree import Expression
from poverty_desktop.i18n import N_
from poverty_desktop.packs.indicators import Counting, Indicator
from poverty_desktop.packs.placed import Placed
from poverty_desktop.packs.problems import PackProblem
from poverty_desktop.packs.register_schema import register_schema
from poverty_desktop.packs.sheets import layout
from poverty_desktop.packs.sheets.source import PackSource
from poverty_desktop.packs.validation.check_bodies import STANDING, names_of, parameter, parsed
from poverty_desktop.packs.validation.check_validation import judged
from poverty_desktop.packs.validation.references import Vocabulary

SHEET, TARGETS = "indicators", "targets"
MOST_INDICATORS = 60

_COLUMNS = {"fires_if": "counted_if", "example_fires": "example_counted", "example_silent": "example_not"}
"""Columns of this sheet that hold what the sheet of checks has under another name."""
_MESSAGES = {
    N_("The check does not fire on this example."): N_("Nobody in this example is counted."),
    N_("The check fires on this example."): N_("Somebody in this example is counted."),
}


def indicator_problems(source: PackSource, known: Vocabulary) -> list[PackProblem]:
    """Return every fault of both sheets, in the order of their rows."""
    schema = register_schema((item.value for item in source.properties), known.codes)
    settings = {key: item.value for key, item in source.settings.items()}
    found: list[PackProblem] = []
    first: dict[str, int] = {}
    for item in source.indicators:
        if item.value.id in first:
            message = N_("“{text}” stands already in row {other}.")
            found.append(_note(item, "id", message, text=item.value.id, other=first[item.value.id]))
        first.setdefault(item.value.id, item.row)
        if item.value.is_entered:
            continue
        faults = judged(SHEET, [Placed(row=item.row, value=item.value.check)], schema, settings)
        # A parameter may be used by the other two expressions alone; that is looked at below.
        found += [_renamed(fault) for fault in faults if fault.column != "params"]
        found += _numbers(item, schema, settings)
        found += _evidence(item, known)
    if len(source.indicators) > MOST_INDICATORS:
        message = N_("A pack has at most {limit} indicators.")
        found.append(_note(source.indicators[MOST_INDICATORS], "id", message, limit=MOST_INDICATORS))
    return [*found, *_targets(source)]


def _renamed(fault: PackProblem) -> PackProblem:
    column = _COLUMNS.get(fault.column, fault.column)
    return replace(fault, column=column, message_id=_MESSAGES.get(fault.message_id, fault.message_id))


def _note(item: Placed[Indicator], column: str, message_id: str, **params: str | int) -> PackProblem:
    return PackProblem(sheet=SHEET, row=item.row, column=column, message_id=message_id, params=params)


def _numbers(item: Placed[Indicator], schema: Element, settings: Mapping[str, str]) -> Iterator[PackProblem]:
    """Yield what is wrong with the amount, with what it is held against, and with the parameters of all three."""
    indicator, params = item.value, item.value.check.params
    variables: dict[str, Expression] = {
        "day": constant("2025-11-30"),
        "year": constant(2025.0),
        "line": constant(8600.0),
        "months_over": constant(10.0),
    }
    for name, text in params.items():
        value = parameter(text, settings)
        if name in STANDING:
            yield _note(item, "params", N_("{name} has its own meaning; call the parameter something else."), name=name)
        elif value is None:
            message = N_("“{text}” is neither a number, nor a text in quotation marks, nor a setting of this pack.")
            yield _note(item, "params", message, text=text)
        else:
            variables[name] = value
    used: set[str] = set()
    texts = (("counted_if", indicator.check.fires_if), ("amount", indicator.amount), ("out_of", indicator.out_of))
    for column, text in texts:
        if not text:
            continue
        try:
            tree = parsed(text)
            used |= names_of(tree)
            if column == "counted_if":
                continue
            if unknown := names_of(tree) - set(variables):
                yield _note(item, column, N_("There is no parameter {name}."), name=min(unknown))
                continue
            is_condition = column == "out_of" and indicator.counting is Counting.SHARE
            compiling = compile_truth if is_condition else compile_number
            compiling(Plan(root=schema), indicator.scope.value, bound(tree, variables))
        except ExpressionError as error:
            if column != "counted_if":  # said with the check
                said = {name: str(value) for name, value in error.params.items()}
                yield _note(item, column, error.message_id, **said)
    for name in sorted(set(params) - used):
        yield _note(item, "params", N_("The parameter {name} is used nowhere."), name=name)


def _evidence(item: Placed[Indicator], known: Vocabulary) -> Iterator[PackProblem]:
    lists = {"procedure": layout.PROCEDURE_LIST, "measure": layout.ITEM_LIST}
    kinds = {"procedure": layout.PROCEDURE_LIST, "measure": "measure_kind"}
    for kind, name in item.value.evidence:
        if name not in known.codes.get(lists[kind], ()) and name not in known.codes.get(kinds[kind], ()):
            message = N_("“{text}” is not in the code list {list}.")
            yield _note(item, "evidence", message, text=name, list=lists[kind])


def _targets(source: PackSource) -> Iterator[PackProblem]:
    indicators = {item.value.id: item.value for item in source.indicators}
    places = {item.value.code for item in source.divisions}
    first: dict[tuple[str, ...], int] = {}
    for item in source.targets:
        target = item.value

        def note(column: str, message_id: str, *, row: int = item.row, **params: str | int) -> PackProblem:
            return PackProblem(sheet=TARGETS, row=row, column=column, message_id=message_id, params=params)

        indicator = indicators.get(target.indicator)
        if indicator is None:
            yield note("indicator", N_("There is no indicator “{text}”."), text=target.indicator)
        elif indicator.is_entered:
            message = N_("“{text}” is entered by hand; a target needs an indicator that is counted.")
            yield note("indicator", message, text=target.indicator)
        elif tuple(type(target.level)).index(target.level) > tuple(type(target.level)).index(indicator.level):
            message = N_("“{text}” is not counted down to this level.")
            yield note("level", message, text=target.indicator)
        if target.than and (target.than not in indicators or not indicators[target.than].is_entered):
            yield note("than", N_("“{text}” is no indicator that is entered by hand."), text=target.than)
        if target.place and target.place not in places:
            yield note("place", N_("There is no division {text}."), text=target.place)
        key = (target.set_name, target.indicator, target.level, target.place, str(target.year))
        if key in first:
            yield note(
                "indicator", N_("“{text}” stands already in row {other}."), text=target.indicator, other=first[key]
            )
        first.setdefault(key, item.row)
