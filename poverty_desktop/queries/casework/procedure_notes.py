"""What every paper of a procedure needs: the step as it was noted, and days that are blanks where nobody noted them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from poverty_desktop.domain.procedure import Taken
from poverty_desktop.i18n import N_, _, format_date
from poverty_desktop.queries.casework.procedures import ProcedureState
from poverty_desktop.queries.casework.step_records import StepTaken

BLANK_DAY = N_("          year       month       day")
LONG_BLANK = "　　　　　　　　"


def same_taken(states: Sequence[ProcedureState], step: str) -> Taken | None:
    """Return the step as the first of these procedures has it noted."""
    found = [taken_of(state, step) for state in states]
    return next((item.taken for item in found if item is not None), None)


def taken_of(state: ProcedureState, step: str) -> StepTaken | None:
    """Return the step as it was noted last."""
    return next((item for item in reversed(state.steps) if item.taken.step == step), None)


def day_text(day: date | None) -> str:
    """Return a day in words, a blank for the hand where there is none."""
    return _(BLANK_DAY) if day is None else format_date(day)
