"""What a tree of typed leaves looks like before there is one: the names an expression may use, for SQL and analysis."""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import dataclass, field, replace
from enum import StrEnum


class LeafType(StrEnum):
    """How a leaf reads: the ``type`` of its node, and the kind of its column."""

    TEXT = "text"
    CHOICE = "choice"  # one code
    CHOICES = "choices"  # codes with blanks between them
    NUMBER = "decimal"
    DATE = "date"
    BOOLEAN = "boolean"  # 1 yes, 0 no

    @property
    def node_type(self) -> str:
        """Return the ``type`` that a node of this leaf has."""
        return "" if self in (LeafType.TEXT, LeafType.CHOICE, LeafType.CHOICES) else self.value


@dataclass(frozen=True, kw_only=True, slots=True)
class Leaf:
    """One leaf of an element; ``codes`` are those of its code list, None where it has none.

    ``places``: with how many digits after the point a number is kept, None where any may follow. ``words`` is what
    people call it, blank where nobody sees it: who writes that instead of the name is told the name.
    """

    name: str
    type: LeafType
    codes: Set[str] | None = None
    places: int | None = None
    words: str = ""


@dataclass(frozen=True, kw_only=True)
class Element:
    """An element with its leaves, all always there, and the elements below it.

    ``is_single``: there is one or none of it; its leaves stand in the row of the element above. All others repeat and
    have a table of their own, ``c_<name>``, with the columns ``parent`` and ``id``.
    """

    name: str
    leaves: Mapping[str, Leaf] = field(default_factory=dict)
    children: Mapping[str, Element] = field(default_factory=dict)
    is_single: bool = False

    @property
    def table(self) -> str:
        """Return the name of its table."""
        return f"c_{self.name}"

    @property
    def holds_rows(self) -> bool:
        """Say whether rows of other tables hang on its own, whose table is then in the order of its ids."""
        return any(not child.is_single for child in self.children.values())


def lineage(root: Element, name: str) -> tuple[Element, ...]:
    """Return the elements from below ``root`` down to the one called ``name``; raises ``KeyError`` for no such one."""
    for child in root.children.values():
        if child.name == name:
            return (child,)
        try:
            return (child, *lineage(child, name))
        except KeyError:
            continue
    raise KeyError(name)


def narrowed(element: Element, names: Set[str]) -> Element:
    """Return ``element`` with only those leaves and elements below it that are called by one of ``names``."""
    return replace(
        element,
        leaves={name: leaf for name, leaf in element.leaves.items() if name in names},
        children={name: narrowed(child, names) for name, child in element.children.items() if name in names},
    )
