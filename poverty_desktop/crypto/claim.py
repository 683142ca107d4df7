"""A signed claim that fits into a QR symbol: CWT (RFC 8392) in COSE_Sign1 (RFC 9052), zlib, Base45.

The same chain of standards as the EU's health certificates and MOSIP's Claim 169, so that a standard reader decodes
it. The signer's certificate goes along (x5chain, RFC 9360): whoever knows the office's root needs nothing else.
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from poverty_desktop.crypto import base45, cbor, signing
from poverty_desktop.crypto.certificates import Certificate, CertificateError, read
from poverty_desktop.crypto.signing import SigningKey

PREFIX: Final = "FP1:"
MAX_TEXT: Final = 4_296  # letters of the largest QR symbol
MAX_BYTES: Final = 8_192
IDENTITY_DATA: Final = 169
"""Key of what the card says (MOSIP's Claim 169): 1 its number, 2 version, 4 full name, 10 address."""

_ALGORITHM, _KEY_ID, _X5CHAIN, _EDDSA = 1, 4, 33, -8
_EXPIRES, _ISSUED = 4, 6
_SIGN1_TAG: Final = b"\xd2"
_KEY_ID_BYTES = 8


class ClaimError(ValueError):
    """The text is no claim, is damaged, or is not signed by its certificate."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """What a card says of itself; ``fields`` are numbered, with texts, numbers and bytes as values."""

    issued_at: datetime
    expires_at: datetime
    fields: Mapping[int, str | int | bytes]


def sign(claim: Claim, key: SigningKey, certificate: Certificate) -> str:
    """Return the claim as the text of a QR symbol, signed by the holder of ``certificate``."""
    protected = cbor.encode({_ALGORITHM: _EDDSA, _KEY_ID: _key_id(certificate), _X5CHAIN: certificate.der})
    payload = cbor.encode(
        {
            _EXPIRES: int(claim.expires_at.timestamp()),
            _ISSUED: int(claim.issued_at.timestamp()),
            IDENTITY_DATA: dict(claim.fields),
        }
    )
    signature = key.sign(_to_be_signed(protected, payload))
    message = _SIGN1_TAG + cbor.encode([protected, {}, payload, signature])
    return PREFIX + base45.encode(zlib.compress(message, 9))


def verify(text: str) -> tuple[Claim, Certificate]:
    """Return a claim whose signature fits its certificate, which the caller has still to trace to an office.

    Raises ``ClaimError``.
    """
    try:
        protected, payload, signature = _opened(text)
        header = cbor.decode(protected, max_bytes=MAX_BYTES)
        body = cbor.decode(payload, max_bytes=MAX_BYTES)
        if not isinstance(header, dict) or not isinstance(body, dict) or header.get(_ALGORITHM) != _EDDSA:
            raise ClaimError("an unknown kind of claim")
        certificate = read(header[_X5CHAIN])
        if not signing.verify(certificate.public, signature, _to_be_signed(protected, payload)):
            raise ClaimError("the signature does not fit")
        claim = Claim(
            issued_at=datetime.fromtimestamp(body[_ISSUED], UTC),
            expires_at=datetime.fromtimestamp(body[_EXPIRES], UTC),
            fields=body[IDENTITY_DATA],
        )
    except ClaimError:
        raise
    except (ValueError, TypeError, LookupError, OverflowError, OSError, zlib.error, CertificateError) as error:
        raise ClaimError("no claim") from error
    if not isinstance(claim.fields, dict):
        raise ClaimError("no claim")
    return claim, certificate


def _opened(text: str) -> tuple[bytes, bytes, bytes]:
    if not text.startswith(PREFIX) or len(text) > MAX_TEXT:
        raise ClaimError("no claim")
    opener = zlib.decompressobj()
    message = opener.decompress(base45.decode(text.removeprefix(PREFIX)), MAX_BYTES)
    if not opener.eof or opener.unused_data or not message.startswith(_SIGN1_TAG):
        raise ClaimError("no claim")
    parts = cbor.decode(message[1:], max_bytes=MAX_BYTES)
    if not isinstance(parts, list) or len(parts) != 4 or parts[1] != {}:
        raise ClaimError("no claim")
    protected, payload, signature = parts[0], parts[2], parts[3]
    if not all(isinstance(part, bytes) for part in (protected, payload, signature)):
        raise ClaimError("no claim")
    return protected, payload, signature


def _to_be_signed(protected: bytes, payload: bytes) -> bytes:
    """Return the Sig_structure of RFC 9052, 4.4."""
    return cbor.encode(["Signature1", protected, b"", payload])


def _key_id(certificate: Certificate) -> bytes:
    from poverty_desktop.crypto.hashes import sha256

    return sha256(certificate.der)[:_KEY_ID_BYTES]
