"""Whether the journal holds together: every transaction gives its hash, every predecessor is there."""

from __future__ import annotations

from dataclasses import dataclass

from poverty_desktop.journal.transaction import parse
from poverty_desktop.store.database import Database


@dataclass(frozen=True, slots=True, kw_only=True)
class Audit:
    """How much was looked at, and how many transactions are altered or hang in the air."""

    transactions: int
    chains: int
    broken: int


def check_chains(db: Database) -> Audit:
    """Read the whole journal and check each link (sync.md 2.3); nothing is changed."""
    known: dict[bytes, tuple[bytes, int]] = {}
    broken = 0
    for stored, replica, sequence, previous, header, salt, values in db.conn.execute(
        "SELECT h, rep, seq, prev, header, salt, vals FROM tx ORDER BY arrived"
    ):
        try:
            transaction = parse(header, salt, values)
        except ValueError:
            broken += 1
            continue
        found = transaction.header
        same = (transaction.hash, found.replica, found.sequence, found.previous) == (
            stored,
            replica,
            sequence,
            previous,
        )
        follows = known.get(previous) == (replica, sequence - 1) if previous else sequence == 1
        broken += not (same and follows)
        known[stored] = (replica, sequence)
    chains = db.conn.execute("SELECT count(DISTINCT rep) FROM tx").fetchone()[0]
    return Audit(transactions=len(known), chains=chains, broken=broken)
