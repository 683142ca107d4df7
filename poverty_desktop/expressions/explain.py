"""What would turn a condition: the smallest sets of its parts that must come out otherwise, next to why it holds.

``causes`` says which parts decided. Here the same parts are put together into ways out: of what holds by ``and`` one
part is enough, of what holds by ``or`` every part that holds must go, and none beside it may take its place.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import product

from poverty_desktop.expressions.causes import truth_of
from poverty_desktop.expressions.context import Context
from poverty_desktop.expressions.tree import Call, Comparison, Expression, Literal, Logical, Negate, Number
from poverty_desktop.expressions.write import write

MOST_WAYS = 12
"""More ways than anybody reads; a product of many parts is cut here."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """A part of a condition and how it must come out."""

    expression: Expression
    holds: bool


Way = tuple[Wish, ...]
"""What must be so together."""


def ways_to_turn(expression: Expression, context: Context) -> tuple[Way, ...]:
    """Return the ways to make a condition come out otherwise in ``context``, in the order in which it is written.

    Every way is minimal: leave out one of its wishes and the condition stays as it is. A part that cannot be computed
    opens no way.
    """
    return tuple(dict.fromkeys(_ways(expression, context)))[:MOST_WAYS]


def _ways(expression: Expression, context: Context) -> list[Way]:
    match expression:
        case Logical(operator=operator, operands=operands):
            truth = truth_of(expression, context)
            deciding = [operand for operand in operands if truth_of(operand, context) is truth]
            if truth is (operator == "and"):
                return [way for operand in deciding for way in _ways(operand, context)]
            subjects = {subject for operand in deciding if (subject := subject_of(operand))}
            stay = tuple(
                Wish(expression=operand, holds=not truth)
                for operand in operands
                if operand not in deciding and subject_of(operand) in subjects
            )
            return [_joined((*each, stay)) for each in _product([_ways(operand, context) for operand in deciding])]
        case Call(name="not" | "boolean", arguments=(argument,)):
            return _ways(argument, context)
        case Call(name="true" | "false"):
            return []
        case _:
            truth = truth_of(expression, context)
            return [] if truth is None else [(Wish(expression=expression, holds=not truth),)]


def subject_of(expression: Expression) -> str:
    """Return, as text, what a comparison with a constant is about; "" for anything else."""
    match expression:
        case Comparison(left=left, right=right):
            if is_constant(right) and not is_constant(left):
                return write(left)
            if is_constant(left) and not is_constant(right):
                return write(right)
    return ""


def is_constant(expression: Expression) -> bool:
    """Say whether an operand is a number, a text or a day as written."""
    match expression:
        case Number() | Literal() | Negate(operand=Number()) | Call(name="date", arguments=(Literal(),)):
            return True
    return False


def _product(alternatives: list[list[Way]]) -> Iterable[tuple[Way, ...]]:
    return (each for _place, each in zip(range(MOST_WAYS), product(*alternatives), strict=False))


def _joined(ways: Iterable[Way]) -> Way:
    return tuple(dict.fromkeys(wish for way in ways for wish in way))
