"""Sealing with age: both ways with Debian's own `age`, and what is refused."""

from __future__ import annotations

import io
import subprocess
from pathlib import Path

import pytest

from poverty_desktop.crypto import sealing
from poverty_desktop.errors import RuleError

OFFICE, ESCROW, STRANGER = sealing.new_identity(), sealing.new_identity(), sealing.new_identity()
PLAINTEXT = bytes(range(256)) * 700  # three chunks of 64 KiB


@pytest.mark.parametrize("who", [OFFICE, ESCROW])
def test_that_every_recipient_opens(who: sealing.Identity) -> None:
    sealed = sealing.seal(PLAINTEXT, [OFFICE.recipient, ESCROW.recipient])
    assert sealing.open_sealed(sealed, [who]) == PLAINTEXT


def test_that_a_stranger_is_told_it_is_not_for_him() -> None:
    sealed = sealing.seal(PLAINTEXT, [OFFICE.recipient])
    with pytest.raises(sealing.SealedForOthersError):
        sealing.open_sealed(sealed, [STRANGER])


def test_that_debian_age_opens_what_we_seal(tmp_path: Path) -> None:
    key, sealed = tmp_path / "key.txt", tmp_path / "sealed.age"
    key.write_text(OFFICE.secret + "\n")
    sealed.write_bytes(sealing.seal(PLAINTEXT, [ESCROW.recipient, OFFICE.recipient]))
    opened = subprocess.run(["age", "--decrypt", "-i", key, sealed], check=True, capture_output=True)
    assert opened.stdout == PLAINTEXT


def test_that_we_open_what_debian_age_seals(tmp_path: Path) -> None:
    plain = tmp_path / "plain"
    plain.write_bytes(PLAINTEXT)
    made = subprocess.run(["age", "-r", OFFICE.recipient, plain], check=True, capture_output=True)
    assert sealing.open_sealed(made.stdout, [OFFICE]) == PLAINTEXT


def test_that_every_sampled_flipped_bit_and_truncation_is_refused() -> None:
    sealed = sealing.seal(PLAINTEXT[:70000], [OFFICE.recipient])
    for position in range(0, len(sealed), len(sealed) // 250):
        changed = bytearray(sealed)
        changed[position] ^= 1 << position % 8
        for damaged in (bytes(changed), sealed[:position]):
            with pytest.raises((sealing.SealBrokenError, sealing.SealedForOthersError)):
                sealing.open_sealed(damaged, [OFFICE])
    with pytest.raises(sealing.SealBrokenError):
        sealing.open_sealed(sealed + b"x", [OFFICE])


@pytest.mark.parametrize("recipients", [[], ["age1wrong"], [OFFICE.recipient] * 17])
def test_that_sealing_needs_one_to_sixteen_right_recipients(recipients: list[str]) -> None:
    with pytest.raises(ValueError, match="recipient"):
        sealing.seal(b"x", recipients)


class Failing(io.RawIOBase):
    """A stream that fails in its own words."""

    def __init__(self, error: Exception) -> None:
        self.error = error

    def readable(self) -> bool:
        return True

    def writable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        raise self.error

    def write(self, data: object) -> int:
        raise self.error


@pytest.mark.parametrize("error", [OSError(28, "full"), RuleError("A rule."), KeyError("bug")])
def test_that_an_error_of_a_stream_comes_through_as_it_was(error: Exception) -> None:
    sealed = sealing.seal(PLAINTEXT, [OFFICE.recipient])
    with pytest.raises(type(error)):
        sealing.open_stream(io.BytesIO(sealed), Failing(error), [OFFICE])  # type: ignore[arg-type]
    with pytest.raises(type(error)):
        sealing.open_stream(Failing(error), io.BytesIO(), [OFFICE])  # type: ignore[arg-type]
    with pytest.raises(type(error)):
        sealing.seal_stream(Failing(error), io.BytesIO(), [OFFICE.recipient])  # type: ignore[arg-type]
    with pytest.raises(type(error)):
        sealing.seal_stream(io.BytesIO(PLAINTEXT), Failing(error), [OFFICE.recipient])  # type: ignore[arg-type]


def test_that_a_stored_identity_is_read_back_and_another_text_is_not() -> None:
    assert sealing.identity(OFFICE.secret) == OFFICE
    assert sealing.is_recipient(OFFICE.recipient)
    assert not sealing.is_recipient(OFFICE.secret)
    with pytest.raises(ValueError, match="identity"):
        sealing.identity("AGE-SECRET-KEY-1")


def test_that_the_secret_is_not_shown() -> None:
    assert "SECRET" not in repr(OFFICE)
