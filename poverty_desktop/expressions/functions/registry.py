"""The table of functions: name, number of arguments and the Python that computes each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from poverty_desktop.expressions.context import Scope
from poverty_desktop.expressions.errors import ExpressionError
from poverty_desktop.expressions.nodes import Node
from poverty_desktop.expressions.values import NodeSet, Value
from poverty_desktop.i18n import N_

Operation = Callable[[Scope], Value]
"""A compiled expression: the focus in, the value out."""

MANY = 1_000_000


@dataclass(frozen=True, kw_only=True, slots=True)
class Function:
    """A function of the language.

    ``run`` gets the focus and the values of the arguments, or, where ``is_lazy``, the arguments as operations.
    ``least`` and ``most`` bound the number of arguments, which must be ``least`` plus a multiple of ``stride``.
    ``reads_focus``: the result depends on the context node, its position or size. With no arguments only, where
    ``defaults_to_focus``. ``varies``: two calls may differ.
    """

    name: str
    least: int
    most: int
    stride: int
    run: Callable[..., Value]
    is_lazy: bool
    reads_focus: bool
    defaults_to_focus: bool
    varies: bool

    def accepts(self, count: int) -> bool:
        """Return whether the function can be called with ``count`` arguments."""
        return self.least <= count <= self.most and (count - self.least) % self.stride == 0


FUNCTIONS: dict[str, Function] = {}


def function(
    name: str,
    least: int = 1,
    most: int | None = None,
    *,
    stride: int = 1,
    is_lazy: bool = False,
    reads_focus: bool = False,
    defaults_to_focus: bool = False,
    varies: bool = False,
) -> Callable[[Callable[..., Value]], Callable[..., Value]]:
    """Enter the decorated Python function into the table; ``most`` is ``least`` unless given."""

    def enter(run: Callable[..., Value]) -> Callable[..., Value]:
        FUNCTIONS[name] = Function(
            name=name,
            least=least,
            most=least if most is None else most,
            stride=stride,
            run=run,
            is_lazy=is_lazy,
            reads_focus=reads_focus,
            defaults_to_focus=defaults_to_focus,
            varies=varies,
        )
        return run

    return enter


def nodes_of(name: str, value: Value) -> NodeSet:
    """Return ``value`` where it is a node-set; raises ``ExpressionError`` naming the function otherwise."""
    if isinstance(value, NodeSet):
        return value
    raise ExpressionError(N_("{name}() needs nodes, such as a repeat or a question."), name=name)


def focus_nodes(scope: Scope, values: tuple[Value, ...]) -> Value:
    """Return the only argument, or the context node where there is none."""
    return values[0] if values else NodeSet([scope.node])


def first_node(scope: Scope, name: str, values: tuple[Value, ...]) -> Node | None:
    """Return the first node of the only argument, or the context node where there is no argument."""
    if not values:
        return scope.node
    nodes = nodes_of(name, values[0])
    return nodes[0] if nodes else None
