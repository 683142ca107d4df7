"""The log of who looked at, printed or exported what is private."""

from __future__ import annotations

from collections.abc import Sequence

from poverty_desktop.errors import StorageError
from poverty_desktop.i18n import N_
from poverty_desktop.ids import HouseholdId, RecordId
from poverty_desktop.store import ledger
from poverty_desktop.store.engine import NOT_WRITTEN, Write
from poverty_desktop.store.ledger import Act
from poverty_desktop.store.session import Session

NOT_NOTED = N_(
    "What was printed or written out could not be noted: the disk of the workspace is full or cannot be written. "
    "Make room, then do it again."
)


def note(session: Session, what: str, records: Sequence[HouseholdId | RecordId]) -> None:
    """Write down that ``what`` (print, export, reveal) happened to these records, now, by whoever works here.

    Raises ``StorageError`` that says what could not be noted where the disk has no room.
    """
    try:
        _write(session, what, records)
    except StorageError as error:
        if error.message_id == NOT_WRITTEN and Act(what) is not Act.REVEAL:
            raise StorageError(NOT_NOTED) from error  # the file itself may lie on a disk with room
        raise


def note_list(session: Session, act: Act, rows: int) -> None:
    """Write down that a list of so many rows left the program which names no household by its record."""
    with Write(session.db, is_note=True):
        ledger.note(session, act, rows=rows)


def _write(session: Session, what: str, records: Sequence[HouseholdId | RecordId]) -> None:
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
