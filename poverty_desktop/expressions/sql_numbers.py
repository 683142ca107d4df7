"""Numbers and days in SQL: what is computed of them, one of two, the day that a text writes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from poverty_desktop.expressions.errors import ExpressionError
from poverty_desktop.expressions.extensions import Kind
from poverty_desktop.expressions.sql_fragments import NOT_IN_SQL, Constant, Fragment, number_of, places_of_both
from poverty_desktop.expressions.sql_plan import Focus
from poverty_desktop.expressions.tree import Arithmetic, Call, Expression
from poverty_desktop.i18n import N_

_OPERATORS = {"+": "+", "-": "-", "*": "*"}


class Numbers:
    """Compiles them; ``value``, ``number`` and ``truth`` compile what they are made of."""

    def __init__(
        self,
        value: Callable[[Expression, Focus], Fragment],
        number: Callable[[Expression, Focus], Fragment],
        truth: Callable[[Expression, Focus], str],
    ) -> None:
        self._value = value
        self._number = number
        self._truth = truth

    def arithmetic(self, node: Arithmetic, focus: Focus) -> Fragment:
        """Return a sum, a difference, a product or a quotient."""
        left, right = self._number(node.left, focus), self._number(node.right, focus)
        if node.operator == "div":
            return number_of(f"({left.sql} * 1.0 / nullif({right.sql}, 0))")
        if node.operator not in _OPERATORS:
            raise ExpressionError(
                N_("What stands at character {position} cannot be used in a check."), position=node.position
            )
        return number_of(f"({left.sql} {node.operator} {right.sql})", is_whole=left.places == right.places == 0)

    def absolute(self, call: Call, focus: Focus) -> Fragment:
        """Return a number without its sign."""
        return _wrapped("abs", self._number(call.arguments[0], focus))

    def plain(self, call: Call, focus: Focus) -> Fragment:
        """Return a value as a number."""
        return _wrapped("", self._number(call.arguments[0], focus))

    def coalesce(self, call: Call, focus: Focus) -> Fragment:
        """Return a number, or a constant where it is blank."""
        first, second = self._number(call.arguments[0], focus), self._value(call.arguments[1], focus)
        if second.constant is not Constant.NUMBER:
            raise ExpressionError(NOT_IN_SQL, name=call.name, position=call.position)
        return replace(
            number_of(f"ifnull({first.sql}, {second.sql})"), places=places_of_both(first, second), is_given=True
        )

    def either(self, call: Call, focus: Focus) -> Fragment:
        """Return one of two numbers; texts of two kinds would compare differently in a tree."""
        if len(call.arguments) != 3:
            raise ExpressionError(NOT_IN_SQL, name=call.name, position=call.position)
        condition, first, second = call.arguments
        numbers = [self._number(branch, focus).sql for branch in (first, second)]
        return number_of(f"iif({self._truth(condition, focus)}, {numbers[0]}, {numbers[1]})")

    def day(self, call: Call, focus: Focus) -> Fragment:
        """Return the day that a text writes."""
        text = self._value(call.arguments[0], focus)
        if text.constant is not Constant.TEXT or len(str(text.value)) != 10:
            raise ExpressionError(
                N_("date() at character {position} takes a day between quotation marks: date('2026-11-23')."),
                position=call.position,
            )
        try:
            date.fromisoformat(str(text.value))
        except ValueError:
            raise ExpressionError(
                N_("{day} at character {position} is no day of the calendar."), position=call.position, day=text.value
            ) from None
        return Fragment(kind=Kind.DATE, sql=text.sql, constant=Constant.DATE, value=text.value)


def _wrapped(function: str, number: Fragment) -> Fragment:
    return replace(number_of(f"{function}({number.sql})"), places=number.places, is_given=number.is_given)
