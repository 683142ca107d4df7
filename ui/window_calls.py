"""What the window itself asks the store: the figures of the header, hits for the palette, undo and redo."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from poverty_desktop.ids import HouseholdId
from poverty_desktop.operations.done import Done

if TYPE_CHECKING:
    from poverty_desktop.operations.session import Session

HITS = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """The figures of the header."""

    worker: str = ""
    unsent: int = 0
    conflicts: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class HouseholdHit:
    """One household that the palette found."""

    id: HouseholdId
    text: str


def status(session: Session) -> Status:
    """Return the figures of the header."""
    from poverty_desktop.queries import today
    from poverty_desktop.queries.handover import conflicts

    return Status(worker=session.worker, unsent=today.unsent(session), conflicts=conflicts.count(session))


def find_households(session: Session, *, text: str, language: str) -> tuple[HouseholdHit, ...]:
    """Return the first households that ``text`` finds."""
    from poverty_desktop.queries.register import households
    from poverty_desktop.queries.register.list_rows import HouseholdFilter

    page = households.find(
        session,
        HouseholdFilter(text=text),
        sort="match",
        descending=False,
        offset=0,
        limit=HITS,
        language=language,
    )
    return tuple(
        HouseholdHit(
            id=row.id,
            text=" · ".join(part for part in (row.head_name, row.group_name, row.matched) if part),
        )
        for row in page.rows
    )


def undo(session: Session) -> Done[str]:
    """Take back the last action."""
    from poverty_desktop.operations.workspaces import undo as undoing

    return undoing.undo(session)


def redo(session: Session) -> Done[str]:
    """Do again what was taken back last."""
    from poverty_desktop.operations.workspaces import undo as undoing

    return undoing.redo(session)
