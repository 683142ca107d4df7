"""Reading a decoded file item by item: each has the type and size the format gives it, or the file is damaged."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from poverty_desktop.crypto.cbor import CodecError
from poverty_desktop.ids import ID_BYTES

T = TypeVar("T")
HASH_BYTES = 32


def natural(item: object, *, most: int = (1 << 63) - 1) -> int:
    """Return an unsigned integer up to ``most``."""
    if isinstance(item, bool) or not isinstance(item, int) or not 0 <= item <= most:
        raise CodecError("a whole number is expected")
    return item


def octets(item: object, *, least: int = 0, most: int) -> bytes:
    """Return a byte string of ``least`` to ``most`` bytes."""
    if not isinstance(item, bytes) or not least <= len(item) <= most:
        raise CodecError("bytes are expected")
    return item


def identity(item: object) -> bytes:
    """Return an id of 16 bytes."""
    return octets(item, least=ID_BYTES, most=ID_BYTES)


def identity_or_none(item: object) -> bytes | None:
    """Return an id of 16 bytes, or None."""
    return None if item is None else identity(item)


def digest(item: object) -> bytes:
    """Return a hash of 32 bytes."""
    return octets(item, least=HASH_BYTES, most=HASH_BYTES)


def text(item: object, *, most: int) -> str:
    """Return text of at most ``most`` characters."""
    if not isinstance(item, str) or len(item) > most:
        raise CodecError("text is expected")
    return item


def items(item: object, read: Callable[[object], T], *, most: int) -> tuple[T, ...]:
    """Return a list of at most ``most`` items, each read by ``read``."""
    if not isinstance(item, list) or len(item) > most:
        raise CodecError("a list is expected")
    return tuple(read(entry) for entry in item)


def tuple_of(item: object, count: int) -> list[object]:
    """Return a list of exactly ``count`` items."""
    if not isinstance(item, list) or len(item) != count:
        raise CodecError(f"{count} items are expected")
    return item


def fields(item: object, *needed: int) -> dict[int, object]:
    """Return a map with integer keys that has all of ``needed``; further keys belong to later versions."""
    if not isinstance(item, dict) or any(not isinstance(key, int) for key in item) or not item.keys() >= set(needed):
        raise CodecError("an item is missing")
    return item
