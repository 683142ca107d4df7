"""The axes of XPath over ``Node`` trees, and document order."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from poverty_desktop.expressions.nodes import Node

Axis = Callable[[Node], Iterable[Node]]
"""From one node to its nodes on the axis, nearest first (so reverse axes run backwards)."""


def _children(node: Node) -> Iterable[Node]:
    if not node.children and node.text and node.kind == "element":
        text = Node("", node.text, kind="text")
        text.parent = node
        text.relevant = node.relevant
        return [text]
    return node.children


def _descendants(node: Node) -> Iterator[Node]:
    waiting = list(_children(node))[::-1]
    while waiting:
        found = waiting.pop()
        yield found
        waiting.extend(list(_children(found))[::-1])


def _descendants_or_self(node: Node) -> Iterator[Node]:
    yield node
    yield from _descendants(node)


def _ancestors(node: Node) -> Iterator[Node]:
    parent = node.parent
    while parent is not None:
        yield parent
        parent = parent.parent


def _ancestors_or_self(node: Node) -> Iterator[Node]:
    yield node
    yield from _ancestors(node)


def _following_siblings(node: Node) -> Iterable[Node]:
    siblings = _siblings(node)
    return siblings[siblings.index(node) + 1 :] if node in siblings else []


def _preceding_siblings(node: Node) -> Iterable[Node]:
    siblings = _siblings(node)
    return siblings[: siblings.index(node)][::-1] if node in siblings else []


def _siblings(node: Node) -> list[Node]:
    return [] if node.parent is None or node.kind == "attribute" else node.parent.children


def _following(node: Node) -> Iterator[Node]:
    if node.kind == "attribute" and node.parent is not None:
        node = node.parent
        yield from _descendants(node)
    for start in _ancestors_or_self(node):
        for sibling in _following_siblings(start):
            yield from _descendants_or_self(sibling)


def _preceding(node: Node) -> Iterator[Node]:
    if node.kind == "attribute" and node.parent is not None:
        node = node.parent
    for start in _ancestors_or_self(node):
        for sibling in _preceding_siblings(start):
            yield from list(_descendants_or_self(sibling))[::-1]


def _parent(node: Node) -> Iterable[Node]:
    return () if node.parent is None else (node.parent,)


def _self(node: Node) -> Iterable[Node]:
    return (node,)


def _namespaces(_node: Node) -> Iterable[Node]:
    return ()  # XForms has no use for namespace nodes


AXES: dict[str, Axis] = {
    "ancestor": _ancestors,
    "ancestor-or-self": _ancestors_or_self,
    "attribute": lambda node: node.attributes,
    "child": _children,
    "descendant": _descendants,
    "descendant-or-self": _descendants_or_self,
    "following": _following,
    "following-sibling": _following_siblings,
    "namespace": _namespaces,
    "parent": _parent,
    "preceding": _preceding,
    "preceding-sibling": _preceding_siblings,
    "self": _self,
}


def in_document_order(nodes: list[Node]) -> list[Node]:
    """Return ``nodes`` each once in document order; trees follow in the order in which they first appear."""
    unique = list({id(node): node for node in nodes}.values())
    if len(unique) < 2:
        return unique
    places: dict[int, float] = {}
    for node in unique:
        root = node.root
        if id(root) not in places:
            _number(root, places)
    return sorted(unique, key=lambda node: places.get(id(node), places.get(id(node.parent), 0.0) + 0.5))


def _number(root: Node, places: dict[int, float]) -> None:
    waiting = [root]
    while waiting:
        node = waiting.pop()
        places[id(node)] = float(len(places))
        for attribute in node.attributes:
            places[id(attribute)] = float(len(places))
        waiting.extend(reversed(node.children))
