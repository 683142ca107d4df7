"""The sealed temporary file."""

from __future__ import annotations

from pathlib import Path

import pytest

from poverty_desktop.crypto.scratch import IN_MEMORY_BYTES, SealedScratch


def test_that_pieces_come_back_by_their_number(tmp_path: Path) -> None:
    with SealedScratch(tmp_path) as scratch:
        assert [scratch.append(piece) for piece in (b"one", b"", b"three")] == [0, 1, 2]
        assert [scratch.read(number) for number in (2, 0, 1)] == [b"three", b"one", b""]
        assert len(scratch) == 3


def test_that_what_reaches_the_disk_is_sealed() -> None:
    marker = b"planted marker of a household " * 8
    with SealedScratch() as scratch:
        for _number in range(3 * IN_MEMORY_BYTES // 1_000_000):
            scratch.append(marker * 5000)
        file = scratch._file
        file.seek(0)
        assert marker not in file.read()
        assert scratch.read(0) == marker * 5000


def test_that_a_disk_that_gives_back_other_bytes_is_found_out() -> None:
    with SealedScratch() as scratch:
        scratch.append(b"piece")
        scratch._file.seek(2)
        scratch._file.write(b"\xff\xff")
        with pytest.raises(OSError, match="changed"):
            scratch.read(0)
