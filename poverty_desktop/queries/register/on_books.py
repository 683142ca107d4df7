"""Who is on the books of a household now, and who has an ID number: one person is never written down twice."""

from __future__ import annotations

from poverty_desktop.domain.identity_number import CITIZEN_LENGTH
from poverty_desktop.ids import PersonId, RecordId
from poverty_desktop.store.session import Session


def person_with(session: Session, document_number: str) -> PersonId | None:
    """Return who has an ID number with the same first 18 characters; who is on the books comes first."""
    plain = document_number.strip().upper()[:CITIZEN_LENGTH]
    if len(plain) < CITIZEN_LENGTH:
        return None
    sql = (
        "SELECT p.id FROM person p WHERE p.alive AND p.document_number >= ? AND p.document_number < ?"
        " ORDER BY NOT EXISTS"
        " (SELECT 1 FROM membership m WHERE m.alive AND m.person = p.id AND m.to_date IS NULL), p.id"
    )
    row = session.db.conn.execute(sql, (plain, plain + "\uffff")).fetchone()
    return PersonId(RecordId(bytes(row[0]))) if row else None


def is_on_books(session: Session, person: PersonId) -> bool:
    """Say whether a person belongs to a household now."""
    sql = "SELECT 1 FROM membership WHERE alive AND person = ? AND to_date IS NULL"
    return session.db.conn.execute(sql, (person,)).fetchone() is not None
