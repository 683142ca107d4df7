"""The four types of an expression's value and how each becomes another, with ODK's rules for dates and blanks."""

from __future__ import annotations

import math
import re
from datetime import datetime
from decimal import Decimal
from math import isnan

from poverty_desktop.expressions.context import Context
from poverty_desktop.expressions.moments import Moment, instant_days, looks_like_date, read, wall_days
from poverty_desktop.expressions.nodes import Node

NAN = float("nan")
TOLERANCE = 1e-12
"""A number this close to 0 is written 0."""

_NUMBER = re.compile(r"-?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+\-]?[0-9]+)?")
_PLAIN_NUMBER = re.compile(r"-?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)")
_BLANKS = " \t\r\n"
_TYPED_NUMBERS = frozenset({"int", "integer", "decimal", "double", "float", "long"})


class DayNumber(float):
    """What ``number()`` makes of a date: a number of days whose text is the whole day."""

    __slots__ = ()


class NodeSet(list[Node]):
    """Nodes in document order, each once."""

    __slots__ = ()


Value = bool | float | str | NodeSet
"""True or false, a number, a text (a date is a text that knows its day, see ``Moment``), or nodes."""


def to_string(value: Value) -> str:
    """Return the text of ``value``: XPath 1.0 ``string()``, numbers without an exponent, a node-set its first node."""
    if isinstance(value, str):
        return value
    if value is True:
        return "true"
    if value is False:
        return "false"
    if isinstance(value, NodeSet):
        return value[0].value if value else ""
    return number_text(value)


def number_text(number: float) -> str:
    """Return ``number`` as XPath writes it: ``NaN``, ``Infinity``, whole numbers without a point, no exponent."""
    if isinstance(number, DayNumber):
        return str(math.floor(number))
    if isnan(number):
        return "NaN"
    if math.isinf(number):
        return "Infinity" if number > 0 else "-Infinity"
    if abs(number) < TOLERANCE:
        return "0"
    if number.is_integer():
        return str(int(number))
    text = repr(number)
    return format(Decimal(text), "f") if "e" in text else text


def to_number(value: Value, context: Context) -> float:
    """Return ``value`` as a number: NaN for blanks and other texts, days since 1970-01-01 for a date."""
    if isinstance(value, float):
        return value
    if isinstance(value, bool):
        return 1.0 if value else 0.0
    if isinstance(value, Moment):
        return value.days
    if isinstance(value, NodeSet):
        return node_number(value[0], context) if value else NAN
    return text_number(value, context)


def text_number(text: str, context: Context) -> float:
    """Return the number or the day that ``text`` writes, else NaN."""
    if text.isdecimal() and text.isascii():
        return float(text)
    stripped = text.strip(_BLANKS)
    if context.dialect.comma_is_point:
        plain = stripped.replace(",", ".")
        return float(plain) if _PLAIN_NUMBER.fullmatch(plain) else NAN
    if _NUMBER.fullmatch(stripped):
        return float(stripped)
    if context.dialect.texts_may_be_dates and looks_like_date(stripped):
        moment = read(stripped, context.zone)
        if moment is not None:
            return days_of(moment, context)
    return NAN


def to_boolean(value: Value, context: Context) -> bool:
    """Return whether ``value`` counts as true: not 0, not NaN, not the empty text, not an empty node-set."""
    if isinstance(value, bool):
        return value
    if isinstance(value, float):
        return not isnan(value) and abs(value) > context.dialect.tolerance
    if isinstance(value, Moment):
        return value.instant is not None
    if isinstance(value, NodeSet):
        if context.dialect.nodes_read_as_values and len(value) <= 1:
            return to_boolean(node_value(value, context), context)
        return bool(value)
    return value != ""


def node_value(nodes: NodeSet, context: Context) -> bool | float | str:
    """Return the typed value of the first of ``nodes``, ``''`` where there is none or its answer is blank."""
    return typed_value(nodes[0], context) if nodes else ""


def node_number(node: Node, context: Context) -> float:
    """Return what one of several nodes counts as: its typed value where the dialect reads nodes so, else its text."""
    if context.dialect.nodes_read_as_values:
        return to_number(typed_value(node, context), context)
    return text_number(node.value, context)


def typed_value(node: Node, context: Context) -> bool | float | str:
    """Return the answer of ``node`` as the type of its field reads it, ``''`` where it is blank."""
    text = node.value if node.children or not node.relevant else node.text
    if not text or not node.type:
        return text
    if node.type in _TYPED_NUMBERS:
        return text_number(text, context)
    if node.type == "boolean":
        return text in ("1", "true")
    if node.type in ("date", "dateTime"):
        return to_moment(text, context) or text
    return text


def to_moment(text: str, context: Context) -> Moment | None:
    """Return the date or date-time that ``text`` writes, keeping the text as it is; None where it is none."""
    instant = read(text, context.zone)
    if instant is None:
        return None
    return moment_of(instant, text, context)


def moment_of(instant: datetime, text: str, context: Context) -> Moment:
    """Return ``instant`` as a value that is written ``text``, or as its day alone where the dialect has it so."""
    spoken = f"{instant.year}-{instant:%m-%d}" if context.dialect.moments_are_days else text
    return Moment.of(spoken, instant, days_of(instant, context))


def days_of(instant: datetime, context: Context) -> float:
    """Return ``instant`` as a number of days since 1970-01-01, as the dialect counts them."""
    days = wall_days(instant) if context.dialect.days_are_local else instant_days(instant)
    return float(math.floor(days)) if context.dialect.moments_are_days else days


def xpath_round(number: float) -> float:
    """Return ``number`` rounded to a whole one, halves up (XPath 1.0, 4.4); NaN and infinity stay."""
    return float(math.floor(number + 0.5)) if math.isfinite(number) else number
