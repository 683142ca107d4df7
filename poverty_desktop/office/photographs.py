"""Photos that come in a bundle: kept where the journal names them, asked for again where they are missing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from poverty_desktop.domain.media import MediaReference
from poverty_desktop.i18n import N_
from poverty_desktop.ids import ReplicaId
from poverty_desktop.progress import Progress
from poverty_desktop.store import blobs
from poverty_desktop.store.session import Session
from poverty_desktop.sync.bundle_reader import ReceivedBundle

_LAST = (1 << 63) - 1
_KEEPING = N_("Keeping the photos")


def take_in(
    session: Session, bundle: ReceivedBundle, named: Mapping[bytes, MediaReference], progress: Progress | None = None
) -> int:
    """Keep the photos of a bundle whose entries were merged; return how many are new.

    A photo comes in when an entry of those ``named`` names it and its salted hash is the named one; any other is left
    out, and asked for if an entry that arrives later names it. Bringing one again changes nothing. Once ``progress``
    is cancelled the rest stays out: the entries are in, and the receipt asks for what is missing. Raises
    ``StorageError`` when the disk refuses; taking the bundle in again goes on in either case.
    """
    progress = progress or Progress()
    told = progress.to_the_end()
    new = 0
    for number, (blob, data) in enumerate(bundle.blobs()):
        if progress.is_cancelled:
            break
        told.step(_KEEPING, number, len(bundle.manifest.blobs))
        reference = named.get(blob.hash)
        if reference is not None and reference.fits(data) and not blobs.has(session, blob.hash):
            blobs.store(session, reference, data)
            new += 1
    return new


def named_by(session: Session, replicas: Iterable[bytes]) -> dict[bytes, MediaReference]:
    """Return what the entries of these chains refer to."""
    found: dict[bytes, MediaReference] = {}
    for replica in replicas:
        found |= blobs.journalled(session.db, session.pack, replica=ReplicaId(replica), low=0, high=_LAST)
    return found


def missing(session: Session, replicas: Iterable[bytes]) -> tuple[bytes, ...]:
    """Return the digests of photos that the entries of these chains name and that are not here."""
    return tuple(sorted(digest for digest in named_by(session, replicas) if not blobs.has(session, digest)))
