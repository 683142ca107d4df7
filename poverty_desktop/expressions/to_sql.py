"""Expressions to SQL over tables that mirror a tree (see ``schema``): the same answers for all rows in one scan.

Only what computes exactly as evaluation in the ``REGISTER`` dialect does is compiled. Several nodes may be counted,
summed or searched; anywhere else they are refused, because "any of them" is what people do not expect.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from difflib import get_close_matches

from poverty_desktop.expressions.errors import ExpressionError
from poverty_desktop.expressions.extensions import (
    EXTENSIONS,
    UNANSWERED,
    Extension,
    Kind,
    is_known_function,
    spoken_name,
)
from poverty_desktop.expressions.schema import LeafType, lineage
from poverty_desktop.expressions.sql_fragments import (
    NOT_IN_SQL,
    Constant,
    Fragment,
    among_codes,
    as_test,
    compared,
    count_of,
    expression_position,
    number_constant,
    number_of,
    places_of_both,
    text_sql,
    truth_of,
    truth_sql,
)
from poverty_desktop.expressions.sql_paths import Nodes, Paths
from poverty_desktop.expressions.sql_plan import Focus, Plan
from poverty_desktop.expressions.sql_texts import Texts
from poverty_desktop.expressions.tree import (
    Arithmetic,
    Call,
    Comparison,
    Expression,
    Literal,
    Logical,
    Negate,
    Number,
    Path,
)
from poverty_desktop.i18n import N_

SEVERAL = N_(
    "At character {position} several nodes stand where one value is needed. Write count({name}[…]) > 0 and put the"
    " condition between the square brackets."
)
NO_TRUTH = N_("At character {position} stands no condition. Write a comparison, for example {name} != ''.")
_OPERATORS = {"+": "+", "-": "-", "*": "*"}
_CLOCKED = frozenset({"today", "now"})

_SELDOM_DECIDES = 60
"""How many characters a test for an answer counts more than it has: most answers are given."""


def compile_truth(plan: Plan, scope: str, expression: Expression) -> str:
    """Return the SQL (0 or 1) of a condition on a row of ``scope``, and tell ``plan`` what it needs.

    ``expression`` is bound (see ``extensions.bound``). Raises ``ExpressionError`` for what cannot be compiled.
    """
    compiler = _Compiler(plan, scope)
    return compiler.truth(expression, compiler.context)


def compile_parts(plan: Plan, scope: str, expression: Expression) -> tuple[str, ...]:
    """Return the SQL of the parts of a condition that must all hold, what is soon asked first.

    They are tests, only to be asked by ``WHERE`` or ``iif``: NULL where they do not hold, which is quicker than 0.
    ``expression`` is bound. Raises ``ExpressionError`` for what cannot be compiled.
    """
    compiler = _Compiler(plan, scope)
    return compiler.parts(expression, compiler.context)


def compile_number(plan: Plan, scope: str, expression: Expression) -> str:
    """Return the SQL of a number computed for a row of ``scope``, and tell ``plan`` what it needs.

    ``expression`` is bound. Raises ``ExpressionError`` for what cannot be compiled or is no number.
    """
    compiler = _Compiler(plan, scope)
    return compiler.number(expression, compiler.context).sql


def _operands(expression: Logical, operator: str) -> Iterator[Expression]:
    """Yield the parts of a condition, those of a part with the same operator in its place."""
    for operand in expression.operands:
        if isinstance(operand, Logical) and operand.operator == operator:
            yield from _operands(operand, operator)
        else:
            yield operand


def _cost(sql: str) -> tuple[bool, int]:
    """Return what orders the parts of a conjunction: searches last, and what holds nearly always after the rest."""
    return "SELECT" in sql, len(sql) + (_SELDOM_DECIDES if sql.endswith("IS NOT NULL)") else 0)


class _Compiler:
    def __init__(self, plan: Plan, scope: str) -> None:
        focus: Focus | None = None
        for element in lineage(plan.root, scope):
            focus = Focus(element=element, alias=element.name, parent=focus)
        assert focus is not None
        plan.use(focus.element)
        self.context = focus
        self._plan = plan
        self._texts = Texts(self.value)
        self._paths = Paths(plan, focus, self.truth_of_node)
        self._calls: dict[str, Callable[[Call, Focus], Fragment]] = {
            "true": lambda _call, _focus: truth_of("1"),
            "false": lambda _call, _focus: truth_of("0"),
            "not": lambda call, focus: truth_of(f"(NOT {self.truth(call.arguments[0], focus)})"),
            "boolean": lambda call, focus: truth_of(self.truth(call.arguments[0], focus)),
            "count": self._count,
            "count-non-empty": self._count_answers,
            "sum": self._aggregate,
            "min": self._aggregate,
            "max": self._aggregate,
            "selected": self._texts.selected,
            "contains": self._texts.contains,
            "starts-with": self._texts.starts_with,
            "string-length": self._texts.length,
            "substr": self._texts.part,
            "concat": self._texts.joined,
            "abs": lambda call, focus: self._wrapped("abs", self.number(call.arguments[0], focus)),
            "number": lambda call, focus: self._wrapped("", self.number(call.arguments[0], focus)),
            "coalesce": self._coalesce,
            "if": self._either,
            "date": self._date,
        }

    def truth(self, expression: Expression, focus: Focus, *, is_test: bool = False) -> str:
        """Return a condition as SQL; raises ``ExpressionError`` where it is none."""
        if isinstance(expression, Logical):
            if expression.operator == "and":
                return f"({' AND '.join(self.parts(expression, focus, is_test=is_test))})"
            parts = among_codes([self.truth(part, focus, is_test=is_test) for part in _operands(expression, "or")])
            return f"({' OR '.join(parts)})"
        fragment = self.value(expression, focus)
        if fragment.kind is not Kind.TRUTH:
            name = fragment.leaf.name if fragment.leaf else "…"
            raise ExpressionError(NO_TRUTH, position=expression_position(expression), name=name)
        return as_test(truth_sql(fragment)) if is_test else truth_sql(fragment)

    def parts(self, expression: Expression, focus: Focus, *, is_test: bool = True) -> tuple[str, ...]:
        """Return what must all hold, as SQL: the first that fails decides, so that what is soon asked comes first."""
        if isinstance(expression, Logical) and expression.operator == "and":
            operands = _operands(expression, "and")
            return tuple(sorted((self.truth(part, focus, is_test=is_test) for part in operands), key=_cost))
        return (self.truth(expression, focus, is_test=is_test),)

    def truth_of_node(self, expression: Expression, focus: Focus, *, is_test: bool = True) -> str:
        """Return a predicate as SQL: a bare path would hold for every node and a number would be a place."""
        if isinstance(expression, Path):
            raise ExpressionError(
                NO_TRUTH, position=expression.position, name=getattr(expression.steps[-1].test, "name", "…")
            )
        return self.truth(expression, focus, is_test=is_test)

    def value(self, expression: Expression, focus: Focus) -> Fragment:  # noqa: PLR0911 - one for each kind of node
        """Return an expression as SQL of one value."""
        match expression:
            case Number(value=value):
                return number_constant(value)
            case Literal(value=text):
                return Fragment(kind=Kind.TEXT, sql=text_sql(text), constant=Constant.TEXT, value=text)
            case Negate(operand=Number(value=value)):
                return number_constant(-value)
            case Negate(operand=operand):
                return number_of(f"(-{self.number(operand, focus).sql})")
            case Path():
                found = self._paths.resolve(expression, focus)
                if isinstance(found, Nodes):
                    raise ExpressionError(SEVERAL, position=expression.position, name=found.focus.element.name)
                return found
            case Logical():
                return truth_of(self.truth(expression, focus))
            case Comparison():
                return self._comparison(expression, focus)
            case Arithmetic():
                return self._arithmetic(expression, focus)
            case Call():
                return self._call(expression, focus)
            case _:
                raise ExpressionError(
                    N_("What stands at character {position} cannot be used in a check."),
                    position=expression_position(expression),
                )

    def number(self, expression: Expression, focus: Focus) -> Fragment:
        """Return an expression as a number; a date counts as its day."""
        fragment = self.value(expression, focus)
        if fragment.kind is Kind.DATE:
            return number_of(f"(julianday({fragment.sql}) - 2440587.5)")
        if fragment.kind is not Kind.NUMBER:
            raise ExpressionError(
                N_("At character {position} a number is needed."), position=expression_position(expression)
            )
        return fragment

    def _comparison(self, node: Comparison, focus: Focus) -> Fragment:
        if isinstance(node.left, Comparison):
            raise ExpressionError(
                N_("Compare two values at a time and join the comparisons by “and” (character {position})."),
                position=node.position,
            )
        return truth_of(compared(self.value(node.left, focus), self.value(node.right, focus), node))

    def _arithmetic(self, node: Arithmetic, focus: Focus) -> Fragment:
        left, right = self.number(node.left, focus), self.number(node.right, focus)
        if node.operator == "div":
            return number_of(f"({left.sql} * 1.0 / nullif({right.sql}, 0))")
        if node.operator not in _OPERATORS:
            raise ExpressionError(
                N_("What stands at character {position} cannot be used in a check."), position=node.position
            )
        return number_of(f"({left.sql} {node.operator} {right.sql})", is_whole=left.places == right.places == 0)

    def _call(self, call: Call, focus: Focus) -> Fragment:
        name = spoken_name(call.name)
        if name != call.name:
            known = EXTENSIONS.get(name)
            return self._unanswered(call, focus) if known is None else self._extension(known, call, focus)
        compute = self._calls.get(name)
        if compute is None:
            raise _no_function(name, call.position)
        if (name in ("min", "max") and len(call.arguments) != 1) or (
            not call.arguments and name not in ("true", "false")
        ):
            raise ExpressionError(NOT_IN_SQL, name=name, position=call.position)
        return compute(call, focus)

    def _unanswered(self, call: Call, focus: Focus) -> Fragment:
        path = call.arguments[0] if call.arguments else None
        found = self._paths.resolve(path, focus) if isinstance(path, Path) else None
        if not isinstance(found, Fragment) or found.leaf is None or not isinstance(path, Path):
            raise ExpressionError(
                N_("{name}() at character {position} asks about one data item."),
                name=UNANSWERED,
                position=call.position,
            )
        why = self._paths.resolve(self._paths.why_of(path), focus)
        assert isinstance(why, Fragment)
        return truth_of(f"({found.sql} IS NULL AND {why.sql} IS NULL)")

    def _extension(self, known: Extension, call: Call, focus: Focus) -> Fragment:
        if len(call.arguments) != len(known.takes):
            raise ExpressionError(
                N_("{name}() at character {position} takes {expected} values in its brackets, not {found}."),
                position=call.position,
                name=known.name,
                expected=len(known.takes),
                found=len(call.arguments),
            )
        arguments = [
            self._taken(kind, argument, focus) for kind, argument in zip(known.takes, call.arguments, strict=True)
        ]
        owners = {id(owner): owner for argument, owner in arguments if owner is not None}
        is_of_one_row = len(owners) == 1 and all(owner or argument.constant for argument, owner in arguments)
        if is_of_one_row:
            owner = next(iter(owners.values()))
            inner = [
                replace_alias(argument.sql, owner.alias) if found else argument.sql for argument, found in arguments
            ]
            sql = self._plan.derive(owner, _written(known, inner))
        else:
            sql = _written(known, [argument.sql for argument, _owner in arguments])
        return Fragment(kind=known.gives, sql=sql, places=0 if known.is_whole else None)

    def _taken(self, kind: Kind, argument: Expression, focus: Focus) -> tuple[Fragment, Focus | None]:
        """Return an argument and, where it is a plain leaf, the row that it belongs to."""
        if kind is Kind.NUMBER:
            fragment = self.number(argument, focus)
        else:
            fragment = self._texts.text(argument, focus)
            if kind is Kind.DATE and fragment.kind is not Kind.DATE:
                raise ExpressionError(
                    N_("At character {position} a date is needed."), position=expression_position(argument)
                )
        return fragment, self._paths.row_of(argument, focus) if fragment.leaf else None

    def _nodes(self, call: Call, focus: Focus) -> Nodes:
        path = call.arguments[0]
        found = self._paths.resolve(path, focus) if isinstance(path, Path) else None
        if not isinstance(found, Nodes):
            raise ExpressionError(
                N_("{name}() at character {position} needs nodes, for example {name}(person)."),
                name=call.name,
                position=call.position,
            )
        return found

    def _count(self, call: Call, focus: Focus) -> Fragment:
        return count_of(self._paths.aggregate(self._nodes(call, focus), "count", "1"))

    def _count_answers(self, call: Call, focus: Focus) -> Fragment:
        nodes = self._nodes(call, focus)
        if nodes.leaf is None:
            raise ExpressionError(NOT_IN_SQL, name=call.name, position=call.position)
        return count_of(self._paths.aggregate(nodes, "count", nodes.sql))

    def _aggregate(self, call: Call, focus: Focus) -> Fragment:
        nodes = self._nodes(call, focus)
        kind = nodes.leaf.type if nodes.leaf else None
        if kind is LeafType.DATE:
            return number_of(self._paths.aggregate(nodes, call.name, f"(julianday({nodes.sql}) - 2440587.5)"))
        if kind is not LeafType.NUMBER:
            raise ExpressionError(N_("At character {position} a number is needed."), position=call.position)
        return number_of(self._paths.aggregate(nodes, call.name, nodes.sql))

    @staticmethod
    def _wrapped(function: str, number: Fragment) -> Fragment:
        return replace(number_of(f"{function}({number.sql})"), places=number.places, is_given=number.is_given)

    def _coalesce(self, call: Call, focus: Focus) -> Fragment:
        first, second = self.number(call.arguments[0], focus), self.value(call.arguments[1], focus)
        if second.constant is not Constant.NUMBER:
            raise ExpressionError(NOT_IN_SQL, name=call.name, position=call.position)
        return replace(
            number_of(f"ifnull({first.sql}, {second.sql})"), places=places_of_both(first, second), is_given=True
        )

    def _either(self, call: Call, focus: Focus) -> Fragment:
        """Return one of two numbers; texts of two kinds would compare differently in a tree."""
        if len(call.arguments) != 3:
            raise ExpressionError(NOT_IN_SQL, name=call.name, position=call.position)
        condition, first, second = call.arguments
        numbers = [self.number(branch, focus).sql for branch in (first, second)]
        return number_of(f"iif({self.truth(condition, focus)}, {numbers[0]}, {numbers[1]})")

    def _date(self, call: Call, focus: Focus) -> Fragment:
        text = self.value(call.arguments[0], focus)
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


def replace_alias(sql: str, alias: str) -> str:
    """Return a plain column of ``alias`` as one of ``t``, as derived columns are written."""
    return "t" + sql.removeprefix(alias)


def _written(known: Extension, arguments: list[str]) -> str:
    if known.sql:
        return f"({known.sql.format(*arguments)})"
    return f"{known.sql_name}({', '.join(arguments)})"


def _no_function(name: str, position: int) -> ExpressionError:
    if is_known_function(name):
        advice = N_("{name}() at character {position} depends on the clock of the laptop: use $day.")
        return ExpressionError(advice if name in _CLOCKED else NOT_IN_SQL, name=name, position=position)
    near = get_close_matches(name, EXTENSIONS, 1)
    if near:
        return ExpressionError(
            N_("There is no function {name}() (character {position}). Is {near}() meant?"),
            name=name,
            position=position,
            near=near[0],
        )
    return ExpressionError(N_("There is no function {name}() (character {position})."), name=name, position=position)
