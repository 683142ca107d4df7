"""Truth and choice: ``not``, ``boolean``, ``if``, ``coalesce``, ``once``."""

from __future__ import annotations

from math import isnan

from poverty_desktop.expressions.context import Scope
from poverty_desktop.expressions.functions.registry import Operation, function
from poverty_desktop.expressions.values import Value, to_boolean, to_string, typed_value


@function("true", 0)
def true(_scope: Scope) -> Value:
    """Return true."""
    return True


@function("false", 0)
def false(_scope: Scope) -> Value:
    """Return false."""
    return False


@function("not")
def negation(scope: Scope, value: Value) -> Value:
    """Return whether ``value`` does not count as true."""
    return not to_boolean(value, scope.context)


@function("boolean")
def boolean(scope: Scope, value: Value) -> Value:
    """Return whether ``value`` counts as true."""
    return to_boolean(value, scope.context)


@function("boolean-from-string")
def boolean_from_string(scope: Scope, value: Value) -> Value:
    """Return whether the text of ``value`` is ``true`` or ``1``."""
    text = to_string(value)
    return (text.lower() if scope.context.dialect.true_in_any_case else text) in ("true", "1")


@function("if", 3, is_lazy=True)
def choice(scope: Scope, test: Operation, then: Operation, otherwise: Operation) -> Value:
    """Return one of two values and compute only that one."""
    return then(scope) if to_boolean(test(scope), scope.context) else otherwise(scope)


@function("coalesce", 2, is_lazy=True)
def coalesce(scope: Scope, first: Operation, second: Operation) -> Value:
    """Return the first value unless it is blank or not a number, else the second."""
    value = first(scope)
    is_blank = isnan(value) if isinstance(value, float) else to_string(value) == ""
    return second(scope) if is_blank else value


@function("once", 1, is_lazy=True, reads_focus=True)
def once(scope: Scope, compute: Operation) -> Value:
    """Return the context node's own answer where it has one, else compute it; NaN is left blank."""
    own = typed_value(scope.node, scope.context) if scope.context.dialect.nodes_read_as_values else scope.node.value
    if own != "":
        return own
    value = compute(scope)
    return "" if isinstance(value, float) and isnan(value) else value
