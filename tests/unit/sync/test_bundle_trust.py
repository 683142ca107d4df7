"""Who may send, to whom, and when: wrong recipients, wrong signers, ended and revoked certificates."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sync_factory import NOW, World, chain, clock, outline, put_together, take_apart, world, write

from poverty_desktop.clock import ManualClock
from poverty_desktop.crypto.certificates import Use
from poverty_desktop.ids import SeededIds
from poverty_desktop.sync import admission, enrolment_request
from poverty_desktop.sync.bundle_reader import read_bundle
from poverty_desktop.sync.bundle_writer import write_bundle
from poverty_desktop.sync.enrolment import device_sender
from poverty_desktop.sync.manifest import Kind
from poverty_desktop.sync.refusal import Reason, Refusal
from poverty_desktop.sync.trust import Receiver


def reason_of(path: Path, receiver: Receiver, *, days: int = 0) -> Reason:
    with pytest.raises(Refusal) as refused:
        read_bundle(path, receiver, clock=ManualClock(NOW + timedelta(days=days)))
    return refused.value.reason


def test_that_another_office_cannot_open_it(tmp_path: Path) -> None:
    assert reason_of(write(tmp_path, chain(1)).path, world(2).receiver) is Reason.NOT_FOR_ME


def test_that_a_laptop_of_another_office_is_unknown_even_if_it_seals_for_us(tmp_path: Path) -> None:
    foreign = replace(world(2).sender, recipient=world().office.office, recipients=world().office.recipients)
    written = write_bundle(tmp_path, chain(1), outline(), sender=foreign, clock=clock(), ids=SeededIds(1))
    assert reason_of(written.path, world().receiver) is Reason.UNKNOWN_SIGNER


def test_that_a_bundle_cannot_be_forwarded_to_another_office(tmp_path: Path) -> None:
    """Signed inside, encrypted outside: the addressee stands in what is signed."""
    shared_root = replace(world().receiver, me=world(2).office.office, identities=(world(2).office.sealing,))
    forwarded = replace(world().sender, recipients=world(2).office.recipients)
    written = write_bundle(tmp_path, chain(1), outline(), sender=forwarded, clock=clock(), ids=SeededIds(1))
    assert reason_of(written.path, shared_root) is Reason.NOT_FOR_ME


def test_that_a_stolen_certificate_without_its_key_is_worthless(tmp_path: Path) -> None:
    thief = replace(world().sender, key=world(2).keys.signing)
    written = write_bundle(tmp_path, chain(1), outline(), sender=thief, clock=clock(), ids=SeededIds(1))
    assert reason_of(written.path, world().receiver) is Reason.DAMAGED


def test_that_a_signature_of_another_bundle_does_not_fit(tmp_path: Path) -> None:
    first = take_apart(write(tmp_path, chain(2)).path, world().office.sealing)
    second = take_apart(write(tmp_path, chain(3), number=2).path, world().office.sealing)
    import cbor2

    from poverty_desktop.crypto import sealing

    envelope = [second.envelope[0], second.envelope[1], first.envelope[2], second.envelope[3]]
    plaintext = cbor2.dumps(envelope) + b"".join(cbor2.dumps(part) for part in second.parts)
    file = tmp_path / "swapped.fpb"
    file.write_bytes(sealing.seal(plaintext, world().office.recipients))
    assert reason_of(file, world().receiver) is Reason.DAMAGED


def test_that_a_head_signed_by_another_key_is_refused(tmp_path: Path) -> None:
    mine = take_apart(write(tmp_path, chain(2)).path, world().office.sealing)
    (tmp_path / "other").mkdir()
    theirs = write(tmp_path / "other", chain(2), of=world(2))
    manifest = mine.manifest
    manifest[13][0][3] = theirs.heads[0].envelope
    file = put_together(tmp_path / "x.fpb", manifest, mine.parts, sender=world().sender)
    assert reason_of(file, world().receiver) is Reason.DAMAGED


def test_that_an_ended_and_a_not_yet_begun_certificate_are_told_apart(tmp_path: Path) -> None:
    path = write(tmp_path, chain(1)).path
    assert reason_of(path, world().receiver, days=367) is Reason.EXPIRED
    assert reason_of(path, world().receiver, days=-2) is Reason.NOT_YET_VALID


def test_that_a_revoked_laptop_is_told(tmp_path: Path) -> None:
    path = write(tmp_path, chain(1)).path
    receiver = replace(world().receiver, revoked=frozenset({world().enrolment.certificate.serial}))
    assert reason_of(path, receiver) is Reason.REVOKED


def test_that_a_laptop_does_not_take_another_laptops_bundle_for_an_answer(tmp_path: Path) -> None:
    sender = replace(world().sender, recipient=world().keys.device, recipients=(world().keys.sealing.recipient,))
    written = write_bundle(tmp_path, chain(1), outline(kind=Kind.DOWN), sender=sender, clock=clock(), ids=SeededIds(1))
    assert reason_of(written.path, world().device_receiver) is Reason.WRONG_KIND


def test_that_a_laptop_may_not_sign_as_the_office(tmp_path: Path) -> None:
    receiver = replace(world().receiver, accepts=Use.PUBLISHER)
    assert reason_of(write(tmp_path, chain(1)).path, receiver) is Reason.WRONG_KIND


def test_that_a_renewed_certificate_is_taken_and_the_old_one_until_it_ends(tmp_path: Path) -> None:
    later, ids = ManualClock(NOW + timedelta(days=340)), SeededIds(8)
    request_file = enrolment_request.write_request(
        world().keys, name="laptop", villages=[], app_version="0.1.0", clock=later
    )
    request = enrolment_request.read_request(request_file)
    admitted = admission.admit(
        world().office,
        request,
        villages=world().enrolment.certificate.scope.villages,
        roles=["team"],
        max_rank=1,
        clock=later,
        ids=ids,
    )
    renewed = admission.renew(world().enrolment, admission.read_admission(admitted.file, world().keys, clock=later))
    fresh = World(founding=world().founding, keys=world().keys, enrolment=renewed)
    path = write(tmp_path, chain(1), of=fresh).path
    with read_bundle(path, world().receiver, clock=ManualClock(NOW + timedelta(days=400))) as bundle:
        assert bundle.certificate == renewed.certificate
    assert device_sender(world().keys, renewed).chain[0] == renewed.certificate
    old = write(tmp_path, chain(1), number=2).path
    with read_bundle(old, world().receiver, clock=later) as bundle:
        assert bundle.certificate == world().enrolment.certificate
