"""Deterministic CBOR (RFC 8949, 4.2.1): one value has one encoding, and nothing else is accepted."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import cbor2

MAX_DEPTH: Final = 32
MAX_ITEMS: Final = 1_000_000
"""Heads in one value; bounds the memory of a decoded value at about 75 MB in the worst case."""

_UNSIGNED, _NEGATIVE, _BYTES, _TEXT, _ARRAY, _MAP, _TAG, _SIMPLE = range(8)
_SIMPLE_VALUES = (20, 21, 22)  # false, true, null
_ATOMS = frozenset((bytes, str, bool))
_SMALLEST = {24: 24, 25: 1 << 8, 26: 1 << 16, 27: 1 << 32}


class CodecError(ValueError):
    """The bytes are not the one deterministic encoding of a plain value, or the value has none."""


class EndsEarlyError(CodecError):
    """The bytes stop before the value is complete; more of them may make it whole."""


def encode(value: object) -> bytes:
    """Return the deterministic encoding of ``value``.

    Plain values are None, bool, int of 64 bits, bytes, str, list or tuple, and dict whose keys are all unsigned
    ints, all bytes or all str. There are no floats: a decimal travels as text, so that it stays what was typed.
    Raises ``CodecError`` on anything else.
    """
    _check_plain(value, MAX_DEPTH)
    try:
        return cbor2.dumps(value, canonical=True)
    except UnicodeEncodeError:
        raise CodecError("text is not Unicode") from None


def decode(data: bytes, *, max_bytes: int, max_items: int = MAX_ITEMS) -> object:
    """Return the value of which ``data`` is the deterministic encoding.

    Raises ``CodecError`` on more than ``max_bytes`` bytes or ``max_items`` items, nesting below ``MAX_DEPTH``,
    tags, floats, indefinite lengths, numbers not in their shortest form, unsorted or repeated keys, trailing bytes.
    Time and memory are linear in the bytes: the structure is walked before anything is built.
    """
    if len(data) > max_bytes:
        raise CodecError(f"more than {max_bytes} bytes")
    _check_structure(data, max_items)
    try:
        value: object = cbor2.loads(data)
        again = cbor2.dumps(value, canonical=True)
    except (cbor2.CBORError, ValueError, TypeError) as error:
        raise CodecError("text is not UTF-8") from error
    if again != data:
        raise CodecError("not in deterministic form")
    return value


def read_head(data: bytes | bytearray, offset: int) -> tuple[int, int, int]:
    """Return (major type, argument, offset behind the head) of the item that begins at ``offset``.

    For framing that must be walked before it is authenticated. Raises ``CodecError`` on a head that is cut off,
    indefinite, or longer than needed.
    """
    if offset >= len(data):
        raise EndsEarlyError("ends too early")
    initial = data[offset]
    major, info = initial >> 5, initial & 31
    offset += 1
    if info < 24:
        return major, info, offset
    if info > 27:
        raise CodecError("indefinite length")
    width = 1 << (info - 24)
    if offset + width > len(data):
        raise EndsEarlyError("ends too early")
    argument = int.from_bytes(data[offset : offset + width], "big")
    if argument < _SMALLEST[info]:
        raise CodecError("number is not in its shortest form")
    return major, argument, offset + width


def byte_string_head(length: int) -> bytes:
    """Return the head of a byte string of ``length`` bytes, so that a long one need not be copied."""
    return _head(_BYTES, length)


def list_head(count: int) -> bytes:
    """Return the head of a list of ``count`` items, so that encoded ones can follow it."""
    return _head(_ARRAY, count)


def joined(lists: Sequence[tuple[int, bytes]]) -> bytes:
    """Return the encoding of all the items of encoded lists as one list; each comes with its number of items."""
    body = b"".join([data[len(_head(_ARRAY, count)) :] for count, data in lists])
    return _head(_ARRAY, sum([count for count, _data in lists])) + body


def _head(major: int, length: int) -> bytes:
    if length < 0 or length >= 1 << 64:
        raise CodecError("length does not fit 64 bits")
    if length < 24:
        return bytes([major << 5 | length])
    for info, width in ((24, 1), (25, 2), (26, 4), (27, 8)):
        if length < 1 << (8 * width):
            return bytes([major << 5 | info]) + length.to_bytes(width, "big")
    raise AssertionError("unreachable: the length was checked")


def _check_structure(data: bytes, max_items: int) -> None:  # noqa: PLR0912 - one loop, so that depth costs no recursion
    """Walk the heads of ``data`` without building anything; raise ``CodecError`` at the first that is not plain."""
    size = len(data)
    offset = 0
    items = 0
    remaining = 1
    key_major = -2  # -2 not a map, -1 a map whose first key is still to come
    keys_next = False
    stack: list[tuple[int, int, bool]] = []
    while True:
        while remaining == 0:
            if not stack:
                if offset != size:
                    raise CodecError("bytes follow the value")
                return
            remaining, key_major, keys_next = stack.pop()
        items += 1
        if items > max_items:
            raise CodecError(f"more than {max_items} items")
        if offset < size and (initial := data[offset]) & 31 < 24:  # nearly every head; saves a call
            major, argument, body = initial >> 5, initial & 31, offset + 1
        else:
            major, argument, body = read_head(data, offset)
        remaining -= 1
        if key_major != -2:
            keys_next = not keys_next
            if keys_next:
                if major not in (_UNSIGNED, _BYTES, _TEXT) or (key_major not in (-1, major)):
                    raise CodecError("keys of a map are of one kind: unsigned, bytes or text")
                key_major = major
        if major in (_BYTES, _TEXT):
            body += argument
            if body > size:
                raise EndsEarlyError("ends too early")
        elif major in (_ARRAY, _MAP):
            if argument > size:
                raise EndsEarlyError("ends too early")
            stack.append((remaining, key_major, keys_next))
            if len(stack) > MAX_DEPTH:
                raise CodecError(f"nested deeper than {MAX_DEPTH}")
            remaining, key_major, keys_next = (argument, -2, False) if major == _ARRAY else (2 * argument, -1, False)
        elif major == _TAG:
            raise CodecError("tags are not used")
        elif major == _SIMPLE and argument not in _SIMPLE_VALUES:
            raise CodecError("neither false, true nor null")
        offset = body


def _check_plain(value: object, depth: int) -> None:
    kind = type(value)
    if kind in _ATOMS or value is None:
        return
    if kind is list or kind is tuple or kind is dict:
        if depth == 0:
            raise CodecError(f"nested deeper than {MAX_DEPTH}")
        items = value
        if kind is dict:
            _check_keys(value)  # type: ignore[arg-type]
            items = value.values()  # type: ignore[attr-defined]
        for item in items:  # type: ignore[attr-defined]
            _check_plain(item, depth - 1)
    elif isinstance(value, int):
        if not -(1 << 64) <= value < 1 << 64:
            raise CodecError("number does not fit 64 bits")
    else:
        raise CodecError(f"a {kind.__name__} is not a plain value")


def _check_keys(value: dict[object, object]) -> None:
    kinds = {type(key) for key in value}
    if kinds - {int, bytes, str} or len(kinds) > 1:
        raise CodecError("keys of a map are of one kind: unsigned, bytes or text")
    if int in kinds and any(not 0 <= key < 1 << 64 for key in value):  # type: ignore[operator]
        raise CodecError("a key is negative or does not fit 64 bits")
