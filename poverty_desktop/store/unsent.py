"""What this workspace wrote and no receipt of the office covers; told from the ends of chains, without reading them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from poverty_desktop.ids import DeviceId, ReplicaId
from poverty_desktop.store import chains, settings
from poverty_desktop.store.database import Database

_STANDS = "receipt_stands"


class Unsent(NamedTuple):
    """Transactions ``low`` to ``high`` of a chain written here that no receipt of the office covers."""

    replica: ReplicaId
    village: str
    low: int
    high: int


def unsent_of(db: Database, device: DeviceId, *, is_durable: bool = False) -> list[Unsent]:
    """Return what was written by this workspace, in this life or an earlier one, and is not at the office yet.

    With ``is_durable``: what is not in a verified backup of the office yet. A receipt names the ends of chains, and
    whatever stands before an end of ours is there too. Of a forked chain that includes what lies between.
    """
    rows = db.conn.execute(
        "SELECT r.rep, r.village, (SELECT max(seq) FROM tx t WHERE t.rep = r.rep),"
        " (SELECT max(seq) FROM ack a WHERE a.rep = r.rep AND a.durable >= ?),"
        " (SELECT count(*) FROM head h WHERE h.rep = r.rep)"
        " FROM replica r WHERE r.device = ? ORDER BY r.rep",
        (int(is_durable), device),
    ).fetchall()
    found = []
    for replica, village, last, covered, branches in rows:
        if branches > 1:
            found += _of_forked(db, ReplicaId(replica), village, is_durable=is_durable)
        elif last is not None and last > (covered or 0):
            found.append(Unsent(ReplicaId(replica), village, (covered or 0) + 1, last))
    return found


def count_of(unsent: Iterable[Unsent]) -> int:
    """Return how many transactions these are."""
    return sum(item.high - item.low + 1 for item in unsent)


def is_answered(db: Database) -> bool:
    """Say whether a receipt stands here, which says what the office has, be it nothing of what lies here."""
    stands = settings.get(db, _STANDS)
    return stands == "1" or db.conn.execute("SELECT 1 FROM ack LIMIT 1").fetchone() is not None


def forget_acknowledged(db: Database) -> None:
    """Let no receipt stand any more, inside the caller's write."""
    db.conn.execute("DELETE FROM ack")
    settings.put(db, _STANDS, "")


def put_acknowledged(db: Database, rows: Iterable[tuple[bytes, bytes, int, int, bytes, bytes, int]]) -> None:
    """Let a receipt stand in place of any other, inside the caller's write: the rows of ``ack`` are all it says."""
    db.conn.execute("DELETE FROM ack")
    db.conn.executemany("INSERT INTO ack VALUES(?,?,?,?,?,?,?)", rows)
    settings.put(db, _STANDS, "1")


def acknowledged(db: Database, replica: ReplicaId, *, is_durable: bool = False) -> list[bytes]:
    """Return the ends of a chain that the office has, as its last receipt says."""
    rows = db.conn.execute("SELECT h FROM ack WHERE rep = ? AND durable >= ?", (replica, int(is_durable)))
    return [row[0] for row in rows]


def _of_forked(db: Database, replica: ReplicaId, village: str, *, is_durable: bool) -> list[Unsent]:
    found = chains.stretch(db, replica, village, acknowledged(db, replica, is_durable=is_durable))
    return [] if found is None else [Unsent(replica, village, found.low, found.high)]
