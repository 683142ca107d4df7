"""The log of who looked at, printed or exported what is private."""

from __future__ import annotations

from collections.abc import Sequence

from poverty_desktop.ids import HouseholdId, RecordId
from poverty_desktop.store import ledger
from poverty_desktop.store.engine import Write
from poverty_desktop.store.ledger import Act
from poverty_desktop.store.session import Session


def note(session: Session, what: str, records: Sequence[HouseholdId | RecordId]) -> None:
    """Write down that ``what`` (print, export, reveal) happened to these records, now, by whoever works here."""
    now = session.clock.now().isoformat()
    with Write(session.db, is_note=True) as connection:
        connection.executemany(
            "INSERT INTO disclosure(at, actor, what, record) VALUES(?,?,?,?)",
            [(now, session.actor, what, record) for record in records],
        )
        last = connection.execute("SELECT coalesce(max(number), 0) FROM disclosure").fetchone()[0]
        first = last - len(records) + 1
        if records:
            digest = ledger.disclosed(session.db, first, last)
            ledger.note(session, Act(what), first=first, last=last, hash=digest)


def note_list(session: Session, act: Act, rows: int) -> None:
    """Write down that a list of so many rows left the program which names no household by its record."""
    with Write(session.db, is_note=True):
        ledger.note(session, act, rows=rows)
