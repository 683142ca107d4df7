"""From syntax tree to Python closures, one for each node of the tree."""

from __future__ import annotations

import math
from collections.abc import Callable
from math import isnan

from poverty_desktop.expressions.axes import in_document_order
from poverty_desktop.expressions.compare import comparison
from poverty_desktop.expressions.context import Context, Scope
from poverty_desktop.expressions.faults import fault_of
from poverty_desktop.expressions.functions import FUNCTIONS, Operation
from poverty_desktop.expressions.nodes import Node
from poverty_desktop.expressions.paths import compile_path, nodes_from
from poverty_desktop.expressions.predicates import Compile, compile_filter, held, is_same_for_all
from poverty_desktop.expressions.tree import (
    Arithmetic,
    Call,
    Comparison,
    Expression,
    Filtered,
    Literal,
    Logical,
    Negate,
    Number,
    Path,
    Union,
    Variable,
    spine,
)
from poverty_desktop.expressions.values import NAN, NodeSet, Value, to_boolean, to_number

Binary = Callable[[Value, Value, Context], Value]


def closure(expression: Expression) -> Operation:
    """Return ``expression`` as a function from the focus to its value."""
    return _operation(expression, closure)


def _compile_inside(expression: Expression) -> Operation:
    """Compile a part of a predicate: what is the same for all its nodes is computed once."""
    if isinstance(expression, (Path, Call, Filtered)) and is_same_for_all(expression):
        return held(expression, closure(expression))
    return _operation(expression, _compile_inside)


def _operation(expression: Expression, go: Compile) -> Operation:  # noqa: PLR0911 - one for each kind of node
    match expression:
        case Number(value=value):
            return lambda _scope: value
        case Literal(value=text):
            return lambda _scope: text
        case Path():
            return compile_path(expression, _compile_inside)
        case Call():
            return _call(expression, go)
        case Comparison() | Arithmetic():
            return _chain(expression, go)
        case Logical(operator=operator, operands=operands):
            return _logical([go(operand) for operand in operands], stop=operator == "or")
        case Negate(operand=operand):
            return _negated(go(operand))
        case Union(operands=operands):
            return _union([go(operand) for operand in operands])
        case Filtered(operand=operand, predicates=predicates):
            return _filtered(go(operand), predicates)
        case Variable():
            return _failing(expression)


def _failing(expression: Call | Variable) -> Operation:
    def fail(_scope: Scope) -> Value:
        fault = fault_of(expression)
        assert fault is not None
        raise fault

    return fail


def _call(call: Call, go: Compile) -> Operation:
    if fault_of(call) is not None:
        return _failing(call)
    function = FUNCTIONS[call.name]
    run = function.run
    arguments = [go(argument) for argument in call.arguments]
    if function.is_lazy:
        return lambda scope: run(scope, *arguments)
    match arguments:
        case []:
            return run
        case [first]:
            return lambda scope: run(scope, first(scope))
        case [first, second]:
            return lambda scope: run(scope, first(scope), second(scope))
        case _:
            return lambda scope: run(scope, *[argument(scope) for argument in arguments])


def _logical(operands: list[Operation], *, stop: bool) -> Operation:
    def decide(scope: Scope) -> Value:
        context = scope.context
        for operand in operands:
            value = operand(scope)
            if (value if value is True or value is False else to_boolean(value, context)) is stop:
                return stop
        return not stop

    return decide


def _chain(expression: Arithmetic | Comparison, go: Compile) -> Operation:
    leftmost, links = spine(expression)
    first = go(leftmost)
    rest = [(_BINARY[link.operator], go(link.right)) for link in links]
    if len(rest) == 1:
        compute, second = rest[0]
        return lambda scope: compute(first(scope), second(scope), scope.context)

    def calculate(scope: Scope) -> Value:
        value = first(scope)
        for compute, operand in rest:
            value = compute(value, operand(scope), scope.context)
        return value

    return calculate


def _divided(left: float, right: float) -> float:
    if right:
        return left / right
    if isnan(left) or not left or isnan(right):
        return NAN
    return math.copysign(math.inf, left) * math.copysign(1.0, right)


def _quotient(left: Value, right: Value, context: Context) -> Value:
    divisor = to_number(right, context)
    if not divisor and context.dialect.nothing_by_zero:
        return NAN
    return _divided(to_number(left, context), divisor)


def _remainder(left: float, right: float) -> float:
    return math.fmod(left, right) if right and math.isfinite(left) else NAN


def _arithmetic(compute: Callable[[float, float], float]) -> Binary:
    return lambda left, right, context: compute(to_number(left, context), to_number(right, context))


_BINARY: dict[str, Binary] = {
    "+": _arithmetic(lambda left, right: float(left + right)),
    "-": _arithmetic(lambda left, right: float(left - right)),
    "*": _arithmetic(lambda left, right: float(left * right)),
    "div": _quotient,
    "mod": _arithmetic(_remainder),
    **{symbol: comparison(symbol) for symbol in ("=", "!=", "<", "<=", ">", ">=")},
}


def _negated(operand: Operation) -> Operation:
    return lambda scope: -to_number(operand(scope), scope.context)


def _union(operands: list[Operation]) -> Operation:
    return lambda scope: NodeSet(
        in_document_order([node for operand in operands for node in nodes_from(operand(scope))])
    )


def _filtered(operand: Operation, predicates: tuple[Expression, ...]) -> Operation:
    filters = [compile_filter(predicate, _compile_inside) for predicate in predicates]

    def keep(scope: Scope) -> Value:
        nodes: list[Node] = nodes_from(operand(scope))
        for filtered in filters:
            nodes = filtered(nodes, scope)
        return NodeSet(nodes)

    return keep
