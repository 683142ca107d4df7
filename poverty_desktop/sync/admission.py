"""The admission file: the office certifies a laptop, which believes it once a person has compared the digits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from poverty_desktop.clock import Clock
from poverty_desktop.crypto import cbor, dsse
from poverty_desktop.crypto.certificate_issue import Issuer, issue_device
from poverty_desktop.crypto.certificates import (
    MAX_DEVICE_VALIDITY,
    Certificate,
    CertificateError,
    Scope,
    Use,
    verify_chain,
    verify_self_signed,
)
from poverty_desktop.crypto.fingerprint import fingerprint, same_fingerprint
from poverty_desktop.errors import RuleError
from poverty_desktop.i18n import N_
from poverty_desktop.ids import Ids
from poverty_desktop.sync import checked, limits, signed_files
from poverty_desktop.sync.device_keys import DeviceKeys
from poverty_desktop.sync.enrolment import Enrolment, enrolment_from_items, enrolment_items
from poverty_desktop.sync.enrolment_request import EnrolmentRequest, check_villages
from poverty_desktop.sync.office_keys import OfficeKeys
from poverty_desktop.sync.refusal import Reason, Refusal, refusal_of

PAYLOAD_TYPE: Final = "application/vnd.fp.admission+cbor"


@dataclass(frozen=True, slots=True, kw_only=True)
class AdmittedDevice:
    """An admission as the office keeps it: the certificate, and the file for the laptop."""

    certificate: Certificate
    file: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Admission:
    """An admission file whose signatures fit together, but whose root nobody has confirmed yet."""

    enrolment: Enrolment
    root_fingerprint: str
    service: bytes = b""  # the card of the office's service in the local network, where it has one


def admit(
    office: OfficeKeys,
    request: EnrolmentRequest,
    *,
    villages: Sequence[str],
    roles: Sequence[str],
    max_rank: int,
    clock: Clock,
    ids: Ids,
    valid_for: timedelta = MAX_DEVICE_VALIDITY,
    service: bytes = b"",
) -> AdmittedDevice:
    """Return the admission of a laptop for the named villages, in these roles up to this rank.

    ``service`` is the card of the office's service in the local network, where it has one.

    The officer has compared the request's fingerprint with the laptop's screen. Raises ``RuleError`` without a
    village.
    """
    if not villages:
        raise RuleError(N_("Choose the villages for which the laptop is admitted."))
    check_villages(villages)
    scope = Scope(
        use=Use.DEVICE,
        villages=tuple(sorted(set(villages))),
        roles=tuple(roles),
        max_rank=max_rank,
        recipient=request.recipient,
        suite=office.suite.suite_id,
    )
    issuer = Issuer(key=office.issuing, certificate=office.issuing_certificate)
    certificate = issue_device(
        issuer, request.device, request.public, scope, now=clock.now(), ids=ids, valid_for=valid_for
    )
    enrolment = Enrolment(
        office=office.office,
        epoch=office.epoch,
        name=office.name,
        root=office.root_certificate,
        chain=(certificate, office.issuing_certificate),
        recipients=office.recipients,
    )
    items = {
        0: signed_files.VERSION,
        1: office.suite.suite_id,
        8: int(clock.now().timestamp() * 1000),
        **enrolment_items(enrolment),
        **({9: service} if service else {}),
    }
    envelope = dsse.sign(
        PAYLOAD_TYPE, cbor.encode(items), [office.publisher], certificates=[office.publisher_certificate.der]
    )
    return AdmittedDevice(certificate=certificate, file=dsse.to_cbor(envelope))


def read_admission(data: bytes, keys: DeviceKeys, *, clock: Clock) -> Admission:
    """Return the admission in a file after checking everything but the root itself; raises ``Refusal``.

    A person now compares ``root_fingerprint`` with the office's sheet.
    """
    envelope = signed_files.read_envelope(data, PAYLOAD_TYPE)
    try:
        body = signed_files.read_body(envelope.payload, *range(9))
        enrolment = enrolment_from_items(body)
        service = checked.octets(body.get(9, b""), most=limits.ENROLMENT_FILE_BYTES)
        verify_self_signed(enrolment.root)
        now = clock.now()
        publisher = verify_chain(envelope.certificates, root=enrolment.root, use=Use.PUBLISHER, at=now)
        own = verify_chain([item.der for item in enrolment.chain], root=enrolment.root, use=Use.DEVICE, at=now)
    except cbor.CodecError:
        raise Refusal(Reason.DAMAGED) from None
    except CertificateError as error:
        raise refusal_of(error) from None
    if not dsse.is_signed_by(envelope, publisher.public, payload_type=PAYLOAD_TYPE):
        raise Refusal(Reason.DAMAGED)
    if (own.subject, own.public, own.scope.recipient) != (keys.device, keys.signing.public, keys.sealing.recipient):
        raise Refusal(Reason.NOT_FOR_ME, N_("This admission is for another laptop."))
    return Admission(enrolment=enrolment, root_fingerprint=fingerprint(enrolment.root.der), service=service)


def office_fingerprint(keys: OfficeKeys) -> str:
    """Return the twelve digits of the office's root, which stand on its printed sheet."""
    return fingerprint(keys.root_certificate.der)


def accept_admission(admission: Admission, typed_fingerprint: str) -> Enrolment:
    """Return the enrolment once the digits of the office's sheet were typed; raises ``RuleError`` when they differ."""
    if not same_fingerprint(typed_fingerprint, admission.root_fingerprint):
        raise RuleError(
            N_("These are not the digits of this admission. Ask the office to read its twelve digits again.")
        )
    return admission.enrolment


def renew(enrolment: Enrolment, admission: Admission) -> Enrolment:
    """Return the enrolment with the newer certificate of the same office, which needs no second confirmation.

    Raises ``Refusal`` when the admission has another root or an older certificate.
    """
    fresh = admission.enrolment
    if (fresh.office, fresh.root.der) != (enrolment.office, enrolment.root.der):
        raise Refusal(Reason.UNKNOWN_SIGNER, N_("This admission comes from another office."))
    if fresh.certificate.not_after < enrolment.certificate.not_after:
        raise Refusal(Reason.OUTDATED)
    return fresh
