"""This laptop as a witness: it keeps what receipts said of the office's ledger, and finds out a rewritten one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from poverty_desktop.crypto import cbor, merkle
from poverty_desktop.i18n import N_
from poverty_desktop.store import ledger, settings
from poverty_desktop.store.ledger import Act, Checkpoint, read_checkpoint

if TYPE_CHECKING:
    from poverty_desktop.store.session import Session
    from poverty_desktop.sync.receipt import Receipt

CONTRADICTED = N_(
    "The office's log is not the one it told before: entries were changed or removed there. Your own entries are safe."
    " Keep this laptop's backup, and tell the level above the office."
)
_SECRET = "office_checkpoints"  # noqa: S105 - the name of a row
_MOST_KEPT = 8
_MOST_BYTES = 4096


def see(session: Session, receipt: Receipt) -> bool:
    """Keep the checkpoint of a new receipt, inside the caller's write; say whether it goes on from those before.

    A new life of the office begins anew. What was seen and is not proven by this receipt is kept, for a later one.
    """
    found = read_checkpoint(receipt.checkpoint)
    if found is None:
        return True
    epoch, new = found
    epoch_before, kept = _kept(session)
    kept = kept if epoch_before == receipt.epoch else []
    is_well = epoch == receipt.epoch and all(_goes_on(before, new, receipt) for before in kept)
    if not is_well:
        ledger.note(session, Act.CONTRADICTION, office=receipt.office, size=new.size, root=new.root)
        return False
    if new not in kept:
        kept = [*kept, new][-_MOST_KEPT:]
    body = [receipt.epoch, [[item.size, item.root] for item in kept]]
    settings.put_secret(session.db, _SECRET, cbor.encode(body))
    return True


def told(session: Session) -> bytes:
    """Return the newest checkpoint seen, as the next bundle tells it to the office; empty before the first."""
    epoch, kept = _kept(session)
    return kept[-1].to_text(epoch) if kept else b""


def seen(session: Session) -> Checkpoint | None:
    """Return the newest checkpoint of the office that this laptop has seen."""
    _epoch, kept = _kept(session)
    return kept[-1] if kept else None


def _goes_on(before: Checkpoint, new: Checkpoint, receipt: Receipt) -> bool:
    if new.size <= before.size:
        return new == before
    size, path = receipt.consistency
    return size != before.size or merkle.is_consistent(size, new.size, before.root, new.root, path)


def _kept(session: Session) -> tuple[bytes, list[Checkpoint]]:
    data = settings.secret(session.db, _SECRET)
    if data is None:
        return b"", []
    found = cbor.decode(data, max_bytes=_MOST_BYTES)
    assert isinstance(found, list)
    return found[0], [Checkpoint(size=size, root=root) for size, root in found[1]]
