"""The office's keys: founding, key files, renewal, root taken offline, a new epoch."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sync_factory import NOW, clock, world

from poverty_desktop.clock import ManualClock
from poverty_desktop.crypto import certificates, wrapping
from poverty_desktop.crypto.certificates import Use
from poverty_desktop.errors import RuleError, StorageError
from poverty_desktop.ids import SeededIds
from poverty_desktop.sync import office_keys
from poverty_desktop.sync.refusal import Reason, Refusal

IDS = SeededIds(41)
CHEAP = wrapping.PassphraseCost(memory_kib=64, passes=1, lanes=1)
KEYS, ESCROW = world().office, world().founding.escrow
KEY_FILE = office_keys.write_key_file(KEYS, "老虎 火车 石榴 钢笔", IDS, cost=CHEAP)
ESCROW_FILE = office_keys.write_escrow_file(ESCROW, "另一位 保管人", IDS, cost=CHEAP)


def test_that_a_new_office_has_a_root_that_certifies_its_two_keys() -> None:
    certificates.verify_self_signed(KEYS.root_certificate)
    for der, use in ((KEYS.issuing_certificate.der, Use.ISSUING), (KEYS.publisher_certificate.der, Use.PUBLISHER)):
        found = certificates.verify_chain([der], root=KEYS.root_certificate, use=use, at=NOW)
        assert found.subject == KEYS.office
    assert KEYS.publisher_certificate.scope.recipient == KEYS.sealing.recipient
    assert KEYS.recipients == (KEYS.sealing.recipient, ESCROW.recipient)


def test_that_the_escrow_key_is_not_among_the_offices_keys() -> None:
    assert ESCROW.secret.encode() not in office_keys.office_keys_to_bytes(KEYS)


def test_that_stored_keys_are_read_back() -> None:
    for keys in (KEYS, office_keys.without_root(KEYS)):
        assert office_keys.read_office_keys(office_keys.office_keys_to_bytes(keys)) == keys


@pytest.mark.parametrize("damaged", [b"", b"\xa0", office_keys.office_keys_to_bytes(KEYS)[:-3], bytes(40_000)])
def test_that_damaged_keys_are_said(damaged: bytes) -> None:
    with pytest.raises(StorageError):
        office_keys.read_office_keys(damaged)


def test_that_a_key_file_opens_with_its_passphrase_only() -> None:
    assert office_keys.read_key_file(KEY_FILE, "老虎 火车 石榴 钢笔") == KEYS
    with pytest.raises(RuleError, match="passphrase is wrong"):
        office_keys.read_key_file(KEY_FILE, "老虎 火车 石榴")
    assert office_keys.read_escrow_file(ESCROW_FILE, "另一位 保管人") == ESCROW


def test_that_the_two_kinds_of_key_file_are_not_mixed_up() -> None:
    for data, reason in (
        (ESCROW_FILE, Reason.WRONG_KIND),
        (b"\x80", Reason.WRONG_KIND),
        (KEY_FILE[:-1], Reason.DAMAGED),
        (bytes(300_000), Reason.DAMAGED),
    ):
        with pytest.raises(Refusal) as refused:
            office_keys.read_key_file(data, "x")
        assert refused.value.reason is reason


def test_that_a_key_file_shows_nothing_of_what_it_holds() -> None:
    assert KEYS.name.encode() not in KEY_FILE
    assert KEYS.office not in KEY_FILE
    assert KEYS.publisher.private not in KEY_FILE


def test_that_no_private_key_shows_in_a_repr() -> None:
    shown = repr(world().founding)
    for secret in (KEYS.issuing.private, KEYS.publisher.private):
        assert repr(secret) not in shown
    assert "SECRET" not in shown


def test_that_the_offices_certificates_are_renewed_with_the_root_only() -> None:
    later = ManualClock(NOW + timedelta(days=1000))
    assert office_keys.certificates_end_soon(KEYS, later)
    assert not office_keys.certificates_end_soon(KEYS, clock())
    fresh = office_keys.renew_office_certificates(KEYS, clock=later, ids=IDS)
    assert not office_keys.certificates_end_soon(fresh, later)
    assert (fresh.publisher, fresh.root_certificate) == (KEYS.publisher, KEYS.root_certificate)
    with pytest.raises(RuleError, match="root key"):
        office_keys.renew_office_certificates(office_keys.without_root(KEYS), clock=later, ids=IDS)


def test_that_a_restored_office_has_a_new_epoch_and_the_same_keys() -> None:
    restored = office_keys.with_new_epoch(KEYS, IDS)
    assert restored.epoch != KEYS.epoch
    assert replace(restored, epoch=KEYS.epoch) == KEYS


@pytest.mark.parametrize("name", ["", "   ", "x" * 65])
def test_that_an_office_needs_a_short_name(name: str) -> None:
    with pytest.raises(RuleError, match="name"):
        office_keys.found_office(name, clock=clock(), ids=IDS)
