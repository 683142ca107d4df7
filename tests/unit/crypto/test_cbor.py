"""Deterministic CBOR: RFC 8949's own examples, and everything else refused within bounds."""

from __future__ import annotations

import time
import tracemalloc

import cbor2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from poverty_desktop.crypto import cbor

# RFC 8949, appendix A: those examples that are deterministic and plain
RFC_8949 = [
    ("00", 0), ("0a", 10), ("17", 23), ("1818", 24), ("1903e8", 1000), ("1a000f4240", 1000000),
    ("1bffffffffffffffff", 18446744073709551615), ("3bffffffffffffffff", -18446744073709551616),
    ("20", -1), ("3903e7", -1000),
    ("f4", False), ("f5", True), ("f6", None), ("40", b""), ("4401020304", b"\1\2\3\4"), ("60", ""), ("6161", "a"),
    ("62c3bc", "ü"), ("63e6b0b4", "水"), ("64f0908591", "𐅑"), ("80", []), ("83010203", [1, 2, 3]),
    ("8301820203820405", [1, [2, 3], [4, 5]]), ("a0", {}), ("a201020304", {1: 2, 3: 4}),
    ("a26161016162820203", {"a": 1, "b": [2, 3]}),
]  # fmt: skip

REFUSED = {
    "indefinite array": "9f01ff", "indefinite bytes": "5f4101ff", "tag": "c074323031332d30332d32315432303a30343a30305a",
    "bignum": "c249010000000000000000", "shared reference": "d81c80", "regular expression": "d8236161",
    "rational": "d81e820102", "long small number": "1801", "long length": "580161", "half float": "f93e00",
    "float": "fa47c35000", "double": "fb3ff199999999999a", "not a number": "f97e00", "undefined": "f7",
    "simple value": "f0", "long simple value": "f820", "false in two bytes": "f814",
    "float that hides null": "f90016",
    "repeated key": "a201020102", "keys out of order": "a203040102", "keys of two kinds": "a20102616103",
    "negative key": "a12001", "array as key": "a18001", "null as key": "a1f601", "not UTF-8": "62ffff",
    "surrogate": "63eda080", "trailing byte": "0000", "nothing": "", "cut off": "830102", "reserved": "1c",
    "break alone": "ff",
}  # fmt: skip

plain = st.recursive(
    st.none() | st.booleans() | st.integers(-(1 << 64), (1 << 64) - 1) | st.binary(max_size=20) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=5)
    | st.dictionaries(st.integers(0, (1 << 64) - 1), inner, max_size=4)
    | st.dictionaries(st.binary(max_size=40), inner, max_size=4)
    | st.dictionaries(st.text(max_size=40), inner, max_size=4),
    max_leaves=25,
)  # fmt: skip


@pytest.mark.parametrize(("encoded", "value"), RFC_8949)
def test_that_the_examples_of_rfc_8949_are_read_and_written(encoded: str, value: object) -> None:
    data = bytes.fromhex(encoded)
    assert cbor.encode(value) == data
    assert repr(cbor.decode(data, max_bytes=100)) == repr(value)


@pytest.mark.parametrize("what", REFUSED)
def test_that_every_other_form_is_refused(what: str) -> None:
    with pytest.raises(cbor.CodecError):
        cbor.decode(bytes.fromhex(REFUSED[what]), max_bytes=100)


@given(plain)
@settings(deadline=None, max_examples=200)
def test_that_what_is_written_is_read_back(value: object) -> None:
    data = cbor.encode(value)
    assert cbor.decode(data, max_bytes=1 << 20) == value
    assert cbor2.loads(data) == value


@given(st.binary(max_size=60))
@settings(deadline=None, max_examples=400)
def test_that_arbitrary_bytes_are_refused_or_are_the_one_encoding_of_their_value(data: bytes) -> None:
    try:
        value = cbor.decode(data, max_bytes=60)
    except cbor.CodecError:
        return
    assert cbor.encode(value) == data


@given(plain, st.data())
@settings(deadline=None, max_examples=200)
def test_that_no_changed_bit_decodes_to_the_same_value(value: object, data: st.DataObject) -> None:
    encoded = bytearray(cbor.encode(value))
    bit = data.draw(st.integers(0, 8 * len(encoded) - 1))
    encoded[bit // 8] ^= 1 << bit % 8
    try:
        other = cbor.decode(bytes(encoded), max_bytes=1 << 20)
    except cbor.CodecError:
        return
    assert repr(other) != repr(value)


def test_that_keys_are_sorted_by_their_encoding() -> None:
    keys = [1000, 24, 23, 0, 70000]
    assert list(cbor2.loads(cbor.encode(dict.fromkeys(keys)))) == sorted(keys)


def test_that_a_list_and_a_tuple_are_written_alike() -> None:
    assert cbor.encode((1, (2,))) == cbor.encode([1, [2]])


@pytest.mark.parametrize("value", [{1}, object(), 1 << 64, 1.5, {1.5: 1}, {True: 1}, bytearray(b"x"), "\ud800"])
def test_that_a_value_without_a_plain_encoding_is_not_written(value: object) -> None:
    with pytest.raises(cbor.CodecError):
        cbor.encode(value)


def test_that_depth_and_size_are_bounded() -> None:
    deep: object = 0
    for _level in range(cbor.MAX_DEPTH):
        deep = [deep]
    assert cbor.decode(cbor.encode(deep), max_bytes=100) == deep
    with pytest.raises(cbor.CodecError):
        cbor.encode([deep])
    with pytest.raises(cbor.CodecError):
        cbor.decode(b"\x81" + cbor.encode(deep), max_bytes=100)
    with pytest.raises(cbor.CodecError):
        cbor.decode(bytes(11), max_bytes=10)
    with pytest.raises(cbor.CodecError):
        cbor.decode(cbor.encode([0] * 11), max_bytes=100, max_items=11)


@pytest.mark.parametrize(
    "bomb",
    [
        b"\x81" * 1_000_000 + b"\0", b"\x9b" + b"\xff" * 8, b"\x5b" + b"\x7f" * 8, b"\xbb" + b"\x7f" * 8,
        b"\x9a\x7f\xff\xff\xff", b"\x82" * 1_000_000, b"\xd8\x1e\x82\xc2\x5a\x00\x0f\xff\x00" + bytes(1_048_320),
    ],
)  # fmt: skip
def test_that_a_bomb_costs_neither_time_nor_memory(bomb: bytes) -> None:
    tracemalloc.start()
    began = time.process_time()
    with pytest.raises(cbor.CodecError):
        cbor.decode(bomb, max_bytes=4 << 20)
    spent, (_now, peak) = time.process_time() - began, tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert spent < 1
    assert peak < 8 << 20


def test_that_a_head_cut_off_is_told_from_a_wrong_one() -> None:
    with pytest.raises(cbor.EndsEarlyError):
        cbor.read_head(b"\x59\x01", 0)
    with pytest.raises(cbor.CodecError, match="shortest"):
        cbor.read_head(b"\x58\x01", 0)


@given(st.lists(st.lists(st.integers(0, 300), max_size=30), max_size=20))
def test_that_encoded_lists_are_joined_to_the_one_encoding_of_all_their_items(lists: list[list[int]]) -> None:
    whole = [item for one in lists for item in one]
    assert cbor.joined([(len(one), cbor.encode(one)) for one in lists]) == cbor.encode(whole)
    assert cbor.list_head(len(lists)) + b"".join(map(cbor.encode, lists)) == cbor.encode(lists)


@pytest.mark.parametrize("length", [0, 23, 24, 255, 256, 65535, 65536, (1 << 32) - 1, 1 << 32])
def test_that_the_head_of_a_byte_string_is_the_shortest(length: int) -> None:
    head = cbor.byte_string_head(length)
    assert cbor.read_head(head, 0) == (2, length, len(head))
