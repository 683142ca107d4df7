"""The comparisons ``= != < <= > >=`` between all kinds of value (XPath 1.0, 3.4, with ODK's dates)."""

from __future__ import annotations

import operator
from collections.abc import Callable
from math import isnan

from poverty_desktop.expressions.context import Context
from poverty_desktop.expressions.moments import Moment
from poverty_desktop.expressions.values import (
    NodeSet,
    Value,
    node_number,
    node_value,
    to_boolean,
    to_number,
    to_string,
)

_ORDERS: dict[str, Callable[[float, float], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
Compare = Callable[[Value, Value, Context], bool]


def comparison(symbol: str) -> Compare:
    """Return the function that compares two values by ``symbol``."""
    if symbol == "=":
        return equal
    if symbol == "!=":
        return unequal
    return _ordered(_ORDERS[symbol], or_same=symbol in ("<=", ">="))


def equal(left: Value, right: Value, context: Context) -> bool:
    """Return whether two values are equal, for node-sets whether any two of their nodes are."""
    if type(left) is str and type(right) is str:
        return left == right
    left, right = _single(left, context), _single(right, context)
    if isinstance(left, NodeSet) or isinstance(right, NodeSet):
        if isinstance(left, NodeSet) and isinstance(right, NodeSet):
            return not {node.value for node in left}.isdisjoint(node.value for node in right)
        return _any_node(left, right, context, _plain_equal)
    return _plain_equal(left, right, context)


def unequal(left: Value, right: Value, context: Context) -> bool:
    """Return whether two values differ, for node-sets whether any two of their nodes do."""
    left, right = _single(left, context), _single(right, context)
    if isinstance(left, NodeSet) or isinstance(right, NodeSet):
        if isinstance(left, NodeSet) and isinstance(right, NodeSet):
            both = {node.value for node in left} | {node.value for node in right}
            return bool(left and right) and len(both) > 1
        return _any_node(left, right, context, lambda one, other, within: not _plain_equal(one, other, within))
    return not _plain_equal(left, right, context)


def _single(value: Value, context: Context) -> Value:
    if isinstance(value, NodeSet) and len(value) <= 1 and context.dialect.nodes_read_as_values:
        return node_value(value, context)
    return value


def _any_node(left: Value, right: Value, context: Context, test: Compare) -> bool:
    nodes, other = (left, right) if isinstance(left, NodeSet) else (right, left)
    if not isinstance(nodes, NodeSet):
        return False
    if isinstance(other, bool):
        return test(to_boolean(nodes, context), other, context)
    return any(test(node.value, other, context) for node in nodes)


def _plain_equal(left: Value, right: Value, context: Context) -> bool:
    if isinstance(left, bool) or isinstance(right, bool):
        return to_boolean(left, context) == to_boolean(right, context)
    if isinstance(left, float) or isinstance(right, float):
        return _same_number(to_number(left, context), to_number(right, context), context)
    if isinstance(left, Moment) or isinstance(right, Moment):
        one, other = to_number(left, context), to_number(right, context)
        if not isnan(one) and not isnan(other):
            return _same_number(one, other, context)
    return to_string(left) == to_string(right)


def _same_number(left: float, right: float, context: Context) -> bool:
    return left == right or abs(left - right) < context.dialect.tolerance


def _ordered(test: Callable[[float, float], bool], *, or_same: bool) -> Compare:
    def tolerant(one: float, other: float, context: Context) -> bool:
        return or_same if _same_number(one, other, context) else test(one, other)

    def compare(left: Value, right: Value, context: Context) -> bool:
        ones, others = _numbers(left, context), _numbers(right, context)
        if context.dialect.order_is_tolerant:
            return any(tolerant(one, other, context) for one in ones for other in others)
        return any(test(one, other) for one in ones for other in others)

    return compare


def _numbers(value: Value, context: Context) -> list[float]:
    """Return what ``value`` counts as when ordered: one number, or one for each node."""
    if isinstance(value, NodeSet):
        return [node_number(node, context) for node in value]
    return [to_number(value, context)]
