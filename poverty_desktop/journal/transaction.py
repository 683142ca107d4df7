"""One save as an immutable, hash-chained record: header, values, and the hash that names it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import cbor2

from poverty_desktop.crypto import cbor, hashes
from poverty_desktop.errors import RuleError
from poverty_desktop.i18n import N_
from poverty_desktop.ids import ActorId, BatchId, RecordId, ReplicaId, TransactionHash
from poverty_desktop.journal import reading
from poverty_desktop.journal.operation import HASH_PREFIX, Entry, Operation, RecordChanges
from poverty_desktop.journal.outline import MAX_NUMBER

MAX_TRANSACTION_BYTES = 1 << 20
SUITE = 1
_UNSIGNED, _BYTES, _TEXT, _MAP = 0, 2, 3, 5
_RECORDS = 8
_NO_RECORDS = b"\x80"


class TooLargeError(RuleError):
    """A transaction would be larger than one may be."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """The part of a transaction that is hashed (sync.md 2.3, with the batch of ruling 2.0)."""

    replica: ReplicaId
    sequence: int
    previous: bytes  # b"" only for sequence 1
    hlc: int
    actor: ActorId
    rank: int
    pack: bytes  # content hash of the policy pack the author worked with
    batch: BatchId
    records: tuple[RecordChanges, ...]
    dependencies: Mapping[ReplicaId, bytes] = field(default_factory=dict)
    undoes: BatchId | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Transaction:
    """A header with its exact bytes and hash; ``values`` is ``None`` after an erasure."""

    hash: TransactionHash
    header: Header
    header_bytes: bytes
    salt: bytes | None
    values: bytes | None

    def entries(self) -> Iterator[tuple[RecordChanges, Entry]]:
        """Yield what is said of each record, as it was sealed and as an entry; a record of no change has none."""
        prefix, hlc, rank = self.hash[:HASH_PREFIX], self.header.hlc, self.header.rank
        place = 0
        for record in self.header.records:
            if record.changes:
                yield record, Entry(prefix, place, hlc, rank, record.changes)
                place += len(record.changes)

    def operations(self) -> Iterator[tuple[int, RecordId, Operation]]:
        """Yield (kind of record, record, operation) in the order of their places."""
        for said, entry in self.entries():
            for operation in entry.operations():
                yield said.entity, said.record, operation


def seal(header: Header, salt: bytes) -> Transaction:
    """Return the transaction of ``header``.

    Raises ``TooLargeError``, and ``RuleError`` where a text is not Unicode. The values fit their properties already,
    which are stricter than ``reading.MAX_VALUE_BYTES``; what is written here is plain by construction.
    """
    try:
        values = cbor.joined([(len(record.changes), record.values) for record in header.records])
        commitment = hashes.sha256(salt + values)
        header_bytes = cbor2.dumps(_header_map(header, commitment), canonical=True, default=_write_made)
    except UnicodeEncodeError:
        raise RuleError(N_("A text holds a character that cannot be saved. Type the text again.")) from None
    if len(header_bytes) + len(values) > MAX_TRANSACTION_BYTES:
        raise TooLargeError(N_("This entry is too large to be saved at once. Save it in smaller parts."))
    return Transaction(
        hash=TransactionHash(hashes.sha256(header_bytes)),
        header=header,
        header_bytes=header_bytes,
        salt=salt,
        values=values,
    )


def parse(header_bytes: bytes, salt: bytes | None, values: bytes | None) -> Transaction:
    """Return the transaction whose bytes these are.

    Raises ``ValueError`` where the bytes are malformed, too large, not deterministic, or where the values do not
    fit the commitment of the header.
    """
    if len(header_bytes) + len(values or b"") > MAX_TRANSACTION_BYTES:
        raise ValueError("transaction is too large")
    begin = _begin_of_records(header_bytes)
    records, end = reading.read_records(header_bytes, begin, values)
    body = cbor.decode(header_bytes[:begin] + _NO_RECORDS + header_bytes[end:], max_bytes=MAX_TRANSACTION_BYTES)
    if not isinstance(body, dict):
        raise ValueError("a header is a map")
    if values is not None and (salt is None or len(salt) != 16 or hashes.sha256(salt + values) != body.get(9)):
        raise ValueError("values do not fit the header")
    return Transaction(
        hash=TransactionHash(hashes.sha256(header_bytes)),
        header=_parse_header(body, records),
        header_bytes=header_bytes,
        salt=salt,
        values=values,
    )


@dataclass(frozen=True, slots=True)
class _Made:
    """A part of a header whose encoding is there already."""

    encoded: bytes


def _records(records: Sequence[RecordChanges]) -> bytes:
    """Return a list of kind of record, record and changes, of which the last are encoded already."""
    said = [cbor2.dumps([record.entity, record.record])[1:] + record.kinds for record in records]
    return cbor.list_head(len(said)) + b"".join([cbor.list_head(3) + item for item in said])


def _write_made(encoder: cbor2.CBOREncoder, made: object) -> None:
    assert isinstance(made, _Made)
    encoder.write(made.encoded)


def _header_map(header: Header, commitment: bytes) -> dict[int, object]:
    body: dict[int, object] = {
        0: header.replica,
        1: header.sequence,
        2: header.previous,
        3: header.hlc,
        4: header.actor,
        5: header.rank,
        6: header.pack,
        7: dict(header.dependencies),
        8: _Made(_records(header.records)),
        9: commitment,
        11: SUITE,
        12: header.batch,
    }
    if header.reason:
        body[10] = header.reason
    if header.undoes is not None:
        body[13] = header.undoes
    return body


def _begin_of_records(header: bytes) -> int:
    """Return where the list of records begins: the keys of a header go up, and 8 is that of the records."""
    major, count, at = cbor.read_head(header, 0)
    if major != _MAP:
        raise ValueError("a header is a map")
    for _number in range(count):
        major, key, at = cbor.read_head(header, at)
        if (major, key) == (_UNSIGNED, _RECORDS):
            return at
        at = _behind(header, at)
    raise ValueError("records are a list")


def _behind(header: bytes, at: int) -> int:
    """Return where a number, a text, bytes, or the dependencies end that begin at ``at``."""
    major, argument, at = cbor.read_head(header, at)
    if major in (_BYTES, _TEXT):
        return at + argument
    if major == _MAP:
        for _number in range(2 * argument):
            major, length, at = cbor.read_head(header, at)
            if major != _BYTES:
                raise ValueError("dependencies name replicas")
            at += length
    elif major != _UNSIGNED:
        raise ValueError("an item of a header is of no known type")
    return at


def _parse_header(body: dict[object, object], records: tuple[RecordChanges, ...]) -> Header:
    if set(body) - set(range(14)) or body.get(11) != SUITE:
        raise ValueError("header has unknown items or suite")
    replica, previous = _bytes(body.get(0), 16), body.get(2)
    sequence = _natural(body.get(1))
    if not isinstance(previous, bytes) or len(previous) not in (0, hashes.DIGEST_BYTES):
        raise ValueError("header names no predecessor")
    if sequence == 0 or (sequence == 1) != (previous == b""):
        raise ValueError("a chain begins with number 1")
    _bytes(body.get(9), hashes.DIGEST_BYTES)
    dependencies = body.get(7)
    if not isinstance(dependencies, dict):
        raise ValueError("dependencies are a map")
    reason = body.get(10, "")
    if not isinstance(reason, str):
        raise ValueError("a reason is text")
    return Header(
        replica=ReplicaId(replica),
        sequence=sequence,
        previous=previous,
        hlc=_natural(body.get(3)),
        actor=ActorId(_bytes(body.get(4), 16)),
        rank=_natural(body.get(5)),
        pack=_bytes(body.get(6), 32),
        batch=BatchId(_bytes(body.get(12), 16)),
        records=records,
        dependencies={ReplicaId(_bytes(key, 16)): _bytes(value, 16) for key, value in dependencies.items()},
        undoes=BatchId(_bytes(body[13], 16)) if 13 in body else None,
        reason=reason,
    )


def _bytes(item: object, length: int) -> bytes:
    if not isinstance(item, bytes) or len(item) != length:
        raise ValueError(f"{length} bytes are expected")
    return item


def _natural(item: object, *, most: int = MAX_NUMBER) -> int:
    if type(item) is not int or not 0 <= item <= most:
        raise ValueError("a whole number is expected")
    return item
