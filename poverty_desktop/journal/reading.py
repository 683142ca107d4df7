"""The changes of a transaction out of its bytes; no more of them is made than is asked for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Final, overload

import cbor2

from poverty_desktop.crypto import cbor
from poverty_desktop.domain.values import Value
from poverty_desktop.ids import RecordId
from poverty_desktop.journal.fold import Rules
from poverty_desktop.journal.operation import EXISTENCE, NOTHINGS, Change, RecordChanges, unpack_kinds
from poverty_desktop.journal.outline import MAX_NUMBER, Outline, read_name, read_outline

MAX_VALUE_BYTES: Final = 64 * 1024
_UNSIGNED, _NEGATIVE, _BYTES, _TEXT, _ARRAY = range(5)
_NULL = 0xF6
_ONE_ITEM = 0x81
_STEPS = tuple(
    1 if head < 0x18 or 0x20 <= head < 0x38 or head == _NULL
    else 1 + (head & 0x1F) if 0x40 <= head < 0x58 or 0x60 <= head < 0x78
    else 0
    for head in range(256)
)  # fmt: skip
"""How many bytes a short value has that begins with this one; 0 where more must be looked at."""


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


def items_at_birth(read: ReadChanges, rules: Rules) -> dict[int, object] | None:
    """Return the items that a record shows of which nothing but this is said: what ``fold.shown_at_birth`` finds.

    ``None`` where it is not as simple as that, or where there is more to look at.
    """
    outline, items = read.outline, read.items
    if outline.born is None:
        return None
    shown: dict[int, object] = dict(zip(outline.born, items, strict=True))
    if shown.pop(EXISTENCE, None) is not None or None in shown.values():
        return None
    if outline.added:
        options: dict[int, set[str]] = {}
        for place, field in outline.added:
            if type(items[place]) is Value or not rules(field).is_set:
                return None
            options.setdefault(field, set()).add(str(items[place]))
        shown.update({field: " ".join(sorted(words)) for field, words in options.items()})
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
    said = []
    for _number in range(count):
        entity, record, at = read_name(header, at)
        outline = read_outline(header, at)
        at += len(outline.encoded)
        said.append((entity, record, outline))
    if values is None:
        return tuple([_erased(entity, record, outline) for entity, record, outline in said]), at
    packed = _packed(values, [len(outline.said) for _entity, _record, outline in said])
    try:
        items = _with_nothings(cbor2.loads(values))
    except (cbor2.CBORError, ValueError) as error:
        raise ValueError("text is not UTF-8") from error
    place = 0
    records = []
    for (entity, record, outline), part in zip(said, packed, strict=True):
        read = ReadChanges(outline, items[place : place + len(outline.said)], part)
        place += len(outline.said)
        records.append(RecordChanges.read(entity, record, read, outline.encoded, part))
    return tuple(records), at


def _erased(entity: int, record: RecordId, outline: Outline) -> RecordChanges:
    return RecordChanges.read(entity, record, ReadChanges(outline, None, None), outline.encoded, None)


def stored(kinds: bytes, values: bytes | None) -> ReadChanges:
    """Return the changes that a line of the index holds, which was checked before it came there."""
    return ReadChanges(_stored_outline(kinds), None if values is None else _with_nothings(cbor2.loads(values)), values)


@lru_cache(maxsize=2048)
def _stored_outline(kinds: bytes) -> Outline:
    return Outline(kinds, unpack_kinds(kinds))


def _packed(values: bytes, counts: Sequence[int]) -> list[bytes]:
    """Return the encoded values of each record, which has so many of them.

    Walks all of them before anything is built, so that tags and promises of much are never decoded.
    """
    major, count, at = cbor.read_head(values, 0)
    if major != _ARRAY or count != sum(counts):
        raise ValueError("there are more or fewer values than changes")
    packed = []
    for changes in counts:
        end = _behind(values, at, changes)
        packed.append(cbor.list_head(changes) + values[at:end])
        at = end
    if at != len(values):
        raise ValueError("bytes follow the values")
    return packed


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
