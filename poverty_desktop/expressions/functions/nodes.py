"""Nodes: where one is, how many there are, what they are called and which of a repeat is meant."""

from __future__ import annotations

import hashlib
import math
from math import isnan

from poverty_desktop.expressions.context import Scope
from poverty_desktop.expressions.errors import ExpressionError
from poverty_desktop.expressions.functions.registry import MANY, Operation, first_node, function, nodes_of
from poverty_desktop.expressions.nodes import Node
from poverty_desktop.expressions.values import NodeSet, Value, to_number, to_string
from poverty_desktop.i18n import N_

_XML = "http://www.w3.org/XML/1998/namespace"
_MERSENNE = 2_147_483_647
_MULTIPLIER = 16_807
_LARGEST = 2**63 - 1


@function("position", 0, 1, reads_focus=True)
def position(scope: Scope, *values: Value) -> Value:
    """Return the place in the focus, or that of a node among its siblings of the same name (repeat instances)."""
    if not values:
        return float(scope.position)
    nodes = nodes_of("position", values[0])
    if not nodes:
        return 0.0 if scope.context.dialect.nothing_is_at_zero else float("nan")
    node = nodes[0]
    if node.parent is None or node.kind != "element":
        return 1.0
    if not node.namespace:
        return 1.0 + node.parent.named(node.name).index(node)
    return 1.0 + list(node.parent.elements(node.name)).index(node)


@function("last", 0, reads_focus=True)
def last(scope: Scope) -> Value:
    """Return the number of nodes in the focus."""
    return float(scope.size)


@function("current", 0)
def current(scope: Scope) -> Value:
    """Return the node for which the whole expression is evaluated, also inside predicates."""
    context = scope.context
    return NodeSet([context.node if context.current is None else context.current])


@function("instance")
def instance(scope: Scope, identity: Value) -> Value:
    """Return the document of a secondary instance; raises ``ExpressionError`` where the form has none so called."""
    node = scope.context.instances.get(to_string(identity))
    if node is None:
        raise ExpressionError(N_("The form has no list that instance() could find by this name."))
    return NodeSet([node])


@function("count")
def count(_scope: Scope, value: Value) -> Value:
    """Return the number of nodes."""
    return float(len(nodes_of("count", value)))


@function("count-non-empty")
def count_non_empty(scope: Scope, value: Value) -> Value:
    """Return the number of nodes whose text is not empty; in a form a row counts whatever is answered in it."""
    rows_count = scope.context.dialect.nodes_read_as_values
    found = nodes_of("count-non-empty", value)
    return float(sum(1 for node in found if (rows_count and node.children) or node.value))


@function("id")
def identified(scope: Scope, value: Value) -> Value:
    """Return the elements of the context node's document whose ``id`` is among the words of ``value``."""
    texts = [node.value for node in value] if isinstance(value, NodeSet) else [to_string(value)]
    wanted = {word for text in texts for word in text.split()}
    found = NodeSet()
    waiting = [scope.node.root]
    while waiting:
        node = waiting.pop()
        for attribute in node.attributes:
            if attribute.name == "id" and attribute.text in wanted:
                wanted.discard(attribute.text)
                found.append(node)
        waiting.extend(reversed(node.children))
    return found


@function("name", 0, 1, defaults_to_focus=True)
def name(scope: Scope, *values: Value) -> Value:
    """Return the name with its prefix."""
    node = first_node(scope, "name", values)
    if node is None:
        return ""
    return f"{node.prefix}:{node.name}" if node.prefix else node.name


@function("local-name", 0, 1, defaults_to_focus=True)
def local_name(scope: Scope, *values: Value) -> Value:
    """Return the name without its prefix."""
    node = first_node(scope, "local-name", values)
    return "" if node is None else node.name


@function("namespace-uri", 0, 1, defaults_to_focus=True)
def namespace_uri(scope: Scope, *values: Value) -> Value:
    """Return the namespace of a node, ``""`` for none."""
    node = first_node(scope, "namespace-uri", values)
    return "" if node is None else node.namespace


@function("lang", 1, reads_focus=True)
def lang(scope: Scope, value: Value) -> Value:
    """Return whether the nearest ``xml:lang`` is ``value`` or a variety of it (XPath 1.0, 4.3)."""
    wanted = to_string(value).lower()
    node: Node | None = scope.node
    while node is not None:
        for attribute in node.attributes:
            if attribute.name == "lang" and attribute.namespace == _XML:
                found = attribute.text.lower()
                return found == wanted or found.startswith(f"{wanted}-")
        node = node.parent
    return False


@function("randomize", 1, 2, varies=True)
def randomize(scope: Scope, value: Value, seed: Value | None = None) -> Value:
    """Return the nodes shuffled; the same ``seed`` gives the order that JavaRosa's RandomizeHelper gives."""
    nodes = nodes_of("randomize", value)
    state = 0 if seed is None else _seed(seed, scope)
    shuffled = NodeSet()
    for place, node in enumerate(nodes):
        if seed is None:
            chance = scope.context.random()
        else:
            state = state * _MULTIPLIER % _MERSENNE
            chance = (state - 1) / (_MERSENNE - 1)
        other = math.floor(chance * (place + 1))
        if other == place:
            shuffled.append(node)
        else:
            shuffled.append(shuffled[other])
            shuffled[other] = node
    return shuffled


def _seed(value: Value, scope: Scope) -> int:
    number, text = to_number(value, scope.context), to_string(value)
    if not isnan(number):
        whole = _long(number)
    else:  # a text that is no number is hashed: JavaRosa, XPathFuncExpr.toLongHash
        whole = int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big", signed=True) if text else 0
    state = int(math.copysign(abs(whole) % _MERSENNE, whole))
    return state + _MERSENNE - 1 if state <= 0 else state


def _long(number: float) -> int:
    """Return ``number`` cut to what Java's ``long`` holds."""
    if math.isinf(number):
        return _LARGEST if number > 0 else -_LARGEST - 1
    return max(min(int(number), _LARGEST), -_LARGEST - 1)


@function("indexed-repeat", 3, MANY, stride=2, is_lazy=True, reads_focus=True)
def indexed_repeat(scope: Scope, target: Operation, *pairs: Operation) -> Value:
    """Return ``target`` in the given instances of its repeats: ``indexed-repeat(path, repeat, index, …)``."""
    wide = Scope(scope.context, scope.node, scope.position, scope.size, stays=False)
    levels: list[tuple[NodeSet, int]] = []
    for repeats, index in zip(pairs[::2], pairs[1::2], strict=True):
        found = nodes_of("indexed-repeat", repeats(wide))
        place = to_number(index(scope), scope.context)
        if scope.context.dialect.index_starts_at_one and not place >= 1:
            place = 1.0
        if not found or not math.isfinite(place):
            return NodeSet()
        levels.append((found, math.trunc(place)))
    levels.sort(key=lambda level: _depth(level[0][0]))
    within: Node | None = None
    for repeats_found, place in levels:
        inside = (
            _on_branch(repeats_found, scope)
            if within is None
            else [node for node in repeats_found if _is_below(node, within)]
        )
        if not 1 <= place <= len(inside):
            return NodeSet()
        within = inside[place - 1]
    targets = nodes_of("indexed-repeat", target(wide))
    return NodeSet(node for node in targets if within is not None and _is_below(node, within))


def _on_branch(nodes: NodeSet, scope: Scope) -> list[Node]:
    """Leave out instances in other instances of an outer repeat than the context node's own."""
    if not scope.stays:
        return nodes
    own = _lineage(scope.node)
    return [node for node in nodes if _shares_branch(_lineage(node)[:-1], own)]


def _shares_branch(lineage: list[Node], own: list[Node]) -> bool:
    for mine, other in zip(own, lineage, strict=False):
        if mine is not other:
            return mine.name != other.name
    return True


def _lineage(node: Node) -> list[Node]:
    found = [node]
    while node.parent is not None:
        node = node.parent
        found.append(node)
    found.reverse()
    return found


def _depth(node: Node) -> int:
    return len(_lineage(node))


def _is_below(node: Node, ancestor: Node) -> bool:
    parent = node.parent
    while parent is not None:
        if parent is ancestor:
            return True
        parent = parent.parent
    return False
