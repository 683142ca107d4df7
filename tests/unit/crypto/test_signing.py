"""Ed25519 against RFC 8032, and what a verifier must never accept."""

from __future__ import annotations

import pytest

from poverty_desktop.crypto import signing
from poverty_desktop.ids import SeededIds

# RFC 8032, 7.1: TEST 1, 2 and 3 as (private, public, message, signature)
RFC_8032 = [
    (
        "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        (
            "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595b"
            "be24655141438e7a100b"
        ),
    ),
    (
        "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        (
            "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb430"
            "2aeeb00d291612bb0c00"
        ),
    ),
    (
        "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "af82",
        (
            "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716e"
            "d28dc027beceea1ec40a"
        ),
    ),
]


@pytest.mark.parametrize(("private", "public", "message", "signature"), RFC_8032)
def test_that_the_vectors_of_rfc_8032_hold(private: str, public: str, message: str, signature: str) -> None:
    key = signing.signing_key(bytes.fromhex(private))
    assert key.public.hex() == public
    assert key.sign(bytes.fromhex(message)).hex() == signature
    assert signing.verify(key.public, bytes.fromhex(signature), bytes.fromhex(message))


def test_that_a_changed_message_signature_or_key_is_not_accepted() -> None:
    key, other = signing.new_signing_key(SeededIds(1)), signing.new_signing_key(SeededIds(2))
    signature = key.sign(b"message")
    assert not signing.verify(key.public, signature, b"messagE")
    assert not signing.verify(other.public, signature, b"message")
    for bit in range(8 * len(signature)):
        changed = bytearray(signature)
        changed[bit // 8] ^= 1 << bit % 8
        assert not signing.verify(key.public, bytes(changed), b"message")


def test_that_a_signature_with_the_order_added_is_not_accepted() -> None:
    """RFC 8032, 5.1.7: S must be below the order, else one message has two signatures."""
    key = signing.new_signing_key(SeededIds(3))
    signature = key.sign(b"message")
    order = (1 << 252) + 27742317777372353535851937790883648493
    shifted = int.from_bytes(signature[32:], "little") + order
    assert not signing.verify(key.public, signature[:32] + shifted.to_bytes(32, "little"), b"message")


@pytest.mark.parametrize(("public", "signature"), [(b"", bytes(64)), (bytes(32), b""), (b"\xff" * 32, bytes(64))])
def test_that_malformed_bytes_are_refused_without_an_error(public: bytes, signature: bytes) -> None:
    assert signing.verify(public, signature, b"message") is False


def test_that_the_private_key_is_not_shown() -> None:
    key = signing.new_signing_key(SeededIds(4))
    assert key.private.hex() not in repr(key)
    assert repr(key.private) not in repr(key)
