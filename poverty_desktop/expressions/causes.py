"""Why a condition came out as it did: the comparisons and calls in it that decided, with what each of them gave."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from poverty_desktop.expressions.context import Context
from poverty_desktop.expressions.errors import ExpressionError
from poverty_desktop.expressions.evaluate import Compiled
from poverty_desktop.expressions.tree import Call, Comparison, Expression, Logical

_TRUTHS = ("true", "false", "not", "boolean", "boolean-from-string", "selected", "regex", "contains", "starts-with")


@dataclass(frozen=True, slots=True, kw_only=True)
class Cause:
    """A part of a condition that is no ``and``, ``or``, ``not`` or ``if`` itself, and whether it holds.

    ``is_one_of_several`` says that it would be enough to change this part or one of its neighbours.
    """

    expression: Expression
    holds: bool
    is_one_of_several: bool = False


def causes(expression: Expression, context: Context) -> tuple[Cause, ...]:
    """Return the parts that make ``expression`` true or false in ``context``, in the order they are written.

    Of a false ``and`` these are its false operands, of a false ``or`` all; of a true one the other way round. A part
    that cannot be computed is left out.
    """
    return tuple(_causes(expression, context))


def _causes(expression: Expression, context: Context) -> Iterator[Cause]:
    match expression:
        case Logical(operands=operands):
            truth = truth_of(expression, context)
            deciding = [operand for operand in operands if truth_of(operand, context) is truth]
            is_open = truth is (expression.operator == "and") and len(deciding) > 1
            for operand in deciding:
                for cause in _causes(operand, context):
                    yield replace(cause, is_one_of_several=cause.is_one_of_several or is_open)
        case Call(name="not" | "boolean", arguments=(argument,)):
            yield from _causes(argument, context)
        case Call(name="if", arguments=(condition, if_true, if_false)):
            yield from _causes(condition, context)
            yield from _causes(if_true if truth_of(condition, context) else if_false, context)
        case Call(name="true" | "false"):
            return
        case Comparison(operator="=" | "!=", left=left, right=right) if _is_truth(left) and _is_truth(right):
            yield from _causes(left, context)
            yield from _causes(right, context)
        case _:
            truth = truth_of(expression, context)
            if truth is not None:
                yield Cause(expression=expression, holds=truth)


def truth_of(expression: Expression, context: Context) -> bool | None:
    """Return whether a condition holds in ``context``, None where it cannot be computed."""
    try:
        return Compiled("", expression).as_boolean(context)
    except ExpressionError:
        return None


def _is_truth(expression: Expression) -> bool:
    """Say whether an operand is a condition of its own: ``(a = 1) = (b = 2)`` compares two."""
    match expression:
        case Logical() | Comparison():
            return True
        case Call(name=name):
            return name in _TRUTHS
    return False
