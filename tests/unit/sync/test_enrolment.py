"""Request, fingerprint, admission: a laptop comes to its office without a network."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sync_factory import NEIGHBOUR, NOW, NOW_MS, VILLAGE, clock, world

from poverty_desktop.clock import ManualClock
from poverty_desktop.crypto import cbor, dsse
from poverty_desktop.crypto.certificates import Use
from poverty_desktop.errors import RuleError, StorageError
from poverty_desktop.ids import SeededIds
from poverty_desktop.sync import admission, enrolment, enrolment_request
from poverty_desktop.sync.device_keys import device_keys_to_bytes, new_device_keys, read_device_keys
from poverty_desktop.sync.refusal import Reason, Refusal

IDS = SeededIds(31)
KEYS = new_device_keys(IDS)
REQUEST_FILE = enrolment_request.write_request(
    KEYS, name=" 三队的笔记本 ", villages=[VILLAGE], app_version="0.1.0", clock=clock()
)
REQUEST = enrolment_request.read_request(REQUEST_FILE)
ADMITTED = admission.admit(
    world().office, REQUEST, villages=[NEIGHBOUR, VILLAGE], roles=["team"], max_rank=1, clock=clock(), ids=IDS
)


def refuse_request(data: bytes) -> Reason:
    with pytest.raises(Refusal) as refused:
        enrolment_request.read_request(data)
    return refused.value.reason


def refuse_admission(data: bytes, *, days: int = 0, keys: Any = KEYS) -> Reason:
    with pytest.raises(Refusal) as refused:
        admission.read_admission(data, keys, clock=ManualClock(NOW + timedelta(days=days)))
    return refused.value.reason


def test_that_the_office_reads_what_the_laptop_asks() -> None:
    assert (REQUEST.device, REQUEST.name, REQUEST.villages) == (KEYS.device, "三队的笔记本", (VILLAGE,))
    assert (REQUEST.public, REQUEST.recipient) == (KEYS.signing.public, KEYS.sealing.recipient)
    assert REQUEST.created_ms == NOW_MS


def test_that_both_screens_show_the_same_digits_and_another_laptop_shows_others() -> None:
    assert enrolment_request.read_request(REQUEST_FILE).fingerprint == REQUEST.fingerprint
    impostor = enrolment_request.write_request(
        new_device_keys(IDS), name="三队的笔记本", villages=[VILLAGE], app_version="0.1.0", clock=clock()
    )
    assert enrolment_request.read_request(impostor).fingerprint != REQUEST.fingerprint


def test_that_a_request_holds_no_secret() -> None:
    assert KEYS.signing.private not in REQUEST_FILE
    assert KEYS.sealing.secret.encode() not in REQUEST_FILE


def test_that_every_sampled_changed_request_is_refused_or_shows_other_digits() -> None:
    chooser = random.Random(1)
    for _sample in range(60):
        changed = bytearray(REQUEST_FILE)
        changed[chooser.randrange(len(changed))] ^= 1 << chooser.randrange(8)
        try:
            found = enrolment_request.read_request(bytes(changed))
        except Refusal:
            continue
        assert found == REQUEST  # only the unauthenticated key id was hit
    for length in range(0, len(REQUEST_FILE), 7):
        assert refuse_request(REQUEST_FILE[:length]) is Reason.DAMAGED


@pytest.mark.parametrize(
    ("key", "value", "reason"),
    [
        (0, 2, Reason.NEWER_VERSION), (2, b"short", Reason.DAMAGED), (3, "x" * 65, Reason.DAMAGED),
        (4, ["abc"], Reason.DAMAGED), (4, [VILLAGE] * 600, Reason.DAMAGED), (5, b"x", Reason.DAMAGED),
        (6, "age1nonsense", Reason.DAMAGED), (7, 1, Reason.DAMAGED), (8, -1, Reason.DAMAGED),
    ],
)  # fmt: skip
def test_that_a_signed_but_wrong_request_is_refused(key: int, value: object, reason: Reason) -> None:
    payload = cbor.decode(dsse.from_cbor(REQUEST_FILE, max_payload_bytes=9999).payload, max_bytes=9999)
    assert isinstance(payload, dict)
    payload[key] = value
    envelope = dsse.sign(enrolment_request.PAYLOAD_TYPE, cbor.encode(payload), [KEYS.signing])
    assert refuse_request(dsse.to_cbor(envelope)) is reason


def test_that_other_files_are_not_taken_for_a_request() -> None:
    assert refuse_request(ADMITTED.file) is Reason.WRONG_KIND
    assert refuse_request(b"") is Reason.DAMAGED
    assert refuse_request(bytes(300_000)) is Reason.DAMAGED


@pytest.mark.parametrize("name", ["", "  ", "x" * 65])
def test_that_a_laptop_needs_a_short_name(name: str) -> None:
    with pytest.raises(RuleError, match="name"):
        enrolment_request.write_request(KEYS, name=name, villages=[], app_version="0", clock=clock())


def test_that_villages_are_codes_of_twelve_digits() -> None:
    with pytest.raises(RuleError, match="twelve"):
        enrolment_request.write_request(KEYS, name="x", villages=["村"], app_version="0", clock=clock())
    for villages in ([], ["４２０５８１１００２０１"]):
        with pytest.raises(RuleError):
            admission.admit(world().office, REQUEST, villages=villages, roles=[], max_rank=1, clock=clock(), ids=IDS)


def test_that_the_admitted_laptop_knows_its_office_its_scope_and_two_recipients() -> None:
    found = admission.read_admission(ADMITTED.file, KEYS, clock=clock())
    assert found.root_fingerprint == admission.office_fingerprint(world().office)
    accepted = admission.accept_admission(found, found.root_fingerprint.replace(" ", "-"))
    assert (accepted.office, accepted.epoch, accepted.name) == (
        world().office.office,
        world().office.epoch,
        "宜都市办公室",
    )
    assert accepted.certificate == ADMITTED.certificate
    assert accepted.certificate.scope.villages == (VILLAGE, NEIGHBOUR)
    assert accepted.certificate.scope.use is Use.DEVICE
    assert accepted.recipients == world().office.recipients
    assert len(set(accepted.recipients)) == 2
    assert enrolment.read_enrolment(enrolment.enrolment_to_bytes(accepted)) == accepted


def test_that_wrong_digits_stop_the_admission() -> None:
    found = admission.read_admission(ADMITTED.file, KEYS, clock=clock())
    for typed in ("", "000 000 000 000", found.root_fingerprint[:-1]):
        with pytest.raises(RuleError, match="digits"):
            admission.accept_admission(found, typed)


def test_that_a_false_office_is_intact_in_itself_but_has_other_digits() -> None:
    false = admission.admit(
        world(2).office, REQUEST, villages=[VILLAGE], roles=["team"], max_rank=1, clock=clock(), ids=IDS
    )
    found = admission.read_admission(false.file, KEYS, clock=clock())
    assert found.root_fingerprint != admission.office_fingerprint(world().office)


def test_that_an_admission_of_another_laptop_is_not_taken() -> None:
    assert refuse_admission(ADMITTED.file, keys=new_device_keys(IDS)) is Reason.NOT_FOR_ME
    half = replace(new_device_keys(IDS), device=KEYS.device, signing=KEYS.signing)
    assert refuse_admission(ADMITTED.file, keys=half) is Reason.NOT_FOR_ME


def test_that_every_sampled_changed_admission_is_refused() -> None:
    chooser = random.Random(2)
    intact = admission.read_admission(ADMITTED.file, KEYS, clock=clock())
    for _sample in range(80):
        changed = bytearray(ADMITTED.file)
        changed[chooser.randrange(len(changed))] ^= 1 << chooser.randrange(8)
        try:
            found = admission.read_admission(bytes(changed), KEYS, clock=clock())
        except Refusal:
            continue
        assert found == intact  # only the unauthenticated key id was hit
    for length in range(0, len(ADMITTED.file), 101):
        assert refuse_admission(ADMITTED.file[:length]) is Reason.DAMAGED


def test_that_the_time_of_an_admission_is_checked() -> None:
    assert refuse_admission(ADMITTED.file, days=400) is Reason.EXPIRED
    assert refuse_admission(ADMITTED.file, days=-3) is Reason.NOT_YET_VALID


def test_that_an_admission_signed_by_a_laptop_is_refused() -> None:
    envelope = dsse.from_cbor(ADMITTED.file, max_payload_bytes=99999)
    forged = dsse.sign(
        admission.PAYLOAD_TYPE, envelope.payload, [KEYS.signing], certificates=[ADMITTED.certificate.der]
    )
    assert refuse_admission(dsse.to_cbor(forged)) in (Reason.WRONG_KIND, Reason.UNKNOWN_SIGNER)
    unsigned = replace(envelope, signatures=())
    assert refuse_admission(dsse.to_cbor(unsigned)) is Reason.DAMAGED


def test_that_an_office_with_one_recipient_is_not_accepted() -> None:
    lonely = replace(world().office, escrow_recipient=world().office.sealing.recipient)
    admitted = admission.admit(lonely, REQUEST, villages=[VILLAGE], roles=["team"], max_rank=1, clock=clock(), ids=IDS)
    assert refuse_admission(admitted.file) is Reason.DAMAGED


def test_that_a_certificate_is_renewed_by_the_same_office_only_and_never_by_an_older_one() -> None:
    old = admission.read_admission(ADMITTED.file, KEYS, clock=clock()).enrolment
    later = ManualClock(NOW + timedelta(days=310))
    assert enrolment.ends_soon(old, later)
    assert not enrolment.ends_soon(old, clock())
    newer = admission.admit(
        world().office, REQUEST, villages=[VILLAGE], roles=["team"], max_rank=1, clock=later, ids=IDS
    )
    fresh = admission.renew(old, admission.read_admission(newer.file, KEYS, clock=later))
    assert fresh.certificate.not_after > old.certificate.not_after
    with pytest.raises(Refusal) as outdated:
        admission.renew(fresh, admission.read_admission(ADMITTED.file, KEYS, clock=later))
    assert outdated.value.reason is Reason.OUTDATED
    foreign = admission.admit(
        world(2).office, REQUEST, villages=[VILLAGE], roles=["team"], max_rank=1, clock=clock(), ids=IDS
    )
    with pytest.raises(Refusal, match="another office"):
        admission.renew(old, admission.read_admission(foreign.file, KEYS, clock=clock()))


def test_that_stored_keys_and_admissions_are_read_back_and_damage_is_said() -> None:
    assert read_device_keys(device_keys_to_bytes(KEYS)) == KEYS
    for damaged in (b"", b"\x00", device_keys_to_bytes(KEYS)[:-1], cbor.encode({0: 1, 1: b"", 2: b"", 3: ""})):
        with pytest.raises(StorageError):
            read_device_keys(damaged)
        with pytest.raises(StorageError):
            enrolment.read_enrolment(damaged)
