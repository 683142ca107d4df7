"""What a laptop writes is what the office reads, and every file is whole."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from sync_factory import (
    NEIGHBOUR,
    NOW,
    PACK,
    REPLICA,
    SECOND_REPLICA,
    VILLAGE,
    chain,
    clock,
    enrol,
    outline,
    world,
    write,
)

from poverty_desktop.crypto.hashes import sha256
from poverty_desktop.errors import Cancelled, RuleError, StorageError
from poverty_desktop.ids import SeededIds
from poverty_desktop.progress import Progress
from poverty_desktop.sync import limits, segments
from poverty_desktop.sync.bundle_reader import read_bundle
from poverty_desktop.sync.bundle_writer import write_bundle
from poverty_desktop.sync.device_keys import new_device_keys
from poverty_desktop.sync.enrolment import device_sender
from poverty_desktop.sync.head_signature import Head, sign_head
from poverty_desktop.sync.manifest import ChainEnd, Kind, TrustSeen
from poverty_desktop.sync.refusal import Reason, Refusal
from poverty_desktop.sync.segments import SegmentTransaction


def read_all(path: Path) -> list[SegmentTransaction]:
    with read_bundle(path, world().receiver, clock=clock()) as bundle:
        return [item for segment in bundle.segments() for item in segment.transactions]


def test_that_the_office_reads_what_the_laptop_wrote(tmp_path: Path) -> None:
    first, second = chain(40), chain(3, replica=SECOND_REPLICA)
    written = write(
        tmp_path,
        first + second,
        previous_bundle_id=b"q" * 16,
        prerequisites=((REPLICA, b"h" * 32),),
        have=(ChainEnd(replica=b"o" * 16, hash=b"x" * 32, sequence=9),),
        trust=TrustSeen(root=1, timestamp=2, crl=3),
        actors={b"a" * 16: "操作员甲"},
    )
    with read_bundle(written.path, world().receiver, clock=clock()) as bundle:
        assert bundle.manifest == written.manifest
        assert bundle.heads == written.heads
        assert bundle.sha256 == written.sha256
        assert bundle.length == written.length == written.path.stat().st_size
        assert bundle.transactions == written.transactions == 43
        assert bundle.certificate == world().enrolment.certificate
        assert [(item.replica, item.low, item.high) for item in bundle.segments()] == [
            (REPLICA, 1, 40),
            (SECOND_REPLICA, 1, 3),
        ]
        assert [item for part in bundle.segments() for item in part.transactions] == first + second
        assert [item.head.village for item in bundle.heads] == [VILLAGE, VILLAGE]
        assert bundle.manifest.actors == {b"a" * 16: "操作员甲"}
        assert bundle.manifest.pack == PACK


def test_that_hashes_name_the_transactions_and_the_head_is_the_last_one(tmp_path: Path) -> None:
    transactions = chain(5)
    written = write(tmp_path, transactions)
    with read_bundle(written.path, world().receiver, clock=clock()) as bundle:
        (segment,) = bundle.segments()
    assert segment.hashes == tuple(sha256(item.header) for item in transactions)
    assert written.heads[0].head.hash == segment.hashes[-1]


def test_that_the_escrow_opens_as_well(tmp_path: Path) -> None:
    from dataclasses import replace

    written = write(tmp_path, chain(2))
    receiver = replace(world().receiver, identities=(world().founding.escrow,))
    with read_bundle(written.path, receiver, clock=clock()) as bundle:
        assert bundle.transactions == 2


def test_that_an_erased_transaction_travels_without_its_values(tmp_path: Path) -> None:
    whole = chain(3)
    erased = [whole[0], SegmentTransaction(header=whole[1].header, salt=None, values=None), whole[2]]
    assert read_all(write(tmp_path, erased).path) == erased


def test_that_a_bundle_without_news_is_a_bundle(tmp_path: Path) -> None:
    written = write(tmp_path, [], have=(ChainEnd(replica=REPLICA, hash=b"x" * 32, sequence=1),))
    assert read_all(written.path) == []
    assert written.transactions == 0


def test_that_a_later_bundle_goes_on_where_the_first_ended(tmp_path: Path) -> None:
    first = chain(4)
    more = chain(2, start=5, previous=sha256(first[-1].header))
    written = write(tmp_path, more, number=2)
    with read_bundle(written.path, world().receiver, clock=clock()) as bundle:
        (segment,) = bundle.segments()
        assert (segment.low, segment.high) == (5, 6)
        assert segments.position(segment.transactions[0].header).previous == sha256(first[-1].header)


def test_that_both_branches_of_a_fork_travel_with_a_head_each(tmp_path: Path) -> None:
    trunk = chain(3)
    left = chain(2, start=4, previous=sha256(trunk[-1].header))
    right = [
        SegmentTransaction(header=item.header.replace(b"b" * 16, b"c" * 16), salt=item.salt, values=item.values)
        for item in chain(1, start=4, previous=sha256(trunk[-1].header))
    ]
    written = write(tmp_path, trunk + left + right)
    assert {item.head.sequence for item in written.heads} == {5, 4}
    assert read_all(written.path) == trunk + left + right


def test_that_another_laptops_chain_is_passed_on_with_its_own_signature(tmp_path: Path) -> None:
    office, ids = world().office, SeededIds(5)
    mate = new_device_keys(ids)
    mates_enrolment = enrol(office, mate, ids, villages=[NEIGHBOUR])
    transactions = chain(3, replica=SECOND_REPLICA)
    head = Head(
        replica=SECOND_REPLICA,
        sequence=3,
        hash=sha256(transactions[-1].header),
        device=mate.device,
        village=NEIGHBOUR,
        signed_at_ms=1,
    )
    certificates = [item.der for item in device_sender(mate, mates_enrolment).chain]
    signed = sign_head(head, mate.signing, certificates=certificates)
    written = write(tmp_path, transactions, passed_on={(SECOND_REPLICA, head.hash): signed}, kind=Kind.RELAY)
    with read_bundle(written.path, world().receiver, clock=clock()) as bundle:
        assert bundle.heads == (signed,)
        assert bundle.certificate.subject == world().keys.device


def test_that_a_long_chain_is_cut_into_segments_within_the_limit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "SEGMENT_RAW_BYTES", 4096)
    transactions = chain(60)
    written = write(tmp_path, transactions)
    assert len(written.manifest.parts) > 3
    assert all(part.raw_length <= 4096 for part in written.manifest.parts)
    assert len(written.heads) == 1
    assert read_all(written.path) == transactions


def test_that_the_file_is_named_by_village_laptop_and_number_and_nothing_else_is_left(tmp_path: Path) -> None:
    written = write(tmp_path, chain(1), number=42, place="乐园村")
    assert [item.name for item in tmp_path.iterdir()] == [written.path.name]
    assert re.fullmatch(r"Bundle_乐园村_laptop\d{4}_no42_\d{4}-\d\d-\d\d\.fpb", written.path.name)
    again = write(tmp_path, chain(1), number=42, place="乐园村")
    assert again.path.name == written.path.name.replace(".fpb", "_2.fpb")


def test_that_a_branch_whose_beginning_is_there_already_goes_along_with_an_end_of_its_own(tmp_path: Path) -> None:
    transactions = chain(1) + chain(1, start=3, previous=b"x" * 32)
    written = write(tmp_path, transactions)
    assert [(item.head.sequence) for item in written.heads] == [1, 3]
    assert read_all(written.path) == transactions


def test_that_a_giant_is_refused_before_anything_is_written(tmp_path: Path) -> None:
    giant = SegmentTransaction(header=chain(1)[0].header, salt=b"s" * 16, values=bytes(limits.TRANSACTION_BYTES))
    with pytest.raises(ValueError, match="larger"):
        write(tmp_path, [giant])
    assert not list(tmp_path.iterdir())


def test_that_more_than_a_bundle_may_hold_is_said_and_not_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "TRANSACTIONS", 10)
    with pytest.raises(RuleError, match="more to hand over"):
        write(tmp_path, chain(11))
    assert not list(tmp_path.iterdir())


def test_that_a_missing_folder_and_a_full_disk_are_said_in_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(StorageError):
        write(tmp_path / "pulled out", chain(1))

    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(StorageError):
        write(tmp_path, chain(1))
    assert not list(tmp_path.iterdir())


def test_that_a_stick_that_lies_about_what_it_stored_is_found_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("poverty_desktop.sync.delivery._hash", lambda *_arguments: ("0" * 64, 1))
    with pytest.raises(StorageError, match="other bytes"):
        write(tmp_path, chain(1))
    assert not list(tmp_path.iterdir())


def test_that_cancelling_leaves_nothing_behind(tmp_path: Path) -> None:
    progress = Progress()
    progress.cancel()
    with pytest.raises(Cancelled):
        write_bundle(
            tmp_path,
            chain(2),
            outline(),
            sender=world().sender,
            clock=clock(),
            ids=SeededIds(1),
            progress=progress,
        )
    assert not list(tmp_path.iterdir())
    written = write(tmp_path, chain(2))
    with pytest.raises(Cancelled):
        read_bundle(written.path, world().receiver, clock=clock(), progress=progress)


def test_that_progress_is_told_in_order(tmp_path: Path) -> None:
    seen: list[tuple[str, int, int]] = []
    progress = Progress(lambda what, done, total: seen.append((what, done, total)))
    written = write_bundle(
        tmp_path,
        chain(9),
        outline(expected=9),
        sender=world().sender,
        clock=clock(),
        ids=SeededIds(1),
        progress=progress,
    )
    read_bundle(written.path, world().receiver, clock=clock(), progress=progress).close()
    assert [what for what, _done, _total in seen] == [
        "Packing the entries",
        "Reading back what was written",
        "Checking the bundle",
    ]
    assert all(done == total for _what, done, total in seen)


def test_that_taking_it_in_twice_reads_the_same(tmp_path: Path) -> None:
    written = write(tmp_path, chain(4))
    assert read_all(written.path) == read_all(written.path)


def test_that_the_senders_clock_is_compared_with_ours(tmp_path: Path) -> None:
    from datetime import timedelta

    from poverty_desktop.clock import ManualClock

    for days in (-3650, -3, 3, 3650):
        skewed = ManualClock(NOW + timedelta(days=days))
        written = write_bundle(tmp_path, chain(1), outline(), sender=world().sender, clock=skewed, ids=SeededIds(1))
        with read_bundle(written.path, world().receiver, clock=clock()) as bundle:
            assert bundle.clock_offset == timedelta(days=days)


def test_that_the_scratch_file_is_gone_after_a_refusal(tmp_path: Path) -> None:
    scratch, carrier = tmp_path / "scratch", tmp_path / "carrier"
    scratch.mkdir()
    carrier.mkdir()
    written = write(carrier, chain(3))
    written.path.write_bytes(written.path.read_bytes()[:-20])
    with pytest.raises(Refusal) as refused:
        read_bundle(written.path, world().receiver, clock=clock(), scratch_folder=scratch)
    assert refused.value.reason is Reason.DAMAGED
    assert not list(scratch.iterdir())
