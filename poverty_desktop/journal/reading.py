"""The changes of a transaction out of its bytes: what most records share is read once, and no more made than is asked.

A county brings millions of changes, but its records are of a few dozen outlines: which fields are said, and how. An
outline that was met before is known again by its bytes alone, for an encoding in CBOR never begins another one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Final, overload

import cbor2

from poverty_desktop.crypto import cbor
from poverty_desktop.domain.values import Value
from poverty_desktop.ids import RecordId
from poverty_desktop.journal.operation import (
    EXISTENCE,
    HASH_PREFIX,
    NOTHINGS,
    Change,
    OperationId,
    OperationKind,
    RecordChanges,
    Said,
    unpack_kinds,
)

MAX_VALUE_BYTES: Final = 64 * 1024
MAX_NUMBER: Final = (1 << 63) - 1
"""What a register file can hold as a number; a place within a transaction takes four bytes."""
MAX_PLACE: Final = (1 << 32) - 1
_UNSIGNED, _NEGATIVE, _BYTES, _TEXT, _ARRAY, _MAP = range(6)
_KINDS = {int(kind): kind for kind in OperationKind}
_BORN = frozenset({OperationKind.CREATE, OperationKind.SET})
_NULL = 0xF6
_ONE_ITEM = 0x81
_THREE_ITEMS = 0x83
_STEPS = tuple(
    1 if head < 0x18 or 0x20 <= head < 0x38 or head == _NULL
    else 1 + (head & 0x1F) if 0x40 <= head < 0x58 or 0x60 <= head < 0x78
    else 0
    for head in range(256)
)  # fmt: skip
"""How many bytes a short value has that begins with this one; 0 where more must be looked at."""
_BEGINNING = 5
_MOST_SHARED_BYTES = 4096
_MOST_SHARED = 4096
_MOST_ALIKE = 64


class Outline:
    """Kind, field and predecessors of each change of a record, and their CBOR; ``born`` where it is a plain creation.

    ``born`` names the fields of which each is set once, nothing being replaced; ``is_shared`` says that more records
    are likely to have this outline.
    """

    __slots__ = ("born", "encoded", "is_shared", "said")

    def __init__(self, encoded: bytes, said: Said) -> None:
        self.encoded = encoded
        self.said = said
        self.is_shared = not any(pred for _kind, _field, pred in said)
        self.born = _born(said) if self.is_shared else None


class ReadChanges(Sequence[Change]):
    """The changes of one record as they were read; a change is made when it is asked for.

    ``items`` are what the values decode to: a scalar, a ``Value`` that is a nothing, or ``None`` for no value; without
    them the values were erased. ``packed`` is their CBOR.
    """

    __slots__ = ("_made", "items", "outline", "packed")

    def __init__(self, outline: Outline, items: Sequence[object] | None, packed: bytes | None) -> None:
        self.outline = outline
        self.items: Sequence[object] = [None] * len(outline.said) if items is None else items
        self.packed = packed
        self._made: tuple[Change, ...] | None = None

    def all(self) -> tuple[Change, ...]:
        """Return every change, made now unless it was before."""
        if self._made is None:
            self._made = tuple(
                [
                    Change(kind, field, value_of(item), pred)
                    for (kind, field, pred), item in zip(self.outline.said, self.items, strict=True)
                ]
            )
        return self._made

    @overload
    def __getitem__(self, place: int) -> Change: ...
    @overload
    def __getitem__(self, place: slice) -> tuple[Change, ...]: ...
    def __getitem__(self, place: int | slice) -> Change | tuple[Change, ...]:
        return self.all()[place]

    def __iter__(self) -> Iterator[Change]:
        return iter(self.all())

    def __len__(self) -> int:
        return len(self.outline.said)

    def __eq__(self, other: object) -> bool:
        return self.all() == (other.all() if isinstance(other, ReadChanges) else other)

    def __hash__(self) -> int:
        return hash(self.all())


def items_at_birth(read: ReadChanges) -> dict[int, object] | None:
    """Return the items that a record shows of which nothing but this is said: what ``fold.shown_at_birth`` finds.

    ``None`` where it is not as simple as that, or where there is more to look at.
    """
    if read.outline.born is None:
        return None
    shown = dict(zip(read.outline.born, read.items, strict=True))
    if shown.pop(EXISTENCE, None) is not None or None in shown.values():
        return None
    return shown


def item_of(value: Value) -> object:
    """Return the item that stands for a value: the scalar where it has one."""
    return value if value.scalar is None else value.scalar


def value_of(item: object) -> Value | None:
    """Return the value that an item of :class:`ReadChanges` stands for."""
    return item if item is None or type(item) is Value else Value(item)  # type: ignore[arg-type]


def read_records(header: bytes, at: int, values: bytes | None) -> tuple[tuple[RecordChanges, ...], int]:
    """Return the records of a header, the list of which begins at ``at``, with their values, and where the list ends.

    Raises ``ValueError`` where the bytes are malformed or not in their one form, and where there are more or fewer
    values than changes.
    """
    major, count, at = cbor.read_head(header, at)
    if major != _ARRAY:
        raise ValueError("records are a list")
    items, place = (None, 0) if values is None else _items(values)
    said = 0
    records = []
    for _number in range(count):
        entity, record, at = _read_name(header, at)
        outline = _read_outline(header, at)
        at += len(outline.encoded)
        changes = len(outline.said)
        if items is None or values is None:
            read = ReadChanges(outline, None, None)
        else:
            end = _behind(values, place, changes)
            packed = cbor.list_head(changes) + values[place:end]
            read = ReadChanges(outline, items[said : said + changes], packed)
            place = end
        said += changes
        records.append(RecordChanges.read(entity, record, read, outline.encoded, read.packed))
    if items is not None and (said != len(items) or place != len(values or b"")):
        raise ValueError("there are more or fewer values than changes")
    return tuple(records), at


def stored(kinds: bytes, values: bytes | None) -> ReadChanges:
    """Return the changes that a line of the index holds, which was checked before it came there."""
    return ReadChanges(_stored_outline(kinds), None if values is None else _with_nothings(cbor2.loads(values)), values)


@lru_cache(maxsize=2048)
def _stored_outline(kinds: bytes) -> Outline:
    return Outline(kinds, unpack_kinds(kinds))


def _items(values: bytes) -> tuple[list[object], int]:
    """Return the decoded values and where the first of them begins; of what they are only the walk is to see."""
    major, count, begin = cbor.read_head(values, 0)
    if major != _ARRAY or count > len(values):
        raise ValueError("values are a list")
    _behind(values, begin, count)  # before anything is built: tags and promises of much are never decoded
    try:
        items: list[object] = cbor2.loads(values)
    except (cbor2.CBORError, ValueError) as error:
        raise ValueError("text is not UTF-8") from error
    return _with_nothings(items), begin


def _with_nothings(items: list[object]) -> list[object]:
    if list in set(map(type, items)):
        return [NOTHINGS[item[0]] if type(item) is list else item for item in items]
    return items


def _behind(values: bytes, at: int, count: int) -> int:
    """Return where ``count`` values that begin at ``at`` end; raises ``ValueError`` where one is none."""
    steps = _STEPS
    try:
        for _number in range(count):
            step = steps[values[at]]
            at += step or _long_step(values, at)
    except IndexError:
        raise ValueError("a value is missing") from None
    if at > len(values):
        raise cbor.EndsEarlyError("ends too early")
    return at


def _long_step(values: bytes, at: int) -> int:
    """Return how many bytes a value has that begins at ``at``, of those whose first byte does not tell."""
    if values[at] == _ONE_ITEM:
        if values[at + 1] not in NOTHINGS:
            raise ValueError("not a value of the journal")
        return 2
    major, argument, behind = cbor.read_head(values, at)
    if major in (_BYTES, _TEXT):
        if argument > MAX_VALUE_BYTES:
            raise ValueError("a value is too large")
        return behind + argument - at
    if major not in (_UNSIGNED, _NEGATIVE) or argument > MAX_NUMBER:
        raise ValueError("not a value of the journal")
    return behind - at


def _read_name(header: bytes, at: int) -> tuple[int, RecordId, int]:
    if at >= len(header) or header[at] != _THREE_ITEMS:
        raise ValueError("a record has a kind, a name and changes")
    entity, at = _natural(header, at + 1)
    record, at = _sixteen(header, at)
    return entity, RecordId(record), at


_SHARED: dict[bytes, list[Outline]] = {}
_COUNT = [0]


def _read_outline(header: bytes, at: int) -> Outline:
    beginning = header[at : at + _BEGINNING]
    for known in _SHARED.get(beginning, ()):
        if header.startswith(known.encoded, at):
            return known
    outline = _new_outline(header, at)
    if outline.is_shared and _BEGINNING <= len(outline.encoded) <= _MOST_SHARED_BYTES:
        _share(beginning, outline)
    return outline


def _share(beginning: bytes, outline: Outline) -> None:
    """Know an outline again; whoever writes ever new ones to fill the memory only makes us forget."""
    alike = _SHARED.setdefault(beginning, [])
    if _COUNT[0] >= _MOST_SHARED or len(alike) >= _MOST_ALIKE:
        _SHARED.clear()
        _COUNT[0], alike = 0, _SHARED.setdefault(beginning, [])
    alike.append(outline)
    _COUNT[0] += 1


def _new_outline(header: bytes, begin: int) -> Outline:
    major, count, at = cbor.read_head(header, begin)
    if major != _ARRAY:
        raise ValueError("a record has a kind, a name and changes")
    said = []
    for _number in range(count):
        if at >= len(header) or header[at] != _THREE_ITEMS:
            raise ValueError("a change has a kind, a field and predecessors")
        kind, at = _natural(header, at + 1)
        field, at = _natural(header, at)
        major, preds, at = cbor.read_head(header, at)
        if kind not in _KINDS or major != _ARRAY:
            raise ValueError("a change of no known kind")
        pred = []
        for _place in range(preds):
            name, at = _read_operation(header, at)
            pred.append(name)
        said.append((_KINDS[kind], field, tuple(pred)))
    return Outline(header[begin:at], tuple(said))


def _read_operation(header: bytes, at: int) -> tuple[OperationId, int]:
    major, count, at = cbor.read_head(header, at)
    if major != _ARRAY or count != 2:
        raise ValueError("an operation id has two items")
    transaction, at = _sixteen(header, at)
    place, at = _natural(header, at, most=MAX_PLACE)
    return OperationId(transaction, place), at


def _natural(header: bytes, at: int, *, most: int = MAX_NUMBER) -> tuple[int, int]:
    major, argument, at = cbor.read_head(header, at)
    if major != _UNSIGNED or argument > most:
        raise ValueError("a whole number is expected")
    return argument, at


def _sixteen(header: bytes, at: int) -> tuple[bytes, int]:
    major, argument, at = cbor.read_head(header, at)
    if major != _BYTES or argument != HASH_PREFIX or at + argument > len(header):
        raise ValueError("16 bytes are expected")
    return header[at : at + argument], at + argument


def _born(said: Said) -> tuple[int, ...] | None:
    fields = tuple([field for _kind, field, _pred in said])
    is_plain = len(set(fields)) == len(fields) and all(
        kind in _BORN and (kind is OperationKind.CREATE) == (field == EXISTENCE) for kind, field, _pred in said
    )
    return fields if is_plain else None
