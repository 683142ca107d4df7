"""The syntax tree of an expression: frozen nodes that are evaluated, analysed, compiled to SQL and explained."""

from __future__ import annotations

from dataclasses import dataclass, field

REVERSE_AXES = frozenset({"ancestor", "ancestor-or-self", "preceding", "preceding-sibling", "parent"})
AXES = REVERSE_AXES | {
    "attribute",
    "child",
    "descendant",
    "descendant-or-self",
    "following",
    "following-sibling",
    "namespace",
    "self",
}
NODE_KINDS = frozenset({"node", "text", "comment", "processing-instruction"})


@dataclass(frozen=True, kw_only=True, slots=True)
class Number:
    """A number as written; never negative (see ``Negate``)."""

    value: float
    position: int = field(default=0, compare=False)


@dataclass(frozen=True, kw_only=True, slots=True)
class Literal:
    """A text between quotation marks."""

    value: str
    position: int = field(default=0, compare=False)


@dataclass(frozen=True, kw_only=True, slots=True)
class Variable:
    """``$name``: part of XPath's grammar, but no form has variables."""

    name: str
    position: int = field(default=0, compare=False)


@dataclass(frozen=True, kw_only=True, slots=True)
class Call:
    """A function call; ``name`` keeps its prefix, as in ``jr:itext``."""

    name: str
    arguments: tuple[Expression, ...] = ()
    position: int = field(default=0, compare=False)


@dataclass(frozen=True, kw_only=True, slots=True)
class Negate:
    """Unary minus."""

    operand: Expression
    position: int = field(default=0, compare=False)


@dataclass(frozen=True, kw_only=True, slots=True)
class Arithmetic:
    """``left operator right`` with ``+ - * div mod``; a long sum leans to the left (see ``spine``)."""

    operator: str
    left: Expression
    right: Expression
    position: int = field(default=0, compare=False)


@dataclass(frozen=True, kw_only=True, slots=True)
class Comparison:
    """``left operator right`` with ``= != < <= > >=``."""

    operator: str
    left: Expression
    right: Expression
    position: int = field(default=0, compare=False)


@dataclass(frozen=True, kw_only=True, slots=True)
class Logical:
    """Two or more operands joined by one ``and`` or one ``or``."""

    operator: str
    operands: tuple[Expression, ...]
    position: int = field(default=0, compare=False)


@dataclass(frozen=True, kw_only=True, slots=True)
class Union:
    """Two or more node-sets joined by ``|``."""

    operands: tuple[Expression, ...]
    position: int = field(default=0, compare=False)


@dataclass(frozen=True, kw_only=True, slots=True)
class NameTest:
    """A test for an element's or attribute's name; ``*`` is any name, ``prefix`` is ``""`` where none is written."""

    name: str
    prefix: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class KindTest:
    """``node()``, ``text()``, ``comment()`` or ``processing-instruction('target')``."""

    kind: str
    target: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Step:
    """One step of a path: an axis, a test and any predicates."""

    axis: str
    test: NameTest | KindTest
    predicates: tuple[Expression, ...] = ()
    position: int = field(default=0, compare=False)


@dataclass(frozen=True, kw_only=True, slots=True)
class Path:
    """A location path: from the root, from the context node, or from the node-set of ``origin``."""

    steps: tuple[Step, ...]
    is_absolute: bool = False
    origin: Expression | None = None
    position: int = field(default=0, compare=False)


@dataclass(frozen=True, kw_only=True, slots=True)
class Filtered:
    """A node-set from another expression with predicates, as in ``(//a)[1]``."""

    operand: Expression
    predicates: tuple[Expression, ...]
    position: int = field(default=0, compare=False)


Expression = Number | Literal | Variable | Call | Negate | Arithmetic | Comparison | Logical | Union | Path | Filtered

ANY_NODE = KindTest(kind="node")
DESCEND = Step(axis="descendant-or-self", test=ANY_NODE)


def spine(expression: Arithmetic | Comparison) -> tuple[Expression, list[Arithmetic | Comparison]]:
    """Return the leftmost operand of a chain such as ``a + b - c`` and its binary nodes from left to right.

    Walking the chain as a list keeps the depth of recursion at the depth of nesting, however long a sum is.
    """
    chain: list[Arithmetic | Comparison] = []
    left: Expression = expression
    while isinstance(left, (Arithmetic, Comparison)):
        chain.append(left)
        left = left.left
    chain.reverse()
    return left, chain


def parts(expression: Expression) -> list[Expression]:  # noqa: PLR0911 - one for each kind of node
    """Return the direct sub-expressions of ``expression``, predicates included, in the order they are written."""
    match expression:
        case Call(arguments=found):
            return list(found)
        case Negate(operand=operand):
            return [operand]
        case Arithmetic(left=left, right=right) | Comparison(left=left, right=right):
            return [left, right]
        case Logical(operands=operands) | Union(operands=operands):
            return list(operands)
        case Path(origin=origin, steps=steps):
            inner = [predicate for step in steps for predicate in step.predicates]
            return inner if origin is None else [origin, *inner]
        case Filtered(operand=operand, predicates=predicates):
            return [operand, *predicates]
        case _:
            return []


def walk(expression: Expression) -> list[Expression]:
    """Return ``expression`` and everything below it, each parent before its parts."""
    found: list[Expression] = []
    waiting = [expression]
    while waiting:
        node = waiting.pop()
        found.append(node)
        waiting.extend(reversed(parts(node)))
    return found
