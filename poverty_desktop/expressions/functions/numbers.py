"""Numbers: conversion, rounding, arithmetic of many and the functions of a pocket calculator."""

from __future__ import annotations

import decimal
import math
from collections.abc import Callable, Sequence
from decimal import ROUND_HALF_DOWN, ROUND_HALF_UP, Decimal
from math import isnan

from poverty_desktop.expressions.context import Scope
from poverty_desktop.expressions.functions.registry import MANY, focus_nodes, function, nodes_of
from poverty_desktop.expressions.moments import Moment
from poverty_desktop.expressions.values import NAN, DayNumber, NodeSet, Value, node_number, to_moment, to_number

_MAX_PLACES = 30
_LEAST = 5e-324  # Java's Double.MIN_VALUE
_EXACT = decimal.Context(prec=400)  # more digits than any double has before and after the point


@function("number", 0, 1, defaults_to_focus=True)
def number(scope: Scope, *values: Value) -> Value:
    """Return the argument or the context node as a number; a date becomes its day and is written as a whole one."""
    value = focus_nodes(scope, values)
    result = to_number(value, scope.context)
    text = value[0].value if isinstance(value, NodeSet) and value else value
    if isinstance(text, Moment) or (isinstance(text, str) and not isnan(result) and to_moment(text, scope.context)):
        return DayNumber(result)
    return result


@function("int")
def whole(scope: Scope, value: Value) -> Value:
    """Return the number cut to a whole one, towards zero."""
    result = to_number(value, scope.context)
    return float(math.trunc(result)) if math.isfinite(result) else result


@function("round", 1, 2)
def rounded(scope: Scope, value: Value, places: Value = 0.0) -> Value:
    """Return the number rounded to decimal ``places`` (negative ones: tens, hundreds …) by its decimal writing."""
    result, digits = to_number(value, scope.context), to_number(places, scope.context)
    if not math.isfinite(result):
        return result
    if isnan(digits) or abs(digits) > _MAX_PLACES:
        return NAN
    halves_up = result < 0 and scope.context.dialect.negative_halves_round_up
    steps = Decimal(repr(float(result))).scaleb(int(digits), _EXACT)
    whole_steps = steps.quantize(Decimal(1), ROUND_HALF_DOWN if halves_up else ROUND_HALF_UP, _EXACT)
    return float(whole_steps.scaleb(-int(digits), _EXACT))


@function("floor")
def floor(scope: Scope, value: Value) -> Value:
    """Return the largest whole number that is not larger."""
    result = to_number(value, scope.context)
    return float(math.floor(result)) if math.isfinite(result) else result


@function("ceiling")
def ceiling(scope: Scope, value: Value) -> Value:
    """Return the smallest whole number that is not smaller."""
    result = to_number(value, scope.context)
    return float(math.ceil(result)) if math.isfinite(result) else result


@function("abs")
def absolute(scope: Scope, value: Value) -> Value:
    """Return the number without its sign."""
    return abs(to_number(value, scope.context))


@function("pi", 0)
def pi(_scope: Scope) -> Value:
    """Return the circle's ratio."""
    return math.pi


@function("random", 0, varies=True)
def random(scope: Scope) -> Value:
    """Return a number from 0 to below 1 from the context's source."""
    return scope.context.random()


@function("sum")
def total(scope: Scope, value: Value) -> Value:
    """Return the sum over nodes."""
    return sum(_counted(scope, [nodes_of("sum", value)]), 0.0)


@function("min", 1, MANY)
def least(scope: Scope, *values: Value) -> Value:
    """Return the smallest of the nodes or arguments, NaN where there is none."""
    found = _counted(scope, values)
    return NAN if not found or any(isnan(item) for item in found) else min(found)


@function("max", 1, MANY)
def greatest(scope: Scope, *values: Value) -> Value:
    """Return the largest of the nodes or arguments, NaN where there is none."""
    found = _counted(scope, values)
    if not found or any(isnan(item) for item in found):
        return NAN
    return max(_LEAST, *found) if scope.context.dialect.max_is_above_zero else max(found)


def _counted(scope: Scope, values: Sequence[Value]) -> list[float]:
    """Return what the arguments count as, each node of a node-set for itself."""
    context = scope.context
    found: list[float] = []
    for value in values:
        if isinstance(value, NodeSet):
            found.extend(node_number(node, context) for node in value)
        else:
            found.append(to_number(value, context))
    return [item for item in found if not isnan(item)] if context.dialect.blanks_are_skipped else found


def _enter(name: str, compute: Callable[..., float], count: int = 1) -> None:
    """Enter a real function; outside its domain it is NaN, beyond the largest number infinite."""

    def run(scope: Scope, *values: Value) -> Value:
        arguments = [to_number(value, scope.context) for value in values]
        if any(isnan(item) for item in arguments) and name != "pow":
            return NAN
        try:
            return float(compute(*arguments))
        except OverflowError:
            return float("inf")
        except ValueError:
            return NAN

    function(name, count)(run)


def _logarithm(base: Callable[[float], float]) -> Callable[[float], float]:
    return lambda value: base(value) if value else float("-inf")


def power(base: float, exponent: float) -> float:
    """Return ``base`` to the ``exponent``; zero to a negative one is infinite, an overflow keeps its sign."""
    if isnan(exponent):
        return NAN
    if base == 0 and exponent < 0:
        return float("inf")
    try:
        return math.pow(base, exponent)
    except OverflowError:
        return float("-inf") if base < 0 and exponent % 2 == 1 else float("inf")


_enter("pow", power, 2)
_enter("atan2", math.atan2, 2)
_enter("exp", math.exp)
_enter("exp10", lambda value: 10.0**value)
_enter("log", _logarithm(math.log))
_enter("log10", _logarithm(math.log10))
for _name in ("sqrt", "sin", "cos", "tan", "asin", "acos", "atan"):
    _enter(_name, getattr(math, _name))
