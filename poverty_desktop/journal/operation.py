"""One field's change in the journal, and how its value is written in CBOR."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import cached_property, lru_cache
from typing import NamedTuple

import cbor2

from poverty_desktop.domain.values import BLANK, Value, Why
from poverty_desktop.ids import RecordId

EXISTENCE = 0
"""The field number that stands for the record itself; its changes create, remove and restore."""

HASH_PREFIX = 16
_MOST_INT = (1 << 63) - 1


class OperationKind(IntEnum):
    """What a change does (sync.md 2.3, header item 8)."""

    CREATE = 0
    SET = 1
    REMOVE = 2
    RESTORE = 3
    ADD = 4
    TAKE = 5
    RESOLVE = 6
    SAME_AS = 7
    NOT_SAME = 8
    ERASE = 9


_KINDS = {int(kind): kind for kind in OperationKind}


class OperationId(NamedTuple):
    """An operation's name: the first 16 bytes of its transaction's hash, and its place therein."""

    transaction: bytes
    place: int


class Operation(NamedTuple):
    """One change of one field of one record, as the merge sees it.

    ``pred`` names the operations that the author was shown and replaces; ``value`` is ``None`` where the kind
    carries none or where it was erased.
    """

    id: OperationId
    kind: OperationKind
    field: int
    value: Value | None
    pred: tuple[OperationId, ...]
    hlc: int
    rank: int


class Change(NamedTuple):
    """One change before it has a name: what a transaction is made of."""

    kind: OperationKind
    field: int
    value: Value | None = None
    pred: tuple[OperationId, ...] = ()


Said = tuple[tuple[OperationKind, int, tuple[OperationId, ...]], ...]
"""Kind, field and predecessors of each of some changes."""


class Entry(NamedTuple):
    """What one transaction says of one record: a line of the index of the journal.

    ``place`` is that of the first change within the transaction, whose hash begins with ``transaction``.
    """

    transaction: bytes
    place: int
    hlc: int
    rank: int
    changes: Sequence[Change]

    def operations(self) -> Iterator[Operation]:
        """Yield the operations of these changes in their order."""
        transaction, place, hlc, rank, changes = self
        for kind, field, value, pred in changes:
            yield Operation(OperationId(transaction, place), kind, field, value, pred, hlc, rank)
            place += 1


@dataclass(frozen=True, kw_only=True)
class RecordChanges:
    """The changes of one record in one transaction; ``entity`` is the number of its kind.

    They are encoded once, for the transaction and for the index.
    """

    entity: int
    record: RecordId
    changes: Sequence[Change]

    @classmethod
    def read(
        cls, entity: int, record: RecordId, changes: Sequence[Change], kinds: bytes, values: bytes | None
    ) -> RecordChanges:
        """Return the changes of a record that were read together with their encoding, which is kept."""
        made = cls(entity=entity, record=record, changes=changes)
        vars(made).update(kinds=kinds, **({} if values is None else {"values": values}))
        return made

    @cached_property
    def kinds(self) -> bytes:
        """Return kind, field and predecessors of each change in CBOR."""
        return pack_kinds(self.changes)

    @cached_property
    def values(self) -> bytes:
        """Return the values of the changes in CBOR."""
        return pack_values(self.changes)


def encode_value(value: Value | None) -> object:
    """Return what stands for ``value`` in CBOR: the scalar itself, ``[why]`` for a nothing, null for no value."""
    if value is None:
        return None
    scalar = value.scalar
    if scalar is None:
        return [int(value.why)]
    return int(scalar) if scalar is True or scalar is False else scalar


NOTHINGS = {int(why): Value(None, why) for why in Why if why is not Why.VALUE}
"""What stands for each kind of nothing in the journal, and the value that it is."""


def decode_value(item: object) -> Value | None:
    """Return the value that :func:`encode_value` wrote; raises ``ValueError`` on anything else."""
    kind = type(item)
    if kind is str or kind is bytes or (kind is int and -_MOST_INT - 1 <= item <= _MOST_INT):  # type: ignore[operator]
        return Value(item)  # type: ignore[arg-type]
    if item is None:
        return None
    if isinstance(item, list) and len(item) == 1 and type(item[0]) is int and item[0] in NOTHINGS:
        return NOTHINGS[item[0]]
    raise ValueError("not a value of the journal")


def pack_kinds(changes: Iterable[Change]) -> bytes:
    """Return kind, field and predecessors of each change in CBOR, as a transaction's header has them."""
    said = [(kind, field, pred) for kind, field, _value, pred in changes]
    if any(pred for _kind, _field, pred in said):
        return cbor2.dumps([[int(kind), field, [list(item) for item in pred]] for kind, field, pred in said])
    return _pack_plain(tuple([(kind, field) for kind, field, _pred in said]))


@lru_cache(maxsize=2048)
def _pack_plain(said: tuple[tuple[OperationKind, int], ...]) -> bytes:
    """Return the same for changes that replace nothing: the records of a roster are all of a few forms."""
    return cbor2.dumps([[int(kind), field, []] for kind, field in said])


def pack_values(changes: Iterable[Change]) -> bytes:
    """Return the values of changes in CBOR, as a transaction has those of all its changes."""
    return cbor2.dumps([encode_value(value) for _kind, _field, value, _pred in changes])


def unpack_changes(kinds: bytes, values: bytes | None) -> tuple[Change, ...]:
    """Return what :func:`pack_kinds` and :func:`pack_values` wrote; ``values`` is ``None`` where they were erased."""
    said = unpack_kinds(kinds)
    if values is None:
        return tuple([Change(kind, field, None, pred) for kind, field, pred in said])
    return tuple(
        [
            Change(kind, field, decode_value(value), pred)
            for (kind, field, pred), value in zip(said, cbor2.loads(values), strict=True)
        ]
    )


@lru_cache(maxsize=2048)
def unpack_kinds(kinds: bytes) -> Said:
    """Return what :func:`pack_kinds` wrote."""
    return tuple(
        [
            (_KINDS[kind], field, tuple([OperationId(transaction, place) for transaction, place in pred]))
            for kind, field, pred in cbor2.loads(kinds)
        ]
    )


def value_or_blank(value: Value | None) -> Value:
    """Return ``value``, or blank where an operation carries none."""
    return BLANK if value is None else value
