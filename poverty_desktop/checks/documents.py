"""One finding as something to be asked again: its condition, and the document in which it holds."""

from __future__ import annotations

from dataclasses import dataclass

from poverty_desktop.checks.reading import household_row, village_row
from poverty_desktop.checks.run import occasion_of
from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.expressions.context import Context
from poverty_desktop.expressions.dialect import REGISTER
from poverty_desktop.expressions.evaluate import Compiled
from poverty_desktop.expressions.grown import Row, grow_all
from poverty_desktop.expressions.schema import narrowed
from poverty_desktop.expressions.tree import Expression, NameTest, Path, walk
from poverty_desktop.ids import HouseholdId, RecordId
from poverty_desktop.packs.checks import Check, Scope
from poverty_desktop.packs.register_schema import schema_of
from poverty_desktop.packs.validation.check_bodies import condition
from poverty_desktop.store import findings
from poverty_desktop.store.session import Session
from poverty_desktop.store.villages import village_of

MOST_OTHERS = 200
"""Households that are looked at beside one's own where a check compares households."""

_ALWAYS = frozenset({"village", "person", "name"})
"""What is laid out of a village for any condition: a household is called by the name of its first member."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A condition that holds on the node of ``context``."""

    check: Check
    condition: Expression
    context: Context


def asked(session: Session, check: Check, household: HouseholdId, record: bytes, year: int) -> Asked | None:
    """Return a finding as the facts stand now, None where it is none any more.

    A check across households is asked among the households on which it fired in the last run: where it fires on one
    of them because of another, it fires on the other too.
    """
    whole = condition(check, occasion_of(session, year))
    schema = schema_of(session.pack)
    if check.scope is Scope.VILLAGE:
        return None if whole is None else _of_village(session, check, whole, record, year)
    row = household_row(session, schema, household, year)
    if whole is None or row is None:
        return None
    rows = [row]
    if check.spans_households:
        for other in findings.households_of(session.db, check.id, limit=MOST_OTHERS):
            found = household_row(session, schema, HouseholdId(RecordId(other)), year) if other != household else None
            rows += [found] if found is not None else []
    document = grow_all(schema, [Row(cells={}, children={"household": rows})])
    node = document.children[0].named("household")[0]
    if check.scope is Scope.PERSON:
        keys = [person.key for person in row.children["person"]]
        if record not in keys:
            return None
        node = node.named("person")[keys.index(record)]
    context = Context(node=node, document=document, dialect=REGISTER)
    return Asked(check=check, condition=whole, context=context) if Compiled("", whole).as_boolean(context) else None


def _names_in(condition: Expression) -> frozenset[str]:
    paths = (part for part in walk(condition) if isinstance(part, Path))
    return frozenset(step.test.name for path in paths for step in path.steps if isinstance(step.test, NameTest))


def _of_village(session: Session, check: Check, whole: Expression, record: bytes, year: int) -> Asked | None:
    schema = narrowed(schema_of(session.pack), _names_in(whole) | _ALWAYS)
    row = village_row(session, schema, village_of(session, RecordKind.VILLAGE_YEAR, RecordId(record)), year)
    if row is None or row.key != record:
        return None
    document = grow_all(schema, [row])
    context = Context(node=document.children[0], document=document, dialect=REGISTER)
    return Asked(check=check, condition=whole, context=context) if Compiled("", whole).as_boolean(context) else None
