"""Who counts towards the size of a family: an expression of the pack over one member (sheet ``accounting``)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from poverty_desktop.expressions.closures import closure
from poverty_desktop.expressions.context import Context, Scope
from poverty_desktop.expressions.dialect import REGISTER
from poverty_desktop.expressions.extensions import bound, constant
from poverty_desktop.expressions.functions import Operation
from poverty_desktop.expressions.grown import Cell, Row, grow
from poverty_desktop.expressions.schema import Element
from poverty_desktop.expressions.sql_plan import Plan
from poverty_desktop.expressions.to_sql import compile_truth
from poverty_desktop.expressions.values import to_boolean
from poverty_desktop.packs.pack import Pack
from poverty_desktop.packs.register_schema import schema_of
from poverty_desktop.packs.validation.check_bodies import parsed


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberRule:
    """One expression, ready to be asked of members on one day; ``leaves`` are the data items that it looks at."""

    element: Element
    leaves: tuple[str, ...]
    compute: Operation

    def counts(self, cells: Mapping[str, Cell]) -> bool:
        """Say whether the member with these facts counts."""
        node = grow(self.element, Row(cells=cells))
        context = Context(node=node, document=node, dialect=REGISTER)
        return to_boolean(self.compute(Scope(context, node, 1, 1, stays=False)), context)


def alone(schema: Element) -> Element:
    """Return a schema in which there is nothing but one member, out of the schema of the register."""
    person = schema.children["village"].children["household"].children["person"]
    return Element(name="register", children={"person": Element(name="person", leaves=person.leaves)})


def read_rule(text: str, schema: Element, *, day: date, year: int) -> MemberRule:
    """Return the rule that ``text`` is; ``schema`` is what :func:`alone` gives.

    Raises ``ExpressionError`` where it cannot be read or names something that is no data item of a member, and
    ``KeyError`` for a name that is neither ``$day`` nor ``$year``.
    """
    tree = bound(parsed(text), {"day": constant(day.isoformat()), "year": constant(float(year))})
    plan = Plan(root=schema)
    compile_truth(plan, "person", tree)
    used = tuple(plan.columns.get("person", {}))
    person = schema.children["person"]
    wanted = {path.partition("@")[0] for path in used}
    element = Element(name="person", leaves={name: leaf for name, leaf in person.leaves.items() if name in wanted})
    return MemberRule(element=element, leaves=tuple(element.leaves), compute=closure(tree))


def rule_of(pack: Pack, year: int) -> MemberRule | None:
    """Return who counts in accounting year ``year``; None where everybody does."""
    text = pack.counted_member(year)
    return _kept(_Pack(pack), text, pack.member_day(year), year) if text else None


class _Pack:
    """A pack as a key: two of equal bytes are one."""

    def __init__(self, pack: Pack) -> None:
        self.pack = pack

    def __hash__(self) -> int:
        return hash(self.pack.content_hash)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Pack) and other.pack.content_hash == self.pack.content_hash


@lru_cache(maxsize=64)
def _kept(pack: _Pack, text: str, day: date, year: int) -> MemberRule:
    return read_rule(text, alone(schema_of(pack.pack)), day=day, year=year)
