"""Correct a step where it stands: its day, outcome, votes, signatures and words, with the reason.

What stood there before stays in the history. The clocks of the steps after it are worked out anew, and those that are
now too early or too late are told.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.domain.procedure import Outcome, Taken
from poverty_desktop.domain.procedure_clock import Clock
from poverty_desktop.domain.procedure_warnings import Warned, warnings
from poverty_desktop.domain.values import BLANK, Value
from poverty_desktop.errors import RuleError
from poverty_desktop.i18n import N_
from poverty_desktop.ids import RecordId
from poverty_desktop.operations.casework.step_edits import Edit, dated_edits, effect_edits, step_values
from poverty_desktop.operations.casework.step_entry import StepEntry
from poverty_desktop.operations.casework.step_rules import before, commit_edits, require_reason, row_of_step
from poverty_desktop.operations.done import Done
from poverty_desktop.queries.casework import procedures
from poverty_desktop.queries.casework.procedures import ProcedureState
from poverty_desktop.queries.casework.step_records import StepTaken
from poverty_desktop.queries.register.snapshot import records
from poverty_desktop.store.session import Session
from poverty_desktop.store.writing import RecordEdit

CORRECTED = N_("Step corrected: {label}")
WANTS_REASON = N_("Say why the step is corrected.")
GONE = N_("This step is no longer in the register. Open the household again.")
HAS_EFFECT = N_("This step has changed the register, so it cannot be made refused here. Take it back with undo.")
UNCHANGED = N_("Nothing differs from what was noted.")
_CLOCKS = ("earliest", "latest", "least_end")
_CORRECTABLE = (
    "done_on", "ended_on", "outcome", "entitled", "present", "agreed", "opposed", "abstained", "signatures",
    "participants", "opinion", "place", "objections", "exception_reason", *_CLOCKS,
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Against:
    """What speaks against a step once another, or itself, is corrected."""

    step: str
    warned: Warned


def entry_of(known: StepTaken) -> StepEntry:
    """Return a step as it was noted, to be corrected with ``dataclasses.replace``."""
    taken, texts = known.taken, known.texts
    return StepEntry(
        step=taken.step,
        on=taken.on,
        until=taken.until,
        outcome=taken.outcome,
        entitled=taken.entitled,
        present=taken.present,
        agreed=taken.agreed,
        opposed=taken.opposed,
        abstained=taken.abstained,
        signatures=tuple(sorted(taken.signatures)),
        participants=texts.get("participants", ""),
        opinion=texts.get("opinion", ""),
        place=texts.get("place", ""),
        objections=texts.get("objections", ""),
        exception_reason=texts.get("exception_reason", ""),
    )


def found(session: Session, procedure: RecordId, step: RecordId) -> tuple[ProcedureState, StepTaken]:
    """Return a procedure and one of its steps; raises ``RuleError`` where either is gone."""
    state = procedures.one(session, procedure)
    known = next((item for item in state.steps if item.record == step), None)
    if known is None:
        raise RuleError(GONE)
    return state, known


def against(session: Session, procedure: RecordId, step: RecordId, entry: StepEntry) -> tuple[Against, ...]:
    """Return what would speak against the step and those after it; nothing is written."""
    state, known = found(session, procedure, step)
    own = warnings(before(state, known), entry.taken, today=session.clock.today())
    return (*(Against(step=entry.step, warned=item) for item in own), *_later(session, state, known, entry.taken))


def correct_step(
    session: Session, procedure: RecordId, step: RecordId, entry: StepEntry, *, reason: str
) -> Done[tuple[Against, ...]]:
    """Give a step what the signed paper says, and return what now speaks against the steps after it.

    What the day of the step gave to the register follows it, where nobody has corrected that since. Raises
    ``RuleError`` without a reason, where nothing differs, where the step cannot have been so or stands against a rule
    without a word on why, and where a step that has changed the register is to become refused.
    """
    state, known = found(session, procedure, step)
    row = row_of_step(state, known.taken.step)
    entry = replace(entry, step=known.taken.step)
    if not reason.strip():
        raise RuleError(WANTS_REASON)
    clock = before(state, known)
    require_reason(session, state, row, entry.taken, clock, entry.exception_reason)
    was_passed, is_passed = (item is Outcome.PASSED for item in (known.taken.outcome, entry.outcome))
    if was_passed and not is_passed and row.effects:
        raise RuleError(HAS_EFFECT)
    number = state.steps.index(known)
    earlier = replace(state, steps=state.steps[:number], clock=clock)
    values = _differing(session, known.record, step_values(earlier, row, entry), _CORRECTABLE)
    if not values:
        raise RuleError(UNCHANGED)
    edits: list[Edit] = [(state, RecordEdit(kind=RecordKind.STEP, record=known.record, values=values))]
    if is_passed:
        gives = dated_edits(session, state, row, entry_of(known), entry) if was_passed else None
        edits += effect_edits(session, state, row, entry) if gives is None else gives
    edits += _new_clocks(session, state, number, entry.taken)
    told = _later(session, state, known, entry.taken)
    return commit_edits(session, edits, told, CORRECTED, row.name, reason=reason.strip())


def _clock_before(state: ProcedureState, number: int, place: int, taken: Taken) -> Clock:
    """Return the clock before the step at ``place``, with ``taken`` in the place of the one at ``number``."""
    steps = [*state.taken]
    steps[number] = taken
    return replace(state.clock, taken=tuple(steps[:place]))


def _later(session: Session, state: ProcedureState, known: StepTaken, taken: Taken) -> tuple[Against, ...]:
    number, today = state.steps.index(known), session.clock.today()
    told = []
    for place in range(number + 1, len(state.steps)):
        item = state.taken[place]
        old = warnings(replace(state.clock, taken=state.taken[:place]), item, today=today)
        new = warnings(_clock_before(state, number, place, taken), item, today=today)
        told += [Against(step=item.step, warned=one) for one in new if one.is_date and one not in old]
    return tuple(told)


def _new_clocks(session: Session, state: ProcedureState, number: int, taken: Taken) -> list[Edit]:
    """Return the days that the rules give to the steps after the one at ``number``, where they are others now."""
    edits: list[Edit] = []
    for place in range(number + 1, len(state.steps)):
        later, row = state.steps[place], state.procedure.row(state.taken[place].step)
        if row is None:
            continue
        clock = _clock_before(state, number, place, taken)
        values = step_values(replace(state, steps=state.steps[:place], clock=clock), row, entry_of(later))
        changed = _differing(session, later.record, values, _CLOCKS)
        if changed:
            edits.append((state, RecordEdit(kind=RecordKind.STEP, record=later.record, values=changed)))
    return edits


def _differing(
    session: Session, record: RecordId, values: dict[str, Value], names: tuple[str, ...]
) -> dict[str, Value]:
    """Return what of ``values`` is not so in the register; what they lack becomes blank."""
    (known,) = records(session, RecordKind.STEP, "id = ?", [record])
    wanted = {name: values.get(name, BLANK) for name in names}
    return {
        name: value
        for name, value in wanted.items()
        if value.scalar != (old.scalar if (old := known.values.get(name)) else BLANK.scalar)
    }
