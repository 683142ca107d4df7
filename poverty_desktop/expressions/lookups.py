"""Finding the items of a long choice list by one child's text, as in ``instance('x')/root/item[name = …]``."""

from __future__ import annotations

from dataclasses import dataclass

from poverty_desktop.expressions.context import Scope
from poverty_desktop.expressions.functions import Operation
from poverty_desktop.expressions.nodes import Node
from poverty_desktop.expressions.predicates import Compile, is_same_for_all
from poverty_desktop.expressions.tree import Comparison, Expression, Logical, NameTest, Path, Step
from poverty_desktop.expressions.values import NodeSet, node_value

_FEW = 16


@dataclass(frozen=True, kw_only=True, slots=True)
class Lookup:
    """The part ``key = wanted`` of a predicate, where ``wanted`` is the same for all items, and the other parts."""

    axis: str
    key: str
    wanted: Operation
    rest: tuple[Expression, ...]

    def find(self, parent: Node, name: str, scope: Scope) -> list[Node] | None:
        """Return the children of ``parent`` called ``name`` whose key is the wanted text, or None to search plainly.

        Few children, a blank, a number or several wanted texts are searched plainly: they compare by other rules.
        """
        if len(parent.children) < _FEW:
            return None
        wanted = self.wanted(Scope(scope.context, parent, 1, 1, stays=scope.stays))
        if isinstance(wanted, NodeSet):
            if len(wanted) != 1:
                return None
            wanted = node_value(wanted, scope.context)
        if type(wanted) is not str or not wanted:
            return None
        index = self._index(parent, name)
        return None if index is None else index.get(wanted, [])

    def _index(self, parent: Node, name: str) -> dict[str, list[Node]] | None:
        if parent.index is None:
            parent.index = {}
        known = (name, self.axis, self.key)
        if known not in parent.index:
            parent.index[known] = self._built(parent, name)
        return parent.index[known]

    def _built(self, parent: Node, name: str) -> dict[str, list[Node]] | None:
        index: dict[str, list[Node]] = {}
        for item in parent.elements(name):
            keys = item.attributes if self.axis == "attribute" else item.children
            texts: set[str] = set()
            for key in keys:
                if key.name != self.key or key.kind not in ("element", "attribute") or key.namespace:
                    continue
                if key.type or not key.relevant:
                    return None
                texts.add(key.value)
            for text in texts:
                index.setdefault(text, []).append(item)
        return index


def lookup_of(step: Step, compile_expression: Compile) -> Lookup | None:
    """Return the lookup that the first predicate of ``step`` allows, or None."""
    if step.axis != "child" or not isinstance(step.test, NameTest) or step.test.name == "*" or step.test.prefix:
        return None
    if not step.predicates:
        return None
    first = step.predicates[0]
    parts = first.operands if isinstance(first, Logical) and first.operator == "and" else (first,)
    for place, part in enumerate(parts):
        if not isinstance(part, Comparison) or part.operator != "=":
            continue
        for key, wanted in ((part.left, part.right), (part.right, part.left)):
            named = _key(key)
            if named is not None and is_same_for_all(wanted):
                rest = (*parts[:place], *parts[place + 1 :])
                return Lookup(axis=named.axis, key=_name(named), wanted=compile_expression(wanted), rest=rest)
    return None


def _key(expression: Expression) -> Step | None:
    if not isinstance(expression, Path) or expression.is_absolute or expression.origin is not None:
        return None
    if len(expression.steps) != 1:
        return None
    step = expression.steps[0]
    is_plain = isinstance(step.test, NameTest) and step.test.name != "*" and not step.test.prefix
    return step if is_plain and step.axis in ("child", "attribute") and not step.predicates else None


def _name(step: Step) -> str:
    return step.test.name if isinstance(step.test, NameTest) else ""
