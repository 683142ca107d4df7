"""One life of the database: a restored backup, a cloned disk or a copied folder begins a new one (sync.md 2.16)."""

from __future__ import annotations

import uuid
from pathlib import Path

from poverty_desktop import paths
from poverty_desktop.crypto import cbor, hashes, wrapping
from poverty_desktop.store import log, replicas, settings
from poverty_desktop.store.engine import Write
from poverty_desktop.store.session import Session

_MAC_BYTES = 32
_MOST_BYTES = 4096


def begin(session: Session, workspace: str, *, is_first: bool = False) -> bool:
    """Check the database against the witness kept outside it, and begin a new life.

    Where they differ, every own chain ends and all receipts are forgotten, so that the next save begins a new
    replica and everything is sent again. Returns whether that happened.
    """
    known = _read_witness(session, workspace)
    was_copied = not is_first and not _continues(known, _state(session))
    life = session.ids.random_bytes(16).hex()
    with Write(session.db):
        if was_copied:
            replicas.retire_own(session)
            session.db.conn.execute("DELETE FROM ack")
        settings.put(session.db, "incarnation", life)
    note(session, workspace)
    return was_copied


def note(session: Session, workspace: str) -> None:
    """Write the witness: which life, how far the journal is, where the folder lies, on which machine."""
    body = cbor.encode(_state(session))
    try:
        file = _witness_file(workspace)
        file.parent.mkdir(parents=True, exist_ok=True)
        paths.write_whole(file, hashes.hmac_sha256(_key(session), body) + body)
    except OSError:
        return  # without a witness the next start begins a new replica, which is always safe


def _state(session: Session) -> list[object]:
    return [
        settings.get(session.db, "incarnation"),
        log.position(session.db),
        str(session.folder.resolve()),
        _machine(),
    ]


def _continues(known: list[object] | None, found: list[object]) -> bool:
    """Say whether the database is the one the witness saw, or the same after a crash: as long, or longer."""
    if known is None or len(known) != len(found):
        return False
    seen, position = known[1], found[1]
    same_place = known[0] == found[0] and known[2:] == found[2:]
    return same_place and isinstance(seen, int) and isinstance(position, int) and seen <= position


def _machine() -> str:
    """Return the laptop's hardware address, or nothing where the system knows none and would invent one each time."""
    node = uuid.getnode()
    return "" if node >> 40 & 1 else f"{node:012x}"


def _read_witness(session: Session, workspace: str) -> list[object] | None:
    try:
        data = _witness_file(workspace).read_bytes()
        body = data[_MAC_BYTES:]
        if not hashes.equal(data[:_MAC_BYTES], hashes.hmac_sha256(_key(session), body)):
            return None
        value = cbor.decode(body, max_bytes=_MOST_BYTES)
    except (OSError, ValueError):
        return None
    return value if isinstance(value, list) else None


def _witness_file(workspace: str) -> Path:
    return paths.settings_folder() / "witness" / workspace


def _key(session: Session) -> bytes:
    return wrapping.derive_key(session.key, "witness")
