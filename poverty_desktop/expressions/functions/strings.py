"""Texts: joining, cutting, searching and translating."""

from __future__ import annotations

import re
from math import isnan

from poverty_desktop.expressions.context import Scope
from poverty_desktop.expressions.functions.registry import MANY, focus_nodes, function
from poverty_desktop.expressions.values import NodeSet, Value, to_number, to_string, xpath_round

_BLANK = re.compile("[ \t\r\n]+")


def texts(values: tuple[Value, ...]) -> list[str]:
    """Return the texts of ``values``, a node-set giving one for each of its nodes.

    Beside others an empty one gives a blank, so that ``join('; ', ${a}, ${b})`` keeps the place of what was not asked
    (JavaRosa's XPathFuncExpr takes only a lone node-set apart).
    """
    found: list[str] = []
    for value in values:
        if isinstance(value, NodeSet):
            found.extend([node.value for node in value] if value or len(values) == 1 else [""])
        else:
            found.append(to_string(value))
    return found


@function("string", 0, 1, defaults_to_focus=True)
def string(scope: Scope, *values: Value) -> Value:
    """Return the text of the argument or of the context node."""
    value = focus_nodes(scope, values)
    return str(value if isinstance(value, str) else to_string(value))


@function("concat", 0, MANY)
def concat(_scope: Scope, *values: Value) -> Value:
    """Return all texts in a row."""
    return "".join(texts(values))


@function("join", 1, MANY)
def join(_scope: Scope, glue: Value, *values: Value) -> Value:
    """Return all texts in a row with ``glue`` between them."""
    return to_string(glue).join(texts(values))


@function("substr", 2, 3)
def substr(scope: Scope, value: Value, start: Value, end: Value | None = None) -> Value:
    """Return the characters from ``start`` (from 0) up to ``end``; negative places count from the end."""
    text = to_string(value)
    first = _place(to_number(start, scope.context), len(text))
    last = len(text) if end is None else _place(to_number(end, scope.context), len(text))
    return text[first:last] if first <= last else ""


def _place(number: float, length: int) -> int:
    if isnan(number):
        return 0
    place = int(max(min(number, length), -length - 1))
    return min(max(place + length if place < 0 else place, 0), length)


@function("substring", 2, 3)
def substring(scope: Scope, value: Value, start: Value, length: Value | None = None) -> Value:
    """Return part of a text by XPath 1.0, 4.2: places from 1, both numbers rounded, NaN and infinity allowed."""
    text = to_string(value)
    first = xpath_round(to_number(start, scope.context))
    end = float("inf") if length is None else first + xpath_round(to_number(length, scope.context))
    if isnan(first) or isnan(end):
        return ""
    begin = int(max(min(first, len(text) + 1), 1)) - 1
    stop = int(max(min(end, len(text) + 1), 1)) - 1
    return text[begin:stop]


@function("substring-before", 2)
def substring_before(_scope: Scope, value: Value, mark: Value) -> Value:
    """Return what stands before ``mark``, or nothing."""
    text, found = to_string(value), to_string(mark)
    return text[: max(text.find(found), 0)]


@function("substring-after", 2)
def substring_after(_scope: Scope, value: Value, mark: Value) -> Value:
    """Return what stands after ``mark``, or nothing."""
    text, found = to_string(value), to_string(mark)
    at = text.find(found)
    return text[at + len(found) :] if at >= 0 else ""


@function("string-length", 0, 1, defaults_to_focus=True)
def string_length(scope: Scope, *values: Value) -> Value:
    """Return the number of characters of the argument or of the context node."""
    return float(len(to_string(focus_nodes(scope, values))))


@function("normalize-space", 0, 1, defaults_to_focus=True)
def normalize_space(scope: Scope, *values: Value) -> Value:
    """Return the text without outer blanks, each inner run of blanks as one space."""
    return _BLANK.sub(" ", to_string(focus_nodes(scope, values))).strip(" ")


@function("contains", 2)
def contains(_scope: Scope, value: Value, part: Value) -> Value:
    """Return whether ``part`` stands in the text."""
    return to_string(part) in to_string(value)


@function("starts-with", 2)
def starts_with(_scope: Scope, value: Value, part: Value) -> Value:
    """Return whether the text begins with ``part``."""
    return to_string(value).startswith(to_string(part))


@function("ends-with", 2)
def ends_with(_scope: Scope, value: Value, part: Value) -> Value:
    """Return whether the text ends with ``part``."""
    return to_string(value).endswith(to_string(part))


@function("translate", 3)
def translate(_scope: Scope, value: Value, before: Value, after: Value) -> Value:
    """Return the text with each character of ``before`` replaced by its partner in ``after``, or left out."""
    old, new = to_string(before), to_string(after)
    table: dict[int, str | None] = {}
    for place, character in enumerate(old):
        table.setdefault(ord(character), new[place] if place < len(new) else None)
    return to_string(value).translate(table)
