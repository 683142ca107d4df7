"""Predicates as filters over the nodes of a step."""

from __future__ import annotations

from collections.abc import Callable

from poverty_desktop.expressions.context import Scope
from poverty_desktop.expressions.functions import FUNCTIONS, Operation
from poverty_desktop.expressions.nodes import Node
from poverty_desktop.expressions.tree import Call, Comparison, Expression, Logical, Number, Path, Step, Union, walk
from poverty_desktop.expressions.values import NodeSet, Value, to_boolean

Compile = Callable[[Expression], Operation]
Filter = Callable[[list[Node], Scope], list[Node]]

_TRUTHS = frozenset(
    {"not", "true", "false", "boolean", "boolean-from-string", "selected", "contains", "starts-with", "ends-with"}
)


def compile_filter(predicate: Expression, compile_expression: Compile, *, is_fixed: bool = False) -> Filter:
    """Return what keeps the nodes for which ``predicate`` holds; the nodes come in the order of their axis.

    A number is compared with the position (XPath 1.0, 2.4), nodes hold where there are any, whatever they answer;
    anything else is taken as true or false. ``is_fixed``: the nodes are known to lie in a secondary instance.
    """
    if isinstance(predicate, Number):
        return _at_place(predicate.value)
    test = compile_expression(predicate)

    def keep(nodes: list[Node], scope: Scope) -> list[Node]:
        context = scope.context
        inner = Scope(context, scope.node, 0, len(nodes), stays=scope.stays and not is_fixed)
        inner.held = {}
        found: list[Node] = []
        for position, node in enumerate(nodes, 1):
            inner.node = node
            inner.position = position
            value = test(inner)
            if isinstance(value, float):
                value = value == position
            elif isinstance(value, NodeSet):
                value = bool(value)
            if value is True or (value is not False and to_boolean(value, context)):
                found.append(node)
        return found

    return keep


def _at_place(place: float) -> Filter:
    def keep(nodes: list[Node], _scope: Scope) -> list[Node]:
        return [nodes[int(place) - 1]] if place.is_integer() and 1 <= place <= len(nodes) else []

    return keep


def is_same_for_all(expression: Expression) -> bool:
    """Return whether ``expression`` has one value for all nodes of a predicate, as ``current()/../country`` has."""
    for part in walk(expression):
        if isinstance(part, Path) and part.origin is None and not part.is_absolute:
            return False
        if isinstance(part, Call):
            known = FUNCTIONS.get(part.name)
            if known is None or known.varies or known.reads_focus:
                return False
            if known.defaults_to_focus and not part.arguments:
                return False
    return True


def held(expression: Expression, compute: Operation) -> Operation:
    """Return ``compute`` done once for all nodes of a predicate, where ``expression`` is the same for all.

    An absolute path is not the same for all while it stays in the repeat instance of each node (see ``Dialect``).
    """
    is_rooted = any(isinstance(part, Path) and part.is_absolute for part in walk(expression))

    def value(scope: Scope) -> Value:
        kept = scope.held
        if kept is None or (is_rooted and scope.stays):
            return compute(scope)
        if compute not in kept:
            kept[compute] = compute(scope)
        result: Value = kept[compute]
        return result

    return value


def counts_places(step: Step) -> bool:
    """Return whether a predicate of ``step`` may depend on positions, so that they must be counted per parent."""
    return any(not _is_truth(predicate) or _names_place(predicate) for predicate in step.predicates)


def _names_place(predicate: Expression) -> bool:
    return any(isinstance(part, Call) and part.name in ("position", "last") for part in walk(predicate))


def _is_truth(predicate: Expression) -> bool:
    if isinstance(predicate, Call):
        return predicate.name in _TRUTHS
    return isinstance(predicate, (Comparison, Logical, Path, Union))
