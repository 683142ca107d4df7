"""What somebody else lacks of a chain, told from the ends that are known there; forked chains included."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import NamedTuple

from poverty_desktop.ids import ReplicaId
from poverty_desktop.store.database import Database
from poverty_desktop.store.engine import in_parts


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
    found = _lacking(db, replica, known, ends)
    if not found:
        return None
    numbers = [number for _position, number in found]
    return Stretch(replica, village, tuple([place for place, _number in found]), min(numbers), max(numbers))


def lacking(
    db: Database, replica: ReplicaId, known: Collection[bytes], *, ends: Collection[bytes] | None = None
) -> tuple[int, ...]:
    """Return the positions of a chain's transactions that whoever knows ``known`` lacks, up to ``ends``.

    ``known`` and ``ends`` are hashes of transactions of this chain; those that are not here say nothing. ``ends``
    None is the whole chain. Of a forked chain one branch follows the other.
    """
    return tuple([place for place, _number in _lacking(db, replica, known, ends)])


def packed(db: Database, positions: Sequence[int]) -> Iterator[tuple[bytes, bytes | None, bytes | None]]:
    """Yield header, salt and values of these transactions, byte for byte as they were hashed."""
    for position in positions:
        yield db.conn.execute("SELECT header, salt, vals FROM tx WHERE arrived = ?", (position,)).fetchone()


def _lacking(
    db: Database, replica: ReplicaId, known: Collection[bytes], ends: Collection[bytes] | None
) -> list[tuple[int, int]]:
    """Return position and number of what is lacking."""
    leaves = _leaves(db, replica)
    if len(leaves) == 1:
        last = _highest(db, replica, leaves if ends is None else ends)
        rows: list[tuple[int, int]] = db.conn.execute(
            "SELECT arrived, seq FROM tx WHERE rep = ? AND seq > ? AND seq <= ? ORDER BY seq",
            (replica, _highest(db, replica, known), last),
        ).fetchall()
        return rows
    return [*_branch_by_branch(db, replica, known, leaves if ends is None else ends)]


def _leaves(db: Database, replica: ReplicaId) -> list[bytes]:
    return [row[0] for row in db.conn.execute("SELECT h FROM head WHERE rep = ? ORDER BY seq, h", (replica,))]


def _highest(db: Database, replica: ReplicaId, hashes: Collection[bytes]) -> int:
    """Return the highest number that one of these transactions of a chain has."""
    if len(hashes) == 1:  # nearly always
        row = db.conn.execute("SELECT seq FROM tx WHERE h = ? AND rep = ?", (*hashes, replica)).fetchone()
        return int(row[0]) if row else 0
    found = 0
    for marks, some in in_parts([*hashes]):
        row = db.conn.execute(f"SELECT max(seq) FROM tx WHERE rep = ? AND h IN ({marks})", (replica, *some)).fetchone()
        found = max(found, row[0] or 0)
    return found


def _branch_by_branch(
    db: Database, replica: ReplicaId, known: Collection[bytes], ends: Collection[bytes]
) -> Iterator[tuple[int, int]]:
    links = {
        row[0]: (row[1], (row[2], row[3]))
        for row in db.conn.execute("SELECT h, prev, arrived, seq FROM tx WHERE rep = ? ORDER BY seq", (replica,))
    }
    covered: set[bytes] = set()

    def back_from(item: bytes) -> list[tuple[int, int]]:
        found: list[tuple[int, int]] = []
        while item in links and item not in covered:
            covered.add(item)
            item, place = links[item]
            found.append(place)
        return found[::-1]

    for item in known:
        back_from(item)
    for item in ends:
        yield from back_from(item)
