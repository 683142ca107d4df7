"""What the list of what waits asks the store thread."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from poverty_desktop.i18n import language

if TYPE_CHECKING:
    from poverty_desktop.operations.done import Done
    from poverty_desktop.operations.handover.quarantine import Released
    from poverty_desktop.operations.session import Session
    from poverty_desktop.progress import Progress
    from poverty_desktop.queries.handover.quarantine import SetAside
    from poverty_desktop.queries.handover.set_aside_facts import Contents


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingRow:
    """What waits under one name, with its reason and what to do in words."""

    found: SetAside
    place: str
    why: str
    advice: str


def listed(session: Session) -> tuple[WaitingRow, ...]:
    """Return what waits."""
    from poverty_desktop.office.waiting_words import advice, short
    from poverty_desktop.queries.handover import quarantine
    from poverty_desktop.queries.register.households import village_name

    return tuple(
        WaitingRow(
            found=row,
            place=village_name(session.pack, row.village) if row.village else "",
            why=short(row.reason, row.came_at),
            advice=advice(row.reason, row.came_at),
        )
        for row in quarantine.set_aside(session)
    )


def look(name: bytes, session: Session) -> Contents:
    """Return what lies in it."""
    from poverty_desktop.operations.handover import quarantine

    return quarantine.look(session, name, language())


def release(names: Sequence[bytes], reason: str, approver: str, session: Session, progress: Progress) -> Done[Released]:
    """Let it in."""
    from poverty_desktop.operations.handover import quarantine

    return quarantine.release(session, names, reason=reason, approver=approver, progress=progress)


def discard(names: Sequence[bytes], reason: str, session: Session) -> Done[int]:
    """Put it aside."""
    from poverty_desktop.operations.handover import quarantine

    return quarantine.discard(session, names, reason=reason)


def take_up(names: Sequence[bytes], reason: str, session: Session) -> Done[int]:
    """Let it wait again."""
    from poverty_desktop.operations.handover import quarantine

    return quarantine.take_up(session, names, reason=reason)
