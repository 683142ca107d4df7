"""The laptop's side of the office's repository: the standard's own client, reading a folder instead of a server.

Nothing is believed at first sight: the first root must be signed by the very key that was pinned when the laptop was
admitted, and what was once seen is kept in the register and never goes back (TUF 1.0, section 5).
"""

from __future__ import annotations

import stat
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Final

from tuf.api.exceptions import (
    BadVersionNumberError,
    DownloadError,
    DownloadHTTPError,
    DownloadLengthMismatchError,
    ExpiredMetadataError,
    RepositoryError,
    UnsignedMetadataError,
)
from tuf.api.metadata import Metadata, Root, Timestamp
from tuf.ngclient import FetcherInterface, Updater, UpdaterConfig

from poverty_desktop.crypto import cbor, signing
from poverty_desktop.errors import StorageError
from poverty_desktop.i18n import N_
from poverty_desktop.sync import checked, limits, repository
from poverty_desktop.sync.refusal import Reason, Refusal
from poverty_desktop.sync.repository import METADATA, PACK, TARGETS
from poverty_desktop.sync.repository_keys import public_key

NO_REPOSITORY: Final = N_("There is no policy pack of the office in this folder. Choose the stick that came from it.")
STRANGER: Final = N_(
    "The policy pack in this folder does not come from the office that admitted this laptop. Nothing was taken in."
)
OLDER: Final = N_(
    "This stick is older than what the office has sent before. Nothing was changed; ask the office for a newer one."
)
STALE: Final = N_(
    "What the office wrote onto this stick has run out, {days} days are its limit. Nothing was changed; ask the office"
    " to write it anew, and check the date of this computer."
)
CHANGED: Final = N_(
    "What lies on this stick does not fit together or was changed on its way. Nothing was taken in; ask the office to"
    " write it anew."
)
ENDLESS: Final = N_("A file on this stick is larger than the office has signed for. Nothing was taken in.")
INCOMPLETE: Final = N_(
    "The policy pack on this stick is not complete. Nothing was taken in; copy the whole folder again."
)
FULL: Final = N_("The disk of this computer is full. Make room, then try again.")

_CHUNK = 256 * limits.KIB
_MOST_STATE = 8 * limits.MIB
_KEPT = ("timestamp.json", "snapshot.json", "targets.json")
_CONFIG = UpdaterConfig(
    max_root_rotations=repository.MOST_ROOTS,
    max_delegations=0,
    root_max_length=repository.ROOT_BYTES,
    timestamp_max_length=repository.TIMESTAMP_BYTES,
    snapshot_max_length=repository.SNAPSHOT_BYTES,
    targets_max_length=repository.TARGETS_BYTES,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What a laptop has seen of its office's repository: the pinned key, the trusted root, and the newest metadata."""

    pinned: bytes
    root: bytes = field(repr=False)
    files: Mapping[str, bytes] = field(repr=False)

    @property
    def news_end(self) -> datetime:
        """Return until when the last release counts as news."""
        return Metadata[Timestamp].from_bytes(self.files["timestamp.json"]).signed.expires


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """The policy pack of a release that was proved, and what is to be remembered of it."""

    pack: bytes = field(repr=False)
    known: Known


def known_to_bytes(known: Known) -> bytes:
    """Return what was seen as it is kept in the register."""
    return cbor.encode([known.pinned, known.root, [known.files[name] for name in _KEPT]])


def read_known(data: bytes) -> Known:
    """Return what :func:`known_to_bytes` wrote; raises ``StorageError`` when it is damaged."""
    try:
        pinned, root, files = checked.tuple_of(cbor.decode(data, max_bytes=_MOST_STATE), 3)
        texts = [checked.octets(item, most=repository.TARGETS_BYTES) for item in checked.tuple_of(files, len(_KEPT))]
        return Known(
            pinned=checked.octets(pinned, most=signing.KEY_BYTES),
            root=checked.octets(root, most=repository.ROOT_BYTES),
            files=dict(zip(_KEPT, texts, strict=True)),
        )
    except cbor.CodecError:
        raise StorageError(
            N_("What is known of the office's policy packs is damaged. Restore the workspace from a backup.")
        ) from None


def fetch(place: Path, pinned: bytes, known: Known | None, *, at: datetime) -> Fetched:
    """Return the policy pack of the repository at ``place``, proved up to the ``pinned`` key at the moment ``at``.

    ``known`` is what was seen before; it is forgotten where another office's key is pinned now. Raises ``Refusal``
    with one sentence for a stranger's, an older, a stale, a changed or an incomplete repository, and ``StorageError``
    when our own disk is full.
    """
    if known is not None and known.pinned != pinned:
        known = None
    try:
        root = known.root if known is not None else _first_root(place, pinned)
        with tempfile.TemporaryDirectory() as scratch:
            return _fetch(place, pinned, known, root, Path(scratch), at)
    except BadVersionNumberError:
        raise Refusal(Reason.OUTDATED, OLDER) from None
    except ExpiredMetadataError:
        raise Refusal(Reason.EXPIRED, STALE, days=repository.TIMESTAMP_VALID.days) from None
    except UnsignedMetadataError:
        raise Refusal(Reason.UNKNOWN_SIGNER, CHANGED) from None
    except RepositoryError:
        raise Refusal(Reason.DAMAGED, CHANGED) from None
    except DownloadLengthMismatchError:
        raise Refusal(Reason.TOO_LARGE, ENDLESS) from None
    except DownloadHTTPError:
        raise Refusal(Reason.TRUNCATED, INCOMPLETE) from None
    except DownloadError:
        raise Refusal(Reason.UNREADABLE) from None
    except OSError:
        raise StorageError(FULL) from None


def fetch_unpinned(place: Path, *, at: datetime) -> Fetched:
    """Return the policy pack of a repository whose office nobody has compared yet: whole and unchanged, but whose?

    For the first start only: the office is proved when it admits the laptop, and its next pack against its key.
    Errors as in :func:`fetch`.
    """
    try:
        data = b"".join(_limited(_Folder(place).fetch(f"{METADATA}/1.root.json"), repository.ROOT_BYTES))
        signed = Metadata[Root].from_bytes(data).signed
        named = signed.keys[signed.roles[Root.type].keyids[0]].keyval.get("public", "")
    except DownloadHTTPError:
        raise Refusal(Reason.TRUNCATED, INCOMPLETE) from None
    except (RepositoryError, DownloadError, LookupError):
        raise Refusal(Reason.DAMAGED, CHANGED) from None
    return fetch(place, _from_hex(named), None, at=at)


class _Folder(FetcherInterface):
    """Fetches from a folder: plain files under the names of a repository only, however long they claim to be."""

    def __init__(self, place: Path) -> None:
        self._place = place

    def _fetch(self, url: str) -> Iterator[bytes]:
        part, _slash, name = url.partition("/")
        if not repository.is_own_name(part, name):
            raise DownloadHTTPError("no name of a repository", 404)
        file = self._place / part / name
        try:
            is_plain = stat.S_ISREG(file.lstat().st_mode)
        except OSError:
            is_plain = False
        if not is_plain:
            raise DownloadHTTPError("no such file", 404)
        return _pieces(file)


def _pieces(file: Path) -> Iterator[bytes]:
    try:
        with file.open("rb") as opened:
            while piece := opened.read(_CHUNK):
                yield piece
    except OSError as error:
        raise DownloadError("the stick cannot be read") from error


class _Client(Updater):
    """The standard's client, which judges at the moment that our clock gives."""

    def __init__(self, scratch: Path, place: Path, root: bytes, at: datetime) -> None:
        super().__init__(
            metadata_dir=str(scratch / METADATA),
            metadata_base_url=METADATA,
            target_dir=str(scratch / TARGETS),
            target_base_url=TARGETS,
            fetcher=_Folder(place),
            config=_CONFIG,
            bootstrap=root,
        )
        self._trusted_set.reference_time = at

    @property
    def root_version(self) -> int:
        """Return the number of the root that is trusted now."""
        return int(self._trusted_set.root.version)


def _fetch(place: Path, pinned: bytes, known: Known | None, root: bytes, scratch: Path, at: datetime) -> Fetched:
    (scratch / METADATA).mkdir()
    for name, data in (known.files if known is not None else {}).items():
        (scratch / METADATA / name).write_bytes(data)
    client = _Client(scratch, place, root, at)
    client.refresh()
    target = client.get_targetinfo(PACK)
    if target is None:
        raise Refusal(Reason.WRONG_KIND, NO_REPOSITORY)
    if target.length > repository.PACK_BYTES:
        raise Refusal(Reason.TOO_LARGE, ENDLESS)
    pack = Path(client.download_target(target)).read_bytes()
    kept = scratch / METADATA
    return Fetched(
        pack=pack,
        known=Known(
            pinned=pinned,
            root=(kept / "root_history" / f"{client.root_version}.root.json").read_bytes(),
            files={name: (kept / name).read_bytes() for name in _KEPT},
        ),
    )


def _first_root(place: Path, pinned: bytes) -> bytes:
    """Return the first root, which names the pinned key alone and is signed by it: no trust on first use."""
    data = b"".join(_limited(_Folder(place).fetch(f"{METADATA}/1.root.json"), repository.ROOT_BYTES))
    metadata = Metadata[Root].from_bytes(data)
    own = public_key(pinned)
    signature = metadata.signatures.get(own.keyid)
    signed = signature is not None and signing.verify(pinned, _from_hex(signature.signature), metadata.signed_bytes)
    role = metadata.signed.roles[Root.type]
    listed = metadata.signed.keys.get(own.keyid)
    if not signed or role.keyids != [own.keyid] or role.threshold != 1 or listed != own:
        raise Refusal(Reason.UNKNOWN_SIGNER, STRANGER)
    return data


def _limited(pieces: Iterator[bytes], most: int) -> Iterator[bytes]:
    length = 0
    for piece in pieces:
        length += len(piece)
        if length > most:
            raise DownloadLengthMismatchError("a root is not that long")
        yield piece


def _from_hex(text: str) -> bytes:
    try:
        return bytes.fromhex(text)
    except ValueError:
        return b""
