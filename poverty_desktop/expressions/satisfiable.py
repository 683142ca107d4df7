"""Conditions that can never hold, or always do: what people write by mistake (domain.md 8.2.1)."""

from __future__ import annotations

from collections.abc import Sequence

from poverty_desktop.expressions.extensions import UNANSWERED, spoken_name
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
_WHOLE = ("count(", "count-non-empty(", "string-length(")
"""What gives whole numbers that are never below zero, as written."""
Atom = tuple[str, str, float | str]
"""What is compared (as written), how, and with which constant."""


def never_holds(expression: Expression) -> int | None:
    """Return the character of a part that can never hold, None where none was found."""
    for part in walk(expression):
        if isinstance(part, Logical) and part.operator == "and":
            operands = _flat(part, "and")
            if _clash([*_atoms(operands), *_blanks(operands)]) or _is_split(operands):
                return _position(part)
        elif isinstance(part, Comparison) and (_clash(_atoms([part])) or _is_of_itself(part, "!=", "<", ">")):
            return part.position
    return None


def always_holds(expression: Expression) -> int | None:
    """Return the character of a part that holds for whatever is filled in, None where none was found."""
    for part in walk(expression):
        if isinstance(part, Logical) and part.operator == "or":
            operands = _flat(part, "or")
            if _clash(_opposite(_atoms(operands))) or _is_split(operands):
                return _position(part)
        elif isinstance(part, Comparison):
            atoms = _opposite(_atoms([part]))
            if (_never_below_zero(part) and _clash(atoms)) or _is_of_itself(part, "=", "<=", ">="):
                return part.position
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
        match operand:
            case Path():  # a yes-or-no alone holds where it is yes
                found.append((write(operand), "=", 1.0))
            case Call(name="not", arguments=(Path() as path,)):
                found.append((write(path), "!=", 1.0))
            case Comparison(left=left, right=right, operator=sign):
                one, other = _constant(left), _constant(right)
                if other is not None and one is None:
                    found.append((write(left), sign, other))
                elif one is not None and other is None:
                    found.append((write(right), _MIRROR[sign], one))
    return found


def _opposite(atoms: Sequence[Atom]) -> list[Atom]:
    return [(key, _OPPOSITE[sign], value) for key, sign, value in atoms]


def _blanks(operands: Sequence[Expression]) -> list[Atom]:
    """Return what is said to have no answer at all, which is then blank."""
    return [
        (write(operand.arguments[0]), "=", "")
        for operand in operands
        if isinstance(operand, Call) and spoken_name(operand.name) == UNANSWERED and operand.arguments
    ]


def _is_split(operands: Sequence[Expression]) -> bool:
    """Say whether something stands beside its own opposite."""
    said = {write(operand) for operand in operands}
    return any(
        isinstance(operand, Call) and operand.name == "not" and write(operand.arguments[0]) in said
        for operand in operands
    )


def _is_of_itself(comparison: Comparison, *signs: str) -> bool:
    """Say whether something that is recorded is compared, by one of ``signs``, with itself."""
    left = comparison.left
    return comparison.operator in signs and not is_constant(left) and write(left) == write(comparison.right)


def _never_below_zero(comparison: Comparison) -> bool:
    return any(write(side).startswith(_WHOLE) for side in (comparison.left, comparison.right))


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
    for key, known in by_key.items():
        if key.startswith(_WHOLE) and all(isinstance(value, float) for _sign, value in known):
            if any(sign == "=" and float(value) % 1 for sign, value in known):
                return True
            known.append((">=", 0.0))
    return any(_is_empty(found) for found in by_key.values())


def _is_empty(found: list[tuple[str, float | str]]) -> bool:
    """Return whether no value meets all of these comparisons with constants of one type."""
    kinds = {type(value) for _sign, value in found}
    if ("=", "") in found and any(value != "" and sign != "!=" for sign, value in found):
        return True
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
