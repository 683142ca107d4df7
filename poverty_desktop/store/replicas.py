"""The chains this workspace writes: one replica for each village, minted anew for each life of the database."""

from __future__ import annotations

from collections.abc import Mapping

from poverty_desktop.ids import ReplicaId
from poverty_desktop.journal.transaction import Transaction
from poverty_desktop.store import log
from poverty_desktop.store.session import Session


class Chains:
    """The ends of this workspace's own chains while one batch is written."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._ends: dict[str, tuple[ReplicaId, int, bytes]] = {}
        self._news: dict[str, Mapping[ReplicaId, bytes]] = {}
        self._named: dict[ReplicaId, Mapping[ReplicaId, bytes]] = {}

    def next(self, village: str, seen: int) -> tuple[ReplicaId, int, bytes, Mapping[ReplicaId, bytes]]:
        """Return replica, sequence number and predecessor of the next transaction of ``village``, and its deps.

        The dependencies (header item 7) are the ends of the village's other chains that the author had seen, as far
        as this chain does not name them already; the first save after a start names them all once more.
        """
        if village not in self._ends:
            self._ends[village] = self._end(village)
            own = self._ends[village][0]
            known = log.known_ends(self._session.db, village, own, seen)
            told = self._session.named.get(own, {})
            self._news[village] = {replica: end for replica, end in known.items() if told.get(replica) != end}
        replica, sequence, previous = self._ends[village]
        return replica, sequence + 1, previous, self._news.get(village, {})

    def remember(self) -> None:
        """Keep in mind what the chains tell, once the batch is on disk."""
        for replica, news in self._named.items():
            self._session.named.setdefault(replica, {}).update(news)

    def extend(self, village: str, transaction: Transaction) -> None:
        """Make ``transaction`` the end of the village's chain."""
        header = transaction.header
        self._ends[village] = (header.replica, header.sequence, transaction.hash)
        if news := self._news.pop(village, None):
            self._named[header.replica] = news

    def _end(self, village: str) -> tuple[ReplicaId, int, bytes]:
        db = self._session.db
        row = db.conn.execute(
            "SELECT r.rep, h.seq, h.h FROM replica r LEFT JOIN head h ON h.rep = r.rep"
            " WHERE r.is_own AND r.village = ? ORDER BY h.seq DESC LIMIT 1",
            (village,),
        ).fetchone()
        if row is not None:
            return ReplicaId(row[0]), row[1] or 0, row[2] or b""
        replica = ReplicaId(self._session.ids.new())
        db.conn.execute(
            "INSERT INTO replica VALUES(?,?,?,1,?)",
            (replica, village, self._session.device, self._session.clock.now().isoformat()),
        )
        return replica, 0, b""


def retire_own(session: Session) -> None:
    """End every own chain, so that the next save begins a new one: after a restore, a copy or a clone."""
    session.db.conn.execute("UPDATE replica SET is_own = 0 WHERE is_own")
