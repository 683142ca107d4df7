"""A bundle that goes down: from the office alone, for one laptop alone, others' chains with their own signatures."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from sync_factory import (
    REPLICA,
    SECOND_REPLICA,
    VILLAGE,
    World,
    chain,
    clock,
    enrol,
    outline,
    put_together,
    take_apart,
    world,
)

from poverty_desktop import i18n
from poverty_desktop.crypto.certificates import Use
from poverty_desktop.crypto.hashes import sha256
from poverty_desktop.ids import SeededIds
from poverty_desktop.sync import file_names
from poverty_desktop.sync.bundle_reader import read_bundle
from poverty_desktop.sync.bundle_writer import WrittenBundle, write_bundle
from poverty_desktop.sync.device_keys import new_device_keys
from poverty_desktop.sync.head_signature import Head, SignedHead, passed_on, sign_head
from poverty_desktop.sync.manifest import Kind, PartType
from poverty_desktop.sync.refusal import Reason, Refusal

OWN, OTHERS = chain(3), chain(2, replica=SECOND_REPLICA)
END = sha256(OTHERS[-1].header)


def mate(village: str = VILLAGE) -> World:
    """Return another laptop of the same office."""
    keys = new_device_keys(SeededIds(5))
    return replace(world(), keys=keys, enrolment=enrol(world().office, keys, SeededIds(6), villages=[village]))


def head_of(who: World, *, village: str = VILLAGE) -> SignedHead:
    head = Head(replica=SECOND_REPLICA, sequence=2, hash=END, device=who.keys.device, village=village, signed_at_ms=1)
    signed = sign_head(head, who.keys.signing)
    return passed_on(signed.envelope, [item.der for item in who.enrolment.chain])


def down(folder: Path, head: SignedHead | None = None) -> WrittenBundle:
    return write_bundle(
        folder,
        [*OWN, *OTHERS],
        outline(kind=Kind.DOWN, passed_on={(SECOND_REPLICA, END): head or head_of(mate())}),
        sender=world().office_sender,
        clock=clock(),
        ids=SeededIds(98),
        papers=[(PartType.RECEIPT, b"receipt"), (PartType.REVOCATIONS, b"list")],
    )


def reason_of(path: Path) -> Reason:
    with pytest.raises(Refusal) as refused:
        read_bundle(path, world().device_receiver, clock=clock())
    return refused.value.reason


def test_that_the_laptop_reads_chains_papers_and_who_signed_each_head(tmp_path: Path) -> None:
    written = down(tmp_path)
    assert written.path.suffix == file_names.DOWNSTREAM_SUFFIX
    assert file_names.may_be_for(written.path.name, world().office.office, world().keys.device)
    with read_bundle(written.path, world().device_receiver, clock=clock()) as bundle:
        assert [item.transactions for item in bundle.segments()] == [tuple(OWN), tuple(OTHERS)]
        assert [data for _part, data in bundle.parts(PartType.RECEIPT)] == [b"receipt"]
        assert [data for _part, data in bundle.parts(PartType.REVOCATIONS)] == [b"list"]
        signers = {signed.head.replica: signer for signed, signer in zip(bundle.heads, bundle.signers, strict=True)}
        heads = {signed.head.replica: signed.head for signed in bundle.heads}
    assert (signers[REPLICA].scope.use, heads[REPLICA].device) == (Use.PUBLISHER, world().office.office)
    assert signers[SECOND_REPLICA].subject == heads[SECOND_REPLICA].device == mate().keys.device


def test_that_a_laptop_cannot_send_down(tmp_path: Path) -> None:
    opened = take_apart(down(tmp_path).path, world().keys.sealing)
    forged = {**opened.manifest, 6: [world().keys.device, opened.manifest[6][1]]}
    sender = replace(mate().sender, recipients=(world().keys.sealing.recipient,))
    assert reason_of(put_together(tmp_path / "evil.fpd", forged, opened.parts, sender=sender)) is Reason.WRONG_KIND


def test_that_a_head_of_a_laptop_of_another_office_is_refused(tmp_path: Path) -> None:
    assert reason_of(down(tmp_path, head_of(world(2))).path) is Reason.UNKNOWN_SIGNER


def test_that_a_head_outside_the_villages_of_its_laptop_is_refused(tmp_path: Path) -> None:
    assert reason_of(down(tmp_path, head_of(mate("420581100299"))).path) is Reason.OUT_OF_SCOPE


def test_that_a_head_whose_laptop_did_not_sign_it_is_refused(tmp_path: Path) -> None:
    stolen = replace(mate(), keys=replace(mate().keys, signing=world().keys.signing))
    assert reason_of(down(tmp_path, head_of(stolen)).path) is Reason.DAMAGED


def test_that_a_head_of_a_laptop_that_was_revoked_since_may_still_be_passed_on(tmp_path: Path) -> None:
    receiver = replace(world().device_receiver, revoked=frozenset({mate().enrolment.certificate.serial}))
    with read_bundle(down(tmp_path).path, receiver, clock=clock()) as bundle:
        assert bundle.transactions == 5


def test_that_what_a_revoked_office_key_signed_is_refused(tmp_path: Path) -> None:
    receiver = replace(world().device_receiver, revoked=frozenset({world().office.publisher_certificate.serial}))
    with pytest.raises(Refusal) as refused:
        read_bundle(down(tmp_path).path, receiver, clock=clock())
    assert refused.value.reason is Reason.REVOKED


def test_that_a_head_passed_on_twice_keeps_its_certificates() -> None:
    once = head_of(mate())
    assert passed_on(once.envelope, [b"other"]) == once


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_that_a_name_only_spares_opening_what_is_plainly_for_another(language: str) -> None:
    office, device, other = world().office.office, world().keys.device, bytes(16)
    day = date(2026, 11, 30)
    i18n.set_language(language)
    for name in (
        file_names.downstream_name("乐园村", office, device, 1, day),
        file_names.receipt_name("乐园村", office, device, 3, day),
    ):
        for written in (name.readable, name.plain):
            assert file_names.may_be_for(written, office, device)
            assert not file_names.may_be_for(written, office, other)
    assert file_names.may_be_for("renamed by somebody.fpd", office, device)
    assert not file_names.may_be_for(file_names.bundle_name("乐园村", office, device, 1, day).readable, office, device)
