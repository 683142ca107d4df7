"""What noting and correcting a step have in common: the reason that a rule asks for, and one write for each village."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from typing import TypeVar

from poverty_desktop import i18n
from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.domain.procedure import Taken
from poverty_desktop.domain.procedure_clock import Clock
from poverty_desktop.domain.procedure_warnings import Fault, warnings
from poverty_desktop.errors import RuleError
from poverty_desktop.i18n import N_
from poverty_desktop.operations.casework.step_edits import Edit
from poverty_desktop.operations.done import Done
from poverty_desktop.packs.model import Label
from poverty_desktop.packs.procedures import ProcedureStep
from poverty_desktop.queries.casework.procedure_words import warning_words
from poverty_desktop.queries.casework.procedures import ProcedureState
from poverty_desktop.queries.casework.step_records import StepTaken
from poverty_desktop.store import log
from poverty_desktop.store.session import Session
from poverty_desktop.store.villages import is_known, village_of
from poverty_desktop.store.writing import RecordEdit, Save, commit

T = TypeVar("T")
NO_SUCH_STEP = N_("This procedure has no such step.")
AGAINST_RULE = N_("{warning} If it stands as it is, say why.")
STILL_TO_COME = N_("This day is still to come. A paper bears the day on which it is signed.")
_MUST_NOT = {Fault.FUTURE: STILL_TO_COME, Fault.DISPLAY_BACKWARDS: N_("The display ends before it begins.")}
"""What cannot have happened, and so is not noted whatever the reason."""
_NO_REASON_NEEDED = frozenset({Fault.CALENDAR})


def row_of_step(state: ProcedureState, step: str) -> ProcedureStep:
    """Return what the pack says of a step; raises ``RuleError`` where the procedure has none of this name."""
    row = state.procedure.row(step)
    if row is None:
        raise RuleError(NO_SUCH_STEP)
    return row


def before(state: ProcedureState, step: StepTaken) -> Clock:
    """Return the clock as it stood before a step was taken."""
    number = next(index for index, item in enumerate(state.steps) if item.record == step.record)
    return replace(state.clock, taken=state.taken[:number])


def require_reason(
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


def commit_edits(
    session: Session, edits: Sequence[Edit], value: T, undo_label: str, label: Label, *, reason: str = ""
) -> Done[T]:
    """Write the changes as one action with one undo; raises ``RuleError`` where a household is gone."""
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
        reason=reason,
        label=undo_label,
        params=json.dumps({"label": [label.zh, label.en]}, ensure_ascii=False),
    )
    return Done(value=value, changes=frozenset(committed.kinds), undo_label=undo_label, params={"label": label})
