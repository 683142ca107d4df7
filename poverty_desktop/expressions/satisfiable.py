"""Conditions that can never hold, or always do: what people write by mistake (domain.md 8.2.1)."""

from __future__ import annotations

from collections.abc import Sequence

from poverty_desktop.expressions.tree import (
    Call,
    Comparison,
    Expression,
    Literal,
    Logical,
    Negate,
    Number,
    Path,
    walk,
)
from poverty_desktop.expressions.write import write

_MIRROR = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "=": "=", "!=": "!="}
_OPPOSITE = {"<": ">=", "<=": ">", ">": "<=", ">=": "<", "=": "!=", "!=": "="}
Atom = tuple[str, str, float | str]
"""What is compared (as written), how, and with which constant."""


def never_holds(expression: Expression) -> int | None:
    """Return the character of a part that can never hold, None where none was found."""
    for part in walk(expression):
        if isinstance(part, Logical) and part.operator == "and" and _clash(_atoms(_flat(part, "and"))):
            return _position(part)
    return None


def always_holds(expression: Expression) -> int | None:
    """Return the character of a part that holds for whatever is filled in, None where none was found."""
    for part in walk(expression):
        if isinstance(part, Logical) and part.operator == "or":
            operands = _flat(part, "or")
            atoms = [(key, _OPPOSITE[sign], value) for key, sign, value in _atoms(operands)]
            if _clash(atoms):
                return _position(part)
    return None


def is_constant(expression: Expression) -> bool:
    """Return whether a condition looks at nothing that is recorded."""
    return not any(isinstance(part, Path) for part in walk(expression))


def constant_part(expression: Expression) -> int | None:
    """Return the character of a comparison between two constants, None where there is none."""
    for part in walk(expression):
        if isinstance(part, Comparison) and is_constant(part):
            return part.position
    return None


def _flat(expression: Logical, operator: str) -> list[Expression]:
    found: list[Expression] = []
    for operand in expression.operands:
        is_same = isinstance(operand, Logical) and operand.operator == operator
        found += _flat(operand, operator) if is_same and isinstance(operand, Logical) else [operand]
    return found


def _atoms(operands: Sequence[Expression]) -> list[Atom]:
    found: list[Atom] = []
    for operand in operands:
        if not isinstance(operand, Comparison):
            continue
        left, right = _constant(operand.left), _constant(operand.right)
        if right is not None and left is None:
            found.append((write(operand.left), operand.operator, right))
        elif left is not None and right is None:
            found.append((write(operand.right), _MIRROR[operand.operator], left))
    return found


def _constant(expression: Expression) -> float | str | None:
    match expression:
        case Number(value=value):
            return value
        case Negate(operand=Number(value=value)):
            return -value
        case Literal(value=text):
            return text
        case Call(name="date", arguments=(Literal(value=text),)):
            return text
    return None


def _clash(atoms: Sequence[Atom]) -> bool:
    by_key: dict[str, list[tuple[str, float | str]]] = {}
    for key, sign, value in atoms:
        by_key.setdefault(key, []).append((sign, value))
    return any(_is_empty(found) for found in by_key.values())


def _is_empty(found: list[tuple[str, float | str]]) -> bool:
    """Return whether no value meets all of these comparisons with constants of one type."""
    kinds = {type(value) for _sign, value in found}
    if len(kinds) != 1:
        return False
    equals = {value for sign, value in found if sign == "="}
    if len(equals) > 1:
        return True
    if equals:
        (only,) = equals
        return any(not _meets(only, sign, value) for sign, value in found)
    lows = [(value, sign == ">") for sign, value in found if sign in (">", ">=")]
    highs = [(value, sign == "<") for sign, value in found if sign in ("<", "<=")]
    for low, low_is_open in lows:
        for high, high_is_open in highs:
            one, other = _sortable(low), _sortable(high)
            if one > other or (one == other and (low_is_open or high_is_open)):
                return True
    return False


def _sortable(value: float | str) -> tuple[float, str]:
    return (value, "") if isinstance(value, float) else (0.0, str(value))


def _meets(value: float | str, sign: str, limit: float | str) -> bool:
    one, other = _sortable(value), _sortable(limit)
    return {
        "=": one == other,
        "!=": one != other,
        "<": one < other,
        "<=": one <= other,
        ">": one > other,
        ">=": one >= other,
    }[sign]


def _position(expression: Expression) -> int:
    return next((at for part in walk(expression) if (at := getattr(part, "position", 0))), 0)
