"""The checks of one household at once: what fires on it now, whatever the last run over all said."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from poverty_desktop.checks.reading import household_row
from poverty_desktop.checks.run import Hit, occasion_of
from poverty_desktop.checks.sentences import facts_of, sentence
from poverty_desktop.checks.why import Reason, why
from poverty_desktop.checks.worklist import is_explained
from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.expressions.closures import closure
from poverty_desktop.expressions.context import Context
from poverty_desktop.expressions.context import Scope as Focus
from poverty_desktop.expressions.dialect import REGISTER
from poverty_desktop.expressions.functions import Operation
from poverty_desktop.expressions.grown import Row, grow_all
from poverty_desktop.expressions.schema import Element
from poverty_desktop.expressions.values import to_boolean
from poverty_desktop.ids import HouseholdId
from poverty_desktop.packs.checks import Check, Scope
from poverty_desktop.packs.register_schema import ELEMENTS, schema_of
from poverty_desktop.packs.validation.check_bodies import Occasion, condition
from poverty_desktop.store.session import Session

_NEVER = datetime(1970, 1, 1, tzinfo=UTC)  # no check may look at the clock


@dataclass(frozen=True, slots=True, kw_only=True)
class Spoken:
    """A finding of one household as it is said beside the facts.

    ``facts`` are what its fields say, with their names; ``kinds`` are the records in which the fields stand;
    ``reason`` says why it is there and what makes it go away, empty where nobody asked.
    """

    check: Check
    record: bytes
    person_name: str
    sentence: str
    facts: tuple[str, ...]
    kinds: tuple[RecordKind, ...]
    reason: Reason = field(default_factory=Reason)


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """The checks of one pack, ready to be asked of any household on one day."""

    key: tuple[bytes, int, str]
    schema: Element
    occasion: Occasion
    checks: tuple[tuple[Check, Operation], ...]


_last: list[Prepared] = []
"""What was prepared last: a day's work asks the same again and again."""


def prepared(session: Session, year: int) -> Prepared:
    """Return the checks of this pack, year and day; those that look beyond one household are left out."""
    key = (session.pack.content_hash, year, session.clock.today().isoformat())
    if _last and _last[0].key == key:
        return _last[0]
    occasion, era = occasion_of(session, year), session.pack.era(year)
    found = []
    for check in session.pack.checks:
        if not check.spans_households and check.holds_in(year, era):
            whole = condition(check, occasion)
            if whole is not None:
                found.append((check, closure(whole)))
    made = Prepared(key=key, schema=schema_of(session.pack), occasion=occasion, checks=tuple(found))
    _last[:] = [made]
    return made


def of_household(session: Session, household: HouseholdId, year: int) -> list[Hit]:
    """Return what fires on one household, from its facts as they stand."""
    ready = prepared(session, year)
    row = household_row(session, ready.schema, household, year)
    return [] if row is None else of_row(ready, row, household)


def of_row(ready: Prepared, row: Row, household: HouseholdId) -> list[Hit]:
    """Return what fires on a household given as a row of the schema."""
    document = grow_all(ready.schema, [Row(cells={}, children={"household": [row]})])
    (node,) = document.children[0].named("household")
    persons = [*zip(node.named("person"), (item.key for item in row.children["person"]), strict=True)]
    hits = []
    for check, compute in ready.checks:
        for found, record in [(node, household)] if check.scope is Scope.HOUSEHOLD else persons:
            context = Context(node=found, document=document, now=_NEVER, dialect=REGISTER)
            if to_boolean(compute(Focus(context, found, 1, 1, stays=False)), context):
                hits.append(Hit(check=check.id, record=record, household=household))
    return hits


def spoken(session: Session, household: HouseholdId, year: int, language: str) -> tuple[Spoken, ...]:
    """Return what fires on one household and is not explained, the weightiest first, in words."""
    ready = prepared(session, year)
    row = household_row(session, ready.schema, household, year)
    if row is None:
        return ()
    found = spoken_of(session, ready, row, household, language)
    return tuple(
        replace(item, reason=why(session, item.check, household, item.record, year, language) or Reason())
        for item in found
    )


def spoken_of(session: Session, ready: Prepared, row: Row, household: HouseholdId, language: str) -> tuple[Spoken, ...]:
    """Return the same for a household given as a row of the schema."""
    checks = {check.id: check for check, _compute in ready.checks}
    persons = {item.key: item for item in row.children["person"]}
    found = []
    for hit in of_row(ready, row, household):
        if is_explained(session, hit):
            continue
        check, person = checks[hit.check], persons.get(hit.record)
        cells = row.cells if person is None else person.cells
        found.append(
            Spoken(
                check=check,
                record=hit.record,
                person_name=str(person.cells.get("name") or "") if person is not None else "",
                sentence=sentence(session.pack, check, ready.occasion, cells, language),
                facts=facts_of(session.pack, check, cells, language),
                kinds=_kinds(session, check),
            )
        )
    return tuple(sorted(found, key=lambda item: ("EWVI".index(item.check.severity), item.check.id)))


def _kinds(session: Session, check: Check) -> tuple[RecordKind, ...]:
    """Return the kinds of record of the check's fields, in the order of the fields."""
    by_name = session.pack.by_name
    return tuple(kind for name in check.fields for kind in ELEMENTS[check.scope.value] if (kind, name) in by_name)
