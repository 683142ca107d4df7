"""A small form instance that expressions are tried on."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta, timezone

from poverty_desktop.expressions.context import Context
from poverty_desktop.expressions.dialect import JAVAROSA, Dialect
from poverty_desktop.expressions.evaluate import compile_expression
from poverty_desktop.expressions.nodes import Node
from poverty_desktop.expressions.values import NodeSet, Value

CHINA = timezone(timedelta(hours=8))
NOW = datetime(2026, 11, 23, 9, 30, 15, 250_000, tzinfo=CHINA)


def leaf(parent: Node, name: str, text: str = "", kind: str = "") -> Node:
    """Add a question with its answer; ``kind`` is the bind's type."""
    return parent.append(Node(name, text, type=kind))


def form() -> Node:
    """Return a document: a few questions and three members, the last one's age not answered."""
    document = Node("", kind="document")
    data = document.append(Node("data"))
    data.set_attribute("id", "survey")
    leaf(data, "village", "大湾村")
    leaf(data, "date", "2026-11-23", "date")
    leaf(data, "income", "6820", "int")
    leaf(data, "zero", "0", "int")
    leaf(data, "blank", "", "int")
    leaf(data, "roof", "tile reed")
    leaf(data, "hidden", "7", "int").relevant = False
    for age in ("61", "34", ""):
        member = data.append(Node("member"))
        leaf(member, "age", age, "int")
        leaf(member, "name", f"m{age}")
        leaf(member, "total")
    return document


def towns(count: int = 40) -> Node:
    """Return a choice list as a secondary instance: ``/root/item`` with name, county and label."""
    document = Node("", kind="document")
    root = document.append(Node("root"))
    for number in range(count):
        item = root.append(Node("item"))
        leaf(item, "name", f"t{number}")
        leaf(item, "county", f"c{number % 4}")
        leaf(item, "label", f"Town {number}")
    return document


def context(path: str = "/data/income", *, dialect: Dialect = JAVAROSA, document: Node | None = None) -> Context:
    """Return a context whose node is at ``path`` (names with ``[n]``) of the form."""
    document = form() if document is None else document
    found = Context(node=document, document=document, now=NOW, instances={"towns": towns()}, uuid=lambda: "u-1")
    node = compile_expression(path).as_nodes(found)[0]
    return replace(found, node=node, dialect=dialect)


def value(text: str, path: str = "/data/income", *, dialect: Dialect = JAVAROSA) -> Value:
    """Return the value of ``text`` for the node at ``path``."""
    return compile_expression(text).evaluate(context(path, dialect=dialect))


def texts(text: str, path: str = "/data/income", *, dialect: Dialect = JAVAROSA) -> list[str]:
    """Return the texts of the nodes that ``text`` finds."""
    found = value(text, path, dialect=dialect)
    assert isinstance(found, NodeSet)
    return [node.value for node in found]
