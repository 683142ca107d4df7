"""Examples of a check: a few households in one line, grown into a tree and asked.

``household: phone=123 | person: relation=01; sex=1 | measure: kind=02``. A new ``household`` begins another one; a
``person`` and whatever else belongs to the household before it, ``own_measure`` to the person before it, ``village``
and ``village_project`` to the village.
``name=?na`` is blank with a word on why (na, dk, refused), ``last_year/name`` a fact of the year before, and
``year=2019`` before everything another year than 2025.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from poverty_desktop.errors import RuleError
from poverty_desktop.expressions.closures import closure
from poverty_desktop.expressions.context import Context, Scope
from poverty_desktop.expressions.dialect import REGISTER
from poverty_desktop.expressions.grown import Cell, Row, grow_all
from poverty_desktop.expressions.nodes import Node
from poverty_desktop.expressions.schema import Element, Leaf, LeafType, lineage
from poverty_desktop.expressions.tree import Expression
from poverty_desktop.expressions.values import to_boolean
from poverty_desktop.i18n import N_
from poverty_desktop.packs.checks import Scope as CheckScope
from poverty_desktop.packs.register_schema import IN_VILLAGE, ON_PERSON

TODAY = date(2025, 11, 30)
"""The day on which every example is asked."""

_WHY = ("na", "dk", "refused")


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """The households of an example, below one village, and the year of their facts."""

    year: int
    villages: Sequence[Row]


def read_example(text: str, schema: Element) -> Example:
    """Return the households that ``text`` describes; raises ``RuleError`` naming what cannot be read."""
    year = TODAY.year
    households: list[Row] = []
    village, household = lineage(schema, "household")
    person = household.children.get("person")
    own = Row(cells={"code": "420581000000"}, children={name: [] for name in IN_VILLAGE})
    for part in (piece.strip() for piece in text.split("|")):
        name, colon, rest = part.partition(":")
        if not colon and part.startswith("year=") and part[5:].isdigit():
            year = int(part[5:])
            continue
        known = {"household": household, "village": village, **village.children, **household.children}
        known |= {child: below for child, below in person.children.items() if not below.is_single} if person else {}
        element = known.get(name)
        if not colon or element is None or element.is_single:
            raise RuleError(N_("“{text}” is not written as an element, a colon and its data items."), text=part)
        row = Row(cells=dict(_cell(item, element) for item in rest.split(";") if item.strip()))
        if element is village:
            own.cells = {**own.cells, **row.cells}
            continue
        if name in IN_VILLAGE:
            own.children[name].append(row)
            continue
        if element is household:
            row.children = {child: [] for child, below in element.children.items() if not below.is_single}
            households.append(row)
        elif not households:
            raise RuleError(N_("An example begins with a household."))
        elif name in ON_PERSON:
            if not households[-1].children["person"]:
                raise RuleError(N_("What hangs on a person stands behind that person."))
            households[-1].children["person"][-1].children.setdefault(name, []).append(row)
        else:
            households[-1].children[name].append(row)
    own.children["household"] = households
    return Example(year=year, villages=(own,))


def _cell(item: str, element: Element) -> tuple[str, Cell]:
    path, equals, text = (part.strip() for part in item.partition("="))
    owner, _slash, name = path.rpartition("/")
    within = element.children.get(owner) if owner else element
    leaf = within.leaves.get(name) if within and (not owner or within.is_single) else None
    if not equals or leaf is None:
        raise RuleError(N_("{element} has no data item “{text}”."), element=element.name, text=path)
    if text.startswith("?"):
        if text[1:] not in _WHY:
            raise RuleError(
                N_("“{text}” is not known here. Use one of: {allowed}."), text=text, allowed=", ".join(_WHY)
            )
        return f"{path}@why", text[1:]
    return path, _value(leaf, text)


def _value(leaf: Leaf, text: str) -> Cell:
    wrong = RuleError(N_("“{text}” is no value of {name}."), text=text, name=leaf.name)
    if leaf.codes is not None and not set(text.split()) <= leaf.codes:
        raise wrong
    try:
        if leaf.type is LeafType.DATE:
            return date.fromisoformat(text).isoformat()
        if leaf.type in (LeafType.NUMBER, LeafType.BOOLEAN):
            return float(text)
    except ValueError as error:
        raise wrong from error
    return text


def firing(condition: Expression, scope: CheckScope, document: Node) -> list[Node]:
    """Return the nodes of ``scope`` in ``document`` (its root element) for which ``condition`` holds."""
    compute = closure(condition)
    nodes = [node for village in document.named("village") for node in village.named("household")]
    if scope is CheckScope.VILLAGE:
        nodes = list(document.named("village"))
    if scope is CheckScope.PERSON:
        nodes = [node for household in nodes for node in household.named("person")]
    found = []
    for node in nodes:
        context = Context(node=node, document=document, now=datetime(1970, 1, 1, tzinfo=UTC), dialect=REGISTER)
        if to_boolean(compute(Scope(context, node, 1, 1, stays=False)), context):
            found.append(node)
    return found


def fires(condition: Expression, scope: CheckScope, example: Example, schema: Element) -> bool:
    """Return whether a check fires anywhere in its example."""
    return bool(firing(condition, scope, grow_all(schema, example.villages)))
