"""One save as an immutable, hash-chained record: header, values, and the hash that names it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import repeat

import cbor2

from poverty_desktop.crypto import cbor, hashes
from poverty_desktop.domain.values import Value
from poverty_desktop.errors import RuleError
from poverty_desktop.i18n import N_
from poverty_desktop.ids import ActorId, BatchId, RecordId, ReplicaId, TransactionHash
from poverty_desktop.journal.operation import (
    HASH_PREFIX,
    Change,
    Entry,
    Operation,
    OperationId,
    OperationKind,
    RecordChanges,
    decode_value,
)

MAX_TRANSACTION_BYTES = 1 << 20
MAX_VALUE_BYTES = 64 * 1024
MAX_NUMBER = (1 << 63) - 1
"""What a register file can hold as a number; a place within a transaction takes four bytes."""
MAX_PLACE = (1 << 32) - 1
SUITE = 1
_KINDS = {int(kind): kind for kind in OperationKind}


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

    Raises ``TooLargeError``, and ``RuleError`` where a text is not Unicode. The values fit their
    properties already, which are stricter than ``MAX_VALUE_BYTES``; what is written here is plain by construction.
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
    body = cbor.decode(header_bytes, max_bytes=MAX_TRANSACTION_BYTES)
    if not isinstance(body, dict):
        raise ValueError("a header is a map")
    items: list[object] | None = None
    if values is not None:
        if salt is None or len(salt) != 16 or hashes.sha256(salt + values) != body.get(9):
            raise ValueError("values do not fit the header")
        decoded = cbor.decode(values, max_bytes=MAX_TRANSACTION_BYTES)
        if not isinstance(decoded, list):
            raise ValueError("values are a list")
        items = decoded
    return Transaction(
        hash=TransactionHash(hashes.sha256(header_bytes)),
        header=_parse_header(body, items),
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


def _parse_header(body: dict[object, object], items: list[object] | None) -> Header:
    if set(body) - set(range(14)) or body.get(11) != SUITE:
        raise ValueError("header has unknown items or suite")
    replica, previous = _bytes(body.get(0), 16), body.get(2)
    sequence = _natural(body.get(1))
    if not isinstance(previous, bytes) or len(previous) not in (0, hashes.DIGEST_BYTES):
        raise ValueError("header names no predecessor")
    if sequence == 0 or (sequence == 1) != (previous == b""):
        raise ValueError("a chain begins with number 1")
    _bytes(body.get(9), hashes.DIGEST_BYTES)
    records = _parse_records(body.get(8), items)
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


def _parse_records(raw: object, items: list[object] | None) -> tuple[RecordChanges, ...]:
    if not isinstance(raw, list):
        raise ValueError("records are a list")
    said = iter(items) if items is not None else repeat(None)
    records = []
    for entry in raw:
        if type(entry) is not list or len(entry) != 3 or type(entry[2]) is not list:
            raise ValueError("a record has a kind, a name and changes")
        changes = tuple([_parse_change(change, said) for change in entry[2]])
        records.append(RecordChanges(entity=_natural(entry[0]), record=RecordId(_bytes(entry[1], 16)), changes=changes))
    if items is not None and next(said, said) is not said:
        raise ValueError("there are more values than changes")
    return tuple(records)


def _parse_change(change: object, said: Iterator[object]) -> Change:
    """Return one change with the next of the values; a bundle has hundreds of thousands, so little is called here."""
    if type(change) is not list or len(change) != 3:
        raise ValueError("a change has a kind, a field and predecessors")
    kind, number, pred = change
    if type(kind) is not int or kind not in _KINDS or type(pred) is not list:
        raise ValueError("a change of no known kind")
    if type(number) is not int or not 0 <= number <= MAX_NUMBER:
        raise ValueError("a field is a whole number")
    item = next(said, said)
    if item is said:
        raise ValueError("a value is missing")
    value = decode_value(item)
    if value is not None and _value_bytes(value) > MAX_VALUE_BYTES:
        raise ValueError("a value is too large")
    return Change(_KINDS[kind], number, value, tuple([_operation_id(item) for item in pred]) if pred else ())


def _operation_id(item: object) -> OperationId:
    if not isinstance(item, list) or len(item) != 2:
        raise ValueError("an operation id has two items")
    return OperationId(_bytes(item[0], HASH_PREFIX), _natural(item[1], most=MAX_PLACE))


def _bytes(item: object, length: int) -> bytes:
    if not isinstance(item, bytes) or len(item) != length:
        raise ValueError(f"{length} bytes are expected")
    return item


def _natural(item: object, *, most: int = MAX_NUMBER) -> int:
    if type(item) is not int or not 0 <= item <= most:
        raise ValueError("a whole number is expected")
    return item


def _value_bytes(value: Value) -> int:
    scalar = value.scalar
    if isinstance(scalar, str):
        return len(scalar) if scalar.isascii() else len(scalar.encode())
    return len(scalar) if isinstance(scalar, bytes) else 0
