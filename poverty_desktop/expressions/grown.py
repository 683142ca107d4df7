"""Rows of a schema grown into a tree: what SQL reads in tables, evaluation reads here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from poverty_desktop.expressions.nodes import Node
from poverty_desktop.expressions.schema import Element
from poverty_desktop.expressions.values import number_text

Cell = str | float | None


@dataclass(kw_only=True, slots=True)
class Row:
    """One row of an element: its cells by path (``health``, ``health@why``, ``last_year/health``), and those below.

    A cell is None where it is blank; numbers are numbers, a truth is 1 or 0. ``key`` tells whose row it is.
    """

    cells: Mapping[str, Cell]
    children: dict[str, list[Row]] = field(default_factory=dict)
    key: bytes = b""


def grow(element: Element, row: Row, prefix: str = "") -> Node:
    """Return the node of ``row`` with every leaf of ``element``; a single element is there where it has a cell."""
    node = Node(element.name)
    for leaf in element.leaves.values():
        child = node.append(Node(leaf.name, cell_text(row.cells.get(prefix + leaf.name)), type=leaf.type.node_type))
        why = row.cells.get(f"{prefix}{leaf.name}@why")
        if why:
            child.set_attribute("why", str(why))
    for below in element.children.values():
        if below.is_single:
            path = f"{prefix}{below.name}/"
            if any(cell is not None for name, cell in row.cells.items() if name.startswith(path)):
                node.append(grow(below, row, path))
            continue
        for item in row.children.get(below.name, ()):
            node.append(grow(below, item))
    return node


def cell_text(cell: Cell) -> str:
    """Return a cell as the text of a node."""
    if cell is None:
        return ""
    return cell if isinstance(cell, str) else number_text(float(cell))


def grow_all(root: Element, rows: Sequence[Row]) -> Node:
    """Return the document's root element with ``rows``, which are those of its only child element."""
    node = Node(root.name)
    (below,) = root.children.values()
    for row in rows:
        node.append(grow(below, row))
    return node
