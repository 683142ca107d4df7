"""Give outcomes in a verification round: to one person, to many, to a whole household; take them back.

Each is one action and one step of undo. Nobody is ever deleted: who leaves the books has an ended membership.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.domain.values import BLANK, Value
from poverty_desktop.domain.verification import OutcomeRule, Standing, standing_of
from poverty_desktop.errors import RuleError
from poverty_desktop.i18n import N_
from poverty_desktop.ids import HouseholdId, RecordId
from poverty_desktop.operations.done import Done
from poverty_desktop.operations.lookback.outcome_given import (
    CHANGED_NOTHING,
    NOTHING_CORRECTED,
    Given,
    NewFact,
    complete,
    nothing_said,
    rule_of,
    said,
)
from poverty_desktop.operations.lookback.rounds import household_row_id, require_open
from poverty_desktop.operations.register import evidence_pictures
from poverty_desktop.operations.register.entry_lines import line_taken_off
from poverty_desktop.operations.register.membership_edits import Placed, leaving, staying
from poverty_desktop.packs.outcomes import outcome_rules
from poverty_desktop.queries.lookback import round_outcomes
from poverty_desktop.queries.lookback.round_outcomes import KnownOutcome
from poverty_desktop.queries.register import facts
from poverty_desktop.store import log
from poverty_desktop.store.session import Session
from poverty_desktop.store.villages import village_of
from poverty_desktop.store.writing import RecordEdit, Save, commit

GIVEN = N_("Outcomes of verification: {count}")
UNCHANGED = N_("Whole household unchanged: {count}")
TAKEN_BACK = N_("Outcomes taken back: {count}")
VISITED = N_("Visit to a household in verification")

NO_ROWS = N_("This person is not in the round. Open the household again.")
ONLY_NEW = N_("Somebody who is on the books cannot join them. Choose another outcome.")
ONLY_BASE = N_("Somebody who was added in this round keeps the reason of joining. Take the outcome back first.")
LEFT_MEANWHILE = N_("This person has left the household since the round began. Choose the outcome that says how.")
NOTHING_OPEN = N_("Nobody in this household is still to be verified.")
NOTHING_GIVEN = N_("No outcome was given here that could be taken back.")


def give(session: Session, record: RecordId, rows: Sequence[RecordId], given: Given) -> Done[int]:
    """Give one outcome to persons of a round; an earlier outcome of theirs is taken back with what it did.

    Raises ``RuleError`` where the round is closed, the outcome does not fit, or evidence, day or corrections are
    missing.
    """
    require_open(session, record)
    rule = rule_of(session, given)
    known = _known(session, record, rows)
    given = complete(session, rule, given)
    photo = evidence_pictures.keep(session, given.picture)
    edits = [edit for row in known for edit in _given(session, rule, row, given, photo)]
    return _committed(session, list(evidence_pictures.once(edits)), GIVEN, len(known))


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
        if standing_of(rules.get(row.outcome), in_base=row.in_base, is_member=row.is_member) is Standing.OPEN
        and row.to_date is None
    ]
    if not open_ones:
        raise RuleError(NOTHING_OPEN)
    given = complete(session, rule, Given(outcome=rule.code, evidence=evidence))
    edits = [edit for row in open_ones for edit in _given(session, rule, row, given, BLANK)]
    return _committed(session, edits, UNCHANGED, len(open_ones))


def take_back(session: Session, record: RecordId, rows: Sequence[RecordId]) -> Done[int]:
    """Make persons open again, as if nobody had looked; who was added by mistake is not on the books any more."""
    require_open(session, record)
    edits: list[Placed] = []
    count = 0
    for row in _known(session, record, rows):
        if not row.outcome:
            continue
        count += 1
        if row.in_base:
            edits += _reversed(session, row)
            edits.append((row.village, RecordEdit(kind=RecordKind.OUTCOME, record=row.id, values=nothing_said())))
            continue
        gone = [(RecordKind.OUTCOME, row.id)]
        if row.corrections == CHANGED_NOTHING:  # joined beside the round: on the books whatever the round says
            edits.append((row.village, RecordEdit(kind=RecordKind.OUTCOME, record=row.id, values={}, removes=True)))
            continue
        gone.append((RecordKind.MEMBERSHIP, row.membership))
        if round_outcomes.is_only_here(session, row):
            gone.append((RecordKind.PERSON, RecordId(row.person)))
        edits += [(row.village, RecordEdit(kind=kind, record=item, values={}, removes=True)) for kind, item in gone]
        edits += [(row.village, edit) for edit in line_taken_off(session, row.membership, "join")]
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


def _known(session: Session, record: RecordId, rows: Sequence[RecordId]) -> tuple[KnownOutcome, ...]:
    found = round_outcomes.of_rows(session, record, rows)
    if not found or len(found) != len(set(rows)):
        raise RuleError(NO_ROWS)
    return found


def _given(session: Session, rule: OutcomeRule, row: KnownOutcome, given: Given, photo: Value) -> Iterator[Placed]:
    """Yield what an outcome says and does of one person who was on the books."""
    if not row.in_base:
        raise RuleError(ONLY_BASE)
    if rule.balance > 0:
        raise RuleError(ONLY_NEW)
    undone = list(_reversed(session, row)) if row.outcome else []
    yield from undone
    values = said(session, given, photo)
    is_reopened = any("to_date" in edit.values for _village, edit in undone)
    has_left = row.to_date is not None and not is_reopened
    if has_left and not (rule.balance < 0 or rule.leaves_open):
        raise RuleError(LEFT_MEANWHILE)
    if has_left:
        values["corrections"] = Value(CHANGED_NOTHING)
    elif rule.balance < 0:
        assert given.happened_on is not None
        yield from leaving(
            session, row.membership, day=given.happened_on, reason=rule.reason_out, is_reopened=is_reopened
        )
    if given.facts:
        pairs, edits = _corrected(session, row, given.facts, undone)
        values["corrections"] = Value(json.dumps(pairs, ensure_ascii=False))
        yield from ((row.village, edit) for edit in edits)
    if photo:
        yield row.village, evidence_pictures.filed(session, row.household, photo)
    yield row.village, RecordEdit(kind=RecordKind.OUTCOME, record=row.id, values=values)


def _reversed(session: Session, row: KnownOutcome) -> Iterator[Placed]:
    """Yield what undoes the effect of the outcome that stands: the membership goes on, facts are as they were.

    A fact that somebody has changed since stays as it is.
    """
    rule = outcome_rules(session.pack).get(row.outcome)
    has_ended = row.to_date is not None and row.to_date == row.happened_on and row.corrections != CHANGED_NOTHING
    if rule is not None and rule.balance < 0 and has_ended:
        yield from staying(session, row.membership)
    for number, before, after in json.loads(row.corrections) if row.corrections else ():
        item = session.pack.by_number.get(number)
        if item is None:
            continue
        record = row.person if item.kind is RecordKind.PERSON else row.membership
        stands = round_outcomes.row_of(session, item.kind, record)
        if facts.value_of(stands, item).scalar == after:
            value = Value(before) if before is not None else BLANK
            yield row.village, RecordEdit(kind=item.kind, record=record, values={item.name: value})


def _corrected(
    session: Session, row: KnownOutcome, new: Sequence[NewFact], undone: Sequence[Placed]
) -> tuple[list[tuple[int, object, object]], list[RecordEdit]]:
    """Return the pairs that differ and the edits that make them; raises ``RuleError`` where none does.

    ``undone`` are the edits that take the earlier outcome back: what it had changed counts as it was before.
    """
    standing = {(edit.kind, name): value for _village, edit in undone for name, value in edit.values.items()}
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


def _committed(session: Session, edits: Sequence[Placed], label: str, count: int) -> Done[int]:
    params = {"count": count}
    by_village: dict[str, list[RecordEdit]] = {}
    for village, edit in edits:
        by_village.setdefault(village, []).append(edit)
    committed = commit(
        session,
        [Save(village=village, edits=tuple(found)) for village, found in by_village.items()],
        seen=log.position(session.db),
        label=label,
        params=json.dumps(params),
    )
    return Done(value=count, changes=frozenset(committed.kinds), undo_label=label, params=params)
