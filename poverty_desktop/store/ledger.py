"""The ledger: who printed, exported, admitted or reset what and when, as a Merkle tree that only grows (sync.md 2.15).

Whoever changes, drops or back-dates an entry later contradicts every checkpoint that has left this computer.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from poverty_desktop.crypto import cbor, merkle
from poverty_desktop.crypto.merkle import Growing
from poverty_desktop.store import settings
from poverty_desktop.store.database import Database
from poverty_desktop.store.session import Session

_STATE = "ledger_state"
_MOST_BYTES = 1 << 20
_ORIGIN = "poverty_desktop/ledger/"


class Act(StrEnum):
    """What is written down; a name never changes its meaning."""

    PRINT = "print"
    EXPORT = "export"
    REVEAL = "reveal"
    BUNDLE = "bundle"
    BACKUP = "backup"
    JOURNAL = "journal"  # what came into the journal of an office since the last such entry
    ADMIT = "admit"
    REVOKE = "revoke"
    RENEW = "renew"
    LIFT = "lift"
    RELEASE = "release"
    PASSPHRASE = "passphrase"  # noqa: S105 - the name of an act
    RESET_ANSWERED = "reset_answered"
    CONTRADICTION = "contradiction"  # a ledger elsewhere was rewritten


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerEntry:
    """One line of the ledger; ``detail`` holds counts, ids and hashes, never a name or a value."""

    number: int
    at: datetime
    actor: bytes
    act: str
    detail: Mapping[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkpoint:
    """How many entries there are, and the head of the tree over them."""

    size: int
    root: bytes

    def to_text(self, epoch: bytes) -> bytes:
        """Return the body of a checkpoint as C2SP tlog-checkpoint writes it; its origin is one life of the office."""
        return f"{_ORIGIN}{epoch.hex()}\n{self.size}\n{base64.b64encode(self.root).decode()}\n".encode()


def read_checkpoint(text: bytes) -> tuple[bytes, Checkpoint] | None:
    """Return the epoch and what a checkpoint says, nothing where it is none."""
    try:
        origin, size, root, _rest = text.decode("ascii").split("\n")
        epoch = bytes.fromhex(origin.removeprefix(_ORIGIN))
        made = Checkpoint(size=int(size), root=base64.b64decode(root, validate=True))
    except ValueError:
        return None
    return (epoch, made) if len(made.root) == 32 and made.to_text(epoch) == text else None


def note(session: Session, act: Act, **detail: object) -> int:
    """Add an entry, inside the caller's write, and return its number."""
    state = _state(session.db)
    number = state.size + 1
    at = int(session.clock.now().timestamp() * 1000)
    entry = cbor.encode([number, at, session.actor, str(act), dict(detail)])
    session.db.conn.execute("INSERT INTO ledger(number, entry) VALUES(?, ?)", (number, entry))
    state.add(merkle.leaf_hash(entry))
    session.db.conn.execute(
        "INSERT OR REPLACE INTO secret(name, value) VALUES(?, ?)", (_STATE, cbor.encode([state.size, state.peaks]))
    )
    return number


def note_journal(session: Session) -> None:
    """Add, inside the caller's write, what came into the journal since the last such entry, if anything did."""
    db = session.db
    last = int(settings.get(db, "ledger_journal", "0"))
    position, digest = _journal(db, last)
    if position > last:
        note(session, Act.JOURNAL, since=last, to=position, hash=digest)
        settings.put(db, "ledger_journal", str(position))


def checkpoint(db: Database) -> Checkpoint:
    """Return how the ledger stands."""
    state = _state(db)
    return Checkpoint(size=state.size, root=state.root())


def entries(db: Database, *, newest: int | None = None) -> Iterator[LedgerEntry]:
    """Yield the entries, the first first, or the ``newest`` so many with the last first."""
    order = "ORDER BY number" if newest is None else f"ORDER BY number DESC LIMIT {newest}"
    for (data,) in db.conn.execute(f"SELECT entry FROM ledger {order}"):
        number, at, actor, act, detail = _list(data)
        yield LedgerEntry(
            number=number, at=datetime.fromtimestamp(at / 1000).astimezone(), actor=actor, act=act, detail=detail
        )


def leaves(db: Database, until: int | None = None) -> list[bytes]:
    """Return the leaf hashes of the entries as they lie here, of the first ``until`` of them."""
    rows = db.conn.execute("SELECT entry FROM ledger WHERE number <= ? ORDER BY number", (until or 2**62,))
    return [merkle.leaf_hash(row[0]) for row in rows]


def holds(db: Database, witnessed: Checkpoint) -> bool:
    """Say whether the ledger still begins with what a checkpoint saw."""
    return witnessed.size == 0 or (
        witnessed.size <= checkpoint(db).size and merkle.root(leaves(db, witnessed.size)) == witnessed.root
    )


def broken(db: Database) -> int | None:
    """Return the first entry that is missing, altered or contradicts what it tells of, nothing where all is well."""
    state, last = _state(db), 0
    grown = Growing()
    for number, data in db.conn.execute("SELECT number, entry FROM ledger ORDER BY number"):
        last += 1
        try:
            found = _list(data)
        except ValueError:
            return last
        if number != last or len(found) != 5 or found[0] != last:
            return last
        if not _is_true(db, found[3], found[4]):
            return last
        grown.add(merkle.leaf_hash(data))
    return None if (grown.size, grown.peaks) == (state.size, state.peaks) else min(last, state.size) or 1


def disclosed(db: Database, first: int, last: int) -> bytes:
    """Return the digest of a run of lines of the table of disclosures, which an entry vouches for."""
    digest = hashlib.sha256()
    rows = db.conn.execute(
        "SELECT number, at, actor, what, record FROM disclosure WHERE number BETWEEN ? AND ? ORDER BY number",
        (first, last),
    )
    for row in rows:
        digest.update(cbor.encode(list(row)))
    return digest.digest()


def _is_true(db: Database, act: object, detail: object) -> bool:
    """Say whether what an entry vouches for is still as it was."""
    if not isinstance(detail, dict):
        return False
    if act == Act.JOURNAL:
        return _journal(db, int(detail["since"]), int(detail["to"])) == (detail["to"], detail["hash"])
    if "first" in detail and "last" in detail:
        return bool(disclosed(db, int(detail["first"]), int(detail["last"])) == detail["hash"])
    return True


def _journal(db: Database, since: int, to: int = 2**62) -> tuple[int, bytes]:
    """Return up to where the journal goes, and a digest of the hashes of its transactions after ``since``."""
    digest, position = hashlib.sha256(), since
    rows = db.conn.execute("SELECT arrived, h FROM tx WHERE arrived > ? AND arrived <= ? ORDER BY arrived", (since, to))
    for arrived, transaction in rows:
        digest.update(transaction)
        position = arrived
    return position, digest.digest()


def _state(db: Database) -> Growing:
    data = settings.secret(db, _STATE)
    if data is None:
        return Growing()
    size, peaks = _list(data)
    return Growing(size=size, peaks=list(peaks))


def _list(data: bytes) -> list[Any]:
    """Return the list that was kept; raises ``ValueError`` where it is none."""
    found = cbor.decode(data, max_bytes=_MOST_BYTES)
    if not isinstance(found, list):
        raise cbor.CodecError("a list is expected")
    return found
