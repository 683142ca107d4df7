"""The outline of a record in a transaction: which fields are said, how, and what they replace, without the values.

A county brings millions of changes, but its records are of a few dozen outlines. One that was met before is known
again by its bytes alone, for an encoding in CBOR never begins another one.
"""

from __future__ import annotations

from typing import Final

from poverty_desktop.crypto import cbor
from poverty_desktop.ids import RecordId
from poverty_desktop.journal.operation import EXISTENCE, HASH_PREFIX, OperationId, OperationKind, Said

MAX_NUMBER: Final = (1 << 63) - 1
"""What a register file can hold as a number; a place within a transaction takes four bytes."""
MAX_PLACE: Final = (1 << 32) - 1
_UNSIGNED, _BYTES, _ARRAY = 0, 2, 4
_KINDS = {int(kind): kind for kind in OperationKind}
_BORN = frozenset({OperationKind.CREATE, OperationKind.SET, OperationKind.ADD})
_THREE_ITEMS = 0x83
_BEGINNING = 5
_MOST_SHARED_BYTES = 4096
_MOST_SHARED = 4096
_MOST_ALIKE = 64


class Outline:
    """Kind, field and predecessors of each change of a record, and their CBOR; ``born`` where it is a plain creation.

    ``born`` names the fields, of which each is set once or given options, nothing being replaced; ``added`` are the
    places and fields of the options. ``is_shared`` says that more records are likely to have this outline.
    """

    __slots__ = ("added", "born", "encoded", "is_shared", "said")

    def __init__(self, encoded: bytes, said: Said) -> None:
        self.encoded = encoded
        self.said = said
        self.is_shared = not any(pred for _kind, _field, pred in said)
        self.born = _born(said) if self.is_shared else None
        self.added = tuple(
            [(place, field) for place, (kind, field, _pred) in enumerate(said) if kind is OperationKind.ADD]
        )


_SHARED: dict[bytes, list[Outline]] = {}
_COUNT = [0]


def read_name(header: bytes, at: int) -> tuple[int, RecordId, int]:
    """Return kind and id of a record, and where its outline begins; raises ``ValueError`` where there is none."""
    if at >= len(header) or header[at] != _THREE_ITEMS:
        raise ValueError("a record has a kind, a name and changes")
    entity, at = natural(header, at + 1)
    record, at = sixteen(header, at)
    return entity, RecordId(record), at


def read_outline(header: bytes, at: int) -> Outline:
    """Return the outline of a record that begins at ``at``; raises ``ValueError`` where there is none."""
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
        kind, at = natural(header, at + 1)
        field, at = natural(header, at)
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
    transaction, at = sixteen(header, at)
    place, at = natural(header, at, most=MAX_PLACE)
    return OperationId(transaction, place), at


def natural(header: bytes, at: int, *, most: int = MAX_NUMBER) -> tuple[int, int]:
    """Return a whole number from 0 to ``most`` and where it ends; raises ``ValueError`` where there is none."""
    major, argument, at = cbor.read_head(header, at)
    if major != _UNSIGNED or argument > most:
        raise ValueError("a whole number is expected")
    return argument, at


def sixteen(header: bytes, at: int) -> tuple[bytes, int]:
    """Return the 16 bytes of a name and where they end; raises ``ValueError`` where they are not there."""
    major, argument, at = cbor.read_head(header, at)
    if major != _BYTES or argument != HASH_PREFIX or at + argument > len(header):
        raise ValueError("16 bytes are expected")
    return header[at : at + argument], at + argument


def _born(said: Said) -> tuple[int, ...] | None:
    once = [field for kind, field, _pred in said if kind is not OperationKind.ADD]
    is_plain = len(set(once)) == len(once) and all(
        kind in _BORN and (kind is OperationKind.CREATE) == (field == EXISTENCE) for kind, field, _pred in said
    )
    is_apart = {field for kind, field, _pred in said if kind is OperationKind.ADD}.isdisjoint(once)
    return tuple([field for _kind, field, _pred in said]) if is_plain and is_apart else None
