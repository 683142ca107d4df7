"""What a search among all rows of an element looks for: the leaves that must be equal, and whether any are shared."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from poverty_desktop.expressions.schema import Element, Leaf, LeafType
from poverty_desktop.expressions.sql_plan import Focus, Plan
from poverty_desktop.expressions.tree import Call, Comparison, Expression, Logical, NameTest, Path, walk

_COMPARED_AS_THEY_ARE = (LeafType.TEXT, LeafType.CHOICE, LeafType.DATE)


def _is_as_it_is(leaf: Leaf) -> bool:
    """Say whether two of a leaf are equal where they are written alike."""
    return leaf.type in _COMPARED_AS_THEY_ARE or leaf.places is not None


def ask_for_index(plan: Plan, predicate: Expression, focus: Focus) -> None:
    """Ask for an index on the leaves of ``focus`` that must each equal something, then on those it looks at."""
    found: dict[str, None] = {}
    for part in _all_of(predicate):
        if not isinstance(part, Comparison) or part.operator != "=":
            continue
        for side in (part.left, part.right):
            leaf = _own_leaf(side, focus.element)
            if leaf is not None and _is_as_it_is(leaf):
                found.setdefault(leaf.name)
                break
    if found:
        looked_at = (_own_leaf(part, focus.element) for part in walk(predicate))
        known = plan.columns[focus.element.name]
        found |= dict.fromkeys(leaf.name for leaf in looked_at if leaf is not None and leaf.name in known)
        plan.indexes.setdefault(focus.element.name, {}).setdefault(tuple(found))


def _own_leaf(expression: Expression, element: Element) -> Leaf | None:
    """Return the leaf of ``element`` that a path of one step names, None for anything else."""
    if not isinstance(expression, Path) or expression.is_absolute or expression.origin is not None:
        return None
    test = expression.steps[0].test if len(expression.steps) == 1 else None
    return element.leaves.get(test.name) if isinstance(test, NameTest) else None


def same_leaves(predicate: Expression, element: Element) -> Iterator[str]:
    """Yield the leaves that a node must have in common with the row of the scan, one of the same element."""
    for part in _all_of(predicate):
        if not isinstance(part, Comparison) or part.operator != "=":
            continue
        for own, other in ((part.left, part.right), (part.right, part.left)):
            leaf = _own_leaf(own, element)
            if leaf is None or not _is_as_it_is(leaf) or not isinstance(other, Path):
                continue
            is_current = isinstance(other.origin, Call) and other.origin.name == "current"
            if is_current and _own_leaf(replace(other, origin=None), element) is leaf:
                yield leaf.name
                break


def is_only_of_same(predicates: tuple[Expression, ...], element: Element) -> bool:
    """Say whether ``predicates`` ask nothing but that leaves are the same as those of the row of the scan."""
    return all([*same_leaves(part, element)] for predicate in predicates for part in _all_of(predicate))


def _all_of(predicate: Expression) -> tuple[Expression, ...]:
    """Return the conditions that must all hold where ``predicate`` does."""
    return predicate.operands if isinstance(predicate, Logical) and predicate.operator == "and" else (predicate,)
