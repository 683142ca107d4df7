"""What somebody else lacks of a chain, told from the ends that are known there; forked chains included."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Sequence
from typing import NamedTuple

from poverty_desktop.ids import ReplicaId
from poverty_desktop.store.database import Database


class Stretch(NamedTuple):
    """Transactions of one chain on their way: where they stand in the journal, in the order in which they are sent.

    ``low`` and ``high`` are the least and the greatest of their numbers.
    """

    replica: ReplicaId
    village: str
    positions: tuple[int, ...]
    low: int
    high: int


def stretch(
    db: Database, replica: ReplicaId, village: str, known: Collection[bytes], *, ends: Collection[bytes] | None = None
) -> Stretch | None:
    """Return what whoever knows ``known`` lacks of a chain up to ``ends``, or None where that is nothing."""
    positions = lacking(db, replica, known, ends=ends)
    if not positions:
        return None
    low, high = db.conn.execute(
        "SELECT min(seq), max(seq) FROM tx WHERE arrived IN (SELECT value FROM json_each(?))",
        (json.dumps(positions),),
    ).fetchone()
    return Stretch(replica, village, positions, low, high)


def lacking(
    db: Database, replica: ReplicaId, known: Collection[bytes], *, ends: Collection[bytes] | None = None
) -> tuple[int, ...]:
    """Return the positions of a chain's transactions that whoever knows ``known`` lacks, up to ``ends``.

    ``known`` and ``ends`` are hashes of transactions of this chain; those that are not here say nothing. ``ends``
    None is the whole chain. Of a forked chain one branch follows the other.
    """
    leaves = _leaves(db, replica)
    if len(leaves) == 1:
        last = _highest(db, replica, leaves if ends is None else ends)
        rows = db.conn.execute(
            "SELECT arrived FROM tx WHERE rep = ? AND seq > ? AND seq <= ? ORDER BY seq",
            (replica, _highest(db, replica, known), last),
        )
        return tuple(row[0] for row in rows)
    return tuple(_branch_by_branch(db, replica, known, leaves if ends is None else ends))


def packed(db: Database, positions: Sequence[int]) -> Iterator[tuple[bytes, bytes | None, bytes | None]]:
    """Yield header, salt and values of these transactions, byte for byte as they were hashed."""
    for position in positions:
        yield db.conn.execute("SELECT header, salt, vals FROM tx WHERE arrived = ?", (position,)).fetchone()


def _leaves(db: Database, replica: ReplicaId) -> list[bytes]:
    return [row[0] for row in db.conn.execute("SELECT h FROM head WHERE rep = ? ORDER BY seq, h", (replica,))]


def _highest(db: Database, replica: ReplicaId, hashes: Collection[bytes]) -> int:
    found = 0
    for item in hashes:
        row = db.conn.execute("SELECT seq FROM tx WHERE h = ? AND rep = ?", (item, replica)).fetchone()
        found = max(found, row[0] if row else 0)
    return found


def _branch_by_branch(
    db: Database, replica: ReplicaId, known: Collection[bytes], ends: Collection[bytes]
) -> Iterator[int]:
    links = {
        row[0]: (row[1], row[2])
        for row in db.conn.execute("SELECT h, prev, arrived FROM tx WHERE rep = ? ORDER BY seq", (replica,))
    }
    covered: set[bytes] = set()

    def back_from(item: bytes) -> list[int]:
        found: list[int] = []
        while item in links and item not in covered:
            covered.add(item)
            item, position = links[item]
            found.append(position)
        return found[::-1]

    for item in known:
        back_from(item)
    for item in ends:
        yield from back_from(item)
