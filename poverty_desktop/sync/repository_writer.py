"""The office's side of its repository: what is published, signed, laid onto a stick so that a pulled stick is whole."""

from __future__ import annotations

import contextlib
import hashlib
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from poverty_desktop.clock import Clock
from poverty_desktop.crypto import cbor
from poverty_desktop.errors import RuleError, StorageError
from poverty_desktop.i18n import N_
from poverty_desktop.progress import Progress
from poverty_desktop.sync import checked, delivery, limits, repository
from poverty_desktop.sync.office_keys import OfficeKeys
from poverty_desktop.sync.repository import METADATA, PACK, TARGETS
from poverty_desktop.sync.repository_keys import OfficeSigner, public_key

if TYPE_CHECKING:
    from tuf.api.metadata import Metadata, MetaFile

OTHER_OFFICE: Final = N_("The folder holds the repository of another office. Choose another folder or stick.")
NOT_WRITTEN: Final = N_(
    "The file could not be written. Check that the disk is there, not full and not write-protected."
)
_MOST: Final = 8 * limits.MIB


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """What an office has signed so far: every root in order, and the number of its last release."""

    roots: tuple[bytes, ...] = field(default=(), repr=False)
    version: int = 0


def series_to_bytes(series: Series) -> bytes:
    """Return a series as it is kept in the register; nothing in it is secret."""
    return cbor.encode([list(series.roots), series.version])


def read_series(data: bytes | None) -> Series:
    """Return what :func:`series_to_bytes` wrote, an empty series for None; raises ``StorageError`` for damage."""
    if data is None:
        return Series()
    try:
        roots, version = checked.tuple_of(cbor.decode(data, max_bytes=_MOST), 2)
        return Series(
            roots=checked.items(
                roots, lambda item: checked.octets(item, most=repository.ROOT_BYTES), most=repository.MOST_ROOTS
            ),
            version=checked.natural(version),
        )
    except cbor.CodecError:
        raise StorageError(
            N_("What this office has published is damaged. Restore the workspace from a backup.")
        ) from None


def release(keys: OfficeKeys, series: Series, clock: Clock) -> Series:
    """Return the series with the root that fits the office's keys and the number of the next release.

    The number is the second of its making, and always above the last: an office that was restored from a backup then
    goes on above what it has forgotten. A new root is signed where there is none or the publisher's key has changed.
    Raises ``RuleError`` where that needs the root key and it is offline.
    """
    roots = series.roots
    if not roots or not _names(roots[-1], keys):
        roots = (*roots, _root(keys, len(roots) + 1))
    return Series(roots=roots, version=max(series.version + 1, int(clock.now().timestamp())))


def write_repository(
    keys: OfficeKeys, series: Series, pack: bytes, folder: Path, *, clock: Clock, progress: Progress | None = None
) -> Path:
    """Write the repository with ``pack`` into ``folder`` and return it; ``series`` is that of :func:`release`.

    Targets first, the timestamp last: until that moment a reader finds the release before, whole. What the release
    before left behind is taken away. Raises ``RuleError`` where another office's repository lies there and
    ``StorageError`` where it cannot be written.
    """
    progress = progress or Progress()
    place = folder / repository.FOLDER
    _require_own(place, series)
    written = {METADATA: _signed(keys, series, pack, clock), TARGETS: {f"{_sha256(pack)}.{PACK}": pack}}
    for part in (TARGETS, METADATA):
        try:
            (place / part).mkdir(parents=True, exist_ok=True)
        except OSError:
            raise StorageError(NOT_WRITTEN) from None
        for name, data in written[part].items():
            _deliver(place / part / name, data, progress)
    for part, files in written.items():
        _tidy(place / part, frozenset(files))
    return place


def holds(folder: Path, pack: bytes) -> bool:
    """Tell whether the repository in ``folder`` has this pack already; its signatures are not looked at."""
    return (folder / repository.FOLDER / TARGETS / f"{_sha256(pack)}.{PACK}").is_file()


def _deliver(target: Path, data: bytes, progress: Progress) -> None:
    delivery.deliver(target, lambda file: file.write(data), progress)


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _require_own(place: Path, series: Series) -> None:
    first = place / METADATA / "1.root.json"
    try:
        is_foreign = first.exists() and first.read_bytes() != series.roots[0]
    except OSError:
        raise StorageError(NOT_WRITTEN) from None
    if is_foreign:
        raise RuleError(OTHER_OFFICE)


def _signed(keys: OfficeKeys, series: Series, pack: bytes, clock: Clock) -> dict[str, bytes]:
    """Return the metadata by file name, in the order in which it is to be written."""
    from tuf.api.metadata import Metadata, Snapshot, TargetFile, Targets, Timestamp

    now, version, signer = clock.now(), series.version, OfficeSigner(keys.publisher)
    lists_end, news_end = _moment(now + repository.LISTS_VALID), _moment(now + repository.TIMESTAMP_VALID)
    target = TargetFile.from_data(PACK, pack, ["sha256"])
    targets = _bytes(Metadata(Targets(version=version, expires=lists_end, targets={PACK: target})), signer)
    snapshot = _bytes(
        Metadata(Snapshot(version=version, expires=lists_end, meta={"targets.json": _meta(version, targets)})), signer
    )
    timestamp = _bytes(
        Metadata(Timestamp(version=version, expires=news_end, snapshot_meta=_meta(version, snapshot))), signer
    )
    roots = {f"{number}.root.json": data for number, data in enumerate(series.roots, start=1)}
    return roots | {
        f"{version}.targets.json": targets,
        f"{version}.snapshot.json": snapshot,
        "timestamp.json": timestamp,
    }


def _meta(version: int, data: bytes) -> MetaFile:
    from tuf.api.metadata import MetaFile

    return MetaFile(version=version, length=len(data), hashes={"sha256": _sha256(data)})


def _root(keys: OfficeKeys, version: int) -> bytes:
    """Return a root signed by the office's root key, valid as long as the office's root certificate."""
    from tuf.api.metadata import Metadata, Root

    if keys.root is None:
        raise RuleError(N_("This needs the root key of the office. Read in the key file first."))
    root = Root(version=version, expires=_moment(keys.root_certificate.not_after), consistent_snapshot=True)
    root.add_key(public_key(keys.root.public), Root.type)
    for role in ("timestamp", "snapshot", "targets"):
        root.add_key(public_key(keys.publisher.public), role)
    return _bytes(Metadata(root), OfficeSigner(keys.root))


def _names(root: bytes, keys: OfficeKeys) -> bool:
    """Tell whether a root names the publisher's present key for what is published."""
    from tuf.api.metadata import Metadata, Root

    found = Metadata[Root].from_bytes(root).signed
    wanted = [public_key(keys.publisher.public).keyid]
    return all(found.roles[role].keyids == wanted for role in ("timestamp", "snapshot", "targets"))


def _bytes(metadata: Metadata[Any], signer: OfficeSigner) -> bytes:
    from tuf.api.serialization.json import JSONSerializer

    metadata.sign(signer)
    return metadata.to_bytes(JSONSerializer(compact=False))


def _moment(at: datetime) -> datetime:
    return at.replace(microsecond=0)


def _tidy(folder: Path, kept: frozenset[str]) -> None:
    """Take away what an earlier release left; a file that cannot go does no harm."""
    part = folder.name
    for file in folder.iterdir():
        if file.name not in kept and repository.is_own_name(part, file.name):
            with contextlib.suppress(OSError):
                file.unlink()
