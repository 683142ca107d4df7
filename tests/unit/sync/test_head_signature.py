"""The signed end of a chain."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sync_factory import REPLICA, VILLAGE, world

from poverty_desktop.crypto import cbor, dsse
from poverty_desktop.sync.head_signature import (
    MAX_BYTES,
    PAYLOAD_TYPE,
    Head,
    certificates_of,
    sign_head,
    verify_head,
)
from poverty_desktop.sync.refusal import Refusal

KEYS = world().keys
HEAD = Head(
    replica=REPLICA, sequence=7, hash=b"h" * 32, device=KEYS.device, village=VILLAGE, signed_at_ms=1_795_400_000_000
)
SIGNED = sign_head(HEAD, KEYS.signing)


def test_that_a_signed_head_is_verified_from_its_bytes_alone() -> None:
    assert verify_head(SIGNED.envelope, KEYS.signing.public) == SIGNED
    assert len(SIGNED.envelope) < 300


def test_that_every_changed_bit_is_found_but_in_the_hint_at_the_key() -> None:
    hint = dsse.key_id(KEYS.signing.public)
    start = SIGNED.envelope.index(hint)
    for bit in range(8 * len(SIGNED.envelope)):
        if start <= bit // 8 < start + len(hint):
            continue
        changed = bytearray(SIGNED.envelope)
        changed[bit // 8] ^= 1 << bit % 8
        with pytest.raises(Refusal):
            verify_head(bytes(changed), KEYS.signing.public)


def test_that_another_key_and_another_type_are_refused() -> None:
    with pytest.raises(Refusal):
        verify_head(SIGNED.envelope, world(2).keys.signing.public)
    payload = dsse.from_cbor(SIGNED.envelope, max_payload_bytes=500).payload
    for kind, body in ((PAYLOAD_TYPE + "x", payload), (PAYLOAD_TYPE, cbor.encode({0: REPLICA})), (PAYLOAD_TYPE, b"")):
        with pytest.raises(Refusal):
            verify_head(dsse.to_cbor(dsse.sign(kind, body, [KEYS.signing])), KEYS.signing.public)


def test_that_certificates_travel_with_a_head_that_is_passed_on() -> None:
    chain = [item.der for item in world().enrolment.chain]
    passed_on = sign_head(HEAD, KEYS.signing, certificates=chain)
    assert certificates_of(passed_on.envelope) == tuple(chain)
    assert certificates_of(SIGNED.envelope) == ()
    assert len(passed_on.envelope) <= MAX_BYTES
    with pytest.raises(Refusal):
        certificates_of(b"\x80")


def test_that_a_later_head_of_the_same_chain_has_another_signature() -> None:
    assert sign_head(replace(HEAD, sequence=8), KEYS.signing).envelope != SIGNED.envelope
    assert sign_head(HEAD, KEYS.signing) == SIGNED
