"""What the rows of a pack must agree on among themselves; every breach is reported, with its place."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from decimal import Decimal, InvalidOperation

from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.expressions.errors import ExpressionError
from poverty_desktop.expressions.extensions import bound, constant
from poverty_desktop.expressions.sql_plan import Plan
from poverty_desktop.expressions.to_sql import compile_number, compile_truth
from poverty_desktop.i18n import N_
from poverty_desktop.packs.accounting import COUNTED_MEMBER, EXPRESSIONS
from poverty_desktop.packs.member_rule import alone, read_rule
from poverty_desktop.packs.model import MergeClass, Property, PropertyType
from poverty_desktop.packs.outcomes import outcome_problems
from poverty_desktop.packs.problems import Detail, PackProblem
from poverty_desktop.packs.register_schema import register_schema
from poverty_desktop.packs.settings import settings_problems
from poverty_desktop.packs.sheets import layout
from poverty_desktop.packs.sheets.duty_rows import duty_problems
from poverty_desktop.packs.sheets.source import PackSource
from poverty_desktop.packs.sheets.visit_rule_rows import visit_rule_problems
from poverty_desktop.packs.validation.assessment_item_validation import assessment_item_problems
from poverty_desktop.packs.validation.check_bodies import parsed
from poverty_desktop.packs.validation.check_validation import check_problems
from poverty_desktop.packs.validation.fact_rule_validation import fact_rule_problems
from poverty_desktop.packs.validation.indicator_validation import indicator_problems
from poverty_desktop.packs.validation.measure_validation import measure_problems
from poverty_desktop.packs.validation.paper_validation import paper_problems
from poverty_desktop.packs.validation.procedure_validation import procedure_problems
from poverty_desktop.packs.validation.references import Vocabulary
from poverty_desktop.packs.validation.village_condition_validation import condition_problems

_NAME = re.compile("[a-z][a-z0-9_]*")
_BAD_NAME = N_("Use small letters, digits and _ only, and begin with a letter.")
_TWICE = N_("“{text}” stands already in row {other}.")
_CHOICE_TYPES = (PropertyType.CHOICE, PropertyType.CHOICES)


def source_problems(source: PackSource, known: Vocabulary) -> list[PackProblem]:
    """Return every contradiction inside ``source``, sheet by sheet, in the order of the rows."""
    return [
        *settings_problems(source),
        *_properties(source, known),
        *_codes(source),
        *_divisions(source),
        *_income_items(source, known),
        *_lines(source),
        *_accounting(source, known),
        *check_problems(source, known),
        *outcome_problems(source),
        *fact_rule_problems(source, known),
        *measure_problems(source, known),
        *indicator_problems(source, known),
        *assessment_item_problems(source, known),
        *procedure_problems(source.procedures, source.procedure_steps, source.holidays, known),
        *_village_sums(source, known),
        *condition_problems(source.village_conditions, source.procedures, known),
        *visit_rule_problems(source.visit_rules, known.codes),
        *duty_problems(source.duties),
        *paper_problems(source.papers, source.paper_blocks, source.texts, known),
    ]


def _problem(sheet: str, row: int, column: str, message_id: str, **params: str | int | Detail) -> PackProblem:
    return PackProblem(sheet=sheet, row=row, column=column, message_id=message_id, params=params)


def _repeated(sheet: str, column: str, keys: Iterable[tuple[int, tuple[str, ...]]]) -> list[PackProblem]:
    """Return a problem for each key (its last part is what the column shows) that an earlier row has."""
    first: dict[tuple[str, ...], int] = {}
    found = []
    for row, key in keys:
        if key in first:
            found.append(_problem(sheet, row, column, _TWICE, text=key[-1], other=first[key]))
        else:
            first[key] = row
    return found


def _properties(source: PackSource, known: Vocabulary) -> list[PackProblem]:
    rows = source.properties
    found = _repeated("properties", "number", ((item.row, (str(item.value.number),)) for item in rows))
    found += _repeated("properties", "name", ((item.row, (item.value.kind.table, item.value.name)) for item in rows))
    for item in rows:
        found += _property(item.row, item.value, known)
    return found


def _property(row: int, item: Property, known: Vocabulary) -> list[PackProblem]:
    found = []

    def note(column: str, message_id: str, **params: str | int) -> None:
        found.append(_problem("properties", row, column, message_id, **params))

    if item.number < 1:
        note("number", N_("A number is 1 or more."))
    if not _NAME.fullmatch(item.name) or item.name == "id" or item.name.endswith("_why"):
        note(
            "name", N_("“{text}” cannot be a name: small letters, digits and _, not id and not …_why."), text=item.name
        )
    if item.type in _CHOICE_TYPES and item.code_list not in known.codes:
        note("code_list", N_("There is no code list “{text}”."), text=item.code_list or "")
    if item.type not in _CHOICE_TYPES and item.code_list:
        note("code_list", N_("Only choice and choices have a code list."))
    if (item.type is PropertyType.REFERENCE) != (item.target is not None):
        note("target", N_("A reference names the kind of record that it points to, and nothing else does."))
    if (item.type is PropertyType.CHOICES) != (item.merge_class is MergeClass.SET):
        note("merge_class", N_("Class G is for choices, and choices are class G."))
    if item.section not in known.codes.get(layout.SECTION_LIST, ()):
        note(
            "section",
            N_("“{text}” is not in the code list {list}."),
            text=item.section,
            list=layout.SECTION_LIST,
        )
    if item.pattern and not _compiles(item.pattern):
        note("pattern", N_("The pattern is not a regular expression."))
    found += _limits(row, item)
    return found


def _compiles(pattern: str) -> bool:
    try:
        re.compile(pattern)
    except re.error:
        return False
    return True


def _limits(row: int, item: Property) -> list[PackProblem]:
    found = []
    bounds = []
    for column, text in (("minimum", item.minimum), ("maximum", item.maximum)):
        if text is None:
            continue
        bound = _comparable(item.type, text)
        if bound is None:
            found.append(
                _problem(
                    "properties",
                    row,
                    column,
                    N_("“{text}” cannot be read as a value of type {type}."),
                    text=text,
                    type=item.type.value,
                )
            )
        else:
            bounds.append(bound)
    if len(bounds) == 2 and bounds[0] > bounds[1]:
        found.append(_problem("properties", row, "maximum", N_("The maximum is below the minimum.")))
    return found


def _comparable(item_type: PropertyType, text: str) -> Decimal | None:
    """Return a limit as a number that can be compared, or None where it does not fit the type."""
    try:
        match item_type:
            case PropertyType.INTEGER | PropertyType.YEAR:
                return Decimal(int(text))
            case PropertyType.DECIMAL | PropertyType.MONEY:
                number = Decimal(text)
                return number if number.is_finite() else None
            case PropertyType.DATE:
                return Decimal(date.fromisoformat(text).toordinal())
            case PropertyType.MONTH:
                return Decimal(date.fromisoformat(f"{text}-01").toordinal())
            case _:
                return None
    except (ValueError, InvalidOperation):
        return None


def _codes(source: PackSource) -> list[PackProblem]:
    found = _repeated("codes", "code", ((item.row, (item.value.list, item.value.code.code)) for item in source.codes))
    words: dict[tuple[str, str], tuple[int, str]] = {}
    for item in source.codes:
        name, code = item.value.list, item.value.code
        if name == layout.INCOME_LIST:
            found.append(_problem("codes", item.row, "list", N_("This list comes from the sheet income_items.")))
        elif name == layout.ITEM_LIST:
            found.append(_problem("codes", item.row, "list", N_("This list comes from the sheet measures.")))
        elif name in (layout.PROCEDURE_LIST, layout.STEP_LIST):
            found.append(_problem("codes", item.row, "list", N_("This list comes from the sheets of procedures.")))
        elif not _NAME.fullmatch(name):
            found.append(_problem("codes", item.row, "list", _BAD_NAME))
        if re.search(r"\s", code.code):
            found.append(_problem("codes", item.row, "code", N_("A code holds no blank.")))
        if code.valid_from and code.valid_to and code.valid_from > code.valid_to:
            found.append(_problem("codes", item.row, "valid_to", N_("The last year is before the first.")))
        for column, word in (
            ("label_zh", code.label.zh),
            ("label_en", code.label.en),
            *(("aliases", alias) for alias in code.aliases),
        ):
            other_row, other_code = words.setdefault((name, word), (item.row, code.code))
            if other_code != code.code:
                message = N_("“{text}” already means another code of this list, in row {other}.")
                found.append(_problem("codes", item.row, column, message, text=word, other=other_row))
    return found


def _divisions(source: PackSource) -> list[PackProblem]:
    found = _repeated("divisions", "code", ((item.row, (item.value.code,)) for item in source.divisions))
    by_code = {item.value.code: item.value for item in source.divisions}
    for item in source.divisions:
        division = item.value
        digits = layout.LEVEL_DIGITS[division.level]
        if division.code[digits:].strip("0") or not division.code[:digits].strip("0"):
            message = N_("A division of level {level} has {digits} digits, followed by zeros.")
            found.append(_problem("divisions", item.row, "code", message, level=division.level, digits=digits))
        if division.valid_from and division.valid_to and division.valid_from > division.valid_to:
            found.append(_problem("divisions", item.row, "valid_to", N_("The last year is before the first.")))
        above = layout.LEVELS[: layout.LEVELS.index(division.level)]
        if not above:
            if division.parent:
                found.append(_problem("divisions", item.row, "parent", N_("A province has no parent.")))
            continue
        parent = by_code.get(division.parent or "")
        if parent is None:
            found.append(_problem("divisions", item.row, "parent", N_("The parent is not in this sheet.")))
        elif parent.level not in above:
            found.append(_problem("divisions", item.row, "parent", N_("The parent is not of a higher level.")))
        elif not division.code.startswith(parent.code[: layout.LEVEL_DIGITS[parent.level]]):
            found.append(_problem("divisions", item.row, "parent", N_("The code does not begin as its parent's does.")))
    return found


def _income_items(source: PackSource, known: Vocabulary) -> list[PackProblem]:
    found = _repeated("income_items", "code", ((item.row, (item.value.code,)) for item in source.income_items))
    for item in source.income_items:
        name = item.value.property_name
        target = known.properties.get((RecordKind.HOUSEHOLD_YEAR, name)) if name else None
        if name and (target is None or target.type is not PropertyType.MONEY):
            message = N_("“{text}” is no amount of household_year.")
            found.append(_problem("income_items", item.row, "property", message, text=name))
        if re.search(r"\s", item.value.code):
            found.append(_problem("income_items", item.row, "code", N_("A code holds no blank.")))
        first, last = item.value.valid_from, item.value.valid_to
        if first and last and first > last:
            found.append(_problem("income_items", item.row, "valid_to", N_("The last year is before the first.")))
    return found


def _lines(source: PackSource) -> list[PackProblem]:
    keys = (
        (item.row, (str(item.value.year), item.value.meaning, item.value.province, str(item.value.amount_fen)))
        for item in source.lines
    )
    return [
        _problem("lines", problem.row, "year", N_("This line stands already in row {other}."), **problem.params)
        for problem in _repeated("lines", "year", keys)
    ]


def _village_sums(source: PackSource, known: Vocabulary) -> list[PackProblem]:
    """Return the sums over a village that cannot be computed, or are of no number of its yearly record."""
    found = []
    schema = register_schema((row.value for row in source.properties), known.codes)
    for name, item in source.village_sums.items():
        target = known.properties.get((RecordKind.VILLAGE_YEAR, name))
        if target is None or target.type not in (PropertyType.INTEGER, PropertyType.DECIMAL, PropertyType.MONEY):
            message = N_("“{text}” is no number of village_year.")
            found.append(_problem("village_sums", item.row, "property", message, text=name))
        try:
            compile_number(Plan(root=schema), "village", bound(parsed(item.value), {}))
        except ExpressionError as error:
            params = {name: str(value) for name, value in error.params.items()}
            found.append(_problem("village_sums", item.row, "sum", error.message_id, **params))
        except KeyError as error:
            message = N_("There is no parameter {name}.")
            found.append(_problem("village_sums", item.row, "sum", message, name=str(error.args[0])))
    return found


def _accounting(source: PackSource, known: Vocabulary) -> list[PackProblem]:
    """Return the expressions over a member or a household that cannot be computed."""
    found = []
    schema = register_schema((row.value for row in source.properties), known.codes)
    standing = {"day": constant("2025-09-30"), "year": constant(2025.0)}
    for item in source.accounting:
        rule = item.value
        try:
            if rule.name == COUNTED_MEMBER:
                read_rule(rule.value, alone(schema), day=date(2025, 9, 30), year=2025)
            elif rule.name in EXPRESSIONS:
                compile_truth(Plan(root=schema), "household", bound(parsed(rule.value), standing))
        except ExpressionError as error:
            params = {name: str(value) for name, value in error.params.items()}
            found.append(_problem("accounting", item.row, "value", error.message_id, **params))
        except KeyError as error:
            message = N_("There is no parameter {name}.")
            found.append(_problem("accounting", item.row, "value", message, name=str(error.args[0])))
    return found
