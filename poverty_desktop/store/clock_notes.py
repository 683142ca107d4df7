"""The notes that entries bear of a clock that was wrong: written with the next entry, read for any (sync.md 2.12)."""

from __future__ import annotations

import json
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import NamedTuple

from poverty_desktop.ids import RecordId, ReplicaId
from poverty_desktop.journal import clock_note, hlc
from poverty_desktop.journal.clock_note import ClockNote, ToldBy
from poverty_desktop.journal.operation import RecordChanges, unpack_changes
from poverty_desktop.store import log, settings
from poverty_desktop.store.clock_trouble import (
    AHEAD,
    BEHIND,
    SLACK,
    WENT_BACK,
    ClockTrouble,
    clock_trouble,
    note_set_right,
)
from poverty_desktop.store.database import Database
from poverty_desktop.store.session import Session

_NOTED = "clock_noted"
_TOLD_BY = {WENT_BACK: ToldBy.OWN_LOG, BEHIND: ToldBy.OFFICE_WROTE, AHEAD: ToldBy.OFFICE_ANSWERED}


class Borne(NamedTuple):
    """A note with the number and the logical time of the entry that bears it."""

    sequence: int
    hlc: int
    note: ClockNote


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
        if trouble is None:
            note_set_right(self._session)
        note = ClockNote(
            self._lead() if trouble is None else trouble.here - trouble.there,
            ToldBy.RIGHT_AGAIN if trouble is None else _TOLD_BY[trouble.sentence],
        )
        return [clock_note.said(note, RecordId(self._session.ids.new()))]

    def _lead(self) -> timedelta:
        """Return how far the times of entries run ahead of a clock that was set back: they never go back with it."""
        lead = hlc.moment(log.last_hlc(self._session.db)) - self._session.clock.now()
        return lead if lead > SLACK else timedelta()


def of_chains(db: Database, replica: ReplicaId | None = None) -> Mapping[ReplicaId, list[Borne]]:
    """Return the notes of each chain that has any, or of one, the first first."""
    found: dict[ReplicaId, list[Borne]] = {}
    rows = db.conn.execute(
        "SELECT t.rep, t.seq, o.hlc, o.kinds, o.vals FROM op o JOIN tx t ON t.arrived = o.arrived"
        " WHERE o.ent = ? AND t.rep = coalesce(?, t.rep) ORDER BY t.rep, t.seq",
        (clock_note.ENTITY, replica),
    )
    for chain, sequence, time, kinds, values in rows:
        note = None if values is None else clock_note.read(unpack_changes(kinds, values))
        if note is not None:
            found.setdefault(ReplicaId(chain), []).append(Borne(sequence, time, note))
    return found


def at(notes: Sequence[Borne], sequence: int, time: int) -> ClockNote | None:
    """Return by what clock an entry of a chain with this number and time was dated, nothing where it may be right.

    After a clock was set back, entries go on from the latest time there was, until the clock has caught up with it.
    """
    place = bisect_right(notes, sequence, key=lambda item: item.sequence)
    if not place:
        return None
    _sequence, begun, note = notes[place - 1]
    is_over = note.told_by is ToldBy.RIGHT_AGAIN and time >> hlc.COUNTER_BITS > begun >> hlc.COUNTER_BITS
    return note if note.ahead and not is_over else None
