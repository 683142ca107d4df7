"""Signed envelopes by the DSSE protocol 1.0 (secure-systems-lab/dsse), carried as CBOR."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from poverty_desktop.crypto import cbor, hashes, signing
from poverty_desktop.crypto.certificates import MAX_CERTIFICATE_BYTES

MAX_SIGNATURES: Final = 8
MAX_CERTIFICATES: Final = 4
MAX_TYPE_BYTES: Final = 128
KEY_ID_BYTES: Final = 8

_BYTES, _TEXT, _ARRAY = 2, 3, 4
_ENVELOPE_OVERHEAD = 512


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """A signature and the unauthenticated hint at its key."""

    key_id: bytes
    signature: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """A typed payload, its signatures, and the certificates (DER, signer first) that help to check them."""

    payload_type: str
    payload: bytes
    signatures: tuple[Signature, ...]
    certificates: tuple[bytes, ...] = ()


def pre_authentication_encoding(payload_type: str, payload: bytes) -> bytes:
    """Return the bytes that are signed: ``DSSEv1 <len> <type> <len> <payload>``."""
    name = payload_type.encode()
    return b"DSSEv1 %d %b %d %b" % (len(name), name, len(payload), payload)


def key_id(public: bytes) -> bytes:
    """Return the hint at a key: the first eight bytes of its hash."""
    return hashes.sha256(public)[:KEY_ID_BYTES]


def sign(
    payload_type: str, payload: bytes, keys: Sequence[signing.SigningKey], *, certificates: Sequence[bytes] = ()
) -> Envelope:
    """Return ``payload`` in an envelope signed by each of ``keys``."""
    message = pre_authentication_encoding(payload_type, payload)
    signatures = tuple(Signature(key_id=key_id(key.public), signature=key.sign(message)) for key in keys)
    return Envelope(payload_type=payload_type, payload=payload, signatures=signatures, certificates=tuple(certificates))


def signers(envelope: Envelope, trusted: Sequence[bytes]) -> frozenset[bytes]:
    """Return which of the ``trusted`` public keys have signed ``envelope``; the key id is not believed.

    One key counts once, however often it signed.
    """
    message = pre_authentication_encoding(envelope.payload_type, envelope.payload)
    return frozenset(
        public
        for public in trusted
        if any(signing.verify(public, item.signature, message) for item in envelope.signatures)
    )


def is_signed_by(envelope: Envelope, public: bytes, *, payload_type: str) -> bool:
    """Tell whether ``envelope`` is of ``payload_type`` and carries a signature of ``public``."""
    return envelope.payload_type == payload_type and public in signers(envelope, (public,))


def to_cbor(envelope: Envelope) -> bytes:
    """Return the envelope as ``[payloadType, payload, [[keyid, sig], …], [certificate, …]]``."""
    return cbor.encode(
        [
            envelope.payload_type,
            envelope.payload,
            [[item.key_id, item.signature] for item in envelope.signatures],
            list(envelope.certificates),
        ]
    )


def read_prefix(data: bytes | bytearray, *, max_payload_bytes: int) -> tuple[Envelope, int]:
    """Return the envelope at the beginning of ``data`` and its length.

    The framing is read head by head within fixed limits and the payload is left untouched, for nothing may be
    decoded before its signature was checked. Raises ``cbor.CodecError``, as ``EndsEarlyError`` where more bytes could
    complete it.
    """
    at = _head(data, 0, _ARRAY, exactly=4)
    name, at = _string(data, at, _TEXT, MAX_TYPE_BYTES)
    payload, at = _string(data, at, _BYTES, max_payload_bytes)
    count, at = _count(data, at, MAX_SIGNATURES)
    signatures = []
    for _number in range(count):
        at = _head(data, at, _ARRAY, exactly=2)
        hint, at = _string(data, at, _BYTES, 64)
        signature, at = _string(data, at, _BYTES, 256)
        signatures.append(Signature(key_id=hint, signature=signature))
    count, at = _count(data, at, MAX_CERTIFICATES)
    certificates = []
    for _number in range(count):
        certificate, at = _string(data, at, _BYTES, MAX_CERTIFICATE_BYTES)
        certificates.append(certificate)
    try:
        payload_type = name.decode()
    except UnicodeDecodeError:
        raise cbor.CodecError("text is not UTF-8") from None
    envelope = Envelope(
        payload_type=payload_type, payload=payload, signatures=tuple(signatures), certificates=tuple(certificates)
    )
    return envelope, at


def from_cbor(data: bytes, *, max_payload_bytes: int) -> Envelope:
    """Return the envelope that ``data`` is, to the last byte; raises ``cbor.CodecError``."""
    envelope, length = read_prefix(data, max_payload_bytes=max_payload_bytes)
    if length != len(data):
        raise cbor.CodecError("bytes follow the value")
    return envelope


def most_bytes(max_payload_bytes: int) -> int:
    """Return how long an envelope with a payload of ``max_payload_bytes`` can be."""
    return max_payload_bytes + MAX_CERTIFICATES * MAX_CERTIFICATE_BYTES + MAX_SIGNATURES * 336 + _ENVELOPE_OVERHEAD


def _head(data: bytes | bytearray, at: int, wanted: int, *, exactly: int) -> int:
    major, argument, at = cbor.read_head(data, at)
    if major != wanted or argument != exactly:
        raise cbor.CodecError("not an envelope")
    return at


def _count(data: bytes | bytearray, at: int, most: int) -> tuple[int, int]:
    major, argument, at = cbor.read_head(data, at)
    if major != _ARRAY or argument > most:
        raise cbor.CodecError("not an envelope")
    return argument, at


def _string(data: bytes | bytearray, at: int, wanted: int, most: int) -> tuple[bytes, int]:
    major, argument, at = cbor.read_head(data, at)
    if major != wanted or argument > most:
        raise cbor.CodecError("not an envelope")
    if at + argument > len(data):
        raise cbor.EndsEarlyError("ends too early")
    return bytes(data[at : at + argument]), at + argument
