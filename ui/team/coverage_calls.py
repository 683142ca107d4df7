"""What the list of coverage asks of the store; each function runs on the store thread."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from poverty_desktop.domain.periods import Period
from poverty_desktop.ids import HouseholdId
from poverty_desktop.queries.assistance.coverage import By, CoverageCount, CoverageRow

if TYPE_CHECKING:
    from poverty_desktop.operations.session import Session

LEFT, OVERDUE, ALL, DRAFTS = "left", "overdue", "all", "drafts"
MOST_ROWS = 3_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """The figures, the households of the list, and how many there are of each kind.

    ``overdue`` are of those ``left``; ``later`` are overdue by the rule of a longer one.
    """

    day: date
    counts: tuple[CoverageCount, ...]
    rows: tuple[CoverageRow, ...]
    asked: int
    left: int
    overdue: int
    later: int
    drafts: int


def coverage(period: Period, back: int, by: By, which: str, language: str, session: Session) -> Coverage:
    """Return how the period that lies ``back`` before this one stands."""
    from poverty_desktop.domain.periods import before
    from poverty_desktop.operations.assistance import visit_drafts
    from poverty_desktop.queries.assistance import coverage as queries

    day = session.clock.today()
    for _step in range(back):
        day = before(period, day)
    rows = queries.listed(session, period, day, language=language)
    drafts = {household for households in visit_drafts.every(session) for household in households}

    def is_shown(row: CoverageRow) -> bool:
        return {LEFT: row.is_owed, OVERDUE: row.is_overdue, DRAFTS: row.household in drafts}.get(which, True)

    return Coverage(
        day=day,
        counts=queries.counts(session, rows, by, period, day),
        rows=tuple(row for row in rows if is_shown(row))[:MOST_ROWS],
        asked=sum(row.wanted > 0 for row in rows),
        left=sum(row.is_owed for row in rows),
        overdue=sum(row.is_overdue and row.is_owed for row in rows),
        later=sum(row.is_overdue and row.wanted == 0 for row in rows),
        drafts=len(drafts),
    )


def draft_of(household: HouseholdId, session: Session) -> Sequence[HouseholdId]:
    """Return the households of the unsaved visit that this one is in; itself alone where there is none."""
    from poverty_desktop.operations.assistance import visit_drafts

    return next((found for found in visit_drafts.every(session) if household in found), (household,))


def write_plan(path: Path, period: Period, day: date, session: Session) -> int:
    """Write the plan of visits."""
    from poverty_desktop.operations.assistance import visit_routes

    return visit_routes.write(session, path, period, day)
