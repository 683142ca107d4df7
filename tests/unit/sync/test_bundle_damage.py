"""A damaged file is refused whole: flipped bits, cut ends, mixed and swapped pieces."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from sync_factory import SECOND_REPLICA, Opened, chain, clock, put_together, take_apart, world, write

from poverty_desktop.sync import limits
from poverty_desktop.sync.bundle_reader import read_bundle
from poverty_desktop.sync.refusal import Reason, Refusal

SAMPLES = 500
BROKEN = {Reason.DAMAGED, Reason.NOT_FOR_ME, Reason.WRONG_KIND, Reason.TRUNCATED}


def reason_of(path: Path) -> Reason:
    with pytest.raises(Refusal) as refused:
        read_bundle(path, world().receiver, clock=clock())
    return refused.value.reason


@pytest.fixture
def whole(tmp_path: Path) -> Path:
    return write(tmp_path, chain(60) + chain(9, replica=SECOND_REPLICA)).path


@pytest.fixture
def opened(whole: Path) -> Opened:
    return take_apart(whole, world().office.sealing)


def test_that_every_sampled_flipped_bit_is_refused(whole: Path, tmp_path: Path) -> None:
    data, copy = whole.read_bytes(), tmp_path / "copy.fpb"
    step = max(1, len(data) // SAMPLES)
    for position in range(0, len(data), step):
        changed = bytearray(data)
        changed[position] ^= 1 << position % 8
        copy.write_bytes(changed)
        assert reason_of(copy) in BROKEN


def test_that_every_sampled_truncation_is_refused(whole: Path, tmp_path: Path) -> None:
    data, copy = whole.read_bytes(), tmp_path / "copy.fpb"
    for length in (*range(0, len(data), max(1, len(data) // 200)), len(data) - 1):
        copy.write_bytes(data[:length])
        assert reason_of(copy) in BROKEN


def test_that_an_empty_file_is_a_cut_off_one_and_another_format_another_kind(tmp_path: Path) -> None:
    file = tmp_path / "x.fpb"
    for content, reason in (
        (b"", Reason.TRUNCATED),
        (b"age-encry", Reason.TRUNCATED),
        (b"PK\x03\x04 a workbook", Reason.WRONG_KIND),
    ):
        file.write_bytes(content)
        assert reason_of(file) is reason


def test_that_bytes_after_the_end_are_refused(whole: Path) -> None:
    whole.write_bytes(whole.read_bytes() + b"\0")
    assert reason_of(whole) is Reason.DAMAGED


def test_that_every_sampled_flipped_bit_inside_the_seal_is_refused(opened: Opened, tmp_path: Path) -> None:
    """Whoever knows the office's public key can seal what he likes; the signature still covers every byte."""
    import cbor2

    from poverty_desktop.crypto import sealing

    plaintext = cbor2.dumps(opened.envelope) + b"".join(cbor2.dumps(part) for part in opened.parts)
    recipients = world().office.recipients
    chooser = random.Random(3)
    accepted_anyway = 0
    for _sample in range(SAMPLES):
        changed = bytearray(plaintext)
        position = chooser.randrange(len(plaintext))
        changed[position] ^= 1 << chooser.randrange(8)
        file = tmp_path / "forged.fpb"
        file.write_bytes(sealing.seal(bytes(changed), recipients))
        try:
            read_bundle(file, world().receiver, clock=clock()).close()
        except Refusal:
            continue
        accepted_anyway += 1
        assert is_key_id(plaintext, position)
    assert accepted_anyway <= SAMPLES // 20


def is_key_id(plaintext: bytes, position: int) -> bool:
    """DSSE leaves the hint at the key unauthenticated on purpose: it decides nothing."""
    from poverty_desktop.crypto import dsse

    hint = dsse.key_id(world().keys.signing.public)
    start = plaintext.rindex(hint)  # the same hint stands in the signed head before
    return start <= position < start + len(hint)


def test_that_parts_in_another_order_missing_or_doubled_are_refused(opened: Opened, tmp_path: Path) -> None:
    file, sender = tmp_path / "x.fpb", world().sender
    first, second = opened.parts
    assert not read_refuses(put_together(file, opened.manifest, [first, second], sender=sender))
    for parts, reason in (
        ([second, first], Reason.DAMAGED),
        ([first], Reason.TRUNCATED),
        ([], Reason.TRUNCATED),
        ([first, second, second], Reason.DAMAGED),
        ([first, second[:-1]], Reason.DAMAGED),
        ([first, second + b"\0"], Reason.DAMAGED),
    ):
        assert reason_of(put_together(file, opened.manifest, parts, sender=sender)) is reason


def read_refuses(path: Path) -> bool:
    try:
        read_bundle(path, world().receiver, clock=clock()).close()
    except Refusal:
        return True
    return False


def test_that_the_parts_of_another_bundle_do_not_fit(opened: Opened, tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    other = take_apart(write(tmp_path / "other", chain(61)).path, world().office.sealing)
    mixed = put_together(tmp_path / "x.fpb", opened.manifest, [other.parts[0], opened.parts[1]], sender=world().sender)
    assert reason_of(mixed) is Reason.DAMAGED


def test_that_a_plaintext_that_stops_inside_the_manifest_is_truncated(opened: Opened, tmp_path: Path) -> None:
    cut = put_together(
        tmp_path / "x.fpb", opened.manifest, [], sender=world().sender, reframe=lambda plaintext: plaintext[:100]
    )
    assert reason_of(cut) is Reason.TRUNCATED


def test_that_a_file_beyond_the_limit_is_refused_unread(whole: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "LARGEST_VOLUME_BYTES", 100)
    monkeypatch.setattr("poverty_desktop.sync.bundle_reader._SEAL_BYTES", 10)
    assert reason_of(whole) is Reason.TOO_LARGE


def test_that_a_folder_in_the_place_of_a_file_is_unreadable(tmp_path: Path) -> None:
    assert reason_of(tmp_path) is Reason.UNREADABLE
    assert reason_of(tmp_path / "gone.fpb") is Reason.UNREADABLE
