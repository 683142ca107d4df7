"""Procedures as the window shows them: a line of steps in words, what comes next, and what can be begun."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from poverty_desktop.i18n import _, format_date
from poverty_desktop.ids import HouseholdId, RecordId
from poverty_desktop.queries.casework import procedures
from poverty_desktop.queries.casework.procedure_words import ENDING_WORDS
from poverty_desktop.queries.casework.procedures import ProcedureState
from poverty_desktop.queries.casework.step_records import left_behind
from poverty_desktop.queries.casework.step_rows import NextRow, TakenRow, next_row, taken_row
from poverty_desktop.queries.register import left_homes
from poverty_desktop.store.session import Session


@dataclass(frozen=True, slots=True, kw_only=True)
class ProcedureRow:
    """One procedure of a household, or of a list of many."""

    id: RecordId
    household: HouseholdId | None  # None: the village's own, or a project's
    project: RecordId | None
    village: str
    head_name: str = field(repr=False)
    group_name: str
    title: str
    state: str
    is_running: bool
    taken: tuple[TakenRow, ...]
    next: tuple[NextRow, ...]
    hanging: str  # the display that hangs, its step
    display_ends: date | None
    due: date | None
    ready: date | None
    is_overdue: bool = False
    is_left: bool = False  # it runs, and nobody is left of its household: nothing but giving it up can come of it


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """A procedure that can be begun."""

    id: str
    title: str
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ProcedureFile:
    """Everything that the tab of a household, or of the village itself, shows."""

    subject: HouseholdId | RecordId | str
    rows: tuple[ProcedureRow, ...]
    offers: tuple[Offer, ...]
    is_known: bool  # the pack has procedures at all
    begins_on: date


def of_household(session: Session, household: HouseholdId, language: str) -> ProcedureFile:
    """Return the procedures of a household and what can be begun today."""
    today = session.clock.today()
    return ProcedureFile(
        subject=household,
        rows=tuple(_row(session, item, language) for item in procedures.of_household(session, household)),
        offers=tuple(
            Offer(id=item.id, title=item.name(language), source=item.source)
            for item in procedures.offered(session, household, today)
        ),
        is_known=procedures.is_offered(session.pack),
        begins_on=today,
    )


def of_village(session: Session, village: str, day: date, language: str) -> ProcedureFile:
    """Return the procedures of the village itself and what can be begun on ``day``: its era decides."""
    return ProcedureFile(
        subject=village,
        rows=tuple(_row(session, item, language) for item in procedures.of_village(session, village)),
        offers=tuple(
            Offer(id=item.id, title=item.name(language), source=item.source)
            for item in procedures.offered_to_village(session, village, day)
        ),
        is_known=procedures.is_offered(session.pack),
        begins_on=day,
    )


def of_project(session: Session, project: RecordId, language: str) -> ProcedureFile:
    """Return the procedures of a project and what can be begun today."""
    today = session.clock.today()
    return ProcedureFile(
        subject=project,
        rows=tuple(_row(session, item, language) for item in procedures.of_project(session, project)),
        offers=tuple(
            Offer(id=item.id, title=item.name(language), source=item.source)
            for item in procedures.offered_to_project(session, project, today)
        ),
        is_known=procedures.is_offered(session.pack),
        begins_on=today,
    )


def running(session: Session, language: str) -> tuple[ProcedureRow, ...]:
    """Return the procedures that run, those due first."""
    rows = [_row(session, item, language) for item in procedures.running(session)]
    return tuple(sorted(rows, key=lambda row: min(row.due or date.max, row.display_ends or date.max)))


def _row(session: Session, state: ProcedureState, language: str) -> ProcedureRow:
    pack = session.pack
    old_papers = left_behind(session, RecordId(state.household or state.id), state.steps)
    clocks, hanging = state.clocks, state.hanging
    return ProcedureRow(
        id=state.id,
        household=state.household,
        project=state.project,
        village=state.village,
        head_name=state.head_name,
        group_name=state.group_name,
        title=state.procedure.name(language),
        state=_state(state),
        is_running=state.is_running,
        taken=tuple(
            taken_row(pack, state, item, language, is_paper_old=item.record in old_papers) for item in state.steps
        ),
        next=tuple(next_row(pack, state, item, language) for item in state.next),
        hanging=hanging.taken.step if hanging is not None else "",
        display_ends=clocks.display_ends,
        due=clocks.due.day if clocks.due is not None else None,
        is_left=state.is_running and state.household is not None and left_homes.is_left(session, state.household),
        is_overdue=clocks.due is not None and clocks.due.day < session.clock.today(),
        ready=clocks.ready,
    )


def _state(state: ProcedureState) -> str:
    if state.dropped_on is not None:
        return _("given up on {day}: {why}").format(day=format_date(state.dropped_on), why=state.dropped_because)
    ending = state.ending
    if ending is not None:
        return _(ENDING_WORDS[ending])
    return _("running since {day}").format(day=format_date(state.begun_on))
