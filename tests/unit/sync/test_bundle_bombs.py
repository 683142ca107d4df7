"""A certified but malicious laptop: bombs, lies about lengths, broken chains; refused in bounded time and memory."""

from __future__ import annotations

import hashlib
import time
import tracemalloc
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import zstandard
from sync_factory import NEIGHBOUR, REPLICA, Opened, chain, clock, put_together, take_apart, world, write

from poverty_desktop.crypto import cbor
from poverty_desktop.sync import limits, segments
from poverty_desktop.sync.bundle_reader import read_bundle
from poverty_desktop.sync.refusal import Reason, Refusal

Lie = Callable[[dict[int, Any], list[bytes]], None]


@pytest.fixture
def opened(tmp_path: Path) -> Opened:
    return take_apart(write(tmp_path, chain(6)).path, world().office.sealing)


def refuse(tmp_path: Path, manifest: dict[int, Any] | bytes, parts: list[bytes], **how: Any) -> Reason:
    file = put_together(tmp_path / "evil.fpb", manifest, parts, sender=world().sender, **how)
    tracemalloc.start()
    began = time.process_time()
    with pytest.raises(Refusal) as refused:
        read_bundle(file, world().receiver, clock=clock())
    spent, (_now, peak) = time.process_time() - began, tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert spent < 10  # unbounded it would be minutes; on a busy machine a bounded one takes two
    assert peak < 128 << 20
    return refused.value.reason


def replace_segment(opened: Opened, packed: bytes, raw_length: int) -> tuple[dict[int, Any], list[bytes]]:
    """Return manifest and parts in which the one segment is ``packed``, honestly described."""
    manifest = opened.manifest
    part = manifest[14][0]
    part[2], part[3], part[4] = hashlib.sha256(packed).digest(), len(packed), raw_length
    return manifest, [packed]


def test_that_a_zstd_bomb_is_stopped_by_its_own_claim(opened: Opened, tmp_path: Path) -> None:
    bomb = zstandard.ZstdCompressor(level=19).compress(bytes(2 << 30 >> 4))
    for claimed in (limits.SEGMENT_RAW_BYTES, 1000, 0):
        manifest, parts = replace_segment(opened, bomb, claimed)
        assert refuse(tmp_path, manifest, parts) is Reason.DAMAGED


def test_that_a_frame_with_a_giant_window_is_refused(opened: Opened, tmp_path: Path) -> None:
    parameters = zstandard.ZstdCompressionParameters(window_log=27, compression_level=3, write_content_size=False)
    compressor = zstandard.ZstdCompressor(compression_params=parameters).compressobj()
    packed = compressor.compress(b"x" * 4000) + compressor.flush()
    manifest, parts = replace_segment(opened, packed, 4000)
    assert refuse(tmp_path, manifest, parts) is Reason.DAMAGED


@pytest.mark.parametrize(
    "raw", [b"\x81" * 1_000_000, b"\x83" + b"\x5b" + b"\x7f" * 8, b"\x9f", b"\xff" * 100, bytes(5000), b""]
)
def test_that_a_segment_of_nonsense_is_refused(opened: Opened, tmp_path: Path, raw: bytes) -> None:
    packed = zstandard.ZstdCompressor().compress(raw)
    manifest, parts = replace_segment(opened, packed, len(raw))
    assert refuse(tmp_path, manifest, parts) is Reason.DAMAGED


@pytest.mark.parametrize("noise", [b"", b"not zstd", bytes(100)])
def test_that_what_is_no_zstd_frame_is_refused(opened: Opened, tmp_path: Path, noise: bytes) -> None:
    manifest, parts = replace_segment(opened, noise, 100)
    assert refuse(tmp_path, manifest, parts) is Reason.DAMAGED


def test_that_a_frame_that_holds_more_than_was_said_is_refused(opened: Opened, tmp_path: Path) -> None:
    raw = segments.decompress(opened.parts[0], raw_bytes=opened.manifest[14][0][4])
    for claimed in (len(raw) - 1, len(raw) + 1):
        manifest, parts = replace_segment(opened, segments.compress(raw), claimed)
        assert refuse(tmp_path, manifest, parts) is Reason.DAMAGED


def broken_chains() -> dict[str, list[Any]]:
    good = chain(6)
    other = chain(6, replica=b"z" * 16)
    return {
        "a link missing": [*good[:2], *good[3:]],
        "in another order": [good[1], good[0], *good[2:]],
        "one twice": [*good[:3], good[2], *good[3:]],
        "another replica inside": [*good[:3], *other[3:]],
        "another end": [*good[:5], segments.SegmentTransaction(
            header=good[5].header.replace(b"b" * 16, b"c" * 16), salt=None, values=None)],
        "shorter than said": good[:5],
        "longer than said": chain(7),
    }  # fmt: skip


@pytest.mark.parametrize("what", broken_chains())
def test_that_a_broken_chain_is_refused(opened: Opened, tmp_path: Path, what: str) -> None:
    records = [cbor.encode([item.header, item.salt, item.values]) for item in broken_chains()[what]]
    raw = b"".join(records)
    manifest, parts = replace_segment(opened, segments.compress(raw), len(raw))
    assert refuse(tmp_path, manifest, parts) is Reason.DAMAGED


LIES: dict[str, tuple[Lie, Reason]] = {
    "a newer reader wanted": (lambda m, _p: m.update({11: 3}), Reason.NEWER_VERSION),
    "a newer format": (lambda m, _p: m.update({0: 2}), Reason.NEWER_VERSION),
    "more volumes": (lambda m, _p: m.update({15: 2}), Reason.DAMAGED),
    "another suite": (lambda m, _p: m.update({1: 2}), Reason.DAMAGED),
    "an unknown kind": (lambda m, _p: m.update({2: "sideways"}), Reason.DAMAGED),
    "a downstream kind": (lambda m, _p: m.update({2: "down"}), Reason.WRONG_KIND),
    "another addressee": (lambda m, _p: m.update({7: b"x" * 16}), Reason.NOT_FOR_ME),
    "another sender": (lambda m, _p: m.update({6: [b"x" * 16, m[6][1]]}), Reason.DAMAGED),
    "another serial number": (lambda m, _p: m.update({6: [m[6][0], b"\1"]}), Reason.DAMAGED),
    "a time beyond the calendar": (lambda m, _p: m.update({8: (1 << 63) - 1}), Reason.DAMAGED),
    "no head": (lambda m, _p: m.update({13: []}), Reason.DAMAGED),
    "a head of another hash": (lambda m, _p: m[13][0].__setitem__(2, b"x" * 32), Reason.DAMAGED),
    "a head without signature": (lambda m, _p: m[13][0].__setitem__(3, b""), Reason.DAMAGED),
    "a thousand million transactions": (lambda m, _p: m[14][0].__setitem__(8, 10**9), Reason.TOO_LARGE),
    "a segment of nobody": (lambda m, _p: m[14][0].__setitem__(6, None), Reason.DAMAGED),
    "a range from nowhere": (lambda m, _p: m[14][0].__setitem__(7, 0), Reason.DAMAGED),
    "a part of two gigabytes": (lambda m, _p: m[14][0].__setitem__(3, 2 << 30), Reason.DAMAGED),
    "a raw length of two gigabytes": (lambda m, _p: m[14][0].__setitem__(4, 2 << 30), Reason.DAMAGED),
    "parts not numbered": (lambda m, _p: m[14][0].__setitem__(0, 2), Reason.DAMAGED),
    "a volume that is not": (lambda m, _p: m[14][0].__setitem__(1, 2), Reason.DAMAGED),
    "ten thousand parts": (lambda m, _p: m.update({14: m[14] * 10_000}), Reason.DAMAGED),
    "a giant photo": (lambda m, _p: m.update({16: [[b"h" * 32, 21 << 20, 6]]}), Reason.TOO_LARGE),
    "ten thousand photos": (lambda m, _p: m.update({16: [[b"h" * 32, 1, 1]] * 10_000}), Reason.DAMAGED),
    "an item missing": (lambda m, _p: m.pop(18), Reason.DAMAGED),
    "an item of another type": (lambda m, _p: m.update({9: "late"}), Reason.DAMAGED),
    "a negative number": (lambda m, _p: m.update({4: -1}), Reason.DAMAGED),
    "yes for a number": (lambda m, _p: m.update({4: True}), Reason.DAMAGED),
    "names as long as books": (lambda m, _p: m.update({21: {b"a" * 16: "x" * 10_000}}), Reason.DAMAGED),
}  # fmt: skip


@pytest.mark.parametrize("what", LIES)
def test_that_a_lie_in_a_signed_manifest_is_refused(opened: Opened, tmp_path: Path, what: str) -> None:
    lie, reason = LIES[what]
    manifest, parts = opened.manifest, list(opened.parts)
    lie(manifest, parts)
    assert refuse(tmp_path, manifest, parts) is reason


FLAT = b"\x9a\x00\x3f\x00\x00" + b"\x80" * 0x3F0000
"""Four million empty lists: one byte each in the file, sixty-four in memory."""


@pytest.mark.parametrize(
    "payload", [b"", b"\xa0", b"\x80", b"\x9f", b"\x81" * 4_000_000, FLAT, b"\xd8\x1e\x82\x00\x00", bytes(4 << 20)]
)
def test_that_a_signed_manifest_of_nonsense_is_refused(opened: Opened, tmp_path: Path, payload: bytes) -> None:
    assert refuse(tmp_path, payload, opened.parts) is Reason.DAMAGED


def test_that_a_manifest_beyond_its_limit_is_refused(opened: Opened, tmp_path: Path) -> None:
    assert refuse(tmp_path, bytes((4 << 20) + 1), opened.parts) is Reason.DAMAGED


def test_that_items_of_a_later_version_are_passed_over(opened: Opened, tmp_path: Path) -> None:
    manifest = opened.manifest | {40: "later"}
    file = put_together(tmp_path / "later.fpb", manifest, opened.parts, sender=world().sender)
    with read_bundle(file, world().receiver, clock=clock()) as bundle:
        assert bundle.transactions == 6


def test_that_another_type_of_payload_is_not_taken_for_a_manifest(opened: Opened, tmp_path: Path) -> None:
    found = refuse(tmp_path, opened.manifest, opened.parts, payload_type="application/vnd.fp.head+cbor")
    assert found is Reason.WRONG_KIND


def test_that_a_village_outside_the_certificate_is_out_of_scope(tmp_path: Path) -> None:
    written = write(tmp_path, chain(2), villages={REPLICA: NEIGHBOUR})
    with pytest.raises(Refusal) as refused:
        read_bundle(written.path, world().receiver, clock=clock())
    assert refused.value.reason is Reason.OUT_OF_SCOPE
