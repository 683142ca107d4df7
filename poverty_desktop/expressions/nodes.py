"""The tree that expressions walk: a small XPath data model shared with running interviews."""

from __future__ import annotations

from collections.abc import Iterator

Index = dict[tuple[str, str, str], "dict[str, list[Node]] | None"]
_NAMES = ("", "", "")
_FEW = 12
_SPOKEN = frozenset({"boolean", "date", "dateTime"})


class Node:
    """An element, attribute or document of an instance.

    ``name`` is the local name (attributes too), ``namespace`` its URI or ``""`` (elements in the namespace of
    XForms itself have ``""``), ``prefix`` what ``name()`` says before the colon. A leaf carries its answer in
    ``text``; an element with mixed content has children of kind ``text`` instead. ``type`` is the bind's type
    (``int``, ``decimal``, ``date``, ``dateTime``, ``boolean`` …) and
    makes the answer read as that type; ``""`` is text.

    ``relevant`` is kept by the running interview: an irrelevant node is left out of node-sets and its text reads as
    empty. Only the node's own flag is looked at, so whoever makes a group irrelevant marks everything below it too
    (as JavaRosa's ``TreeElement.setRelevant`` does).

    ``index`` belongs to the evaluator: it finds children by name and the items of a choice list by a child's text.
    Whoever changes ``children`` otherwise than by ``append`` sets it to None; the texts in a secondary instance must
    not change once it has been searched.
    """

    __slots__ = (
        "attributes",
        "children",
        "index",
        "kind",
        "name",
        "namespace",
        "parent",
        "prefix",
        "relevant",
        "text",
        "type",
    )

    def __init__(
        self,
        name: str,
        text: str = "",
        *,
        kind: str = "element",
        namespace: str = "",
        prefix: str = "",
        type: str = "",  # noqa: A002 - the bind's own word
    ) -> None:
        self.name = name
        self.text = text
        self.kind = kind  # document, element, attribute, text, comment, processing-instruction
        self.namespace = namespace
        self.prefix = prefix
        self.type = type
        self.parent: Node | None = None
        self.children: list[Node] = []
        self.attributes: list[Node] = []
        self.relevant = True
        self.index: Index | None = None

    def append(self, child: Node) -> Node:
        """Add ``child`` as the last child and return it."""
        child.parent = self
        self.children.append(child)
        self.index = None
        return child

    def named(self, name: str) -> list[Node]:
        """Return the child elements called ``name`` that have no namespace; the list is not to be changed."""
        if len(self.children) < _FEW:
            return [
                child
                for child in self.children
                if child.name == name and child.kind == "element" and not child.namespace
            ]
        if self.index is None:
            self.index = {}
        by_name = self.index.get(_NAMES)
        if by_name is None:
            by_name = self.index[_NAMES] = {}
            for child in self.children:
                if child.kind == "element" and not child.namespace:
                    by_name.setdefault(child.name, []).append(child)
        return by_name.get(name, [])

    def set_attribute(self, name: str, text: str, *, namespace: str = "", prefix: str = "") -> Node:
        """Add an attribute node and return it."""
        node = Node(name, text, kind="attribute", namespace=namespace, prefix=prefix)
        node.parent = self
        self.attributes.append(node)
        return node

    def elements(self, name: str | None = None) -> Iterator[Node]:
        """Yield the child elements, all or those called ``name``."""
        for child in self.children:
            if child.kind == "element" and (name is None or child.name == name):
                yield child

    @property
    def root(self) -> Node:
        """Return the topmost node."""
        node = self
        while node.parent is not None:
            node = node.parent
        return node

    @property
    def value(self) -> str:
        """Return the string-value: the text of a leaf, or all relevant text below in document order.

        A truth says ``true`` or ``false`` and a date with a time its day, as JavaRosa's do in a text.
        """
        if not self.relevant:
            return ""
        if not self.children:
            return _spoken(self.text, self.type) if self.type in _SPOKEN else self.text
        found: list[str] = []
        waiting = self.children[::-1]
        while waiting:
            node = waiting.pop()
            if not node.relevant or node.kind not in ("element", "text"):
                continue
            if node.children:
                waiting.extend(reversed(node.children))
            else:
                found.append(node.text)
        return "".join(found)


def _spoken(text: str, kind: str) -> str:
    if kind == "boolean":
        return {"1": "true", "0": "false"}.get(text, text)
    return text.partition("T")[0] if text[:1].isdigit() else text
