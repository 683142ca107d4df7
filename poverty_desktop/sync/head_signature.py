"""The signed end of a chain: a device vouches for every transaction of a replica up to here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from poverty_desktop.crypto import cbor, dsse
from poverty_desktop.crypto.signing import SigningKey
from poverty_desktop.sync import checked
from poverty_desktop.sync.refusal import Reason, Refusal

PAYLOAD_TYPE: Final = "application/vnd.fp.head+cbor"
MAX_PAYLOAD_BYTES: Final = 512
MAX_BYTES: Final = dsse.most_bytes(MAX_PAYLOAD_BYTES)


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """The last transaction of a replica that a device vouches for, and the one village the replica is bound to."""

    replica: bytes
    sequence: int
    hash: bytes
    device: bytes
    village: str
    signed_at_ms: int
    suite: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedHead:
    """A head with its envelope as it is stored and passed on."""

    head: Head
    envelope: bytes


def sign_head(head: Head, key: SigningKey, *, certificates: Sequence[bytes] = ()) -> SignedHead:
    """Return ``head`` signed by the device's key.

    Certificates are added only where the head travels in somebody else's bundle.
    """
    payload = cbor.encode(
        {
            0: head.replica,
            1: head.sequence,
            2: head.hash,
            3: head.device,
            4: head.village,
            5: head.signed_at_ms,
            6: head.suite,
        }
    )
    envelope = dsse.sign(PAYLOAD_TYPE, payload, [key], certificates=certificates)
    return SignedHead(head=head, envelope=dsse.to_cbor(envelope))


def verify_head(envelope: bytes, public: bytes) -> SignedHead:
    """Return the head in ``envelope`` after checking the signature of ``public``; raises ``Refusal``."""
    try:
        found = dsse.from_cbor(envelope, max_payload_bytes=MAX_PAYLOAD_BYTES)
        if not dsse.is_signed_by(found, public, payload_type=PAYLOAD_TYPE):
            raise Refusal(Reason.DAMAGED)
        return SignedHead(head=_read(found.payload), envelope=envelope)
    except cbor.CodecError:
        raise Refusal(Reason.DAMAGED) from None


def passed_on(envelope: bytes, certificates: Sequence[bytes]) -> SignedHead:
    """Return a stored head as it travels in somebody else's bundle: with the certificates that prove its signer.

    One that came with its certificates keeps them. Raises ``Refusal`` where what is stored is damaged.
    """
    try:
        found = dsse.from_cbor(envelope, max_payload_bytes=MAX_PAYLOAD_BYTES)
        if not found.certificates:
            envelope = dsse.to_cbor(replace(found, certificates=tuple(certificates)))
        return SignedHead(head=_read(found.payload), envelope=envelope)
    except cbor.CodecError:
        raise Refusal(Reason.DAMAGED) from None


def certificates_of(envelope: bytes) -> tuple[bytes, ...]:
    """Return the certificates that travel with a head, none where it lies in its own device's bundle."""
    try:
        return dsse.from_cbor(envelope, max_payload_bytes=MAX_PAYLOAD_BYTES).certificates
    except cbor.CodecError:
        raise Refusal(Reason.DAMAGED) from None


def _read(payload: bytes) -> Head:
    body = checked.fields(cbor.decode(payload, max_bytes=MAX_PAYLOAD_BYTES), 0, 1, 2, 3, 4, 5, 6)
    return Head(
        replica=checked.identity(body[0]),
        sequence=checked.natural(body[1]),
        hash=checked.digest(body[2]),
        device=checked.identity(body[3]),
        village=checked.text(body[4], most=12),
        signed_at_ms=checked.natural(body[5]),
        suite=checked.natural(body[6]),
    )
