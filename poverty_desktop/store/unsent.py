"""What this workspace wrote and no receipt of the office covers; told from the ends of chains, without reading them."""

from __future__ import annotations

from typing import NamedTuple

from poverty_desktop.ids import DeviceId, ReplicaId
from poverty_desktop.store.database import Database


class Unsent(NamedTuple):
    """Transactions ``low`` to ``high`` of a chain written here that no receipt of the office covers."""

    replica: ReplicaId
    village: str
    low: int
    high: int


def unsent_of(db: Database, device: DeviceId, *, is_durable: bool = False) -> list[Unsent]:
    """Return what was written by this workspace, in this life or an earlier one, and is not at the office yet.

    With ``is_durable``: what is not in a verified backup of the office yet. A receipt names the ends of chains, and
    whatever stands before an end of ours is there too.
    """
    rows = db.conn.execute(
        "SELECT r.rep, r.village, (SELECT max(seq) FROM tx t WHERE t.rep = r.rep),"
        " (SELECT max(seq) FROM ack a WHERE a.rep = r.rep AND a.durable >= ?)"
        " FROM replica r WHERE r.device = ? ORDER BY r.rep",
        (int(is_durable), device),
    ).fetchall()
    return [
        Unsent(ReplicaId(replica), village, (covered or 0) + 1, last)
        for replica, village, last, covered in rows
        if last is not None and last > (covered or 0)
    ]
