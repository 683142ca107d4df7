"""Hashes against the vectors of their standards."""

from __future__ import annotations

import pytest

from poverty_desktop.crypto import hashes


def test_that_sha_256_gives_the_example_of_fips_180() -> None:
    assert hashes.sha256(b"abc").hex() == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"


def test_that_hmac_gives_test_case_2_of_rfc_4231() -> None:
    found = hashes.hmac_sha256(b"Jefe", b"what do ya want for nothing?")
    assert found.hex() == "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"


@pytest.mark.parametrize(
    ("salt", "info", "wanted"),
    [
        (
            bytes(range(13)),
            bytes(range(0xF0, 0xFA)),
            "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865",
        ),
        (b"", b"", "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8"),
    ],
)
def test_that_hkdf_gives_test_cases_1_and_3_of_rfc_5869(salt: bytes, info: bytes, wanted: str) -> None:
    assert hashes.hkdf_sha256(b"\x0b" * 22, info=info, length=42, salt=salt).hex() == wanted


@pytest.mark.parametrize("length", [0, 8161])
def test_that_hkdf_refuses_an_impossible_length(length: int) -> None:
    with pytest.raises(ValueError, match="8160"):
        hashes.hkdf_sha256(b"key", info=b"", length=length)


def test_that_equality_of_secrets_is_told() -> None:
    assert hashes.equal(b"same", b"same")
    assert not hashes.equal(b"same", b"Same")
