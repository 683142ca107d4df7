"""The notes that entries bear of a clock that was wrong: written with the next entry, read for any (sync.md 2.12)."""

from __future__ import annotations

import json
from bisect import bisect_right
from collections.abc import Mapping
from datetime import timedelta

from poverty_desktop.ids import RecordId, ReplicaId
from poverty_desktop.journal import clock_note
from poverty_desktop.journal.clock_note import ClockNote, ToldBy
from poverty_desktop.journal.operation import RecordChanges, unpack_changes
from poverty_desktop.store import settings
from poverty_desktop.store.clock_trouble import AHEAD, BEHIND, WENT_BACK, ClockTrouble, clock_trouble
from poverty_desktop.store.database import Database
from poverty_desktop.store.session import Session

_NOTED = "clock_noted"
_TOLD_BY = {WENT_BACK: ToldBy.OWN_LOG, BEHIND: ToldBy.OFFICE_WROTE, AHEAD: ToldBy.OFFICE_ANSWERED}
_RIGHT = ClockNote(timedelta(), ToldBy.RIGHT_AGAIN)


class Notes:
    """The notes of one action: each village's chain is told once of each trouble, and once of its end."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._noted: dict[str, str] | None = None
        self._trouble: ClockTrouble | None = None

    def due(self, village: str) -> list[RecordChanges]:
        """Return what the next entry of a village's chain has to say, and note, inside the write, that it says it."""
        if self._noted is None:
            self._trouble = clock_trouble(self._session)
            self._noted = json.loads(settings.get(self._session.db, _NOTED, "{}"))
        trouble = self._trouble
        what = "" if trouble is None else f"{_TOLD_BY[trouble.sentence]} {trouble.there.isoformat()}"
        if self._noted.get(village, "") == what:
            return []
        self._noted[village] = what
        settings.put(self._session.db, _NOTED, json.dumps(self._noted))
        note = _RIGHT if trouble is None else ClockNote(trouble.here - trouble.there, _TOLD_BY[trouble.sentence])
        return [clock_note.said(note, RecordId(self._session.ids.new()))]


def of_chains(db: Database) -> Mapping[ReplicaId, list[tuple[int, ClockNote]]]:
    """Return the notes of each chain that has any, by the number of the entry that bears them."""
    found: dict[ReplicaId, list[tuple[int, ClockNote]]] = {}
    rows = db.conn.execute(
        "SELECT t.rep, t.seq, o.kinds, o.vals FROM op o JOIN tx t ON t.arrived = o.arrived WHERE o.ent = ?"
        " ORDER BY t.rep, t.seq",
        (clock_note.ENTITY,),
    )
    for replica, sequence, kinds, values in rows:
        note = None if values is None else clock_note.read(unpack_changes(kinds, values))
        if note is not None:
            found.setdefault(ReplicaId(replica), []).append((sequence, note))
    return found


def at(notes: list[tuple[int, ClockNote]], sequence: int) -> ClockNote | None:
    """Return by what clock an entry of a chain was written, nothing where it was not known to be wrong."""
    place = bisect_right(notes, sequence, key=lambda item: item[0])
    note = notes[place - 1][1] if place else None
    return note if note is not None and note.ahead else None
