"""Put on the books who was not: a person of a household in the round, or a whole household that nobody had listed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.domain.values import Value
from poverty_desktop.domain.verification import OutcomeRule
from poverty_desktop.errors import RuleError
from poverty_desktop.i18n import N_
from poverty_desktop.ids import HouseholdId, PersonId, RecordId
from poverty_desktop.operations.done import Done
from poverty_desktop.operations.lookback.outcome_given import (
    CHANGED_NOTHING,
    Given,
    complete,
    rule_of,
    said,
)
from poverty_desktop.operations.lookback.rounds import household_row_id, person_row_id, require_open
from poverty_desktop.operations.register import evidence_pictures
from poverty_desktop.operations.register.membership_edits import ON_OTHER_BOOKS, joining
from poverty_desktop.queries.lookback import round_outcomes
from poverty_desktop.queries.lookback.round_frame import Category
from poverty_desktop.queries.register.on_books import is_on_books, person_with
from poverty_desktop.store import log
from poverty_desktop.store.session import Session
from poverty_desktop.store.villages import village_of
from poverty_desktop.store.writing import RecordEdit, Save, commit

ADDED = N_("A person added in verification")
HOUSEHOLD_ADDED = N_("A household added in verification")
ONLY_JOINING = N_("This outcome is none of joining the books. Choose born, married in, moved in or the like.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Newcomer:
    """Who is to be on the books: a former member by ``person``, or somebody new by the values of the person."""

    relation: str
    person: PersonId | None = None
    values: Mapping[str, Value] = field(default_factory=dict, repr=False)


def add(session: Session, record: RecordId, household: HouseholdId, newcomer: Newcomer, given: Given) -> Done[PersonId]:
    """Put somebody on the books of a household who was not: born, married in, moved in, returned, missed.

    Who joined the household beside the round is on the books already and is counted as joined, by whatever reason.
    One and the same person is told by the ID number, so that nobody is written down twice. Raises ``RuleError`` where
    the outcome is none of joining, or something is missing.
    """
    require_open(session, record)
    rule, given = _joining(session, given)
    village = village_of(session, RecordKind.HOUSEHOLD, household)
    person, edits = _joins(session, record, household, newcomer, rule, given, village)
    committed = commit(session, [Save(village=village, edits=tuple(edits))], seen=log.position(session.db), label=ADDED)
    return Done(value=person, changes=frozenset(committed.kinds), undo_label=ADDED)


def add_household(
    session: Session, record: RecordId, household: Mapping[str, Value], head: Newcomer, given: Given
) -> Done[HouseholdId]:
    """Take up a household that is in no list, with its head; it counts as not filed. Errors as in :func:`add`."""
    require_open(session, record)
    rule, given = _joining(session, given)
    new = HouseholdId(RecordId(session.ids.new()))
    village = (
        str(household["village"].scalar) if "village" in household else village_of(session, RecordKind.ROUND, record)
    )
    _head, joined = _joins(session, record, new, head, rule, given, village)
    edits = (
        RecordEdit(kind=RecordKind.HOUSEHOLD, record=new, values={"village": Value(village), **household}, is_new=True),
        RecordEdit(
            kind=RecordKind.OUTCOME,
            record=household_row_id(record, new),
            values={
                "round": Value(record),
                "household": Value(new),
                "in_base": Value(0),
                "sheet_number": Value(round_outcomes.next_sheet_number(session, record)),
                "category": Value(Category.NOT_FILED.value),
            },
            is_new=True,
        ),
        *joined,
    )
    committed = commit(
        session, [Save(village=village, edits=edits)], seen=log.position(session.db), label=HOUSEHOLD_ADDED
    )
    return Done(value=new, changes=frozenset(committed.kinds), undo_label=HOUSEHOLD_ADDED)


def _joining(session: Session, given: Given) -> tuple[OutcomeRule, Given]:
    rule = rule_of(session, given)
    if rule.balance <= 0:
        raise RuleError(ONLY_JOINING)
    return rule, complete(session, rule, given)


def _joins(
    session: Session,
    record: RecordId,
    household: HouseholdId,
    newcomer: Newcomer,
    rule: OutcomeRule,
    given: Given,
    village: str,
) -> tuple[PersonId, list[RecordEdit]]:
    """Return who joins, and the edits of the membership (as for any member who joins) and of the outcome."""
    beside = _beside(session, record, household, newcomer)
    if beside is not None:
        person, membership = beside
        values = {
            **said(session, given, evidence_pictures.keep(session, given.picture)),
            "corrections": Value(CHANGED_NOTHING),
        }
        return person, [_outcome(record, household, person, membership, values)]
    if newcomer.person is not None and is_on_books(session, newcomer.person):
        raise RuleError(ON_OTHER_BOOKS)
    assert given.happened_on is not None
    found = joining(
        session,
        household,
        newcomer.person or newcomer.values,
        day=given.happened_on,
        reason=rule.reason_in,
        relation=newcomer.relation,
        village=village,
    )
    values = said(session, given, evidence_pictures.keep(session, given.picture))
    outcome = _outcome(record, household, found.person, found.membership, values)
    return found.person, [*(edit for _village, edit in found.edits), outcome]


def _beside(
    session: Session, record: RecordId, household: HouseholdId, newcomer: Newcomer
) -> tuple[PersonId, RecordId] | None:
    """Return who is meant of those that joined the household beside the round: person and membership."""
    number, name = newcomer.values.get("document_number"), newcomer.values.get("name")
    wanted = newcomer.person or (person_with(session, str(number.scalar)) if number else None)
    for person, membership, called in round_outcomes.members_beside(session, record, household):
        if person == wanted or (wanted is None and not number and name and called == name.scalar):
            return person, membership
    return None


def _outcome(
    record: RecordId, household: HouseholdId, person: PersonId, membership: RecordId, values: Mapping[str, Value]
) -> RecordEdit:
    known: dict[str, bytes | int] = {
        "round": record,
        "household": household,
        "person": person,
        "membership": membership,
        "in_base": 0,
    }
    return RecordEdit(
        kind=RecordKind.OUTCOME,
        record=person_row_id(record, membership),
        values={**{key: Value(value) for key, value in known.items()}, **values},
        is_new=True,
    )
