"""Laptops as witnesses of the office's ledger: each tells the checkpoint it saw last, and none may be contradicted."""

from __future__ import annotations

from poverty_desktop.crypto import cbor
from poverty_desktop.store import ledger, settings
from poverty_desktop.store.ledger import Act, Checkpoint, read_checkpoint
from poverty_desktop.store.session import Session

_MOST_BYTES = 1024


def hear(session: Session, device: bytes, told: bytes, epoch: bytes) -> None:
    """Keep the checkpoint that a laptop tells, inside the caller's write; note where it contradicts the ledger.

    What it saw of an earlier life of the office, before a backup was restored, binds this one no more.
    """
    found = read_checkpoint(told)
    if found is None or found[0] != epoch or found[1].size == 0:
        return
    seen = found[1]
    if not ledger.holds(session.db, seen):
        ledger.note(session, Act.CONTRADICTION, device=device, size=seen.size, root=seen.root)
        return
    known = last_of(session, device)
    if known is None or known.size <= seen.size:
        settings.put_secret(session.db, _name(device), cbor.encode([seen.size, seen.root]))


def forget(session: Session) -> None:
    """Forget what laptops told, inside the caller's write: this office woke up from a backup and begins a new life."""
    session.db.conn.execute("DELETE FROM secret WHERE name LIKE 'witness\\_%' ESCAPE '\\'")


def last_of(session: Session, device: bytes) -> Checkpoint | None:
    """Return the newest checkpoint that a laptop told."""
    data = settings.secret(session.db, _name(device))
    if data is None:
        return None
    found = cbor.decode(data, max_bytes=_MOST_BYTES)
    assert isinstance(found, list)
    return Checkpoint(size=found[0], root=found[1])


def all_told(session: Session) -> list[Checkpoint]:
    """Return the newest checkpoint of each laptop."""
    rows = session.db.conn.execute("SELECT id FROM device").fetchall()
    return [seen for (device,) in rows if (seen := last_of(session, device)) is not None]


def _name(device: bytes) -> str:
    return f"witness_{device.hex()}"
