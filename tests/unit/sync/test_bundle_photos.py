"""Photos in a bundle: chunk by chunk, in the order of the manifest, and no lie about them is believed."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from sync_factory import SeededIds, chain, clock, outline, put_together, take_apart, world

from poverty_desktop.domain import media
from poverty_desktop.sync import limits
from poverty_desktop.sync.bundle_reader import read_bundle
from poverty_desktop.sync.bundle_writer import OutgoingBlob, write_bundle
from poverty_desktop.sync.manifest import PartType, chunk_lengths
from poverty_desktop.sync.refusal import Reason, Refusal

PHOTOS = {hashlib.sha256(b"%d" % number).digest(): bytes([number]) * (300 * number) for number in range(1, 5)}


@pytest.fixture(autouse=True)
def small_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "BLOB_CHUNK_BYTES", 500)


def _written(folder: Path, photos: dict[bytes, bytes] = PHOTOS) -> Path:
    blobs = [OutgoingBlob(hash=digest, read=partial(bytes, data)) for digest, data in photos.items()]
    return write_bundle(
        folder, chain(3), outline(), sender=world().sender, clock=clock(), ids=SeededIds(99), blobs=blobs
    ).path


def test_that_photos_arrive_as_they_left(tmp_path: Path) -> None:
    with read_bundle(_written(tmp_path), world().receiver, clock=clock()) as bundle:
        assert {blob.hash: data for blob, data in bundle.blobs()} == PHOTOS
        assert [blob.chunks for blob in bundle.manifest.blobs] == [1, 2, 2, 3]
        assert bundle.transactions == 3


@pytest.mark.parametrize("length", [1, 499, 500, 501, 1000, 20 * 500 + 1])
def test_that_all_chunks_but_the_last_are_full(length: int) -> None:
    lengths = chunk_lengths(length)
    assert sum(lengths) == length
    assert set(lengths[:-1]) <= {500}
    assert 0 < lengths[-1] <= 500


def test_that_what_does_not_fit_is_left_for_the_next_bundle(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "BLOBS", 2)
    with read_bundle(_written(tmp_path), world().receiver, clock=clock()) as bundle:
        assert [blob.hash for blob in bundle.manifest.blobs] == list(PHOTOS)[:2]


def test_that_the_limit_of_a_photo_is_the_one_of_the_store() -> None:
    assert limits.BLOB_BYTES == media.MAX_BYTES == 20 << 20


Lie = Callable[[dict[int, Any], list[bytes]], None]


def _chunk(manifest: dict[int, Any], at: int = 0) -> list[Any]:
    return [part for part in manifest[14] if part[5] == PartType.BLOB_CHUNK][at]


def _longer(manifest: dict[int, Any], _parts: list[bytes]) -> None:
    manifest[16][0][1] += 1


def _more_chunks(manifest: dict[int, Any], _parts: list[bytes]) -> None:
    manifest[16][0][2] += 1


def _twice(manifest: dict[int, Any], _parts: list[bytes]) -> None:
    manifest[16][1][0] = manifest[16][0][0]


def _not_listed(manifest: dict[int, Any], _parts: list[bytes]) -> None:
    manifest[16] = manifest[16][:-1]


def _empty(manifest: dict[int, Any], _parts: list[bytes]) -> None:
    manifest[16].append([bytes(32), 0, 0])


def _swapped(manifest: dict[int, Any], _parts: list[bytes]) -> None:
    manifest[16][0], manifest[16][3] = manifest[16][3], manifest[16][0]


def _other_bytes(manifest: dict[int, Any], parts: list[bytes]) -> None:
    number = _chunk(manifest)[0] - 1
    parts[number] = bytes(len(parts[number]))


@pytest.mark.parametrize("lie", [_longer, _more_chunks, _twice, _not_listed, _empty, _swapped, _other_bytes])
def test_that_a_lie_about_photos_is_refused_whole(tmp_path: Path, lie: Lie) -> None:
    opened = take_apart(_written(tmp_path), world().office.sealing)
    manifest, parts = opened.manifest, list(opened.parts)
    lie(manifest, parts)
    file = put_together(tmp_path / "evil.fpb", manifest, parts, sender=world().sender)
    with pytest.raises(Refusal) as refused:
        read_bundle(file, world().receiver, clock=clock())
    assert refused.value.reason is Reason.DAMAGED


def test_that_a_photo_beyond_the_limit_is_too_large(tmp_path: Path) -> None:
    opened = take_apart(_written(tmp_path), world().office.sealing)
    manifest = opened.manifest
    manifest[16][0][1] = limits.BLOB_BYTES + 1
    file = put_together(tmp_path / "evil.fpb", manifest, list(opened.parts), sender=world().sender)
    with pytest.raises(Refusal) as refused:
        read_bundle(file, world().receiver, clock=clock())
    assert refused.value.reason is Reason.TOO_LARGE
