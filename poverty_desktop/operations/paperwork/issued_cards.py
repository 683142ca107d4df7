"""Which signed cards were issued: each printed one is a record, so that every laptop knows which of them still counts.

A card counts while no newer one of its household was issued and nobody revoked it. The records travel as all others
do, up to the office and down to the laptops.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.domain.values import Value
from poverty_desktop.errors import RuleError
from poverty_desktop.i18n import N_
from poverty_desktop.ids import HouseholdId, RecordId
from poverty_desktop.operations.done import Done
from poverty_desktop.store import log
from poverty_desktop.store.session import Session
from poverty_desktop.store.villages import village_of
from poverty_desktop.store.writing import RecordEdit, Save, commit

REVOKED: Final = N_("Cards of a household revoked")
NO_CARD: Final = N_("No signed card of this household is in force here.")
NO_REASON: Final = N_("Say why the card is revoked.")


@dataclass(frozen=True, slots=True, kw_only=True)
class IssuedCard:
    """One card as the register has it; ``replaced_at`` is when a newer one was issued."""

    household: HouseholdId
    issued_at: datetime
    revoked_on: str = ""
    reason: str = ""
    replaced_at: datetime | None = None


def is_kept(session: Session) -> bool:
    """Say whether the pack of the workspace knows issued cards."""
    return (RecordKind.CARD, "code") in session.pack.by_name


def digest(code: str) -> str:
    """Return what is kept of the code on a card: enough to know it again, nothing of what it says."""
    return hashlib.sha256(b"issued\x1e" + code.strip().encode()).hexdigest()[:32]


def issue(session: Session, cards: Sequence[tuple[HouseholdId, str]]) -> None:
    """Write down that these signed codes were printed now, for their households."""
    if not cards or not is_kept(session):
        return
    now = session.clock.now().replace(microsecond=0).isoformat()
    edits: dict[str, list[RecordEdit]] = {}
    for household, code in cards:
        values = {"household": Value(household), "code": Value(digest(code)), "issued_on": Value(now)}
        edit = RecordEdit(kind=RecordKind.CARD, record=RecordId(session.ids.new()), values=values, is_new=True)
        edits.setdefault(village_of(session, RecordKind.HOUSEHOLD, household), []).append(edit)
    saves = [Save(village=village, edits=tuple(some)) for village, some in edits.items()]
    commit(session, saves, seen=log.position(session.db))


def find(session: Session, code: str) -> IssuedCard | None:
    """Return what is known of the card that bears this code; None where its record has not arrived."""
    if not is_kept(session):
        return None
    sql = (
        "SELECT household, issued_on, coalesce(revoked_on, ''), coalesce(reason, '') FROM card WHERE alive AND code = ?"
    )
    row = session.db.conn.execute(sql, (digest(code),)).fetchone()
    if row is None:
        return None
    newer = session.db.conn.execute(
        "SELECT min(issued_on) FROM card WHERE alive AND household = ? AND issued_on > ?", (row[0], row[1])
    ).fetchone()[0]
    return IssuedCard(
        household=HouseholdId(RecordId(bytes(row[0]))),
        issued_at=datetime.fromisoformat(row[1]),
        revoked_on=row[2],
        reason=row[3],
        replaced_at=datetime.fromisoformat(newer) if newer else None,
    )


def revoke(session: Session, household: HouseholdId, reason: str) -> Done[int]:
    """Revoke every card of a household that is not revoked yet; return how many.

    Raises ``RuleError`` without a reason, or where there is no such card.
    """
    if not reason.strip():
        raise RuleError(NO_REASON)
    if not is_kept(session):
        raise RuleError(NO_CARD)
    rows = session.db.conn.execute(
        "SELECT id FROM card WHERE alive AND household = ? AND revoked_on IS NULL", (household,)
    ).fetchall()
    if not rows:
        raise RuleError(NO_CARD)
    values = {"revoked_on": Value(session.clock.today().isoformat()), "reason": Value(reason.strip())}
    edits = tuple(RecordEdit(kind=RecordKind.CARD, record=RecordId(bytes(row[0])), values=values) for row in rows)
    save = Save(village=village_of(session, RecordKind.HOUSEHOLD, household), edits=edits)
    committed = commit(session, [save], seen=log.position(session.db), label=REVOKED)
    return Done(value=len(rows), changes=frozenset(committed.kinds), undo_label=REVOKED)
