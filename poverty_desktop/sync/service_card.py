"""The card of a service in the local network: who offers it, by which key it is known, where it was last to be found.

The same signed file travels in an admission, in what an office sends down, in the answer to a call over the network and
from the service itself, so that one check is enough.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from poverty_desktop.crypto import cbor, dsse
from poverty_desktop.crypto.certificates import (
    MAX_CERTIFICATE_BYTES,
    Certificate,
    CertificateError,
    Use,
    require_valid,
    verify_links,
)
from poverty_desktop.crypto.server_key import PIN_BYTES
from poverty_desktop.crypto.signing import SigningKey
from poverty_desktop.sync import checked, signed_files
from poverty_desktop.sync.bundle_check import moment
from poverty_desktop.sync.refusal import Reason, Refusal, refusal_of

PAYLOAD_TYPE: Final = "application/vnd.fp.service+cbor"
MAX_ADDRESSES: Final = 16
MAX_MATES: Final = 6
"""Laptops of one team; more would not fit a card, and what is not named is met at the service itself."""
_MOST_HOST = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceCard:
    """What a service says of itself; ``owner`` is the office or a laptop, ``office`` the office that knows it.

    ``mates`` are certificates (DER) of the laptops of one team, in what the office sends to one of them. ``nonce`` is
    that of the call which is answered.
    """

    office: bytes
    owner: bytes
    pin: bytes
    created_ms: int
    port: int
    hosts: tuple[str, ...] = ()
    mates: tuple[bytes, ...] = ()
    nonce: bytes = b""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProvenCard:
    """A card with the certificate of who signed it, and the file itself to be kept."""

    card: ServiceCard
    certificate: Certificate
    file: bytes


def sign_card(card: ServiceCard, key: SigningKey, chain: tuple[Certificate, ...]) -> bytes:
    """Return the card as a file signed by the office's publisher or a laptop's key."""
    payload = cbor.encode(
        {
            0: signed_files.VERSION,
            1: card.office,
            2: card.owner,
            3: card.pin,
            4: card.created_ms,
            5: card.port,
            6: list(card.hosts[:MAX_ADDRESSES]),
            7: list(card.mates[:MAX_MATES]),
            8: card.nonce,
        }
    )
    return dsse.to_cbor(dsse.sign(PAYLOAD_TYPE, payload, [key], certificates=[item.der for item in chain]))


def read_card(data: bytes, *, root: Certificate, office: bytes, now: datetime, use: Use = Use.PUBLISHER) -> ProvenCard:
    """Return the card in ``data`` once it is proven that the office, or a laptop of it, has signed it.

    A clock that stands behind locks nobody out: the moment of signing counts where it is later than ``now``. Raises
    ``Refusal``.
    """
    envelope = signed_files.read_envelope(data, PAYLOAD_TYPE)
    try:
        links = verify_links(envelope.certificates, root=root, use=use)
        if not dsse.is_signed_by(envelope, links[0].public, payload_type=PAYLOAD_TYPE):
            raise Refusal(Reason.DAMAGED)
        card = _read(envelope.payload)
        require_valid(links, max(now, moment(card.created_ms)))
    except cbor.CodecError:
        raise Refusal(Reason.DAMAGED) from None
    except CertificateError as error:
        raise refusal_of(error) from None
    if card.office != office or card.owner != (office if use is Use.PUBLISHER else links[0].subject):
        raise Refusal(Reason.UNKNOWN_SIGNER)
    return ProvenCard(card=card, certificate=links[0], file=data)


def _read(payload: bytes) -> ServiceCard:
    body = signed_files.read_body(payload, *range(9))
    return ServiceCard(
        office=checked.identity(body[1]),
        owner=checked.identity(body[2]),
        pin=checked.octets(body[3], least=PIN_BYTES, most=PIN_BYTES),
        created_ms=checked.natural(body[4], most=1 << 46),
        port=checked.natural(body[5], most=65_535),
        hosts=checked.items(body[6], _host, most=MAX_ADDRESSES),
        mates=checked.items(body[7], _certificate, most=MAX_MATES),
        nonce=checked.octets(body[8], most=32),
    )


def _host(item: object) -> str:
    return checked.text(item, most=_MOST_HOST)


def _certificate(item: object) -> bytes:
    return checked.octets(item, most=MAX_CERTIFICATE_BYTES)
