"""The signed table of contents of a bundle (sync.md 2.7) and its deterministic CBOR."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum, StrEnum
from typing import Final

from poverty_desktop.crypto import cbor
from poverty_desktop.sync import checked, head_signature, limits
from poverty_desktop.sync.refusal import Reason, Refusal

PAYLOAD_TYPE: Final = "application/vnd.fp.manifest+cbor"
FORMAT_VERSION: Final = 1
READER_VERSION: Final = 2
"""What this program can interpret; a manifest's ``min_reader`` may ask for more. 2: volumes."""
FIRST_READER: Final = 1


class Kind(StrEnum):
    """Which way a bundle goes."""

    UP = "up"
    DOWN = "down"
    RELAY = "relay"
    RECEIPT = "receipt"


class PartType(IntEnum):
    """What a part holds."""

    SEGMENT = 1
    BLOB_CHUNK = 2
    RECEIPT = 3
    REVOCATIONS = 4
    SERVICE = 5
    ADMISSION = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One byte string of the container: where it lies, its length and SHA-256 as it lies there, what it holds."""

    number: int
    volume: int
    sha256: bytes
    length: int
    raw_length: int
    type: int
    replica: bytes | None = None
    low: int | None = None
    high: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ChainEnd:
    """How far somebody knows a replica's chain."""

    replica: bytes
    hash: bytes
    sequence: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ManifestHead:
    """The end of a chain as this bundle brings it, with the signed head (``head_signature``)."""

    replica: bytes
    sequence: int
    hash: bytes
    envelope: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Blob:
    """A photo or scan by its content hash, its length, and in how many chunks it lies here."""

    hash: bytes
    length: int
    chunks: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TrustSeen:
    """Which versions of the office's trust files the sender has seen; zero before the first."""

    root: int = 0
    timestamp: int = 0
    crl: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What a bundle is, from whom, for whom, after what, and every part of it. Times are Unix milliseconds."""

    suite: int
    kind: Kind
    bundle_id: bytes
    number: int
    sender: bytes
    certificate_serial: bytes
    recipient: bytes
    created_ms: int
    hlc: int
    app_version: str
    pack: bytes
    parts: tuple[Part, ...]
    version: int = FORMAT_VERSION
    min_reader: int = FIRST_READER
    volumes: int = 1
    previous_bundle_id: bytes | None = None
    prerequisites: tuple[tuple[bytes, bytes], ...] = ()
    heads: tuple[ManifestHead, ...] = ()
    blobs: tuple[Blob, ...] = ()
    want_blobs: tuple[bytes, ...] = ()
    have: tuple[ChainEnd, ...] = ()
    trust: TrustSeen = field(default_factory=TrustSeen)
    wipe_tokens: tuple[bytes, ...] = ()
    actors: Mapping[bytes, str] = field(default_factory=dict)
    witnessed: bytes = b""  # the newest checkpoint of the office's ledger that the sender has seen


def to_payload(manifest: Manifest) -> bytes:
    """Return the bytes that are signed; raises ``RuleError`` when they would be longer than a manifest may be."""
    payload = cbor.encode(
        {
            0: manifest.version,
            1: manifest.suite,
            2: str(manifest.kind),
            3: manifest.bundle_id,
            4: manifest.number,
            5: manifest.previous_bundle_id,
            6: [manifest.sender, manifest.certificate_serial],
            7: manifest.recipient,
            8: manifest.created_ms,
            9: manifest.hlc,
            10: [manifest.app_version, manifest.pack],
            11: manifest.min_reader,
            12: [list(item) for item in manifest.prerequisites],
            13: [[item.replica, item.sequence, item.hash, item.envelope] for item in manifest.heads],
            14: [
                [
                    item.number,
                    item.volume,
                    item.sha256,
                    item.length,
                    item.raw_length,
                    int(item.type),
                    item.replica,
                    item.low,
                    item.high,
                ]
                for item in manifest.parts
            ],
            15: manifest.volumes,
            16: [[item.hash, item.length, item.chunks] for item in manifest.blobs],
            17: list(manifest.want_blobs),
            18: chain_ends_to_list(manifest.have),
            19: [manifest.trust.root, manifest.trust.timestamp, manifest.trust.crl],
            20: list(manifest.wipe_tokens),
            21: dict(manifest.actors),
            **({22: manifest.witnessed} if manifest.witnessed else {}),
        }
    )
    if len(payload) > limits.MANIFEST_BYTES:
        raise Refusal(Reason.TOO_LARGE)
    return payload


def from_payload(payload: bytes) -> Manifest:
    """Return the manifest in an envelope's payload whose signature was checked.

    Items with numbers above 22 belong to later versions and are passed over. Raises ``CodecError``, and ``Refusal``
    when the sender asks for a newer reader.
    """
    body = checked.fields(cbor.decode(payload, max_bytes=limits.MANIFEST_BYTES, max_items=limits.MANIFEST_ITEMS), 0, 11)
    if checked.natural(body[11]) > READER_VERSION or checked.natural(body[0]) != FORMAT_VERSION:
        raise Refusal(Reason.NEWER_VERSION)
    body = checked.fields(body, *range(22))
    sender, serial = checked.tuple_of(body[6], 2)
    app_version, pack = checked.tuple_of(body[10], 2)
    manifest = Manifest(
        suite=checked.natural(body[1]),
        kind=_kind(body[2]),
        bundle_id=checked.identity(body[3]),
        number=checked.natural(body[4], most=limits.BUNDLE_NUMBER),
        previous_bundle_id=checked.identity_or_none(body[5]),
        sender=checked.identity(sender),
        certificate_serial=checked.octets(serial, most=20),
        recipient=checked.identity(body[7]),
        created_ms=checked.natural(body[8]),
        hlc=checked.natural(body[9]),
        app_version=checked.text(app_version, most=limits.TEXT_CHARS),
        pack=checked.octets(pack, most=32),
        prerequisites=checked.items(body[12], _prerequisite, most=limits.REPLICAS),
        heads=checked.items(body[13], _head, most=limits.REPLICAS),
        parts=checked.items(body[14], _part, most=limits.PARTS),
        volumes=checked.natural(body[15], most=limits.VOLUMES),
        blobs=checked.items(body[16], _blob, most=limits.BLOBS),
        want_blobs=checked.items(body[17], checked.digest, most=limits.BLOBS),
        have=read_chain_ends(body[18]),
        trust=_trust(body[19]),
        wipe_tokens=checked.items(body[20], checked.identity, most=limits.BLOBS),
        actors=_actors(body[21]),
        witnessed=checked.octets(body.get(22, b""), most=4096),
    )
    _check_parts(manifest)
    return manifest


def chain_ends_to_list(ends: tuple[ChainEnd, ...]) -> list[list[object]]:
    """Return chain ends as ``[[replica, hash, seq], …]``."""
    return [[item.replica, item.hash, item.sequence] for item in ends]


def read_chain_ends(item: object) -> tuple[ChainEnd, ...]:
    """Return what :func:`chain_ends_to_list` wrote; raises ``CodecError``."""
    return checked.items(item, _chain_end, most=limits.REPLICAS)


def _check_parts(manifest: Manifest) -> None:
    """Parts are numbered from 1, lie in volumes that exist, and hold what their type and the limits allow."""
    transactions = 0
    for number, part in enumerate(manifest.parts, 1):
        if part.number != number or not 1 <= part.volume <= manifest.volumes:
            raise cbor.CodecError("parts are numbered from one and lie in a volume")
        if part.type == PartType.SEGMENT:
            if part.replica is None or part.low is None or part.high is None or not 1 <= part.low <= part.high:
                raise cbor.CodecError("a segment names its replica and its range")
            transactions += part.high - part.low + 1
        elif part.type == PartType.BLOB_CHUNK and part.length > limits.BLOB_CHUNK_BYTES:
            raise cbor.CodecError("a chunk is too long")
    if transactions > limits.TRANSACTIONS:
        raise Refusal(Reason.TOO_LARGE)
    if any(blob.length > limits.BLOB_BYTES for blob in manifest.blobs):
        raise Refusal(Reason.TOO_LARGE)
    _check_volumes(manifest)
    _check_chunks(manifest)


def _check_volumes(manifest: Manifest) -> None:
    """Volumes are numbered from 1 and hold the parts in their order; none is empty where there are several."""
    expected = 1
    for part in manifest.parts:
        if part.volume not in (expected, expected + 1):
            raise cbor.CodecError("parts lie in the order of their volumes")
        expected = part.volume
    if manifest.volumes > 1 and (expected != manifest.volumes or manifest.parts[0].volume != 1):
        raise cbor.CodecError("every volume holds a part")


def chunk_lengths(length: int) -> list[int]:
    """Return the lengths of the chunks in which a photo of ``length`` bytes lies: all but the last are full."""
    full, rest = divmod(length, limits.BLOB_CHUNK_BYTES)
    return [limits.BLOB_CHUNK_BYTES] * full + ([rest] if rest else [])


def _check_chunks(manifest: Manifest) -> None:
    """The chunks are those of the photos, in their order, and no photo is named twice."""
    expected: list[int] = []
    for blob in manifest.blobs:
        lengths = chunk_lengths(blob.length)
        if not lengths or len(lengths) != blob.chunks:
            raise cbor.CodecError("a photo lies in full chunks and a last one")
        expected += lengths
    found = [part.length for part in manifest.parts if part.type == PartType.BLOB_CHUNK]
    if found != expected or len({blob.hash for blob in manifest.blobs}) != len(manifest.blobs):
        raise cbor.CodecError("the chunks are not those of the photos")


def _kind(item: object) -> Kind:
    try:
        return Kind(checked.text(item, most=16))
    except ValueError:
        raise cbor.CodecError("an unknown kind of bundle") from None


def _part(item: object) -> Part:
    number, volume, sha256, length, raw_length, kind, replica, low, high = checked.tuple_of(item, 9)
    return Part(
        number=checked.natural(number),
        volume=checked.natural(volume),
        sha256=checked.digest(sha256),
        length=checked.natural(length, most=limits.PART_BYTES),
        raw_length=checked.natural(raw_length, most=limits.SEGMENT_RAW_BYTES),
        type=checked.natural(kind),
        replica=checked.identity_or_none(replica),
        low=None if low is None else checked.natural(low),
        high=None if high is None else checked.natural(high),
    )


def _head(item: object) -> ManifestHead:
    replica, sequence, digest, envelope = checked.tuple_of(item, 4)
    return ManifestHead(
        replica=checked.identity(replica),
        sequence=checked.natural(sequence),
        hash=checked.digest(digest),
        envelope=checked.octets(envelope, most=head_signature.MAX_BYTES),
    )


def _chain_end(item: object) -> ChainEnd:
    replica, digest, sequence = checked.tuple_of(item, 3)
    return ChainEnd(replica=checked.identity(replica), hash=checked.digest(digest), sequence=checked.natural(sequence))


def _prerequisite(item: object) -> tuple[bytes, bytes]:
    replica, digest = checked.tuple_of(item, 2)
    return checked.identity(replica), checked.digest(digest)


def _blob(item: object) -> Blob:
    digest, length, chunks = checked.tuple_of(item, 3)
    return Blob(hash=checked.digest(digest), length=checked.natural(length), chunks=checked.natural(chunks))


def _trust(item: object) -> TrustSeen:
    root, timestamp, crl = checked.tuple_of(item, 3)
    return TrustSeen(root=checked.natural(root), timestamp=checked.natural(timestamp), crl=checked.natural(crl))


def _actors(item: object) -> dict[bytes, str]:
    if not isinstance(item, dict) or len(item) > limits.REPLICAS:
        raise cbor.CodecError("a map is expected")
    return {checked.identity(key): checked.text(name, most=limits.TEXT_CHARS) for key, name in item.items()}
