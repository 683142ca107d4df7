"""Photos and files beside the register: sealed, found by their salted hash, written whole or not at all."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from poverty_desktop import paths
from poverty_desktop.crypto import blobs as sealing
from poverty_desktop.domain import media
from poverty_desktop.domain.media import MediaReference
from poverty_desktop.errors import RuleError, StorageError
from poverty_desktop.i18n import N_
from poverty_desktop.ids import ReplicaId
from poverty_desktop.packs.model import PropertyType
from poverty_desktop.packs.pack import Pack
from poverty_desktop.store import log, settings
from poverty_desktop.store.database import Database
from poverty_desktop.store.session import Session

FOLDER = "blobs"
_WANTED = "wanted_photos"
TOO_LARGE = N_("A photo or file may have at most {limit} MB. Choose a smaller one.")
NOT_HERE = N_("This photo or file has not arrived here. It comes with a later bundle.")
NOT_WRITTEN = N_("The photo or file could not be saved. Free some space and try again; nothing was changed.")
_NAME = re.compile(r"^[0-9a-f]{62}$")


def keep(session: Session, data: bytes) -> MediaReference:
    """Seal ``data`` into the workspace and return its name; raises ``RuleError`` beyond the limit, ``StorageError``."""
    reference = media.reference_to(data, session.ids.random_bytes(media.SALT_BYTES))
    store(session, reference, data)
    return reference


def store(session: Session, reference: MediaReference, data: bytes) -> None:
    """Keep what ``reference`` names; keeping it again changes nothing.

    Raises ``RuleError`` beyond the limit, ``ValueError`` where ``data`` is something else, ``StorageError``.
    """
    if len(data) > media.MAX_BYTES:
        raise RuleError(TOO_LARGE, limit=media.MAX_BYTES >> 20)
    if not reference.fits(data):
        raise ValueError("the bytes are not what the reference names")
    target = place(session.folder, reference.digest)
    if target.exists():
        return
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        paths.write_whole(target, sealing.seal_blob(session.key, reference.digest, data, session.ids))
        paths.sync_folder(target.parent.parent)
    except OSError as error:
        raise StorageError(NOT_WRITTEN) from error


def has(session: Session, digest: bytes) -> bool:
    """Say whether the photo or file lies here."""
    return place(session.folder, digest).exists()


def length(session: Session, digest: bytes) -> int:
    """Return how many bytes a kept photo or file has; raises ``RuleError`` where it is not here."""
    try:
        return place(session.folder, digest).stat().st_size - sealing.OVERHEAD
    except OSError:
        raise RuleError(NOT_HERE) from None


def read(session: Session, reference: MediaReference) -> bytes:
    """Return the bytes; raises ``RuleError`` where they are not here, ``StorageError`` where they are damaged."""
    try:
        sealed = place(session.folder, reference.digest).read_bytes()
    except FileNotFoundError:
        raise RuleError(NOT_HERE) from None
    except OSError as error:
        raise StorageError(sealing.DAMAGED) from error
    data = sealing.open_blob(session.key, reference.digest, sealed)
    if not reference.fits(data):
        raise StorageError(sealing.DAMAGED)
    return data


def place(folder: Path, digest: bytes) -> Path:
    """Return where a blob lies below the workspace's folder (sync.md 2.3: ``blobs/ab/cdef…``)."""
    name = digest.hex()
    return folder / FOLDER / name[:2] / name[2:]


def kept(folder: Path) -> Iterator[bytes]:
    """Yield the digests of all blobs that lie below ``folder``."""
    root = folder / FOLDER
    if not root.is_dir():
        return
    for shelf in sorted(root.iterdir()):
        if shelf.is_dir() and re.fullmatch(r"[0-9a-f]{2}", shelf.name):
            yield from (bytes.fromhex(shelf.name + item.name) for item in sorted(shelf.iterdir()) if _is_blob(item))


def journalled(
    db: Database, pack: Pack, *, replica: ReplicaId | None = None, low: int = 0, high: int = 0
) -> dict[bytes, MediaReference]:
    """Return what the journal refers to, by digest, removed records included; of one replica only ``low`` to ``high``.

    An entry that was taken back may be done again, so it still holds its photo.
    """
    photos = [item for item in pack.properties if item.type is PropertyType.PHOTO]
    numbers = {item.number for item in photos}
    if replica is None:
        cells = log.values_of_bytes(db, media.REFERENCE_BYTES, {int(item.kind) for item in photos})
    else:
        cells = log.values_of_bytes_in(db, replica, low, high, media.REFERENCE_BYTES)
    references = (media.read_reference(cell) for field, cell in cells if field in numbers)
    return {reference.digest: reference for reference in references}


def drafted(db: Database) -> dict[bytes, MediaReference]:
    """Return what the answers of unfinished interviews refer to, those that were answered anew since included."""
    names = db.conn.execute("SELECT text FROM draft_row WHERE length(text) BETWEEN 98 AND 105").fetchall()
    found = (media.named_in(row[0]) for row in names)
    return {reference.digest: reference for reference in found if reference is not None}


def put_wanted(session: Session, digests: Iterable[bytes]) -> None:
    """Remember which photos the office lacks, as its last receipt says; inside the caller's write."""
    settings.put_secret(session.db, _WANTED, b"".join(digests))


def wanted(session: Session) -> list[MediaReference]:
    """Return the photos that the last receipt asked for and that lie here."""
    joined = settings.secret(session.db, _WANTED) or b""
    digests = {joined[at : at + media.DIGEST_BYTES] for at in range(0, len(joined), media.DIGEST_BYTES)}
    known = journalled(session.db, session.pack) if digests else {}
    return [known[digest] for digest in sorted(digests & known.keys()) if has(session, digest)]


def missing(session: Session) -> tuple[bytes, ...]:
    """Return the digests of what entries that came from elsewhere refer to and that does not lie here."""
    others = session.db.conn.execute("SELECT 1 FROM replica WHERE device <> ? LIMIT 1", (session.device,)).fetchone()
    named = journalled(session.db, session.pack) if others is not None else {}
    return tuple(sorted(digest for digest in named if not has(session, digest)))


def sweep(session: Session) -> int:
    """Remove what no draft and no journal entry refers to, and parts of files; return how many photos went."""
    unclaimed = set(kept(session.folder)) - drafted(session.db).keys()
    unclaimed -= journalled(session.db, session.pack).keys()
    if unclaimed:
        unclaimed -= _in_any_field(session.db)
    gone = 0
    for digest in unclaimed:
        with contextlib.suppress(OSError):
            place(session.folder, digest).unlink()
            gone += 1
    for part in (session.folder / FOLDER).glob("??/*.part"):
        with contextlib.suppress(OSError):
            part.unlink()
    return gone


def _in_any_field(db: Database) -> set[bytes]:
    """Return what any entry of the journal may refer to, also in a property of a pack that is not here."""
    return {cell[media.SALT_BYTES :] for _field, cell in log.values_of_bytes(db, media.REFERENCE_BYTES)}


def _is_blob(item: Path) -> bool:
    return bool(_NAME.match(item.name))
