"""The checks of one household at once: what fires on it now, in the register or with answers not yet saved."""

from __future__ import annotations

from collections.abc import Sequence

from poverty_desktop.checks.reading import household_row
from poverty_desktop.checks.run import Hit, occasion_of
from poverty_desktop.expressions.grown import Row, grow_all
from poverty_desktop.ids import HouseholdId
from poverty_desktop.packs.check_bodies import condition
from poverty_desktop.packs.check_examples import firing
from poverty_desktop.packs.checks import Check, Scope
from poverty_desktop.packs.register_schema import schema_of
from poverty_desktop.store.session import Session


def of_household(
    session: Session, household: HouseholdId, year: int, checks: Sequence[Check] | None = None
) -> list[Hit]:
    """Return what fires on one household; checks that look beyond it are left out (see ``Check.spans_households``)."""
    row = household_row(session, schema_of(session.pack), household, year)
    return [] if row is None else of_row(session, row, household, year, checks)


def of_row(
    session: Session, row: Row, household: HouseholdId, year: int, checks: Sequence[Check] | None = None
) -> list[Hit]:
    """Return what fires on a household given as a row of the schema."""
    schema = schema_of(session.pack)
    document = grow_all(schema, [Row(cells={}, children={"household": [row]})])
    occasion, era = occasion_of(session, year), session.pack.era(year)
    (node,) = document.children[0].named("household")
    persons = {id(person): item.key for person, item in zip(node.named("person"), row.children["person"], strict=True)}
    hits = []
    for check in session.pack.checks if checks is None else checks:
        if check.spans_households or not check.holds_in(year, era):
            continue
        whole = condition(check, occasion)
        if whole is None:
            continue
        for found in firing(whole, check.scope, document):
            record = household if check.scope is Scope.HOUSEHOLD else persons[id(found)]
            hits.append(Hit(check=check.id, record=record, household=household))
    return hits
