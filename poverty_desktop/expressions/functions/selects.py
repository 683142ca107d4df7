"""Choices: what is selected in a question with several answers, and the words of a choice."""

from __future__ import annotations

from math import isnan

from poverty_desktop.expressions.context import Scope
from poverty_desktop.expressions.functions.registry import MANY, function
from poverty_desktop.expressions.values import NodeSet, Value, node_value, to_boolean, to_number, to_string


@function("selected", 2)
@function("is-selected", 2)
def selected(_scope: Scope, answer: Value, choice: Value) -> Value:
    """Return whether ``choice`` is among the choices of ``answer``, which are separated by spaces."""
    return f" {to_string(choice).strip()} " in f" {to_string(answer)} "


@function("selected-at", 2)
def selected_at(scope: Scope, answer: Value, place: Value) -> Value:
    """Return the choice at ``place`` (from 0; where that is blank, the first), blank where there is none."""
    index = to_number(place, scope.context)
    choices = to_string(answer).split()
    if not -1 < index < len(choices):
        return choices[0] if choices and isnan(index) else ""
    return choices[int(index)] if choices else ""


@function("count-selected")
def count_selected(_scope: Scope, answer: Value) -> Value:
    """Return the number of choices in ``answer``."""
    return float(len(to_string(answer).split()))


@function("checklist", 2, MANY)
def checklist(scope: Scope, least: Value, most: Value, *factors: Value) -> Value:
    """Return whether the number of true factors lies between two bounds; a negative bound is none."""
    count = float(sum(_flags(scope, factors)))
    return _within(scope, count, least, most)


@function("weighted-checklist", 2, MANY, stride=2)
def weighted_checklist(scope: Scope, least: Value, most: Value, *pairs: Value) -> Value:
    """Return whether the weights of the true factors add up to between two bounds; a negative bound is none."""
    flags = _flags(scope, pairs[::2])
    weights = [to_number(value, scope.context) for value in _each(pairs[1::2])]
    weight = sum((item for flag, item in zip(flags, weights, strict=False) if flag), 0.0)
    return _within(scope, weight, least, most)


def _flags(scope: Scope, factors: tuple[Value, ...]) -> list[bool]:
    context = scope.context
    values = [node_value(value, context) if isinstance(value, NodeSet) else value for value in _each(factors)]
    return [to_boolean(value, context) for value in values]


def _each(values: tuple[Value, ...]) -> list[Value]:
    """Return each node of a lone node-set for itself; beside others one that is empty keeps its place."""
    found: list[Value] = []
    for value in values:
        if isinstance(value, NodeSet) and (value or len(values) == 1):
            found.extend(NodeSet([node]) for node in value)
        else:
            found.append(value)
    return found


def _within(scope: Scope, amount: float, least: Value, most: Value) -> bool:
    low, high = to_number(least, scope.context), to_number(most, scope.context)
    return (low < 0 or amount >= low) and (high < 0 or amount <= high)


@function("jr:choice-name", 2)
def choice_name(scope: Scope, value: Value, path: Value) -> Value:
    """Return the label of the choice ``value`` of the question at ``path``."""
    return scope.context.choice_name(to_string(value), to_string(path))


@function("jr:itext")
def itext(scope: Scope, identity: Value) -> Value:
    """Return the text of an itext id in the language of the screen."""
    return scope.context.itext(to_string(identity))
