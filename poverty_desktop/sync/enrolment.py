"""What a laptop knows of its office once it is admitted, and with whom it then exchanges files."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from poverty_desktop.clock import Clock
from poverty_desktop.crypto import cbor, sealing
from poverty_desktop.crypto.certificates import (
    MAX_CERTIFICATE_BYTES,
    MAX_CHAIN,
    Certificate,
    CertificateError,
    Use,
    read,
)
from poverty_desktop.errors import StorageError
from poverty_desktop.i18n import N_
from poverty_desktop.sync import checked, limits
from poverty_desktop.sync.device_keys import DeviceKeys
from poverty_desktop.sync.manifest import Kind
from poverty_desktop.sync.trust import Receiver, Sender

RENEW_BEFORE: Final = timedelta(days=60)
MIN_RECIPIENTS: Final = 2
"""The office and its escrow: one lost key must not lose the data."""

_MAX_BYTES = 128 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Enrolment:
    """What a laptop knows of its office once it is admitted."""

    office: bytes
    epoch: bytes
    name: str
    root: Certificate
    chain: tuple[Certificate, ...]
    recipients: tuple[str, ...]

    @property
    def certificate(self) -> Certificate:
        """Return the laptop's own certificate."""
        return self.chain[0]


def ends_soon(enrolment: Enrolment, clock: Clock) -> bool:
    """Tell whether the laptop's certificate should be renewed now (60 days before it ends, and after)."""
    return clock.now() > enrolment.certificate.not_after - RENEW_BEFORE


def device_sender(keys: DeviceKeys, enrolment: Enrolment) -> Sender:
    """Return who sends the laptop's bundles: sealed for the office and its escrow."""
    return Sender(
        me=keys.device,
        key=keys.signing,
        chain=enrolment.chain,
        recipient=enrolment.office,
        recipients=enrolment.recipients,
        suite=keys.suite,
    )


def device_receiver(keys: DeviceKeys, enrolment: Enrolment) -> Receiver:
    """Return who takes in the office's answers on the laptop."""
    return Receiver(
        me=keys.device,
        office=enrolment.office,
        identities=(keys.sealing,),
        root=enrolment.root,
        accepts=Use.PUBLISHER,
        kinds=frozenset({Kind.DOWN, Kind.RECEIPT}),
    )


def enrolment_to_bytes(enrolment: Enrolment) -> bytes:
    """Return the enrolment as it is stored in the register; nothing in it is secret."""
    return cbor.encode(enrolment_items(enrolment))


def read_enrolment(data: bytes) -> Enrolment:
    """Return what :func:`enrolment_to_bytes` wrote; raises ``StorageError`` when it is damaged."""
    try:
        return enrolment_from_items(checked.fields(cbor.decode(data, max_bytes=_MAX_BYTES), *range(2, 8)))
    except (cbor.CodecError, CertificateError):
        raise StorageError(N_("The admission of this laptop is damaged. Read in the admission file again.")) from None


def enrolment_items(enrolment: Enrolment) -> dict[int, object]:
    """Return the items 2 to 7 of an enrolment, as an admission file has them too."""
    return {
        2: enrolment.office,
        3: enrolment.epoch,
        4: enrolment.name,
        5: enrolment.root.der,
        6: [item.der for item in enrolment.chain],
        7: list(enrolment.recipients),
    }


def enrolment_from_items(body: dict[int, object]) -> Enrolment:
    """Return the enrolment in the items 2 to 7; raises ``CodecError`` and ``CertificateError``."""
    chain = checked.items(body[6], _certificate, most=MAX_CHAIN)
    recipients = checked.items(body[7], _recipient, most=sealing.MAX_RECIPIENTS)
    if not chain or len(set(recipients)) < MIN_RECIPIENTS:
        raise cbor.CodecError("an admission has a certificate and two recipients")
    return Enrolment(
        office=checked.identity(body[2]),
        epoch=checked.identity(body[3]),
        name=checked.text(body[4], most=limits.TEXT_CHARS),
        root=_certificate(body[5]),
        chain=chain,
        recipients=recipients,
    )


def _recipient(item: object) -> str:
    recipient = checked.text(item, most=128)
    if not sealing.is_recipient(recipient):
        raise cbor.CodecError("not a recipient")
    return recipient


def _certificate(item: object) -> Certificate:
    return read(checked.octets(item, most=MAX_CERTIFICATE_BYTES))
