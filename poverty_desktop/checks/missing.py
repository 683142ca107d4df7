"""Which facts a condition would need to be answered and the register does not have yet."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from poverty_desktop.expressions.causes import truth_of
from poverty_desktop.expressions.context import Context
from poverty_desktop.expressions.grown import Row
from poverty_desktop.expressions.tree import Call, Comparison, Expression, Literal, Logical, NameTest, Path, walk
from poverty_desktop.packs.register_schema import COMPUTED, ELEMENTS

Leaf = tuple[str, str]
"""Element and data item."""


def leaves_of(expression: Expression, element: str) -> frozenset[Leaf]:
    """Return the data items that a condition over ``element`` looks at, those of which a blank has a meaning left out.

    Who writes ``dropout_reason != ''`` knows what it means when there is none.
    """
    found: set[Leaf] = set()
    meant: set[Leaf] = set()
    _look(expression, element, found, meant)
    return frozenset(found - meant)


def _look(expression: Expression, element: str, found: set[Leaf], meant: set[Leaf]) -> None:
    for path, owner, leaf in _paths(expression, element):
        if leaf and leaf not in COMPUTED.get(owner, {}):
            found.add((owner, leaf))
        for step in path.steps:
            for predicate in step.predicates:
                inner = step.test.name if isinstance(step.test, NameTest) else element
                _look(predicate, inner if inner in ELEMENTS else element, found, meant)
    for part in walk(expression):
        match part:
            case Comparison(left=Path() as left, right=Literal(value="")):
                for _path, owner, leaf in _paths(left, element):
                    meant.add((owner, leaf))
            case Call(name="coalesce", arguments=(Path() as counted, *_rest)):
                for _path, owner, leaf in _paths(counted, element):
                    meant.add((owner, leaf))


def _paths(expression: Expression, element: str) -> Iterator[tuple[Path, str, str]]:
    """Yield the paths outside predicates with the element and the leaf that they lead to."""
    inside = {
        id(deep)
        for path in walk(expression)
        if isinstance(path, Path)
        for step in path.steps
        for predicate in step.predicates
        for deep in walk(predicate)
    }
    for path in walk(expression):
        if not isinstance(path, Path) or id(path) in inside:
            continue
        owner, leaf = element, ""
        for step in path.steps:
            name = step.test.name if isinstance(step.test, NameTest) else ""
            if step.axis == "parent":
                owner = "household"
            elif name in ELEMENTS:
                owner = name
            elif name:
                leaf = name
        yield path, owner, leaf


@dataclass(frozen=True, slots=True, kw_only=True)
class Missing:
    """A fact that nobody has answered: its element and name, and the household or member whose it is."""

    element: str
    leaf: str
    row: Row


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """A condition that does not hold, asked again: might it hold if the blanks were filled in?"""

    condition: Expression
    element: str
    context: Context
    household: Row
    person: Row | None

    def missing(self) -> tuple[Missing, ...]:
        """Return the facts to be asked; none where what is known decides already."""
        asked = leaves_of(self.condition, self.element)
        return self._open(self.condition, asked) or ()

    def _open(self, part: Expression, asked: frozenset[Leaf]) -> tuple[Missing, ...] | None:
        """Return what a part waits for: nothing where it holds, None where no answer could make it hold."""
        if truth_of(part, self.context):
            return ()
        if isinstance(part, Logical):
            found = [self._open(operand, asked) for operand in part.operands]
            if part.operator == "and" and None in found:
                return None
            known = [one for one in found if one is not None]
            return tuple(item for one in known for item in one) if known else None
        return tuple(self._blanks(leaves_of(part, self.element) & asked)) or None

    def _blanks(self, leaves: frozenset[Leaf]) -> Iterator[Missing]:
        """Yield what is blank; what is not applicable, not known or refused was asked."""
        persons = [self.person] if self.person is not None else self.household.children.get("person", [])
        owners = {"household": [self.household], "person": persons}
        for element, leaf in sorted(leaves):
            for row in owners.get(element, ()):
                if row.cells.get(leaf) in (None, "") and not row.cells.get(f"{leaf}@why"):
                    yield Missing(element=element, leaf=leaf, row=row)
