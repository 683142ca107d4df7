"""Begin a procedure, note its steps, take a display down, give a procedure up: each one action and one undo step."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.domain.procedure import Outcome
from poverty_desktop.domain.procedure_warnings import Warned, warnings
from poverty_desktop.domain.values import Value
from poverty_desktop.errors import RuleError
from poverty_desktop.i18n import N_
from poverty_desktop.ids import HouseholdId, RecordId
from poverty_desktop.operations.casework import project_entry
from poverty_desktop.operations.casework.step_edits import Edit, effect_edits, step_values, subject_values, text_values
from poverty_desktop.operations.casework.step_entry import StepEntry
from poverty_desktop.operations.casework.step_rules import (
    STILL_TO_COME,
    before,
    commit_edits,
    require_reason,
    row_of_step,
)
from poverty_desktop.operations.done import Done
from poverty_desktop.packs.model import Label
from poverty_desktop.queries.casework import procedures
from poverty_desktop.queries.casework.procedures import ProcedureState
from poverty_desktop.store.session import Session
from poverty_desktop.store.writing import RecordEdit

BEGUN = N_("Begin: {label}")
NOTED = N_("Step noted: {label}")
TAKEN_DOWN = N_("Display taken down: {label}")
DROPPED = N_("Procedure given up: {label}")
NOT_OFFERED = N_("This procedure is not for this household or not for this year.")
NOT_OFFERED_TO_VILLAGE = N_("This procedure is not for a village, not for this year, or it runs already.")
NOT_OFFERED_TO_PROJECT = N_("This project is in its procedure already, or the pack has none for projects.")
HAS_ENDED = N_("This procedure has ended.")
NOTHING_CHOSEN = N_("Choose at least one household.")
MIXED = N_("These households are not in the same procedure. Note the step for each procedure by itself.")
NOT_HANGING = N_("No display of this procedure hangs.")
WANTS_REASON = N_("Say why the procedure is given up.")


def begin(
    session: Session,
    subject: HouseholdId | str,
    kind: str,
    *,
    on: date,
    clue: RecordId | None = None,
    entries: Sequence[StepEntry] = (),
    excuse: str = "",
    project: RecordId | None = None,
) -> Done[RecordId]:
    """Begin a procedure for a household or, by its code, a village; ``entries`` are the steps that were taken already.

    One of a ``project`` is begun in the project's village.

    ``excuse`` stands beside such a step that is against a rule. Raises ``RuleError`` where the procedure is not offered
    or the day is still to come, and what :func:`note_step` raises.
    """
    if on > session.clock.today():
        raise RuleError(STILL_TO_COME)
    household, village = (None, subject) if isinstance(subject, str) else (subject, "")
    if project is not None:
        offered = procedures.offered_to_project(session, project, on)
    elif household is None:
        offered = procedures.offered_to_village(session, village, on)
    else:
        offered = procedures.offered(session, household, on)
    found = next((item for item in offered if item.id == kind), None)
    if found is None:
        raise RuleError(
            _not_offered(household, project) if procedures.is_offered(session.pack) else procedures.NO_PROCEDURES
        )
    record = RecordId(session.ids.new())
    values = {**subject_values(household, village, project), "kind": Value(kind), "begun_on": Value(on.isoformat())}
    if clue is not None:
        values["clue"] = Value(clue)
    state = procedures.unwritten(session, record, household, found, on, village=village, project=project)
    edits = [(state, RecordEdit(kind=RecordKind.PROCEDURE, record=record, values=values, is_new=True))]
    for entry in entries:
        step, more = _noted(session, state, entry, excuse=excuse)
        edits += more
        state = procedures.followed(state, step, entry.taken)
    return commit_edits(session, edits, record, BEGUN, found.name)


def against(session: Session, procedure: RecordId, entry: StepEntry) -> tuple[Warned, ...]:
    """Return what speaks against a step before it is signed; nothing is written."""
    state = procedures.one(session, procedure)
    return warnings(state.clock, entry.taken, today=session.clock.today())


def note_step(session: Session, chosen: Sequence[RecordId], entry: StepEntry) -> Done[tuple[RecordId, ...]]:
    """Note one step of these procedures, which stand on one paper: a meeting reviews many households at once.

    What the step changes in the register is written with it, and comes onto the entry list. Raises ``RuleError`` where
    the step is unknown, its day is still to come, it stands against a rule without a reason, or a value is missing.
    """
    states = [procedures.one(session, item) for item in chosen]
    if not states:
        raise RuleError(NOTHING_CHOSEN)
    if len({state.procedure.id for state in states}) > 1:
        raise RuleError(MIXED)
    edits: list[Edit] = []
    made: list[RecordId] = []
    for state in states:
        if state.dropped_on is not None:
            raise RuleError(HAS_ENDED)
        record, more = _noted(session, state, entry)
        made.append(record)
        edits += more
    return commit_edits(session, edits, tuple(made), NOTED, row_of_step(states[0], entry.step).name)


def take_down(
    session: Session,
    chosen: Sequence[RecordId],
    *,
    on: date,
    outcome: Outcome = Outcome.PASSED,
    objections: str = "",
    exception_reason: str = "",
) -> Done[None]:
    """Note that the display of these procedures was taken down on ``on``, and whether anyone objected.

    Raises ``RuleError`` where none hangs, the day is still to come, or it hung too short without a reason.
    """
    edits: list[Edit] = []
    name = Label(zh="", en="")
    if not chosen:
        raise RuleError(NOTHING_CHOSEN)
    for item in chosen:
        state = procedures.one(session, item)
        hanging = state.hanging
        if hanging is None:
            raise RuleError(NOT_HANGING)
        row = state.procedure.row(hanging.taken.step)
        assert row is not None
        name = row.name
        ended = replace(hanging.taken, until=on, outcome=outcome)
        require_reason(session, state, row, ended, before(state, hanging), exception_reason, only_display=True)
        values = {"ended_on": Value(on.isoformat()), "outcome": Value(outcome.value)}
        values |= text_values(objections=objections, exception_reason=exception_reason)
        edits.append((state, RecordEdit(kind=RecordKind.STEP, record=hanging.record, values=values)))
    return commit_edits(session, edits, None, TAKEN_DOWN, name)


def drop(session: Session, procedure: RecordId, *, on: date, because: str) -> Done[None]:
    """Give a procedure up; what was noted stays. Raises ``RuleError`` without a reason or where it has ended."""
    state = procedures.one(session, procedure)
    if not because.strip():
        raise RuleError(WANTS_REASON)
    if not state.is_running:
        raise RuleError(HAS_ENDED)
    values = {"dropped_on": Value(on.isoformat()), "dropped_because": Value(because.strip())}
    edit = RecordEdit(kind=RecordKind.PROCEDURE, record=procedure, values=values)
    return commit_edits(session, [(state, edit)], None, DROPPED, state.procedure.name)


def _not_offered(household: HouseholdId | None, project: RecordId | None) -> str:
    if project is not None:
        return NOT_OFFERED_TO_PROJECT
    return NOT_OFFERED if household is not None else NOT_OFFERED_TO_VILLAGE


def _noted(
    session: Session, state: ProcedureState, entry: StepEntry, *, excuse: str = ""
) -> tuple[RecordId, list[Edit]]:
    """Return the record of a step and the edits that note it and what it changes."""
    row = row_of_step(state, entry.step)
    if state.project is not None:
        project_entry.check(session, state.project, row, entry)
    if excuse and not entry.exception_reason and warnings(state.clock, entry.taken, today=session.clock.today()):
        entry = replace(entry, exception_reason=excuse)
    require_reason(session, state, row, entry.taken, state.clock, entry.exception_reason)
    record = RecordId(session.ids.new())
    step = RecordEdit(kind=RecordKind.STEP, record=record, values=step_values(state, row, entry), is_new=True)
    effects = effect_edits(session, state, row, entry) if entry.outcome is Outcome.PASSED else []
    return record, [(state, step), *effects]
