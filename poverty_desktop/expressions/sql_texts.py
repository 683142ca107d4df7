"""The functions of texts in SQL: what stands in a text, how long it is, a part of it."""

from __future__ import annotations

from collections.abc import Callable

from poverty_desktop.expressions.errors import ExpressionError
from poverty_desktop.expressions.extensions import Kind
from poverty_desktop.expressions.sql_fragments import (
    NOT_IN_SQL,
    Constant,
    Fragment,
    count_of,
    expression_position,
    require_code,
    text_sql,
    truth_of,
)
from poverty_desktop.expressions.sql_plan import Focus
from poverty_desktop.expressions.tree import Call, Expression
from poverty_desktop.i18n import N_


class Texts:
    """Compiles them; ``value`` compiles their arguments."""

    def __init__(self, value: Callable[[Expression, Focus], Fragment]) -> None:
        self._value = value

    def text(self, expression: Expression, focus: Focus) -> Fragment:
        """Return an expression as a text; raises ``ExpressionError`` where it is none."""
        fragment = self._value(expression, focus)
        if fragment.kind not in (Kind.TEXT, Kind.DATE):
            raise ExpressionError(
                N_("At character {position} a text is needed."), position=expression_position(expression)
            )
        return fragment

    def selected(self, call: Call, focus: Focus) -> Fragment:
        """Return whether a code is among the answers."""
        answer, choice = (self.text(argument, focus) for argument in call.arguments[:2])
        if choice.constant is not Constant.TEXT or not str(choice.value).strip():
            raise ExpressionError(
                N_("selected() at character {position} asks for a code between quotation marks."),
                position=call.position,
            )
        code = str(choice.value).strip()
        if answer.leaf is not None:
            require_code(answer.leaf, code, call.position)
        # Nearly all answers are one code: they are not put between blanks first.
        among = f"instr(' ' || {answer.sql} || ' ', {text_sql(f' {code} ')}) > 0"
        is_one = f"{answer.sql} IS {text_sql(code)}"
        return truth_of(f"ifnull({is_one} OR (length({answer.sql}) > {len(code)} AND {among}), 0)")

    def contains(self, call: Call, focus: Focus) -> Fragment:
        """Return whether a text stands in another."""
        whole, part = (self.text(argument, focus) for argument in call.arguments[:2])
        if part.constant is Constant.TEXT and part.value:
            return truth_of(f"ifnull(instr({whole.sql}, {part.sql}) > 0, 0)")
        return truth_of(f"(instr(ifnull({whole.sql}, ''), ifnull({part.sql}, '')) > 0)")

    def starts_with(self, call: Call, focus: Focus) -> Fragment:
        """Return whether a text begins with another."""
        whole, part = (self.text(argument, focus) for argument in call.arguments[:2])
        if part.constant is Constant.TEXT and part.value:
            return truth_of(f"ifnull(substr({whole.sql}, 1, {len(str(part.value))}) = {part.sql}, 0)")
        beginning = f"ifnull({part.sql}, '')"
        return truth_of(f"(substr(ifnull({whole.sql}, ''), 1, length({beginning})) = {beginning})")

    def length(self, call: Call, focus: Focus) -> Fragment:
        """Return how many characters a text has."""
        return count_of(f"ifnull(length({self.text(call.arguments[0], focus).sql}), 0)")

    def part(self, call: Call, focus: Focus) -> Fragment:
        """Return a part of a text, by constant places."""
        places = [self._value(argument, focus) for argument in call.arguments[1:]]
        if any(place.constant is not Constant.NUMBER or float(place.value) < 0 for place in places):
            raise ExpressionError(NOT_IN_SQL, name=call.name, position=call.position)
        first, last = int(float(places[0].value)), int(float(places[-1].value)) if len(places) == 2 else None
        length = "" if last is None else f", {max(last - first, 0)}"
        return Fragment(
            kind=Kind.TEXT, sql=f"nullif(substr({self.text(call.arguments[0], focus).sql}, {first + 1}{length}), '')"
        )

    def joined(self, call: Call, focus: Focus) -> Fragment:
        """Return several texts as one."""
        texts = [f"ifnull({self.text(argument, focus).sql}, '')" for argument in call.arguments]
        return Fragment(kind=Kind.TEXT, sql=f"nullif({' || '.join(texts)}, '')")
