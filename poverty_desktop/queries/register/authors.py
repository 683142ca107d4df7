"""Who said a fact last, and when: read from the journal for the records on one screen."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from poverty_desktop.ids import RecordId
from poverty_desktop.journal import hlc
from poverty_desktop.store import log
from poverty_desktop.store.session import Session

Authors = Mapping[tuple[RecordId, int], tuple[datetime, str]]
"""Record and field number → when and by whom it was last changed."""

_CHUNK = 400


def of_records(session: Session, records: Iterable[RecordId]) -> Authors:
    """Return moment and author of the latest change of every field of these records."""
    wanted = [record for record in records if record]
    newest: dict[tuple[RecordId, int], tuple[int, int]] = {}
    for start in range(0, len(wanted), _CHUNK):
        some = wanted[start : start + _CHUNK]
        for record, field, time, arrived in log.latest_changes(session.db, some):
            newest[record, field] = (time, arrived)
    names = dict(session.db.conn.execute("SELECT id, name FROM staff").fetchall())
    positions = {position for _time, position in newest.values()}
    by = {position: names.get(actor) or "" for position, actor in log.actors(session.db, positions)}
    return {key: (hlc.moment(time), by.get(arrived, "")) for key, (time, arrived) in newest.items()}
