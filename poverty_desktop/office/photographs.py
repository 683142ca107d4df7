"""Photos that come in a laptop's bundle: kept where the journal names them, asked for again where they are missing."""

from __future__ import annotations

from poverty_desktop.domain.media import MediaReference
from poverty_desktop.ids import ReplicaId
from poverty_desktop.store import blobs
from poverty_desktop.store.session import Session
from poverty_desktop.sync.bundle_reader import ReceivedBundle

_LAST = (1 << 63) - 1


def take_in(session: Session, bundle: ReceivedBundle) -> tuple[int, tuple[bytes, ...]]:
    """Keep the photos of a bundle whose entries were merged; return how many are new, and the digests still missing.

    A photo comes in when an entry of this laptop names it and its salted hash is the named one; any other is left
    out, and asked for in the receipt if an entry that arrives later names it. Bringing one again changes nothing.
    Raises ``StorageError`` when the disk refuses; taking the bundle in again then goes on.
    """
    named = _named_by(session, bundle.certificate.subject)
    new = 0
    for blob, data in bundle.blobs():
        reference = named.get(blob.hash)
        if reference is not None and reference.fits(data) and not blobs.has(session, blob.hash):
            blobs.store(session, reference, data)
            new += 1
    return new, tuple(sorted(digest for digest in named if not blobs.has(session, digest)))


def _named_by(session: Session, device: bytes) -> dict[bytes, MediaReference]:
    """Return what the entries of a laptop refer to."""
    found: dict[bytes, MediaReference] = {}
    for (replica,) in session.db.conn.execute("SELECT rep FROM replica WHERE device = ?", (device,)).fetchall():
        found |= blobs.journalled(session.db, session.pack, replica=ReplicaId(replica), low=0, high=_LAST)
    return found
