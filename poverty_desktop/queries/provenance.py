"""Which facts of the register were said last by what: by a person, an interview, another laptop, or a roster."""

from __future__ import annotations

from collections.abc import Collection

from poverty_desktop.ids import RecordId
from poverty_desktop.store import log
from poverty_desktop.store.session import Session

_AT_ONCE = 500


def not_from(session: Session, records: Collection[RecordId], label: str) -> frozenset[tuple[bytes, int]]:
    """Return record and number of the property of each fact whose newest change is no action called ``label``.

    What came from another laptop is of no action here, so it counts as a person's.
    """
    if not records:
        return frozenset()
    ours = {
        row[0]
        for row in session.db.conn.execute(
            "SELECT t.arrived FROM action a JOIN tx t ON t.batch = a.batch WHERE a.label = ? AND a.undoes IS NULL",
            (label,),
        )
    }
    ordered = sorted(records)
    return frozenset(
        (record, field)
        for start in range(0, len(ordered), _AT_ONCE)
        for record, field, _time, arrived in log.latest_changes(session.db, ordered[start : start + _AT_ONCE])
        if arrived not in ours
    )
