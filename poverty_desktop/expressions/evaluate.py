"""Expressions compiled once into closures and evaluated many times."""

from __future__ import annotations

from functools import lru_cache

from poverty_desktop.expressions.closures import closure
from poverty_desktop.expressions.context import Context, Scope
from poverty_desktop.expressions.dependencies import reads_and_counts
from poverty_desktop.expressions.errors import ExpressionError
from poverty_desktop.expressions.faults import fault_of
from poverty_desktop.expressions.parse import parse
from poverty_desktop.expressions.paths import nodes_from
from poverty_desktop.expressions.tree import Call, Expression, walk
from poverty_desktop.expressions.values import NodeSet, Value, to_boolean, to_number, to_string

_CACHE_SIZE = 8_192


class Compiled:
    """An expression ready to be evaluated; made by :func:`compile_expression`, safe to share between threads."""

    __slots__ = ("_known", "_operation", "faults", "text", "tree", "uses_position")

    def __init__(self, text: str, tree: Expression) -> None:
        self.text = text
        self.tree = tree
        self._operation = closure(tree)
        self._known: tuple[str, frozenset[str], frozenset[str]] | None = None
        held = tuple(walk(tree))
        self.uses_position = any(isinstance(part, Call) and part.name == "position" for part in held)
        self.faults: tuple[ExpressionError, ...] = tuple(fault for fault in map(fault_of, held) if fault is not None)
        """What would fail if it were computed: see ``faults.fault_of``."""

    def evaluate(self, context: Context) -> Value:
        """Return the value: a bool, a float, a str (a ``Moment`` for a date) or a ``NodeSet``.

        Raises ``ExpressionError`` where a function is unknown or gets what it cannot work with.
        """
        scope = Scope(context, context.node, context.position, context.size, stays=context.dialect.paths_stay_in_repeat)
        return self._operation(scope)

    def as_boolean(self, context: Context) -> bool:
        """Return the value as true or false."""
        return to_boolean(self.evaluate(context), context)

    def as_string(self, context: Context) -> str:
        """Return the value as text; NaN is ``NaN``."""
        return str(to_string(self.evaluate(context)))

    def as_number(self, context: Context) -> float:
        """Return the value as a number; NaN for blanks and texts."""
        return to_number(self.evaluate(context), context)

    def as_nodes(self, context: Context) -> NodeSet:
        """Return the nodes; raises ``ExpressionError`` where the value is not a node-set."""
        return nodes_from(self.evaluate(context))

    def reads(self, context_path: str) -> frozenset[str]:
        """Return the paths whose answers the value depends on (see ``dependencies.reads_and_counts``)."""
        return self._dependencies(context_path)[1]

    def counts(self, context_path: str) -> frozenset[str]:
        """Return the paths of which only number, place and relevance matter (see there)."""
        return self._dependencies(context_path)[2]

    def _dependencies(self, context_path: str) -> tuple[str, frozenset[str], frozenset[str]]:
        known = self._known
        if known is None or known[0] != context_path:
            known = self._known = (context_path, *reads_and_counts(self.tree, context_path))
        return known


@lru_cache(maxsize=_CACHE_SIZE)
def compile_expression(text: str) -> Compiled:
    """Return ``text`` compiled, from the cache where it was seen before.

    Raises ``ExpressionError`` naming the character where it cannot be read. What fails only if it is reached, as an
    unknown function behind ``false() and``, is in ``Compiled.faults``.
    """
    return Compiled(text, parse(text))
