"""What comes over the network is a message of the format or is refused; nothing else happens, whatever the bytes."""

from __future__ import annotations

from datetime import timedelta

import pytest
from houses import house
from hypothesis import given
from hypothesis import strategies as st
from sync_factory import NOW, clock, world

from poverty_desktop.crypto import cbor
from poverty_desktop.crypto.certificates import Use
from poverty_desktop.network import lookout, wire
from poverty_desktop.network.wire import Hello, Offer, Ready
from poverty_desktop.sync.refusal import Reason, Refusal
from poverty_desktop.sync.service_card import read_card

HELLO = Hello(nonce=b"n" * 16, card=b"card", now_ms=5)
READY = Ready(is_working=True, offers=(Offer(name="下发_一.fpd", sha256="ab" * 32, length=7),), trouble="full")


def test_that_messages_come_back_as_they_were():
    assert wire.read_hello(HELLO.to_bytes()) == HELLO
    assert wire.read_ready(READY.to_bytes()) == READY


@given(
    st.binary(max_size=300),
    st.sampled_from([HELLO.to_bytes(), READY.to_bytes()]),
    st.integers(0, 400),
    st.integers(1, 255),
)
def test_that_any_bytes_are_a_message_or_no_message(data, whole, at, bits):
    changed = bytearray(whole)
    changed[at % len(whole)] ^= bits
    for read in (wire.read_hello, wire.read_ready):
        for told in (data, bytes(changed), whole + data):
            try:
                read(told)
            except cbor.CodecError:
                continue


def refused(data: bytes, **options: object) -> Reason:
    office = world().office
    with pytest.raises(Refusal) as error:
        read_card(data, root=office.root_certificate, office=office.office, **({"now": NOW} | options))  # type: ignore[arg-type]
    return error.value.reason


def test_that_a_card_is_the_offices_word_or_nothing():
    office, data = world().office, house().card(clock(), 45820, nonce=b"n" * 16, hosts=("10.0.0.1",))
    proven = read_card(data, root=office.root_certificate, office=office.office, now=NOW)
    assert (proven.card.port, proven.card.hosts, proven.card.nonce) == (45820, ("10.0.0.1",), b"n" * 16)
    assert refused(house(world(2)).card(clock(), 1)) is Reason.UNKNOWN_SIGNER
    assert refused(data, use=Use.DEVICE) is Reason.WRONG_KIND
    assert refused(house(office=b"o" * 16, owner=b"o" * 16).card(clock(), 1)) is Reason.UNKNOWN_SIGNER
    for at in range(0, len(data), 3):
        changed = bytearray(data)
        changed[at] ^= 1
        try:
            found = read_card(bytes(changed), root=office.root_certificate, office=office.office, now=NOW)
        except Refusal:
            continue
        assert found.card == proven.card  # the hint at the key is no part of what is signed


def test_that_a_card_is_read_by_a_laptop_whose_clock_has_stopped_and_not_after_the_office_has_ended():
    data = house().card(clock(), 1)
    office = world().office
    read_card(data, root=office.root_certificate, office=office.office, now=NOW - timedelta(days=4000))
    assert refused(data, now=NOW + timedelta(days=4000)) is Reason.EXPIRED


@given(st.binary(max_size=2100))
def test_that_only_a_call_for_this_house_has_a_nonce(data):
    assert lookout._nonce_of(data, b"o" * 16, lookout.OFFICE) is None
    assert lookout._nonce_of((lookout.CALL + data).ljust(1400, b"\0"), b"o" * 16, lookout.OFFICE) is None
