"""One field's change in the journal, and how its value is written in CBOR."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import NamedTuple

from poverty_desktop.domain.values import BLANK, Scalar, Value, Why
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


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordChanges:
    """The changes of one record in one transaction; ``entity`` is the number of its kind."""

    entity: int
    record: RecordId
    changes: tuple[Change, ...]


def encode_value(value: Value | None) -> object:
    """Return what stands for ``value`` in CBOR: the scalar itself, ``[why]`` for a nothing, null for no value."""
    if value is None:
        return None
    scalar = value.scalar
    if scalar is None:
        return [int(value.why)]
    return int(scalar) if scalar is True or scalar is False else scalar


_NOTHINGS = {int(why): Value(None, why) for why in Why if why is not Why.VALUE}


def decode_value(item: object) -> Value | None:
    """Return the value that :func:`encode_value` wrote; raises ``ValueError`` on anything else."""
    kind = type(item)
    if kind is str or kind is bytes or (kind is int and -_MOST_INT - 1 <= item <= _MOST_INT):  # type: ignore[operator]
        return Value(item)  # type: ignore[arg-type]
    if item is None:
        return None
    if isinstance(item, list) and len(item) == 1 and type(item[0]) is int and item[0] in _NOTHINGS:
        return _NOTHINGS[item[0]]
    raise ValueError("not a value of the journal")


def value_to_cell(value: Value | None) -> Scalar | float | None:
    """Return a value as a cell of the index of operations: as it is; a nothing as its number with a decimal point.

    No value of the journal is a floating-point number, so that the two are never confused.
    """
    if value is None:
        return None
    scalar = value.scalar
    if scalar is None:
        return float(value.why)
    return int(scalar) if scalar is True or scalar is False else scalar


def value_from_cell(cell: Scalar | float | None) -> Value | None:
    """Return what :func:`value_to_cell` wrote."""
    if cell is None:
        return None
    return _NOTHINGS[int(cell)] if type(cell) is float else Value(cell)  # type: ignore[arg-type]


def value_or_blank(value: Value | None) -> Value:
    """Return ``value``, or blank where an operation carries none."""
    return BLANK if value is None else value
