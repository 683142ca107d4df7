"""Syntax tree to text: the shortest plain writing that parses to the same tree again."""

from __future__ import annotations

from poverty_desktop.expressions.tree import (
    ANY_NODE,
    DESCEND,
    Arithmetic,
    Call,
    Comparison,
    Expression,
    Filtered,
    KindTest,
    Literal,
    Logical,
    NameTest,
    Negate,
    Number,
    Path,
    Step,
    Union,
    Variable,
    spine,
)

_OR, _AND, _EQUAL, _RELATION, _SUM, _PRODUCT, _NEGATE, _UNION, _PATH = range(1, 10)
_STRENGTH = {
    "or": _OR,
    "and": _AND,
    "=": _EQUAL,
    "!=": _EQUAL,
    "<": _RELATION,
    "<=": _RELATION,
    ">": _RELATION,
    ">=": _RELATION,
    "+": _SUM,
    "-": _SUM,
    "*": _PRODUCT,
    "div": _PRODUCT,
    "mod": _PRODUCT,
}


def write(expression: Expression) -> str:  # noqa: PLR0911 - one for each kind of node
    """Return ``expression`` as text; ``parse(write(tree)) == tree`` for every tree that ``parse`` returns."""
    match expression:
        case Number(value=value):
            return str(int(value)) if value.is_integer() and value < 1e15 else repr(value).replace("inf", "1e999")
        case Literal(value=value):
            return f"'{value}'" if "'" not in value else f'"{value}"'
        case Variable(name=name):
            return f"${name}"
        case Call(name=name, arguments=arguments):
            return f"{name}({', '.join(write(argument) for argument in arguments)})"
        case Negate(operand=operand):
            return f"-{_inside(operand, _NEGATE)}"
        case Arithmetic() | Comparison():
            return _chain(expression)
        case Logical(operator=operator, operands=operands):
            return f" {operator} ".join(_inside(operand, _STRENGTH[operator] + 1) for operand in operands)
        case Union(operands=operands):
            return " | ".join(_inside(operand, _PATH) for operand in operands)
        case Filtered(operand=operand, predicates=predicates):
            return _primary(operand) + _predicates(predicates)
        case Path(steps=steps, is_absolute=is_absolute, origin=origin):
            start = _origin(origin) + "/" if origin is not None else "/" if is_absolute else ""
            return start + _steps(steps, may_abbreviate=bool(start)) if steps else "(/)"


def _strength(expression: Expression) -> int:
    match expression:
        case Arithmetic(operator=operator) | Comparison(operator=operator) | Logical(operator=operator):
            return _STRENGTH[operator]
        case Negate():
            return _NEGATE
        case Union():
            return _UNION
        case _:
            return _PATH


def _inside(expression: Expression, weakest: int) -> str:
    text = write(expression)
    return text if _strength(expression) >= weakest else f"({text})"


def _chain(expression: Arithmetic | Comparison) -> str:
    first, links = spine(expression)
    pieces, strength = [write(first)], _strength(first)
    for link in links:
        mine = _STRENGTH[link.operator]
        if strength < mine:
            pieces = ["(", *pieces, ")"]
        pieces.append(f" {link.operator} {_inside(link.right, mine + 1)}")
        strength = mine
    return "".join(pieces)


def _primary(expression: Expression) -> str:
    text = write(expression)
    bare = isinstance(expression, (Number, Literal, Variable, Call)) or text == "(/)"
    return text if bare else f"({text})"


def _origin(expression: Expression) -> str:
    return write(expression) if isinstance(expression, Filtered) else _primary(expression)


def _predicates(predicates: tuple[Expression, ...]) -> str:
    return "".join(f"[{write(predicate)}]" for predicate in predicates)


def _steps(steps: tuple[Step, ...], *, may_abbreviate: bool) -> str:
    written: list[str] = []
    for index, step in enumerate(steps):
        if step == DESCEND and may_abbreviate and index < len(steps) - 1:
            written.append("")
            may_abbreviate = False
        else:
            written.append(_step(step))
            may_abbreviate = True
    return "/".join(written)


def _step(step: Step) -> str:
    if step.test == ANY_NODE and not step.predicates and step.axis in ("self", "parent"):
        return "." if step.axis == "self" else ".."
    axis = {"child": "", "attribute": "@"}.get(step.axis, f"{step.axis}::")
    return f"{axis}{_test(step.test)}{_predicates(step.predicates)}"


def _test(test: NameTest | KindTest) -> str:
    if isinstance(test, NameTest):
        return f"{test.prefix}:{test.name}" if test.prefix else test.name
    target = test.target and (f"'{test.target}'" if "'" not in test.target else f'"{test.target}"')
    return f"{test.kind}({target})"
