"""What in an expression would fail if it were computed, found without computing it."""

from __future__ import annotations

from poverty_desktop.expressions.errors import ExpressionError
from poverty_desktop.expressions.functions import FUNCTIONS
from poverty_desktop.expressions.functions.registry import MANY
from poverty_desktop.expressions.patterns import compiled_pattern
from poverty_desktop.expressions.tree import Call, Expression, Literal, Variable
from poverty_desktop.i18n import N_


def fault_of(expression: Expression) -> ExpressionError | None:
    """Return why ``expression`` itself, apart from its parts, cannot be computed, or None.

    Unknown functions, wrong numbers of arguments, variables and bad patterns of ``regex()``.
    """
    if isinstance(expression, Variable):
        return ExpressionError(
            N_("Forms have no variables, so ${name} at character {position} means nothing."),
            position=expression.position,
            name=expression.name,
        )
    if not isinstance(expression, Call):
        return None
    function = FUNCTIONS.get(expression.name)
    if function is None:
        return ExpressionError(
            N_("There is no function {name}() (character {position})."),
            position=expression.position,
            name=expression.name,
        )
    if not function.accepts(len(expression.arguments)):
        return ExpressionError(
            N_("{name}() at character {position} takes {expected} values in its brackets, not {found}."),
            position=expression.position,
            name=expression.name,
            expected=_expected(function.least, function.most),
            found=len(expression.arguments),
        )
    return _pattern_fault(expression) if expression.name == "regex" else None


def _pattern_fault(call: Call) -> ExpressionError | None:
    pattern = call.arguments[1]
    if isinstance(pattern, Literal):
        try:
            compiled_pattern(pattern.value)
        except ExpressionError as error:
            return error
    return None


def _expected(least: int, most: int) -> str:
    if least == most:
        return str(least)
    return f"{least}+" if most == MANY else f"{least}–{most}"
