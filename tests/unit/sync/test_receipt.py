"""Receipts: signed state that replaces what was said before, and is never led back."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sync_factory import NOW, NOW_MS, REPLICA, chain, clock, world, write

from poverty_desktop.clock import ManualClock
from poverty_desktop.errors import StorageError
from poverty_desktop.ids import SeededIds
from poverty_desktop.sync import receipt_state
from poverty_desktop.sync.bundle_reader import read_bundle
from poverty_desktop.sync.manifest import ChainEnd
from poverty_desktop.sync.receipt import (
    Gap,
    MissingVolumes,
    Quarantined,
    Receipt,
    sign_receipt,
    verify_receipt,
)
from poverty_desktop.sync.receipt_file import read_receipt, write_receipt
from poverty_desktop.sync.refusal import Reason, Refusal

RECEIPT = Receipt(
    office=world().office.office,
    epoch=world().office.epoch,
    number=3,
    device=world().keys.device,
    created_ms=NOW_MS,
    bundle_ids=(b"1" * 16, b"2" * 16),
    heads=(ChainEnd(replica=REPLICA, hash=b"h" * 32, sequence=40),),
    durable=(ChainEnd(replica=REPLICA, hash=b"g" * 32, sequence=30),),
    gaps=(Gap(replica=REPLICA, low=41, high=44),),
    missing_volumes=(MissingVolumes(bundle_id=b"3" * 16, volumes=(2, 3)),),
    want_blobs=(b"w" * 32,),
    quarantined=(Quarantined(code="out_of_scope", replica=REPLICA, low=45, high=46, text="另一个村的记录"),),
    forks=(REPLICA,),
    conflicts_opened=2,
    conflicts_closed=1,
    crl=4,
    timestamp=5,
    checkpoint=b"checkpoint",
)


def write_one(folder: Path, receipt: Receipt = RECEIPT) -> Path:
    return write_receipt(folder, receipt, sender=world().office_sender, app_version="0.1.0", ids=SeededIds(1))


def test_that_the_laptop_reads_what_the_office_wrote(tmp_path: Path) -> None:
    path = write_one(tmp_path)
    found = read_receipt(path, world().device_receiver, clock=clock())
    assert found.receipt == RECEIPT
    assert verify_receipt(found.envelope, root=world().office.root_certificate, at=NOW) == RECEIPT
    assert path.name.startswith("Receipt_")


def test_that_a_receipt_proves_itself_without_its_file() -> None:
    envelope = sign_receipt(RECEIPT, world().office_sender)
    assert verify_receipt(envelope, root=world().office.root_certificate, at=NOW) == RECEIPT
    for root, reason in ((world(2).office.root_certificate, Reason.UNKNOWN_SIGNER),):
        with pytest.raises(Refusal) as refused:
            verify_receipt(envelope, root=root, at=NOW)
        assert refused.value.reason is reason
    with pytest.raises(Refusal) as refused:
        verify_receipt(envelope, root=world().office.root_certificate, at=NOW + timedelta(days=2000))
    assert refused.value.reason is Reason.EXPIRED


def test_that_a_laptop_cannot_write_a_receipt(tmp_path: Path) -> None:
    sender = replace(world().sender, recipient=world().keys.device, recipients=world().office_sender.recipients)
    path = write_receipt(tmp_path, RECEIPT, sender=sender, app_version="0", ids=SeededIds(1))
    with pytest.raises(Refusal) as refused:
        read_receipt(path, world().device_receiver, clock=clock())
    assert refused.value.reason is Reason.WRONG_KIND


def test_that_another_laptop_cannot_open_it_and_a_bundle_is_no_receipt(tmp_path: Path) -> None:
    with pytest.raises(Refusal) as refused:
        read_receipt(write_one(tmp_path), world(2).device_receiver, clock=clock())
    assert refused.value.reason is Reason.NOT_FOR_ME
    with pytest.raises(Refusal) as refused:
        read_receipt(write(tmp_path, chain(1)).path, world().device_receiver, clock=clock())
    assert refused.value.reason is Reason.NOT_FOR_ME
    with pytest.raises(Refusal) as refused:
        read_bundle(write_one(tmp_path), world().receiver, clock=clock())
    assert refused.value.reason is Reason.NOT_FOR_ME


def test_that_a_receipt_of_another_laptop_in_our_envelope_is_refused(tmp_path: Path) -> None:
    other = replace(RECEIPT, device=b"x" * 16)
    with pytest.raises(Refusal) as refused:
        read_receipt(write_one(tmp_path, other), world().device_receiver, clock=clock())
    assert refused.value.reason is Reason.NOT_FOR_ME


@pytest.mark.parametrize("years", [-10, -1, 0, 1])
def test_that_a_slow_clock_of_the_laptop_does_not_stop_the_offices_answer(tmp_path: Path, years: int) -> None:
    wrong = ManualClock(NOW + timedelta(days=365 * years))
    assert read_receipt(write_one(tmp_path), world().device_receiver, clock=wrong).receipt == RECEIPT


def test_that_every_sampled_flipped_bit_of_a_receipt_is_refused(tmp_path: Path) -> None:
    path = write_one(tmp_path)
    data = path.read_bytes()
    for position in range(0, len(data), 11):
        changed = bytearray(data)
        changed[position] ^= 1 << position % 8
        path.write_bytes(changed)
        with pytest.raises(Refusal):
            read_receipt(path, world().device_receiver, clock=clock())


def test_that_a_newer_receipt_replaces_and_an_older_one_is_passed_over() -> None:
    first = receipt_state.accept_receipt(None, RECEIPT)
    assert first.is_new
    newer = receipt_state.accept_receipt(first.state, replace(RECEIPT, number=9))
    assert newer.is_new
    assert newer.state.number == 9
    again = receipt_state.accept_receipt(newer.state, replace(RECEIPT, number=9))
    assert (again.is_new, again.state) == (False, newer.state)
    with pytest.raises(Refusal) as refused:
        receipt_state.accept_receipt(newer.state, RECEIPT)
    assert refused.value.reason is Reason.OUTDATED


def test_that_a_restored_office_is_believed_once_and_its_earlier_epoch_never_again() -> None:
    before = receipt_state.accept_receipt(None, replace(RECEIPT, number=50))
    after = receipt_state.accept_receipt(before.state, replace(RECEIPT, epoch=b"n" * 16, number=1))
    assert after.office_was_restored
    assert after.state.number == 1
    with pytest.raises(Refusal) as refused:
        receipt_state.accept_receipt(after.state, replace(RECEIPT, number=51))
    assert refused.value.reason is Reason.OUTDATED


def test_that_an_earlier_epoch_that_answers_what_was_written_since_is_the_living_one() -> None:
    living, between = b"n" * 16, b"m" * 16
    state = receipt_state.accept_receipt(None, replace(RECEIPT, epoch=living, number=4)).state
    state = receipt_state.accept_receipt(state, replace(RECEIPT, epoch=between, number=7)).state
    found = receipt_state.accept_receipt(state, replace(RECEIPT, epoch=living, number=5), is_answer=True)
    assert (found.state.epoch, found.state.number, found.state.retired_epochs) == (living, 5, (between,))
    with pytest.raises(Refusal):
        receipt_state.accept_receipt(found.state, replace(RECEIPT, epoch=between, number=8))


def test_that_another_offices_receipt_is_not_taken() -> None:
    state = receipt_state.accept_receipt(None, RECEIPT).state
    with pytest.raises(Refusal):
        receipt_state.accept_receipt(state, replace(RECEIPT, office=b"o" * 16))


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(1, 9)), max_size=12))
@settings(deadline=None)
def test_that_no_order_of_delivery_leads_back(deliveries: list[tuple[int, int]]) -> None:
    state: receipt_state.ReceiptState | None = None
    accepted: list[tuple[bytes, int]] = []
    for epoch, number in deliveries:
        receipt = replace(RECEIPT, epoch=bytes([epoch]) * 16, number=number)
        try:
            found = receipt_state.accept_receipt(state, receipt)
        except Refusal:
            continue
        state = found.state
        if found.is_new:
            accepted.append((receipt.epoch, number))
    epochs = [epoch for epoch, _number in accepted]
    assert all(epochs[at] == epochs[at - 1] or epochs[at] not in epochs[:at] for at in range(1, len(epochs)))
    for epoch in set(epochs):
        numbers = [number for found, number in accepted if found == epoch]
        assert numbers == sorted(set(numbers))


def test_that_the_stored_state_is_read_back_and_damage_is_said() -> None:
    state = receipt_state.accept_receipt(None, RECEIPT).state
    data = receipt_state.receipt_state_to_bytes(state)
    assert receipt_state.read_receipt_state(data) == state
    for damaged in (b"", data[:-1], b"\x80"):
        with pytest.raises(StorageError):
            receipt_state.read_receipt_state(damaged)
