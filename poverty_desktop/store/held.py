"""Where refused files stand: waiting for a person, put aside for good, or taken in after all."""

from __future__ import annotations

from enum import StrEnum

from poverty_desktop.store.arrival import Refused
from poverty_desktop.store.session import Session


class State(StrEnum):
    """What has become of a refused file."""

    WAITING = "waiting"
    ASIDE = "aside"
    TAKEN = "taken"


CAME_AT = (
    "CASE held_bundle.reason WHEN 'damaged' THEN (SELECT max(b.at) FROM bundle b WHERE b.direction = 'in'"
    " AND b.state <> 'waiting' AND b.file_name = held_bundle.file_name) END"
)
"""When a whole file of the name of a damaged one came in, in a question about ``held_bundle``; null where none did."""
WAITS = f"held_bundle.state = 'waiting' AND {CAME_AT} IS NULL"
"""Which rows of ``held_bundle`` wait for a person."""


def note_taken(session: Session, digest: bytes) -> None:
    """Note, inside the caller's write, that a file that may have been refused before came in after all."""
    session.db.conn.execute("UPDATE held_bundle SET state = ? WHERE id = ?", (State.TAKEN, digest))
    session.db.conn.execute("DELETE FROM held_part WHERE bundle = ?", (digest,))


def waiting(session: Session) -> int:
    """Return how many chains and files wait for a person; what was put aside does not."""
    (chains, files) = session.db.conn.execute(
        "SELECT (SELECT count(*) FROM (SELECT (SELECT f.reason FROM quarantine f WHERE f.rep = q.rep ORDER BY f.seq"
        " LIMIT 1) AS why FROM quarantine q GROUP BY q.rep) WHERE why <> ?),"
        f" (SELECT count(*) FROM held_bundle WHERE {WAITS})",
        (Refused.DISCARDED,),
    ).fetchone()
    return int(chains + files)


def put(session: Session, digest: bytes, state: State) -> bool:
    """Put a refused file aside for good, or take it up again, inside the caller's write; say whether it was here."""
    changed = session.db.conn.execute(
        "UPDATE held_bundle SET state = ? WHERE id = ? AND state NOT IN (?, ?)", (state, digest, state, State.TAKEN)
    )
    return bool(changed.rowcount)
