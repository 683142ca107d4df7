"""A certificate is renewed without anybody typing: the new one travels with what the office sends (sync.md 2.14)."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from poverty_desktop.clock import Clock
from poverty_desktop.crypto.certificates import Certificate, Scope
from poverty_desktop.i18n import N_
from poverty_desktop.ids import DeviceId, Ids
from poverty_desktop.sync import admission
from poverty_desktop.sync.admission import AdmittedDevice
from poverty_desktop.sync.device_keys import DeviceKeys
from poverty_desktop.sync.enrolment import Enrolment
from poverty_desktop.sync.enrolment_request import EnrolmentRequest
from poverty_desktop.sync.office_keys import OfficeKeys
from poverty_desktop.sync.refusal import Reason, Refusal

SETTING: Final = "certificate_renewal_days"
"""Setting of the policy pack: how many days before its end a certificate is renewed."""
DAYS: Final = 60
"""What holds where the pack does not say (sync.md 2.14)."""

WIDER: Final = N_(
    "The office sent a renewed admission for other villages or rights than this laptop has. It was not taken over: that"
    " needs the admission in three steps. Ask the office."
)


def is_due(certificate: Certificate, clock: Clock, days: int = DAYS) -> bool:
    """Say whether a certificate ends so soon that it is renewed by itself; one that has ended needs a person."""
    return certificate.not_after - timedelta(days=days) < clock.now() <= certificate.not_after


def renew(office: OfficeKeys, certificate: Certificate, *, name: str, clock: Clock, ids: Ids) -> AdmittedDevice:
    """Return the admission of the same laptop, with its keys, villages, roles and rank, from now on."""
    scope = certificate.scope
    request = EnrolmentRequest(
        device=DeviceId(certificate.subject),
        name=name,
        villages=scope.villages,
        public=certificate.public,
        recipient=scope.recipient,
        app_version="",
        created_ms=0,
        fingerprint="",
    )
    return admission.admit(
        office,
        request,
        villages=scope.villages,
        roles=scope.roles,
        max_rank=scope.max_rank,
        clock=clock,
        ids=ids,
    )


def take_over(data: bytes, keys: DeviceKeys, enrolment: Enrolment, *, clock: Clock) -> Enrolment | None:
    """Return what holds on a laptop from now on, or None where it has that already.

    Nobody confirms it, so it may give no more than was confirmed: another root or office, another laptop's key, a
    village, role or rank more, or an end that is no later, is refused with ``Refusal``.
    """
    found = admission.read_admission(data, keys, clock=clock)
    if found.enrolment.certificate.der == enrolment.certificate.der:
        return None
    fresh = admission.renew(enrolment, found)
    if fresh.certificate.not_after == enrolment.certificate.not_after:
        raise Refusal(Reason.OUTDATED)
    if not _is_within(fresh.certificate.scope, enrolment.certificate.scope):
        raise Refusal(Reason.OUT_OF_SCOPE, WIDER)
    return fresh


def _is_within(fresh: Scope, known: Scope) -> bool:
    return (
        set(fresh.villages) <= set(known.villages)
        and set(fresh.roles) <= set(known.roles)
        and fresh.max_rank <= known.max_rank
        and fresh.suite == known.suite
    )
