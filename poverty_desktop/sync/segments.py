"""A run of one replica's transactions as bytes: a CBOR sequence (RFC 8742) in a zstd frame."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

import zstandard

from poverty_desktop.crypto import cbor
from poverty_desktop.crypto.suites import Suite
from poverty_desktop.ids import ID_BYTES
from poverty_desktop.sync import limits

SALT_BYTES: Final = 16

_LEVEL = 9
_UNSIGNED, _BYTES, _ARRAY, _MAP, _SIMPLE = 0, 2, 4, 5, 7
_NULL = 22
_RECORD_BYTES = limits.TRANSACTION_BYTES + 64


@dataclass(frozen=True, slots=True, kw_only=True)
class SegmentTransaction:
    """A transaction as the journal stores it; salt and values are None after an erasure."""

    header: bytes
    salt: bytes | None
    values: bytes | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """Transactions ``low`` to ``high`` of one replica, without a hole; ``hashes`` name them in the same order."""

    replica: bytes
    low: int
    high: int
    transactions: tuple[SegmentTransaction, ...]
    hashes: tuple[bytes, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Position:
    """Where a transaction stands: its replica, its sequence number, the hash of the one before."""

    replica: bytes
    sequence: int
    previous: bytes


def position(header: bytes) -> Position:
    """Return where a transaction stands, read from the first three items of its header.

    Raises ``CodecError``. The rest of the header is the journal's to judge.
    """
    major, _count, at = cbor.read_head(header, 0)
    if major != _MAP:
        raise cbor.CodecError("a header is a map")
    replica, at = _bytes_of_key(header, at, key=0)
    sequence, at = _value_head(header, at, key=1, wanted=_UNSIGNED)
    previous, at = _bytes_of_key(header, at, key=2)
    if len(replica) != ID_BYTES or sequence < 1 or len(previous) not in (0, 32) or (sequence == 1) != (not previous):
        raise cbor.CodecError("a header names its replica and its predecessor")
    return Position(replica=replica, sequence=sequence, previous=previous)


def build(transactions: Iterable[SegmentTransaction], suite: Suite) -> Iterator[tuple[Segment, bytes]]:
    """Yield segments with their raw bytes, each of one replica and at most 8 MiB.

    Transactions come grouped by replica, in order; where a chain is forked, one branch after the other. The next one
    may begin far above the end of the one before, for its beginning is there already. Raises ``ValueError`` where one
    is larger than the journal lets one be.
    """
    run = _Run()
    for transaction in transactions:
        record = _write_record(transaction)
        place = position(transaction.header)
        is_full = run.length + len(record) > limits.SEGMENT_RAW_BYTES
        if run.hashes and (is_full or not run.is_followed_by(place)):
            yield run.finish()
            run = _Run()
        run.add(transaction, record, place, suite.digest(transaction.header))
    if run.hashes:
        yield run.finish()


class _Run:
    """The segment that is being filled."""

    def __init__(self) -> None:
        self.replica = b""
        self.last = 0
        self.length = 0
        self.hashes: list[bytes] = []
        self._transactions: list[SegmentTransaction] = []
        self._records: list[bytes] = []

    def is_followed_by(self, place: Position) -> bool:
        return (place.replica, place.sequence, place.previous) == (self.replica, self.last + 1, self.hashes[-1])

    def add(self, transaction: SegmentTransaction, record: bytes, place: Position, digest: bytes) -> None:
        self.replica = place.replica
        self.last = place.sequence
        self.length += len(record)
        self.hashes.append(digest)
        self._transactions.append(transaction)
        self._records.append(record)

    def finish(self) -> tuple[Segment, bytes]:
        segment = Segment(
            replica=self.replica,
            low=self.last - len(self.hashes) + 1,
            high=self.last,
            transactions=tuple(self._transactions),
            hashes=tuple(self.hashes),
        )
        return segment, b"".join(self._records)


def parse(raw: bytes, suite: Suite) -> Segment:
    """Return the segment in ``raw`` after checking that it is one unbroken chain.

    Raises ``CodecError``. Whether its first transaction follows what is already here is the importer's to see.
    """
    run = _Run()
    at = 0
    while at < len(raw):
        transaction, end = _read_record(raw, at)
        place = position(transaction.header)
        if run.hashes and not run.is_followed_by(place):
            raise cbor.CodecError("the chain is broken")
        run.add(transaction, raw[at:end], place, suite.digest(transaction.header))
        at = end
    if not run.hashes:
        raise cbor.CodecError("a segment holds a transaction")
    return run.finish()[0]


def compress(raw: bytes) -> bytes:
    """Return ``raw`` as one zstd frame that tells its size."""
    parameters = zstandard.ZstdCompressionParameters.from_level(
        _LEVEL, source_size=len(raw), window_log=min(limits.ZSTD_WINDOW_LOG, max(10, len(raw).bit_length()))
    )
    return zstandard.ZstdCompressor(compression_params=parameters).compress(raw)


def decompress(packed: bytes, *, raw_bytes: int) -> bytes:
    """Return the ``raw_bytes`` bytes in a zstd frame.

    Raises ``CodecError`` when the frame holds more or less, wants a larger window, or promises more than 200 times
    its size; never makes more than ``raw_bytes`` + 1 bytes.
    """
    if raw_bytes > min(limits.SEGMENT_RAW_BYTES, limits.COMPRESSION_RATIO * len(packed)):
        raise cbor.CodecError("unbelievable compression")
    reader = zstandard.ZstdDecompressor(max_window_size=1 << limits.ZSTD_WINDOW_LOG).stream_reader(packed)
    try:
        with reader:
            raw = reader.read(raw_bytes + 1)
    except zstandard.ZstdError:
        raise cbor.CodecError("not a zstd frame") from None
    if len(raw) != raw_bytes:
        raise cbor.CodecError("the frame holds more or less than was said")
    return raw


def _write_record(transaction: SegmentTransaction) -> bytes:
    if len(transaction.header) + len(transaction.values or b"") > limits.TRANSACTION_BYTES:
        raise ValueError("a transaction is larger than the journal lets one be")
    if transaction.salt is not None and len(transaction.salt) != SALT_BYTES:
        raise ValueError("a salt has 16 bytes")
    return cbor.encode([transaction.header, transaction.salt, transaction.values])


def _read_record(raw: bytes, at: int) -> tuple[SegmentTransaction, int]:
    start = at
    major, count, at = cbor.read_head(raw, at)
    if major != _ARRAY or count != 3:
        raise cbor.CodecError("a record has three items")
    header, at = _bytes_or_null(raw, at)
    salt, at = _bytes_or_null(raw, at)
    values, at = _bytes_or_null(raw, at)
    if header is None or (salt is not None and len(salt) != SALT_BYTES) or at - start > _RECORD_BYTES:
        raise cbor.CodecError("not a transaction")
    return SegmentTransaction(header=header, salt=salt, values=values), at


def _bytes_or_null(raw: bytes, at: int) -> tuple[bytes | None, int]:
    major, argument, at = cbor.read_head(raw, at)
    if (major, argument) == (_SIMPLE, _NULL):
        return None, at
    if major != _BYTES:
        raise cbor.CodecError("bytes are expected")
    if at + argument > len(raw):
        raise cbor.EndsEarlyError("ends too early")
    return raw[at : at + argument], at + argument


def _bytes_of_key(header: bytes, at: int, *, key: int) -> tuple[bytes, int]:
    length, at = _value_head(header, at, key=key, wanted=_BYTES)
    if at + length > len(header):
        raise cbor.EndsEarlyError("ends too early")
    return header[at : at + length], at + length


def _value_head(header: bytes, at: int, *, key: int, wanted: int) -> tuple[int, int]:
    if cbor.read_head(header, at)[:2] != (_UNSIGNED, key):
        raise cbor.CodecError("an item is missing")
    major, argument, at = cbor.read_head(header, at + 1)
    if major != wanted:
        raise cbor.CodecError("an item has another type")
    return argument, at
