"""Photos at rest: a key for each, nothing opens with another's."""

from __future__ import annotations

import pytest

from poverty_desktop.crypto import blobs
from poverty_desktop.errors import StorageError
from poverty_desktop.ids import SeededIds

KEY, OTHER = b"k" * 32, b"o" * 32
DIGEST = bytes(range(32))
DATA = b"a photo of a house" * 100


def test_that_a_blob_opens_with_its_key_and_digest_only() -> None:
    sealed = blobs.seal_blob(KEY, DIGEST, DATA, SeededIds(1))
    assert blobs.open_blob(KEY, DIGEST, sealed) == DATA
    assert len(sealed) == len(DATA) + blobs.OVERHEAD
    assert DATA[:16] not in sealed
    for key, digest in ((OTHER, DIGEST), (KEY, DIGEST[::-1])):
        with pytest.raises(StorageError, match="damaged"):
            blobs.open_blob(key, digest, sealed)


def test_that_every_flipped_byte_and_every_cut_is_seen() -> None:
    sealed = blobs.seal_blob(KEY, DIGEST, DATA[:40], SeededIds(1))
    for at in range(len(sealed)):
        broken = bytearray(sealed)
        broken[at] ^= 1
        with pytest.raises(StorageError):
            blobs.open_blob(KEY, DIGEST, bytes(broken))
        with pytest.raises(StorageError):
            blobs.open_blob(KEY, DIGEST, sealed[:at])


def test_that_sealing_twice_gives_other_bytes() -> None:
    ids = SeededIds(1)
    assert blobs.seal_blob(KEY, DIGEST, DATA, ids) != blobs.seal_blob(KEY, DIGEST, DATA, ids)
