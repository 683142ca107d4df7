"""Runs of transactions as bytes."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sync_factory import REPLICA, SECOND_REPLICA, chain

from poverty_desktop.crypto import cbor
from poverty_desktop.crypto.suites import INTL_1
from poverty_desktop.sync import limits, segments


def test_that_what_is_built_is_parsed_back() -> None:
    transactions = chain(9)
    ((segment, raw),) = segments.build(transactions, INTL_1)
    assert segments.parse(raw, INTL_1) == segment
    assert segment.transactions == tuple(transactions)
    assert (segment.replica, segment.low, segment.high) == (REPLICA, 1, 9)


def test_that_a_new_replica_begins_a_new_segment() -> None:
    built = [segment for segment, _raw in segments.build(chain(2) + chain(3, replica=SECOND_REPLICA), INTL_1)]
    assert [(item.replica, item.low, item.high) for item in built] == [(REPLICA, 1, 2), (SECOND_REPLICA, 1, 3)]


@given(st.integers(1, 60), st.integers(400, 3000))
@settings(deadline=None, max_examples=40)
def test_that_no_cut_loses_or_doubles_anything(count: int, most: int) -> None:
    transactions = chain(count)
    before = limits.SEGMENT_RAW_BYTES
    limits.SEGMENT_RAW_BYTES = most  # type: ignore[misc]
    try:
        built = list(segments.build(iter(transactions), INTL_1))
        parsed = [segments.parse(raw, INTL_1) for _segment, raw in built]
    finally:
        limits.SEGMENT_RAW_BYTES = before  # type: ignore[misc]
    assert [item for segment in parsed for item in segment.transactions] == transactions
    assert all(len(raw) <= most for _segment, raw in built)
    assert [item.low for item in parsed[1:]] == [item.high + 1 for item in parsed[:-1]]


@pytest.mark.parametrize("size", [1, 100, 70_000, 1_000_000])
def test_that_a_frame_is_unpacked_to_the_byte(size: int) -> None:
    raw = (b"household " * (size // 10 + 1))[:size]
    packed = segments.compress(raw)
    if size <= limits.COMPRESSION_RATIO * len(packed):
        assert segments.decompress(packed, raw_bytes=size) == raw
    else:
        with pytest.raises(cbor.CodecError, match="unbelievable"):
            segments.decompress(packed, raw_bytes=size)


def test_that_what_cannot_be_compressed_still_fits_a_part() -> None:
    import random

    raw = random.Random(1).randbytes(limits.SEGMENT_RAW_BYTES)
    packed = segments.compress(raw)
    assert len(packed) <= limits.PART_BYTES
    assert segments.decompress(packed, raw_bytes=len(raw)) == raw


def test_that_position_is_read_from_the_first_items_and_nothing_else_is_trusted() -> None:
    (first, second) = chain(2)
    assert segments.position(first.header) == segments.Position(replica=REPLICA, sequence=1, previous=b"")
    assert segments.position(second.header).previous == INTL_1.digest(first.header)


@pytest.mark.parametrize(
    "header",
    [
        {}, {0: b"x" * 15, 1: 1, 2: b""}, {0: b"x" * 16, 1: 0, 2: b""}, {0: b"x" * 16, 1: 2, 2: b""},
        {0: b"x" * 16, 1: 1, 2: b"y" * 32}, {0: b"x" * 16, 1: 2, 2: b"y" * 31}, {0: "x" * 16, 1: 1, 2: b""},
        {1: 1, 2: b""}, {0: b"x" * 16, 2: b""}, [1, 2, 3], "text", None,
    ],
)  # fmt: skip
def test_that_a_header_without_its_place_is_refused(header: object) -> None:
    with pytest.raises(cbor.CodecError):
        segments.position(cbor.encode(header))


@given(st.binary(max_size=200))
@settings(deadline=None, max_examples=300)
def test_that_arbitrary_bytes_are_refused(raw: bytes) -> None:
    with pytest.raises(cbor.CodecError):
        segments.parse(raw, INTL_1)
