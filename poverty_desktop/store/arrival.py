"""Transactions written elsewhere come in: each chain checked link by link, applied whole, nothing twice."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from itertools import chain
from typing import NamedTuple

from poverty_desktop.crypto import hashes
from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.garbage import undisturbed
from poverty_desktop.i18n import N_
from poverty_desktop.ids import DeviceId, ReplicaId
from poverty_desktop.journal import hlc
from poverty_desktop.journal.transaction import Header, Transaction, parse
from poverty_desktop.progress import Progress
from poverty_desktop.store import incarnation, log, projection
from poverty_desktop.store.belonging import Belonging
from poverty_desktop.store.engine import Write
from poverty_desktop.store.gate import Gate
from poverty_desktop.store.permitted import is_plain
from poverty_desktop.store.session import Session

_KINDS = {int(kind): kind for kind in RecordKind}
_AT_ONCE = 512 << 10
_MOST_AT_ONCE = 500
_MOST_REASON = 2_000
_MERGING = N_("Merging the entries")


class Refused(StrEnum):
    """Why a transaction did not come in; it and all that follow it in its chain wait in quarantine."""

    MALFORMED = "malformed"
    GAP = "gap"
    RANK = "rank"
    VALUE = "value"
    FOREIGN = "foreign"
    SCOPE = "scope"
    REVOKED = "revoked"
    DISCARDED = "discarded"


class Packed(NamedTuple):
    """One transaction as it travelled."""

    header: bytes
    salt: bytes | None
    values: bytes | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """Transactions of one replica without a hole, the first of them number ``low``."""

    replica: ReplicaId
    low: int
    transactions: Iterable[Packed]


class Writer(NamedTuple):
    """Who writes a replica, and for which village; ``max_rank`` None is that of the delivery.

    Of one who ``is_revoked`` nothing new comes in, whoever brings it. ``villages`` are those whose records he may
    write about, None: any, and in anybody's name.
    """

    device: DeviceId
    village: str
    max_rank: int | None = None
    is_revoked: bool = False
    villages: frozenset[str] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rights:
    """Which replicas a delivery may bring, as their signed heads say, and up to which rank."""

    writers: Mapping[ReplicaId, Writer]
    max_rank: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Stopped:
    """Transactions ``low`` to ``high`` of a replica that were refused: the first for ``reason``, the rest with it."""

    replica: ReplicaId
    low: int
    high: int
    reason: Refused


@dataclass(slots=True)
class Arrived:
    """What became of a delivery."""

    accepted: int = 0
    known: int = 0
    forks: list[tuple[ReplicaId, int]] = field(default_factory=list)
    refused: list[Stopped] = field(default_factory=list)


def accept(
    session: Session,
    runs: Iterable[Run],
    rights: Rights,
    *,
    origin: int,
    progress: Progress | None = None,
    total: int = 0,
) -> Arrived:
    """Take in runs of transactions, the earlier ones of a chain first: the whole delivery in one commit, or nothing.

    ``progress`` hears how many of ``total`` were looked at; once it is cancelled ``Cancelled`` is raised, and journal
    and register are as before. Bringing the same transaction again changes nothing. A transaction comes in only when
    its predecessor is here (I7); of two with one number both are kept and flagged (I11). The first of a chain that is
    refused stops the chain: it and what follows it go to quarantine as they came (I10), what came before it stays.
    """
    delivery = _Delivery(session, rights, origin, progress or Progress(), total)
    with undisturbed(), Write(session.db):
        for run in runs:
            delivery.take(run)
    if delivery.outcome.accepted:
        incarnation.follow(session)
    return delivery.outcome


class _Numbered(NamedTuple):
    """One transaction of a run: its number, the bytes that came, its hash, and what they say, if it is not known."""

    number: int
    item: Packed
    hash: bytes
    is_known: bool
    transaction: Transaction | None


class _Delivery:
    """A delivery while it is taken in; memory holds what half a MiB of transactions needs."""

    def __init__(self, session: Session, rights: Rights, origin: int, progress: Progress, total: int) -> None:
        self.outcome = Arrived()
        self._session = session
        self._rights = rights
        self._origin = origin
        self._progress = progress
        self._total = total
        self._looked_at = 0
        self._belonging = Belonging(session.db, session.pack)
        self._gate = Gate(session.pack)
        self._stopped: dict[ReplicaId, int] = {}
        self._elsewhere: dict[tuple[ReplicaId, Writer], bool] = {}
        self._fresh: list[Transaction] = []
        rows = session.db.conn.execute("SELECT h FROM quarantine WHERE reason = ?", (Refused.DISCARDED,))
        self._discarded = {row[0] for row in rows}

    def take(self, run: Run) -> None:
        """Take in a run up to the first transaction that may not come in."""
        last = b""
        items = enumerate(run.transactions, run.low)
        while some := self._read(items):
            self._progress.step(_MERGING, self._looked_at, max(self._looked_at, self._total))
            self._looked_at += len(some)
            self._belonging.look_up(found.transaction for found in some if found.transaction is not None)
            highest = log.highest(self._session.db, run.replica)
            for place, (number, item, digest, is_known, transaction) in enumerate(some):
                if is_known:
                    self.outcome.known += 1
                    last = digest
                    continue
                reason = self._refusal(run, number, transaction, last) if transaction else Refused.MALFORMED
                if transaction is None or reason is not None:
                    rest = chain((found.item for found in some[place + 1 :]), (later for _number, later in items))
                    self._keep_aside(run, number, chain((item,), rest), reason or Refused.MALFORMED)
                    self._flush()
                    return
                if number <= highest and log.has_sequence(self._session.db, run.replica, number):
                    self.outcome.forks.append((run.replica, number))
                self._fresh.append(transaction)
                last = digest
            self._flush()

    def _read(self, items: Iterator[tuple[int, Packed]]) -> list[_Numbered]:
        """Read the next transactions of a run; those that are in the journal need not be parsed."""
        some: list[tuple[int, Packed, bytes]] = []
        size = 0
        for number, item in items:
            some.append((number, item, hashes.sha256(item.header)))
            size += len(item.header) + len(item.values or b"")
            if size > _AT_ONCE or len(some) == _MOST_AT_ONCE:
                break
        known = log.known(self._session.db, [digest for _number, _item, digest in some])
        return [
            _Numbered(number, item, digest, digest in known, None if digest in known else _parsed(item))
            for number, item, digest in some
        ]

    def _refusal(self, run: Run, number: int, transaction: Transaction, last: bytes) -> Refused | None:
        header = transaction.header
        writer = self._rights.writers.get(header.replica)
        if (header.replica, header.sequence) != (run.replica, number):
            return Refused.MALFORMED
        if writer is None or self._belongs_elsewhere(header.replica, writer):
            return Refused.FOREIGN
        if header.previous not in (b"", last) and not log.follows(
            self._session.db, header.replica, header.sequence, header.previous
        ):
            return Refused.GAP
        if transaction.hash in self._discarded or writer.is_revoked:
            return Refused.DISCARDED if transaction.hash in self._discarded else Refused.REVOKED
        if writer.villages is not None and not self._belonging.is_own(header, writer.device):
            return Refused.FOREIGN
        return self._refusal_of_what_is_said(header, writer)

    def _refusal_of_what_is_said(self, header: Header, writer: Writer) -> Refused | None:
        gate = self._gate
        max_rank = self._rights.max_rank if writer.max_rank is None else writer.max_rank
        if header.rank > max_rank or not all(gate.is_allowed(header.rank, said.changes) for said in header.records):
            return Refused.RANK
        if writer.villages is not None and not all(
            self._belonging.is_in_scope(said, writer.villages) for said in header.records
        ):
            return Refused.SCOPE
        is_sound = len(header.reason) <= _MOST_REASON and is_plain(header.reason)
        is_sound = is_sound and all(gate.fits(said.entity, said.changes) for said in header.records)
        return None if is_sound else Refused.VALUE

    def _belongs_elsewhere(self, replica: ReplicaId, writer: Writer) -> bool:
        """Say whether a chain is known as another one's; one that comes in now is its writer's from then on."""
        key = (replica, writer)
        if key not in self._elsewhere:
            row = self._session.db.conn.execute("SELECT device, village FROM replica WHERE rep = ?", (replica,))
            found = row.fetchone()
            self._elsewhere[key] = found is not None and found != (writer.device, writer.village)
        return self._elsewhere[key]

    def _flush(self) -> None:
        """Put what was found good into journal and register; all of it is of one chain."""
        fresh, session, connection = self._fresh, self._session, self._session.db.conn
        if not fresh:
            return
        now = session.clock.now()
        replica = fresh[0].header.replica
        writer = self._rights.writers[replica]
        connection.execute(
            "INSERT OR IGNORE INTO replica VALUES(?,?,?,0,?)",
            (replica, writer.village, writer.device, now.isoformat()),
        )
        touched = log.insert(connection, fresh, origin=self._origin, arrived=log.position(session.db)).touched
        projection.project(
            session.db,
            session.pack,
            {
                (_KINDS[key[0]], key[1]): None if self._belonging.is_known(*key) else entries
                for key, entries in touched.items()
                if key[0] in _KINDS
            },
        )
        newest = hlc.observe(log.last_hlc(session.db), max(item.header.hlc for item in fresh), now)
        connection.execute("INSERT OR REPLACE INTO setting VALUES('hlc', ?)", (str(newest),))
        if connection.execute("SELECT 1 FROM quarantine LIMIT 1").fetchone() is not None:
            connection.executemany("DELETE FROM quarantine WHERE h = ?", [(found.hash,) for found in fresh])
        self._belonging.came(fresh, writer.village)
        self.outcome.accepted += len(fresh)
        self._fresh = []

    def _keep_aside(self, run: Run, low: int, items: Iterable[Packed], reason: Refused) -> None:
        """Put what may not come in into quarantine; a later run of a chain that stopped belongs to the same refusal."""
        refused = self.outcome.refused
        place = self._stopped.get(run.replica) if reason is Refused.GAP else None
        if place is not None:
            reason = refused[place].reason
        now = self._session.clock.now().isoformat()
        writer = self._rights.writers.get(run.replica)
        rows = [
            (
                hashes.sha256(item.header),
                now,
                reason.value,
                writer.device if writer else b"",
                run.replica,
                number,
                *item,
            )
            for number, item in enumerate(items, low)
        ]
        self._session.db.conn.executemany("INSERT OR IGNORE INTO quarantine VALUES(?,?,?,?,?,?,?,?,?)", rows)
        high = low + len(rows) - 1
        if place is None:
            self._stopped[run.replica] = len(refused)
            refused.append(Stopped(replica=run.replica, low=low, high=high, reason=reason))
        else:
            refused[place] = replace(refused[place], high=max(high, refused[place].high))


def _parsed(item: Packed) -> Transaction | None:
    try:
        return parse(item.header, item.salt, item.values)
    except ValueError:
        return None
