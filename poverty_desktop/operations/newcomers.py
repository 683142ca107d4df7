"""Put on the books who was not: a person of a household in the round, or a whole household that nobody had listed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.domain.person import derived_birth_date, derived_sex
from poverty_desktop.domain.values import BLANK, Value
from poverty_desktop.domain.verification import OutcomeRule
from poverty_desktop.errors import RuleError
from poverty_desktop.i18n import N_
from poverty_desktop.ids import HouseholdId, PersonId, RecordId
from poverty_desktop.operations.done import Done
from poverty_desktop.operations.outcome_given import Given, complete, day_of, keep_picture, rule_of, said
from poverty_desktop.operations.rounds import household_row_id, person_row_id, require_open
from poverty_desktop.queries import round_outcomes
from poverty_desktop.queries.round_frame import Category
from poverty_desktop.store import log
from poverty_desktop.store.session import Session
from poverty_desktop.store.villages import village_of
from poverty_desktop.store.writing import RecordEdit, Save, commit

ADDED = N_("A person added in verification")
HOUSEHOLD_ADDED = N_("A household added in verification")
ONLY_JOINING = N_("This outcome is none of joining the books. Choose born, married in, moved in or the like.")
NO_NAME = N_("Type the name of the person.")
ON_OTHER_BOOKS = N_(
    "A person with this ID number is still on the books of a household here. Let the person leave there first."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Newcomer:
    """Who is to be on the books: a former member by ``person``, or somebody new by the values of the person."""

    relation: str
    person: PersonId | None = None
    values: Mapping[str, Value] = field(default_factory=dict, repr=False)


def add(session: Session, record: RecordId, household: HouseholdId, newcomer: Newcomer, given: Given) -> Done[PersonId]:
    """Put somebody on the books of a household who was not: born, married in, moved in, returned, missed.

    One and the same person is told by the ID number, so that nobody is written down twice. Raises ``RuleError`` where
    the outcome is none of joining, or something is missing.
    """
    require_open(session, record)
    rule, given = _joining(session, given)
    person, is_known = _person(session, newcomer)
    edits = tuple(_joins(session, record, household, newcomer, person, rule, given, is_known=is_known))
    village = village_of(session, RecordKind.HOUSEHOLD, household)
    committed = commit(session, [Save(village=village, edits=edits)], seen=log.position(session.db), label=ADDED)
    return Done(value=person, changes=frozenset(committed.kinds), undo_label=ADDED)


def add_household(
    session: Session, record: RecordId, household: Mapping[str, Value], head: Newcomer, given: Given
) -> Done[HouseholdId]:
    """Take up a household that is in no list, with its head; it counts as not filed. Errors as in :func:`add`."""
    require_open(session, record)
    rule, given = _joining(session, given)
    person, is_known = _person(session, head)
    new = HouseholdId(RecordId(session.ids.new()))
    village = village_of(session, RecordKind.ROUND, record)
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
        *_joins(session, record, new, head, person, rule, given, is_known=is_known),
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
    person: PersonId,
    rule: OutcomeRule,
    given: Given,
    *,
    is_known: bool,
) -> Iterator[RecordEdit]:
    """Yield the person, where nobody knows them yet, the membership and the outcome."""
    membership = RecordId(session.ids.new())
    if not is_known:
        yield RecordEdit(kind=RecordKind.PERSON, record=person, values=_told(newcomer.values), is_new=True)
    yield RecordEdit(
        kind=RecordKind.MEMBERSHIP,
        record=membership,
        values={
            "person": Value(person),
            "household": Value(household),
            "relation": Value(newcomer.relation) if newcomer.relation else BLANK,
            "from_date": day_of(given),
            "reason_in": Value(rule.reason_in),
        },
        is_new=True,
    )
    yield RecordEdit(
        kind=RecordKind.OUTCOME,
        record=person_row_id(record, membership),
        values={
            "round": Value(record),
            "household": Value(household),
            "person": Value(person),
            "membership": Value(membership),
            "in_base": Value(0),
            **said(session, given, keep_picture(session, given.picture)),
        },
        is_new=True,
    )


def _person(session: Session, newcomer: Newcomer) -> tuple[PersonId, bool]:
    """Return who joins and whether the register knows the person already."""
    if newcomer.person is not None:
        person: PersonId | None = newcomer.person
    else:
        if not newcomer.values.get("name"):
            raise RuleError(NO_NAME)
        number = newcomer.values.get("document_number")
        person = round_outcomes.person_with(session, str(number.scalar)) if number else None
    if person is None:
        return PersonId(RecordId(session.ids.new())), False
    if round_outcomes.is_on_books(session, person):
        raise RuleError(ON_OTHER_BOOKS)
    return person, True


def _told(values: Mapping[str, Value]) -> dict[str, Value]:
    """Return the facts of a new person with sex and birth date as the ID number tells them: derived, not typed."""
    number = values.get("document_number")
    found = dict(values)
    if number:
        born, sex = derived_birth_date(str(number.scalar)), derived_sex(str(number.scalar))
        if born is not None:
            found.setdefault("birth_date", Value(born.isoformat()))
        if sex is not None:
            found.setdefault("sex", Value(sex.value))
    return found
