"""Begin a procedure, note its steps, take a display down, give a procedure up: each one action and one undo step."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import TypeVar

from poverty_desktop import i18n
from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.domain.procedure import Outcome, Taken
from poverty_desktop.domain.procedure_clock import Clock
from poverty_desktop.domain.procedure_warnings import Fault, Warned, warnings
from poverty_desktop.domain.values import Value
from poverty_desktop.errors import RuleError
from poverty_desktop.i18n import N_
from poverty_desktop.ids import HouseholdId, RecordId
from poverty_desktop.operations import project_entry
from poverty_desktop.operations.done import Done
from poverty_desktop.operations.step_edits import Edit, effect_edits, step_values, subject_values, text_values
from poverty_desktop.operations.step_entry import StepEntry
from poverty_desktop.packs.model import Label
from poverty_desktop.packs.procedures import ProcedureStep
from poverty_desktop.queries import procedures
from poverty_desktop.queries.procedure_words import warning_words
from poverty_desktop.queries.procedures import ProcedureState
from poverty_desktop.queries.step_records import StepTaken
from poverty_desktop.store import log
from poverty_desktop.store.session import Session
from poverty_desktop.store.villages import is_known, village_of
from poverty_desktop.store.writing import RecordEdit, Save, commit

T = TypeVar("T")
BEGUN = N_("Begin: {label}")
NOTED = N_("Step noted: {label}")
TAKEN_DOWN = N_("Display taken down: {label}")
DROPPED = N_("Procedure given up: {label}")
NOT_OFFERED = N_("This procedure is not for this household or not for this year.")
NOT_OFFERED_TO_VILLAGE = N_("This procedure is not for a village, not for this year, or it runs already.")
NOT_OFFERED_TO_PROJECT = N_("This project is in its procedure already, or the pack has none for projects.")
NO_SUCH_STEP = N_("This procedure has no such step.")
HAS_ENDED = N_("This procedure has ended.")
NOTHING_CHOSEN = N_("Choose at least one household.")
MIXED = N_("These households are not in the same procedure. Note the step for each procedure by itself.")
AGAINST_RULE = N_("{warning} If it stands as it is, say why.")
NOT_HANGING = N_("No display of this procedure hangs.")
WANTS_REASON = N_("Say why the procedure is given up.")
STILL_TO_COME = N_("This day is still to come. A paper bears the day on which it is signed.")
_MUST_NOT = {Fault.FUTURE: STILL_TO_COME, Fault.DISPLAY_BACKWARDS: N_("The display ends before it begins.")}
"""What cannot have happened, and so is not noted whatever the reason."""
_NO_REASON_NEEDED = frozenset({Fault.CALENDAR})


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
    return _commit(session, edits, record, BEGUN, found.name)


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
    return _commit(session, edits, tuple(made), NOTED, _row(states[0], entry.step).name)


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
        _require_reason(session, state, row, ended, _before(state, hanging), exception_reason, only_display=True)
        values = {"ended_on": Value(on.isoformat()), "outcome": Value(outcome.value)}
        values |= text_values(objections=objections, exception_reason=exception_reason)
        edits.append((state, RecordEdit(kind=RecordKind.STEP, record=hanging.record, values=values)))
    return _commit(session, edits, None, TAKEN_DOWN, name)


def drop(session: Session, procedure: RecordId, *, on: date, because: str) -> Done[None]:
    """Give a procedure up; what was noted stays. Raises ``RuleError`` without a reason or where it has ended."""
    state = procedures.one(session, procedure)
    if not because.strip():
        raise RuleError(WANTS_REASON)
    if not state.is_running:
        raise RuleError(HAS_ENDED)
    values = {"dropped_on": Value(on.isoformat()), "dropped_because": Value(because.strip())}
    edit = RecordEdit(kind=RecordKind.PROCEDURE, record=procedure, values=values)
    return _commit(session, [(state, edit)], None, DROPPED, state.procedure.name)


def _not_offered(household: HouseholdId | None, project: RecordId | None) -> str:
    if project is not None:
        return NOT_OFFERED_TO_PROJECT
    return NOT_OFFERED if household is not None else NOT_OFFERED_TO_VILLAGE


def _row(state: ProcedureState, step: str) -> ProcedureStep:
    row = state.procedure.row(step)
    if row is None:
        raise RuleError(NO_SUCH_STEP)
    return row


def _noted(
    session: Session, state: ProcedureState, entry: StepEntry, *, excuse: str = ""
) -> tuple[RecordId, list[Edit]]:
    """Return the record of a step and the edits that note it and what it changes."""
    row = _row(state, entry.step)
    if state.project is not None:
        project_entry.check(session, state.project, row, entry)
    if excuse and not entry.exception_reason and warnings(state.clock, entry.taken, today=session.clock.today()):
        entry = replace(entry, exception_reason=excuse)
    _require_reason(session, state, row, entry.taken, state.clock, entry.exception_reason)
    record = RecordId(session.ids.new())
    step = RecordEdit(kind=RecordKind.STEP, record=record, values=step_values(state, row, entry), is_new=True)
    effects = effect_edits(session, state, row, entry) if entry.outcome is Outcome.PASSED else []
    return record, [(state, step), *effects]


def _before(state: ProcedureState, step: StepTaken) -> Clock:
    number = next(index for index, item in enumerate(state.steps) if item.record == step.record)
    return replace(state.clock, taken=state.taken[:number])


def _require_reason(
    session: Session,
    state: ProcedureState,
    row: ProcedureStep,
    taken: Taken,
    clock: Clock,
    reason: str,
    *,
    only_display: bool = False,
) -> None:
    """Raise ``RuleError`` with the first thing that speaks against a step, unless a reason stands beside it."""
    for warned in warnings(clock, taken, today=session.clock.today()):
        if warned.fault in _NO_REASON_NEEDED:
            continue
        if only_display and warned.fault not in (Fault.DISPLAY_SHORT, *_MUST_NOT):
            continue
        if warned.fault in _MUST_NOT:
            raise RuleError(_MUST_NOT[warned.fault])
        if not reason.strip():
            said = warning_words(session.pack, state.procedure, row.step.id, warned, i18n.language())
            raise RuleError(AGAINST_RULE, warning=said)


def _commit(session: Session, edits: Sequence[Edit], value: T, undo_label: str, label: Label) -> Done[T]:
    by_village: dict[str, list[RecordEdit]] = {}
    for state, edit in edits:
        village = state.village
        if state.household is not None:
            if not is_known(session, RecordKind.HOUSEHOLD, state.household):
                raise RuleError(N_("This household is no longer in the register."))
            village = village_of(session, RecordKind.HOUSEHOLD, state.household)
        by_village.setdefault(village, []).append(edit)
    committed = commit(
        session,
        [Save(village=village, edits=tuple(some)) for village, some in by_village.items()],
        seen=log.position(session.db),
        label=undo_label,
        params=json.dumps({"label": [label.zh, label.en]}, ensure_ascii=False),
    )
    return Done(value=value, changes=frozenset(committed.kinds), undo_label=undo_label, params={"label": label})
