"""DSSE against its published vectors, and our CBOR framing of it."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any

import pytest

from poverty_desktop.crypto import cbor, dsse, signing
from poverty_desktop.ids import SeededIds

PUBLISHED = json.loads((Path(__file__).parent / "vectors" / "dsse.json").read_text(encoding="utf-8"))
KEY, OTHER = signing.new_signing_key(SeededIds(1)), signing.new_signing_key(SeededIds(2))
TYPE = "application/vnd.fp.test+cbor"


def envelope() -> dsse.Envelope:
    return dsse.sign(TYPE, b"payload", [KEY], certificates=[b"certificate"])


@pytest.mark.parametrize("vector", PUBLISHED["vectors"], ids=lambda vector: vector["id"])
def test_that_the_published_vectors_hold(vector: dict[str, Any]) -> None:
    payload = base64.b64decode(vector["payload"])
    if "pae" in vector:
        assert dsse.pre_authentication_encoding(vector["type"], payload).hex() == vector["pae"]
    signatures = tuple(dsse.Signature(key_id=b"", signature=base64.b64decode(item)) for item in vector["signatures"])
    found = dsse.Envelope(payload_type=vector["type"], payload=payload, signatures=signatures)
    trusted = [bytes.fromhex(PUBLISHED["keys"][name]) for name in vector["trusted"]]
    enough = len(dsse.signers(found, trusted)) >= vector["threshold"]
    assert (enough and found.payload_type in vector["supported"]) is vector["accept"]


def test_that_the_example_of_the_protocol_is_encoded_as_written_there() -> None:
    found = dsse.pre_authentication_encoding("http://example.com/HelloWorld", b"hello world")
    assert found == b"DSSEv1 29 http://example.com/HelloWorld 11 hello world"


def test_that_an_envelope_is_written_deterministically_and_read_back() -> None:
    data = dsse.to_cbor(envelope())
    assert dsse.from_cbor(data, max_payload_bytes=100) == envelope()
    assert cbor.decode(data, max_bytes=1000) == [
        TYPE,
        b"payload",
        [[dsse.key_id(KEY.public), envelope().signatures[0].signature]],
        [b"certificate"],
    ]


def test_that_only_the_right_type_and_key_count() -> None:
    assert dsse.is_signed_by(envelope(), KEY.public, payload_type=TYPE)
    assert not dsse.is_signed_by(envelope(), OTHER.public, payload_type=TYPE)
    assert not dsse.is_signed_by(envelope(), KEY.public, payload_type=TYPE + "x")


def test_that_a_false_key_id_neither_helps_nor_harms() -> None:
    honest = envelope().signatures[0]
    lying = dsse.Envelope(
        payload_type=TYPE,
        payload=b"payload",
        signatures=(dsse.Signature(key_id=dsse.key_id(OTHER.public), signature=honest.signature),),
    )
    assert dsse.signers(lying, [KEY.public, OTHER.public]) == {KEY.public}


def test_that_the_framing_is_read_from_a_longer_stream_and_asks_for_more_while_it_is_incomplete() -> None:
    data = dsse.to_cbor(envelope())
    assert dsse.read_prefix(data + b"rest", max_payload_bytes=100) == (envelope(), len(data))
    for length in range(len(data)):
        with pytest.raises(cbor.EndsEarlyError):
            dsse.read_prefix(bytearray(data[:length]), max_payload_bytes=100)
    with pytest.raises(cbor.CodecError):
        dsse.from_cbor(data + b"x", max_payload_bytes=100)


@pytest.mark.parametrize(
    "hostile",
    [
        b"\x84\x7a\xff\xff\xff\xff", b"\x84\x61a\x5b" + b"\xff" * 8, b"\x84\x61a\x41b\x9a\xff\xff\xff\xff", b"\x85",
        b"\x9f", b"\x84\x61\xff\x41b\x80\x80", b"\xa0", b"\x84\x61a\x41b\x81\x81\x40\x80", b"\x84\x61a\x41b\x80\x85",
    ],
)  # fmt: skip
def test_that_hostile_framing_is_refused_from_its_first_bytes(hostile: bytes) -> None:
    with pytest.raises(cbor.CodecError):
        dsse.from_cbor(hostile, max_payload_bytes=100)


def test_that_a_payload_beyond_the_limit_is_refused_by_its_head() -> None:
    data = dsse.to_cbor(dsse.sign(TYPE, bytes(101), [KEY]))
    with pytest.raises(cbor.CodecError) as refused:
        dsse.read_prefix(data[:40], max_payload_bytes=100)
    assert not isinstance(refused.value, cbor.EndsEarlyError)


def test_that_the_longest_envelope_fits_what_is_said_of_it() -> None:
    keys = [signing.new_signing_key(SeededIds(number)) for number in range(dsse.MAX_SIGNATURES)]
    data = dsse.to_cbor(dsse.sign("x" * dsse.MAX_TYPE_BYTES, bytes(5000), keys, certificates=[bytes(16 * 1024)] * 4))
    assert len(data) <= dsse.most_bytes(5000)
    assert dsse.from_cbor(data, max_payload_bytes=5000).payload == bytes(5000)
