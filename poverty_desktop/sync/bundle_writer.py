"""Writing a bundle: transactions in, one signed, sealed, re-read file out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import IO

from poverty_desktop.clock import Clock
from poverty_desktop.crypto import dsse
from poverty_desktop.crypto.hashes import sha256
from poverty_desktop.crypto.scratch import SealedScratch
from poverty_desktop.errors import RuleError, StorageError
from poverty_desktop.i18n import N_
from poverty_desktop.ids import Ids
from poverty_desktop.progress import Progress
from poverty_desktop.sync import file_names, limits, segments, volumes
from poverty_desktop.sync.container import write_container
from poverty_desktop.sync.delivery import deliver, place_for
from poverty_desktop.sync.file_names import FileName
from poverty_desktop.sync.head_signature import Head, SignedHead, sign_head
from poverty_desktop.sync.manifest import (
    PAYLOAD_TYPE,
    Blob,
    ChainEnd,
    Kind,
    Manifest,
    ManifestHead,
    Part,
    PartType,
    TrustSeen,
    chunk_lengths,
    to_payload,
)
from poverty_desktop.sync.outbox import OutgoingSet, OutgoingVolume, begin_set
from poverty_desktop.sync.segments import SegmentTransaction
from poverty_desktop.sync.trust import Sender

_PACKING = N_("Packing the entries")
_PACKING_PHOTOS = N_("Packing the photos")
_ROOM_FOR_THE_SEAL = 8 * limits.MIB


@dataclass(frozen=True, slots=True, kw_only=True)
class Outline:
    """What the exporting workspace says about the bundle.

    ``villages`` binds each of the sender's own replicas to its village; ``passed_on`` holds the signed heads of other
    devices' chains, by replica and hash. ``expected`` is about how many transactions come, for the progress shown.
    """

    number: int
    hlc: int
    pack: bytes
    app_version: str
    villages: Mapping[bytes, str]
    previous_bundle_id: bytes | None = None
    prerequisites: tuple[tuple[bytes, bytes], ...] = ()
    have: tuple[ChainEnd, ...] = ()
    want_blobs: tuple[bytes, ...] = ()
    trust: TrustSeen = field(default_factory=TrustSeen)
    actors: Mapping[bytes, str] = field(default_factory=dict)
    passed_on: Mapping[tuple[bytes, bytes], SignedHead] = field(default_factory=dict)
    kind: Kind = Kind.UP
    expected: int = 0
    place: str = ""  # of the laptop, for the name of the file: its village
    witnessed: bytes = b""


@dataclass(frozen=True, slots=True, kw_only=True)
class OutgoingBlob:
    """A photo or file to go along: its digest in the journal, and how its bytes are had when their turn comes."""

    hash: bytes
    read: Callable[[], bytes]


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenBundle:
    """A bundle on its carrier: SHA-256 (hex) and length of the file, and the heads that were signed for it.

    Photos for which there was no room any more are not in it; the receipt asks for them. Where it is in several
    volumes, ``outgoing`` lies on this computer first and is carried from there; ``path`` is where the first will be.
    """

    path: Path
    manifest: Manifest
    sha256: str
    length: int
    heads: tuple[SignedHead, ...]
    transactions: int
    outgoing: OutgoingSet | None = None
    volumes: tuple[Path, ...] = ()  # where its volumes lie, once they were carried


def write_bundle(
    folder: Path,
    transactions: Iterable[SegmentTransaction],
    outline: Outline,
    *,
    sender: Sender,
    clock: Clock,
    ids: Ids,
    blobs: Sequence[OutgoingBlob] = (),
    papers: Sequence[tuple[PartType, bytes]] = (),
    progress: Progress | None = None,
    scratch_folder: Path | None = None,
    outbox: Path | None = None,
    volume_bytes: int = limits.VOLUME_BYTES,
) -> WrittenBundle:
    """Write one bundle into ``folder`` and return what was written.

    What is more than ``volume_bytes`` is cut into volumes, which are put into ``outbox`` on this computer and still
    have to be carried to ``folder``; without an outbox it all must fit into one.

    Transactions come grouped by replica and in order, see ``segments.build``; ``papers`` are signed files of the
    office that go along, such as its receipt. The file has its name only after it
    was synced, read back and found equal. Raises ``RuleError`` when there is more than one bundle may hold,
    ``StorageError`` when the carrier fails; nothing is left in ``folder`` then.
    """
    progress = progress or Progress()
    with SealedScratch(scratch_folder) as scratch:
        most = limits.BUNDLE_BYTES if outbox is not None else volume_bytes - _ROOM_FOR_THE_SEAL
        parts, ends = _pack(transactions, outline, sender, scratch, progress, most=most)
        for kind, data in papers:
            _keep(scratch, data)
            parts.append(_whole_part(len(parts) + 1, kind, data))
        packed = _pack_blobs(blobs, parts, scratch, progress, most=most)
        created_ms = int(clock.now().timestamp() * 1000)
        heads = tuple(_head(end, outline, sender, created_ms) for end in ends)
        manifest = Manifest(
            suite=sender.suite.suite_id,
            kind=outline.kind,
            bundle_id=ids.random_bytes(16),
            number=outline.number,
            previous_bundle_id=outline.previous_bundle_id,
            sender=sender.me,
            certificate_serial=serial_bytes(sender.chain[0].serial),
            recipient=sender.recipient,
            created_ms=created_ms,
            hlc=outline.hlc,
            app_version=outline.app_version,
            pack=outline.pack,
            prerequisites=outline.prerequisites,
            heads=tuple(_manifest_head(item) for item in heads),
            parts=tuple(parts),
            blobs=tuple(packed),
            have=outline.have,
            want_blobs=outline.want_blobs,
            trust=outline.trust,
            actors=outline.actors,
            witnessed=outline.witnessed,
        )
        office = sender.recipient if outline.kind in (Kind.UP, Kind.RELAY) else sender.me
        device = sender.me if outline.kind in (Kind.UP, Kind.RELAY) else sender.recipient
        day = clock.now().astimezone().date()
        named = file_names.downstream_name if outline.kind is Kind.DOWN else file_names.bundle_name
        manifest = volumes.cut(manifest, volume_bytes)
        outgoing = None
        if manifest.volumes == 1 or outbox is None:
            path = place_for(folder, named(outline.place, office, device, outline.number, day), keeps_old=True)
            digest, length = write_file(path, manifest, scratch, sender=sender, progress=progress)
        else:
            names = [
                named(outline.place, office, device, outline.number, day, volume=(number, manifest.volumes))
                for number in range(1, manifest.volumes + 1)
            ]
            outgoing = _write_volumes(outbox, names, manifest, scratch, sender=sender, progress=progress)
            path, digest = folder / outgoing.volumes[0].name.readable, outgoing.volumes[0].sha256
            length = sum(item.length for item in outgoing.volumes)
    return WrittenBundle(
        path=path,
        manifest=manifest,
        sha256=digest,
        length=length,
        heads=heads,
        transactions=sum((part.high or 0) - (part.low or 0) + 1 for part in parts if part.type == PartType.SEGMENT),
        outgoing=outgoing,
    )


def write_file(
    path: Path, manifest: Manifest, scratch: SealedScratch, *, sender: Sender, progress: Progress
) -> tuple[str, int]:
    """Sign the manifest, seal it with the parts in ``scratch``, deliver the file; return its SHA-256 and length."""
    return deliver(path, partial(_write_one, _envelope(manifest, sender), manifest, scratch, sender, None), progress)


def _write_volumes(
    outbox: Path,
    names: Sequence[FileName],
    manifest: Manifest,
    scratch: SealedScratch,
    *,
    sender: Sender,
    progress: Progress,
) -> OutgoingSet:
    """Put all volumes into the outbox; nothing of them is left there where the disk is full or the work is stopped."""
    envelope = _envelope(manifest, sender)
    with begin_set(outbox, manifest.bundle_id, manifest.number) as begun:
        for number, name in enumerate(names, 1):
            write = partial(_write_one, envelope, manifest, scratch, sender, number)
            digest, length = deliver(begun.place(number), write, progress)
            begun.add(OutgoingVolume(number=number, name=name, sha256=digest, length=length))
        return begun.finish()


def _envelope(manifest: Manifest, sender: Sender) -> dsse.Envelope:
    return dsse.sign(PAYLOAD_TYPE, to_payload(manifest), [sender.key], certificates=[item.der for item in sender.chain])


def _write_one(
    envelope: dsse.Envelope,
    manifest: Manifest,
    scratch: SealedScratch,
    sender: Sender,
    volume: int | None,
    writer: IO[bytes],
) -> None:
    """Seal one volume, or the whole bundle, into ``writer``."""
    numbers = (item.number - 1 for item in manifest.parts if volume is None or item.volume == volume)
    write_container(
        writer,
        envelope,
        map(scratch.read, numbers),
        seal=sender.suite.seal_stream,
        recipients=sender.recipients,
        volume=volume,
    )


def serial_bytes(serial: int) -> bytes:
    """Return a certificate's serial number as the shortest big-endian bytes."""
    return serial.to_bytes(max(1, (serial.bit_length() + 7) // 8), "big")


def _pack(
    transactions: Iterable[SegmentTransaction],
    outline: Outline,
    sender: Sender,
    scratch: SealedScratch,
    progress: Progress,
    *,
    most: int,
) -> tuple[list[Part], list[ChainEnd]]:
    parts: list[Part] = []
    ends: dict[bytes, ChainEnd] = {}
    count = size = 0
    for segment, raw in segments.build(transactions, sender.suite):
        packed = segments.compress(raw)
        count += len(segment.transactions)
        size += len(packed)
        if count > limits.TRANSACTIONS or len(parts) >= limits.PARTS or size > most:
            raise RuleError(N_("There is more to hand over than one bundle may hold. Export the villages one by one."))
        _keep(scratch, packed)
        parts.append(
            Part(
                number=len(parts) + 1,
                volume=1,
                sha256=sha256(packed),
                length=len(packed),
                raw_length=len(raw),
                type=PartType.SEGMENT,
                replica=segment.replica,
                low=segment.low,
                high=segment.high,
            )
        )
        ends.pop(segments.position(segment.transactions[0].header).previous, None)
        ends[segment.hashes[-1]] = ChainEnd(replica=segment.replica, hash=segment.hashes[-1], sequence=segment.high)
        progress.step(_PACKING, count, max(count, outline.expected))
    return parts, list(ends.values())


def _pack_blobs(
    blobs: Sequence[OutgoingBlob], parts: list[Part], scratch: SealedScratch, progress: Progress, *, most: int
) -> list[Blob]:
    """Add the photos behind the segments, in chunks of 4 MiB as they are, as long as there is room."""
    packed: list[Blob] = []
    size = sum(part.length for part in parts)
    for item in blobs[: limits.BLOBS]:
        data = item.read()
        lengths = chunk_lengths(len(data))
        size += len(data)
        if len(parts) + len(lengths) > limits.PARTS or size > most:
            break
        for start in range(0, len(data), limits.BLOB_CHUNK_BYTES):
            chunk = data[start : start + limits.BLOB_CHUNK_BYTES]
            _keep(scratch, chunk)
            parts.append(_whole_part(len(parts) + 1, PartType.BLOB_CHUNK, chunk))
        packed.append(Blob(hash=item.hash, length=len(data), chunks=len(lengths)))
        progress.step(_PACKING_PHOTOS, len(packed), len(blobs))
    return packed


def _whole_part(number: int, kind: PartType, data: bytes) -> Part:
    """Return the entry of a part that lies in the file as it is."""
    return Part(number=number, volume=1, sha256=sha256(data), length=len(data), raw_length=len(data), type=kind)


def _keep(scratch: SealedScratch, packed: bytes) -> None:
    try:
        scratch.append(packed)
    except OSError:
        raise StorageError(N_("The disk of this computer is full. Make room, then try again.")) from None


def _head(end: ChainEnd, outline: Outline, sender: Sender, now_ms: int) -> SignedHead:
    passed_on = outline.passed_on.get((end.replica, end.hash))
    if passed_on is not None:
        return passed_on
    head = Head(
        replica=end.replica,
        sequence=end.sequence,
        hash=end.hash,
        device=sender.me,
        village=outline.villages[end.replica],
        signed_at_ms=now_ms,
        suite=sender.suite.suite_id,
    )
    return sign_head(head, sender.key)


def _manifest_head(signed: SignedHead) -> ManifestHead:
    head = signed.head
    return ManifestHead(replica=head.replica, sequence=head.sequence, hash=head.hash, envelope=signed.envelope)
