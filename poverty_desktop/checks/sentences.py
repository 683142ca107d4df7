"""What a finding says: the check's sentence with its parameters and the facts that it names put in."""

from __future__ import annotations

import re
from collections.abc import Mapping

from poverty_desktop.expressions.extensions import constant
from poverty_desktop.expressions.tree import Call, Expression, Literal, Negate, Number
from poverty_desktop.expressions.values import number_text
from poverty_desktop.i18n import _
from poverty_desktop.packs.checks import Check
from poverty_desktop.packs.model import PropertyType, Sensitivity
from poverty_desktop.packs.pack import Pack
from poverty_desktop.packs.register_schema import ELEMENTS
from poverty_desktop.packs.validation.check_bodies import Occasion, parameter

_PLACE = re.compile(r"\{([^{}]*)\}")


def leaves_in(pack: Pack, check: Check) -> tuple[str, ...]:
    """Return the data items of the finding's own record that the sentence names."""
    kinds = ELEMENTS[check.scope.value]
    names = dict.fromkeys(_PLACE.findall(check.message.zh) + _PLACE.findall(check.message.en))
    return tuple(name for name in names if any((kind, name) in pack.by_name for kind in kinds))


def sentence(pack: Pack, check: Check, occasion: Occasion, cells: Mapping[str, object], language: str) -> str:
    """Return the sentence of a finding; ``cells`` are the facts of its record that it names."""
    params = check.params_in(occasion.year)

    def put_in(match: re.Match[str]) -> str:
        name = match.group(1)
        if name in params:
            return _spoken(parameter(params[name], occasion.settings))
        if name == "line":
            return "" if occasion.line_fen is None else number_text(occasion.line_fen / 100)
        if name == "year":
            return str(occasion.year)
        if name == "day":
            return occasion.day(check.reference_date).isoformat()
        return _fact(pack, check, name, cells.get(name), language)

    return _PLACE.sub(put_in, check.message(language))


def facts_of(pack: Pack, check: Check, cells: Mapping[str, object], language: str) -> tuple[str, ...]:
    """Return what the fields of a check say, each with its name; what is shown masked is left out."""
    found = []
    for name in check.fields:
        for kind in ELEMENTS[check.scope.value]:
            item = pack.by_name.get((kind, name))
            if item is not None and item.sensitivity is not Sensitivity.SECRET:
                found.append(f"{item.label(language)}: {_fact(pack, check, name, cells.get(name), language)}")
                break
    return tuple(found)


def _fact(pack: Pack, check: Check, name: str, cell: object, language: str) -> str:
    item = next((found for kind in ELEMENTS[check.scope.value] if (found := pack.by_name.get((kind, name)))), None)
    if item is None or cell is None:
        return "—"
    if item.type is PropertyType.BOOLEAN:
        return _("yes") if cell else _("no")
    codes = pack.code_lists.get(item.code_list or "")
    if codes is None:
        return _spoken(constant(cell)) if isinstance(cell, (int, float)) else str(cell)
    labels = [code.label(language) for code in codes.codes if code.code in str(cell).split()]
    return "、".join(labels) if language == "zh_CN" else ", ".join(labels)


def _spoken(expression: Expression | None) -> str:
    match expression:
        case Number(value=value):
            return number_text(value)
        case Negate(operand=Number(value=value)):
            return "-" + number_text(value)
        case Literal(value=text) | Call(arguments=(Literal(value=text),)):
            return text
        case _:
            return ""
