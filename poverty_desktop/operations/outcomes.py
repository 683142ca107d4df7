"""Give outcomes in a verification round: to one person, to many, to a whole household; add who had been missing.

Each is one action and one step of undo. Nobody is ever deleted: who leaves the books has an ended membership.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.domain.person import derived_birth_date, derived_sex
from poverty_desktop.domain.values import BLANK, Value
from poverty_desktop.domain.verification import OutcomeRule, Standing, standing_of
from poverty_desktop.errors import RuleError
from poverty_desktop.exchange import pictures
from poverty_desktop.i18n import N_
from poverty_desktop.ids import HouseholdId, PersonId, RecordId, derive_id
from poverty_desktop.operations.done import Done
from poverty_desktop.operations.rounds import household_row_id, person_row_id, require_open
from poverty_desktop.packs.outcomes import outcome_rules
from poverty_desktop.queries import facts, round_outcomes
from poverty_desktop.queries.round_outcomes import KnownOutcome
from poverty_desktop.store import blobs, log
from poverty_desktop.store.session import Session
from poverty_desktop.store.villages import village_of
from poverty_desktop.store.writing import RecordEdit, Save, commit

GIVEN = N_("Outcomes of verification: {count}")
UNCHANGED = N_("Whole household unchanged: {count}")
ADDED = N_("A person added in verification")
TAKEN_BACK = N_("Outcomes taken back: {count}")
VISITED = N_("Visit to a household in verification")

NO_OUTCOME = N_("The policy pack has no such outcome. Choose one of the list.")
NO_ROWS = N_("This person is not in the round. Open the household again.")
ONLY_NEW = N_("Somebody who is on the books cannot join them. Choose another outcome.")
ONLY_BASE = N_("Somebody who was added in this round keeps the reason of joining. Take the outcome back first.")
NO_EVIDENCE = N_("Say how this is known: choose the evidence, type a note, or add a picture.")
NO_DATE = N_("Type the day on which it happened.")
FUTURE = N_("This day has not come yet. Type the day on which it happened.")
BEFORE_JOINING = N_("This day lies before the person became a member. Check it.")
NOTHING_CORRECTED = N_("Type at least one corrected fact, or confirm the person as unchanged.")
NOTHING_OPEN = N_("Nobody in this household is still to be verified.")
NOTHING_GIVEN = N_("No outcome was given here that could be taken back.")
NO_NAME = N_("Type the name of the person.")
ON_OTHER_BOOKS = N_(
    "A person with this ID number is still on the books of a household here. Let the person leave there first."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewFact:
    """One corrected fact of a person: of the person's own record, of the membership, or of another record of theirs."""

    kind: RecordKind
    name: str
    value: Value = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """An outcome with what goes with it; ``picture`` is a file that shows the evidence."""

    outcome: str
    happened_on: date | None = None
    evidence: str = ""
    note: str = field(default="", repr=False)
    picture: Path | None = field(default=None, repr=False)
    facts: tuple[NewFact, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Newcomer:
    """Who is to be on the books: a former member by ``person``, or somebody new by the values of the person."""

    relation: str
    person: PersonId | None = None
    values: Mapping[str, Value] = field(default_factory=dict, repr=False)


def give(session: Session, record: RecordId, rows: Sequence[RecordId], given: Given) -> Done[int]:
    """Give one outcome to persons of a round; an earlier outcome of theirs is taken back with what it did.

    Raises ``RuleError`` where the round is closed, the outcome does not fit, or evidence, day or corrections are
    missing.
    """
    require_open(session, record)
    rule = _rule(session, given.outcome)
    known = _known(session, record, rows)
    given = _complete(session, rule, given)
    photo = _photo(session, given.picture)
    edits: dict[str, list[RecordEdit]] = {}
    for row in known:
        edits.setdefault(row.village, []).extend(_given(session, rule, row, given, photo))
    return _committed(session, edits, GIVEN, len(known))


def confirm_households(
    session: Session, record: RecordId, households: Sequence[HouseholdId], *, evidence: str = ""
) -> Done[int]:
    """Confirm everybody of these households who is still open (全户无变化); return how many persons.

    Raises ``RuleError`` where nobody is open, or the round is closed.
    """
    require_open(session, record)
    rule = next(item for item in outcome_rules(session.pack).values() if item.is_unchanged)
    rules = outcome_rules(session.pack)
    open_ones = [
        row
        for row in round_outcomes.of_households(session, record, households)
        if standing_of(rules.get(row.outcome), in_base=row.in_base) is Standing.OPEN
    ]
    if not open_ones:
        raise RuleError(NOTHING_OPEN)
    given = _complete(session, rule, Given(outcome=rule.code, evidence=evidence))
    edits: dict[str, list[RecordEdit]] = {}
    for row in open_ones:
        edits.setdefault(row.village, []).extend(_given(session, rule, row, given, BLANK))
    return _committed(session, edits, UNCHANGED, len(open_ones))


def add(session: Session, record: RecordId, household: HouseholdId, newcomer: Newcomer, given: Given) -> Done[PersonId]:
    """Put somebody on the books of a household who was not: born, married in, moved in, returned, missed.

    One and the same person is told by the ID number, so that nobody is written down twice. Raises ``RuleError`` where
    the outcome is none of joining, or something is missing.
    """
    require_open(session, record)
    rule = _rule(session, given.outcome)
    if rule.balance <= 0:
        raise RuleError(ONLY_BASE)
    given = _complete(session, rule, given)
    person, is_known = _person(session, newcomer)
    membership = RecordId(session.ids.new())
    day = Value(given.happened_on.isoformat()) if given.happened_on else BLANK
    edits = [
        *(
            []
            if is_known
            else [RecordEdit(kind=RecordKind.PERSON, record=person, values=_told(newcomer.values), is_new=True)]
        ),
        RecordEdit(
            kind=RecordKind.MEMBERSHIP,
            record=membership,
            values={
                "person": Value(person),
                "household": Value(household),
                "relation": Value(newcomer.relation) if newcomer.relation else BLANK,
                "from_date": day,
                "reason_in": Value(rule.reason_in),
            },
            is_new=True,
        ),
        RecordEdit(
            kind=RecordKind.OUTCOME,
            record=person_row_id(record, membership),
            values={
                "round": Value(record),
                "household": Value(household),
                "person": Value(person),
                "membership": Value(membership),
                "in_base": Value(0),
                **_said(session, given, day, _photo(session, given.picture)),
            },
            is_new=True,
        ),
    ]
    village = village_of(session, RecordKind.HOUSEHOLD, household)
    committed = commit(session, [Save(village=village, edits=tuple(edits))], seen=log.position(session.db), label=ADDED)
    return Done(value=person, changes=frozenset(committed.kinds), undo_label=ADDED)


def take_back(session: Session, record: RecordId, rows: Sequence[RecordId]) -> Done[int]:
    """Make persons open again, as if nobody had looked; who was added by mistake is not on the books any more."""
    require_open(session, record)
    edits: dict[str, list[RecordEdit]] = {}
    count = 0
    for row in _known(session, record, rows):
        if not row.outcome:
            continue
        count += 1
        found = edits.setdefault(row.village, [])
        if row.in_base:
            found.extend(_reversed(session, row))
            found.append(RecordEdit(kind=RecordKind.OUTCOME, record=row.id, values=_nothing_said(session)))
            continue
        found.append(RecordEdit(kind=RecordKind.OUTCOME, record=row.id, values={}, removes=True))
        found.append(RecordEdit(kind=RecordKind.MEMBERSHIP, record=row.membership, values={}, removes=True))
        if round_outcomes.is_only_here(session, row):
            found.append(RecordEdit(kind=RecordKind.PERSON, record=row.person, values={}, removes=True))
    if not count:
        raise RuleError(NOTHING_GIVEN)
    return _committed(session, edits, TAKEN_BACK, count)


def visit(session: Session, record: RecordId, household: HouseholdId, code: str, *, note: str = "") -> Done[None]:
    """Write down what a visit to a household showed: evidence that those outside the file were looked at too."""
    require_open(session, record)
    values = {
        "visit": Value(code) if code else BLANK,
        "note": Value(note.strip()) if note.strip() else BLANK,
        "checked_on": Value(session.clock.today().isoformat()),
    }
    row = household_row_id(record, household)
    if not round_outcomes.has_household(session, record, household):
        raise RuleError(NO_ROWS)
    village = village_of(session, RecordKind.HOUSEHOLD, household)
    edit = RecordEdit(kind=RecordKind.OUTCOME, record=row, values=values)
    committed = commit(session, [Save(village=village, edits=(edit,))], seen=log.position(session.db), label=VISITED)
    return Done(value=None, changes=frozenset(committed.kinds), undo_label=VISITED)


def _rule(session: Session, code: str) -> OutcomeRule:
    found = outcome_rules(session.pack).get(code)
    if found is None:
        raise RuleError(NO_OUTCOME)
    return found


def _known(session: Session, record: RecordId, rows: Sequence[RecordId]) -> tuple[KnownOutcome, ...]:
    found = round_outcomes.of_rows(session, record, rows)
    if not found or len(found) != len(set(rows)):
        raise RuleError(NO_ROWS)
    return found


def _complete(session: Session, rule: OutcomeRule, given: Given) -> Given:
    """Return the outcome with the evidence that stands for it where none is given; what is missing is refused."""
    evidence = given.evidence or ("" if given.note.strip() else rule.evidence)
    if rule.needs_evidence and not (evidence or given.note.strip() or given.picture):
        raise RuleError(NO_EVIDENCE)
    if rule.needs_date and given.happened_on is None:
        raise RuleError(NO_DATE)
    if given.happened_on is not None and given.happened_on > session.clock.today():
        raise RuleError(FUTURE)
    if rule.corrects and not given.facts:
        raise RuleError(NOTHING_CORRECTED)
    return Given(
        outcome=given.outcome,
        happened_on=given.happened_on,
        evidence=evidence,
        note=given.note,
        picture=given.picture,
        facts=given.facts,
    )


def _given(session: Session, rule: OutcomeRule, row: KnownOutcome, given: Given, photo: Value) -> Iterator[RecordEdit]:
    """Yield what an outcome says and does of one person who was on the books."""
    if not row.in_base:
        raise RuleError(ONLY_BASE)
    if rule.balance > 0:
        raise RuleError(ONLY_NEW)
    day = Value(given.happened_on.isoformat()) if given.happened_on else BLANK
    undone = list(_reversed(session, row)) if row.outcome else []
    yield from undone
    values = _said(session, given, day, photo)
    if rule.balance < 0:
        if row.from_date is not None and given.happened_on is not None and given.happened_on < row.from_date:
            raise RuleError(BEFORE_JOINING)
        yield RecordEdit(
            kind=RecordKind.MEMBERSHIP,
            record=row.membership,
            values={"to_date": day, "reason_out": Value(rule.reason_out)},
        )
        if rule.sets:
            yield RecordEdit(kind=RecordKind.PERSON, record=row.person, values={rule.sets: day})
    if given.facts:
        pairs, edits = _corrected(session, row, given.facts, undone)
        values["corrections"] = Value(json.dumps(pairs, ensure_ascii=False))
        yield from edits
    if photo:
        yield _attachment(session, row, photo)
    yield RecordEdit(kind=RecordKind.OUTCOME, record=row.id, values=values)


def _said(session: Session, given: Given, day: Value, photo: Value) -> dict[str, Value]:
    return {
        "outcome": Value(given.outcome),
        "happened_on": day,
        "evidence": Value(given.evidence) if given.evidence else BLANK,
        "note": Value(given.note.strip()) if given.note.strip() else BLANK,
        "corrections": BLANK,
        "checked_on": Value(session.clock.today().isoformat()),
        "photo": photo,
    }


def _nothing_said(session: Session) -> dict[str, Value]:
    return dict.fromkeys(_said(session, Given(outcome="-"), BLANK, BLANK), BLANK)


def _reversed(session: Session, row: KnownOutcome) -> Iterator[RecordEdit]:
    """Yield what undoes the effect of the outcome that stands: the membership goes on, facts are as they were.

    A fact that somebody has changed since stays as it is.
    """
    rule = outcome_rules(session.pack).get(row.outcome)
    if rule is not None and rule.balance < 0 and row.to_date is not None and row.to_date == row.happened_on:
        yield RecordEdit(
            kind=RecordKind.MEMBERSHIP, record=row.membership, values={"to_date": BLANK, "reason_out": BLANK}
        )
        if rule.sets:
            yield RecordEdit(kind=RecordKind.PERSON, record=row.person, values={rule.sets: BLANK})
    for number, before, after in json.loads(row.corrections) if row.corrections else ():
        item = session.pack.by_number.get(number)
        if item is None:
            continue
        record = row.person if item.kind is RecordKind.PERSON else row.membership
        stands = round_outcomes.row_of(session, item.kind, record)
        if facts.value_of(stands, item).scalar == after:
            value = Value(before) if before is not None else BLANK
            yield RecordEdit(kind=item.kind, record=record, values={item.name: value})


def _corrected(
    session: Session, row: KnownOutcome, new: Sequence[NewFact], undone: Sequence[RecordEdit]
) -> tuple[list[tuple[int, object, object]], list[RecordEdit]]:
    """Return the pairs that differ and the edits that make them; raises ``RuleError`` where none does.

    ``undone`` are the edits that take the earlier outcome back: what it had changed counts as it was before.
    """
    standing = {(edit.kind, name): value for edit in undone for name, value in edit.values.items()}
    pairs: list[tuple[int, object, object]] = []
    edits: list[RecordEdit] = []
    for fact in new:
        item = session.pack.by_name.get((fact.kind, fact.name))
        if item is None or fact.kind not in (RecordKind.PERSON, RecordKind.MEMBERSHIP):
            raise RuleError(
                N_("The policy pack has no data item {name} of {kind}."), name=fact.name, kind=fact.kind.table
            )
        record = row.person if fact.kind is RecordKind.PERSON else row.membership
        before = standing.get((fact.kind, fact.name)) or facts.value_of(
            round_outcomes.row_of(session, fact.kind, record), item
        )
        if before != fact.value:
            pairs.append((item.number, before.scalar, fact.value.scalar))
            edits.append(RecordEdit(kind=fact.kind, record=record, values={fact.name: fact.value}))
    if not pairs:
        raise RuleError(NOTHING_CORRECTED)
    return pairs, edits


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


def _photo(session: Session, picture: Path | None) -> Value:
    """Keep the picture sealed in the workspace, without what it tells beside itself."""
    if picture is None:
        return BLANK
    return Value(blobs.keep(session, pictures.to_photo(pictures.read_source(picture))).to_bytes())


def _attachment(session: Session, row: KnownOutcome, photo: Value) -> RecordEdit:
    """File the picture with the household too, where its other photos are."""
    assert isinstance(photo.scalar, bytes)
    return RecordEdit(
        kind=RecordKind.ATTACHMENT,
        record=derive_id(RecordKind.ATTACHMENT, row.household, row.id.hex(), photo.scalar.hex()),
        values={
            "household": Value(row.household),
            "hash": photo,
            "taken_on": Value(session.clock.today().isoformat()),
        },
        is_new=True,
    )


def _committed(session: Session, edits: Mapping[str, Sequence[RecordEdit]], label: str, count: int) -> Done[int]:
    params = {"count": count}
    committed = commit(
        session,
        [Save(village=village, edits=tuple(found)) for village, found in edits.items()],
        seen=log.position(session.db),
        label=label,
        params=json.dumps(params),
    )
    return Done(value=count, changes=frozenset(committed.kinds), undo_label=label, params=params)
