"""Functions that only checks over the register may use: one scalar each, for evaluation and for SQL alike."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from poverty_desktop.expressions.context import Context, Scope
from poverty_desktop.expressions.functions.registry import FUNCTIONS, function
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
    Step,
    Union,
    Variable,
)
from poverty_desktop.expressions.values import NAN, NodeSet, Value, to_moment, to_number, to_string

Scalar = str | float | bool | None
"""What a scalar takes and gives: None for a blank text or date and for a number that is none."""

_HIDDEN = "§"
"""No form can write this before a name, so that forms find no such function."""


class Kind(StrEnum):
    """The type of a value in SQL."""

    TRUTH = "truth"
    NUMBER = "number"
    TEXT = "text"
    DATE = "date"


@dataclass(frozen=True, kw_only=True, slots=True)
class Extension:
    """A function of checks. ``sql``, where given, is its SQL with ``{0}``, ``{1}`` … for the arguments.

    ``is_whole``: the number that it gives is whole, or none.
    """

    name: str
    takes: tuple[Kind, ...]
    gives: Kind
    run: Callable[..., Scalar]
    sql: str = ""
    is_whole: bool = False

    @property
    def sql_name(self) -> str:
        """Return the name under which SQLite knows it."""
        return "x_" + self.name.replace("-", "_")


EXTENSIONS: dict[str, Extension] = {}


def enter(extension: Extension) -> None:
    """Make ``extension`` known to checks."""
    EXTENSIONS[extension.name] = extension
    takes, run = extension.takes, extension.run

    def compute(scope: Scope, *values: Value) -> Value:
        return _value(run(*map(_scalar, values, takes, (scope.context,) * len(takes))), extension.gives, scope.context)

    function(_HIDDEN + extension.name, len(takes))(compute)


def _scalar(value: Value, kind: Kind, context: Context) -> Scalar:
    if kind is Kind.NUMBER:
        number = to_number(value, context)
        return None if number != number else number  # noqa: PLR0124 - NaN is not itself
    return to_string(value) or None


def _value(result: Scalar, kind: Kind, context: Context) -> Value:
    match kind:
        case Kind.TRUTH:
            return bool(result)
        case Kind.NUMBER:
            return NAN if result is None else float(result)
        case Kind.DATE:
            return (to_moment(str(result), context) or "") if result else ""
        case _:
            return str(result or "")


def _is_unanswered(_scope: Scope, value: Value) -> Value:
    """Return whether there is no answer and no word on why there is none."""
    nodes = value if isinstance(value, NodeSet) else NodeSet()
    return not any(node.value or any(item.name == "why" and item.text for item in node.attributes) for node in nodes)


UNANSWERED = "is-unanswered"
function(_HIDDEN + UNANSWERED)(_is_unanswered)


def bound(expression: Expression, variables: Mapping[str, Expression]) -> Expression:
    """Return ``expression`` with its variables replaced and its extension functions found.

    Raises ``KeyError`` with the name of a variable that there is not.
    """

    def go(part: Expression) -> Expression:  # noqa: PLR0911 - one for each kind of node
        match part:
            case Variable(name=name):
                return variables[name]
            case Call(name=name, arguments=arguments):
                known = name in EXTENSIONS or name == UNANSWERED
                return replace(part, name=_HIDDEN + name if known else name, arguments=tuple(map(go, arguments)))
            case Negate(operand=operand):
                return replace(part, operand=go(operand))
            case Arithmetic(left=left, right=right) | Comparison(left=left, right=right):
                return replace(part, left=go(left), right=go(right))
            case Logical(operands=operands) | Union(operands=operands):
                return replace(part, operands=tuple(map(go, operands)))
            case Path(origin=origin, steps=steps):
                return replace(part, origin=None if origin is None else go(origin), steps=tuple(map(step, steps)))
            case Filtered(operand=operand, predicates=predicates):
                return replace(part, operand=go(operand), predicates=tuple(map(go, predicates)))
            case _:
                return part

    def step(item: Step) -> Step:
        return replace(item, predicates=tuple(map(go, item.predicates)))

    return go(expression)


def constant(value: str | float) -> Expression:
    """Return ``value`` as an expression: a number, a date where it is written as one, else a text."""
    if isinstance(value, (int, float)):
        return Number(value=float(value)) if value >= 0 else Negate(operand=Number(value=-float(value)))
    if len(value) == 10 and value[4] == value[7] == "-":
        return Call(name="date", arguments=(Literal(value=value),))
    return Literal(value=value)


def spoken_name(name: str) -> str:
    """Return the name of a function as people write it."""
    return name.removeprefix(_HIDDEN)


def is_known_function(name: str) -> bool:
    """Return whether checks know a function of this name, be it one that SQL cannot compute."""
    return name in FUNCTIONS or name in EXTENSIONS or name == UNANSWERED
