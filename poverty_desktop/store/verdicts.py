"""What persons decided on what waits, and on laptops: every decision is kept, with who, when, why and who approved."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from poverty_desktop.store.session import Session

RELEASED: Final = "released"
DISCARDED: Final = "discarded"
TAKEN_UP: Final = "taken_up"
REVOKED: Final = "revoked"
LIFTED: Final = "lifted"


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """One decision. ``by`` is who typed it, ``approver`` who agreed; ``detail`` is for the program."""

    what: str
    at: datetime
    by: str
    reason: str
    approver: str
    detail: str


def note(session: Session, subject: bytes, what: str, *, reason: str, approver: str = "", detail: str = "") -> None:
    """Keep a decision on ``subject``, inside the caller's write."""
    session.db.conn.execute(
        "INSERT INTO verdict(subject, what, at, actor, reason, approver, detail) VALUES(?,?,?,?,?,?,?)",
        (subject, what, session.clock.now().isoformat(), session.actor, reason, approver, detail),
    )


def of(session: Session, subject: bytes) -> tuple[Verdict, ...]:
    """Return the decisions on ``subject``, the newest first."""
    rows = session.db.conn.execute(
        "SELECT v.what, v.at, coalesce(s.name, CASE v.actor WHEN ?2 THEN ?3 ELSE '' END), v.reason, v.approver,"
        " v.detail FROM verdict v LEFT JOIN staff s ON s.id = v.actor WHERE v.subject = ?1 ORDER BY v.number DESC",
        (subject, session.actor, session.worker),
    )
    return tuple(
        Verdict(
            what=row[0], at=datetime.fromisoformat(row[1]), by=row[2], reason=row[3], approver=row[4], detail=row[5]
        )
        for row in rows
    )
