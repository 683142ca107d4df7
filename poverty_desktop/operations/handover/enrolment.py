"""Office keys are made once; a laptop asks, its fingerprint is read aloud, the office admits it for named villages."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from poverty_desktop import __version__
from poverty_desktop.crypto import passphrase as strength
from poverty_desktop.crypto.fingerprint import same_fingerprint
from poverty_desktop.errors import RuleError
from poverty_desktop.exchange.places import village_names
from poverty_desktop.i18n import N_, _
from poverty_desktop.office import downstream, renewals, revocations, service_cards
from poverty_desktop.office.receiving import KEYS_SECRET, office_keys
from poverty_desktop.operations.done import Done, Topic
from poverty_desktop.operations.handover import office_address, reset_wrap
from poverty_desktop.operations.handover.second_person import NO_REASON, require_second
from poverty_desktop.packs.model import Division
from poverty_desktop.progress import Progress
from poverty_desktop.store import by_hand, incarnation, ledger, settings, verdicts
from poverty_desktop.store.engine import Write
from poverty_desktop.store.ledger import Act
from poverty_desktop.store.session import RANK_TEAM, Session
from poverty_desktop.sync import admission, delivery, file_names, limits
from poverty_desktop.sync.device_keys import DeviceKeys, device_keys_to_bytes, new_device_keys, read_device_keys
from poverty_desktop.sync.enrolment import Enrolment, enrolment_to_bytes, read_enrolment
from poverty_desktop.sync.enrolment_request import EnrolmentRequest, read_request, write_request
from poverty_desktop.sync.office_keys import (
    OfficeKeys,
    found_office,
    office_keys_to_bytes,
    write_escrow_file,
    write_key_file,
)

DEVICE_SECRET = "device_keys"  # noqa: S105 - the name of a row
FIELD_ROLE = "team"

WRONG_FINGERPRINT = N_(
    "The fingerprints differ. Compare all 12 digits again; if they still differ, this is not the same laptop or office."
)

OTHER_VILLAGE = N_(
    "The code {code} is that of {name} here, but the laptop calls its village {other}. Let the work group enter the"
    " official code of its village in the settings, and write a new request."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A request that lies in a file, and the digits to read aloud."""

    path: Path
    fingerprint: str


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyFiles:
    """The office's key file and the second holder's, both each opened by a passphrase of its own."""

    keys: Path
    escrow: Path
    fingerprint: str


def make_office_keys(session: Session, folder: Path, passphrase: str, holder_passphrase: str) -> Done[KeyFiles]:
    """Make the office's keys once, and write its key file and the second key holder's into ``folder``.

    The second holder types ``holder_passphrase``, which the first must not know. Raises ``RuleError`` where the
    workspace is no office, has keys already, or a passphrase is weak or used twice.
    """
    if not session.is_office:
        raise RuleError(N_("Only an office workspace makes office keys."))
    if settings.secret(session.db, KEYS_SECRET) is not None:
        raise RuleError(N_("This office has its keys already."))
    strength.require_sufficient(passphrase)
    strength.require_sufficient(holder_passphrase)
    if passphrase == holder_passphrase:
        raise RuleError(N_("The second key holder needs a passphrase of their own."))
    founding = found_office(session.name, clock=session.clock, ids=session.ids)
    office = founding.keys.office
    keys = delivery.place_for(folder, file_names.key_name(session.name, office, what="office"), keeps_old=True)
    escrow = delivery.place_for(folder, file_names.key_name(session.name, office, what="escrow"), keeps_old=True)
    _write(keys, write_key_file(founding.keys, passphrase, session.ids))
    _write(escrow, write_escrow_file(founding.escrow, holder_passphrase, session.ids))
    with Write(session.db):
        settings.put_secret(session.db, KEYS_SECRET, office_keys_to_bytes(founding.keys))
    found = KeyFiles(keys=keys, escrow=escrow, fingerprint=admission.office_fingerprint(founding.keys))
    return Done(value=found, changes=frozenset({Topic.DEVICES}))


def has_office_keys(session: Session) -> bool:
    """Say whether this office has made its keys, without reading them."""
    return settings.secret(session.db, KEYS_SECRET) is not None


def office_fingerprint(session: Session) -> str:
    """Return the 12 digits that a laptop compares before it trusts this office."""
    return admission.office_fingerprint(office_keys(session))


def ask(session: Session, folder: Path) -> Done[Asked]:
    """Write this laptop's request into ``folder``; return the file and the 12 digits to read aloud."""
    keys = device_keys(session)
    data = write_request(
        keys,
        name=_("{name} (practice)").format(name=session.name) if session.is_practice else session.name,
        villages=(session.village, *by_hand.former_homes(session.db)) if session.village else (),
        app_version=__version__,
        clock=session.clock,
        divisions=[item for item in session.pack.divisions.values() if item.is_by_hand],
    )
    path = delivery.place_for(folder, file_names.request_name(session.name, keys.device))
    _write(path, data)
    return Done(value=Asked(path=path, fingerprint=read_request(data).fingerprint), changes=frozenset({Topic.DEVICES}))


def read(path: Path) -> EnrolmentRequest:
    """Return what a laptop's request says, for the office to look at; raises ``RuleError`` for a damaged one."""
    return read_request(delivery.read_small_file(path, most=limits.ENROLMENT_FILE_BYTES))


def admit(
    session: Session, path: Path, typed_fingerprint: str, folder: Path, *, villages: tuple[str, ...] | None = None
) -> Done[Path]:
    """Admit the laptop of a request for ``villages`` (None: those it asks for); write the admission into ``folder``.

    A village that was entered by hand on the laptop is known to the office from then on. Raises ``RuleError`` when
    the digits read aloud are not those of the request, a village is unknown, or its code is another village's here.
    """
    incarnation.awaken(session)
    keys = office_keys(session)
    request = read(path)
    if not same_fingerprint(typed_fingerprint, request.fingerprint):
        raise RuleError(WRONG_FINGERPRINT)
    granted = request.villages if villages is None else villages
    entered = _entered(session, request, granted)
    admitted = admission.admit(
        keys,
        request,
        villages=granted,
        roles=(FIELD_ROLE,),
        max_rank=RANK_TEAM,
        clock=session.clock,
        ids=session.ids,
        service=service_cards.at_admission(session, keys, request.device, granted),
    )
    target = delivery.place_for(folder, file_names.admission_name(request.name, keys.office, request.device))
    _write(target, admitted.file)
    with Write(session.db) as connection:
        if entered:
            by_hand.enter(session.db, entered)
        connection.execute(
            "INSERT OR REPLACE INTO device VALUES(?,?,?,?,?,?)",
            (
                request.device, request.name, admitted.certificate.der, session.clock.now().isoformat(),
                json.dumps(list(granted)), request.recipient,
            ),
        )  # fmt: skip
        revocations.lift(session, request.device)
        service_cards.note_told(session, request.device)
        ledger.note(session, Act.ADMIT, device=request.device, villages=len(granted))
    session.pack = by_hand.completed(session.db, session.pack)
    return Done(value=target, changes=frozenset({Topic.DEVICES}))


def revoke(session: Session, device: bytes, reason: str) -> Done[int]:
    """Trust a laptop no more, lost or retired: nothing goes to it, and what it brings waits for a person.

    What came in from it before stays. Other laptops learn it with what is next sent to them. Returns the number of
    the list. Raises ``RuleError`` without a reason or where no such laptop is admitted.
    """
    office_keys(session)
    if not reason.strip():
        raise RuleError(N_("Say why this laptop is revoked: lost, stolen, retired."))
    if device not in downstream.laptops(session):
        raise RuleError(downstream.UNKNOWN_LAPTOP)
    incarnation.awaken(session)
    number = revocations.revoke(session, device, reason.strip())
    with Write(session.db):
        verdicts.note(session, device, verdicts.REVOKED, reason=reason.strip())
        ledger.note(session, Act.REVOKE, device=device, list=number)
    return Done(value=number, changes=frozenset({Topic.DEVICES}))


def renew(session: Session, device: bytes) -> Done[datetime]:
    """Renew the admission of a laptop now, ended or not; it travels with what is next written for the laptop.

    Returns until when it holds. Raises ``RuleError`` where no such laptop is admitted, or it was revoked.
    """
    keys = office_keys(session)
    incarnation.awaken(session)
    if device not in downstream.laptops(session):
        raise RuleError(downstream.UNKNOWN_LAPTOP)
    return Done(value=_renewed_until(session, keys, device), changes=frozenset({Topic.DEVICES, Topic.BUNDLES}))


def let_in_again(session: Session, device: bytes, *, reason: str, approver: str) -> Done[datetime]:
    """Trust a laptop again that was revoked, by two persons: it was found, and nobody else had it.

    Its certificates of before stay revoked; a new one, for the same villages, travels with what is next written for
    it. What it brought in between still waits for a person. Returns until when it holds. Raises ``RuleError`` without
    a reason or another person's name, or where the laptop is not revoked.
    """
    keys = office_keys(session)
    if not reason.strip():
        raise RuleError(NO_REASON)
    require_second(session, approver)
    if not revocations.is_barred(session, device):
        raise RuleError(N_("This laptop is not revoked."))
    incarnation.awaken(session)
    with Write(session.db):
        revocations.lift(session, device)
        verdicts.note(session, device, verdicts.LIFTED, reason=reason.strip(), approver=approver.strip())
        ledger.note(session, Act.LIFT, device=device)
    return Done(value=_renewed_until(session, keys, device), changes=frozenset({Topic.DEVICES, Topic.BUNDLES}))


def _renewed_until(session: Session, keys: OfficeKeys, device: bytes) -> datetime:
    certificate = renewals.of_device(session, device)
    if certificate is None:
        raise RuleError(downstream.UNKNOWN_LAPTOP)
    renewals.make(session, keys, certificate)
    renewed = renewals.of_device(session, device)
    assert renewed is not None
    return renewed.not_after


def accept(session: Session, path: Path, typed_fingerprint: str) -> Done[Enrolment]:
    """Trust the office of an admission after its 12 digits were compared; a renewal by the same office needs none.

    Raises ``RuleError`` when the digits differ or the admission is for another laptop.
    """
    found = admission.read_admission(
        delivery.read_small_file(path, most=limits.ENROLMENT_FILE_BYTES), device_keys(session), clock=session.clock
    )
    known = enrolment(session)
    if known is not None and not typed_fingerprint.strip():
        accepted = admission.renew(known, found)
    else:
        if not same_fingerprint(typed_fingerprint, found.root_fingerprint):
            raise RuleError(WRONG_FINGERPRINT)
        accepted = admission.accept_admission(found, typed_fingerprint)
    keep_enrolment(session, accepted, found.service)
    return Done(value=accepted, changes=frozenset({Topic.DEVICES}))


def keep_enrolment(session: Session, accepted: Enrolment, service: bytes | None = None) -> None:
    """Let an admission hold on this laptop from now on, and keep the card of the office's service that came with it."""
    with Write(session.db):
        settings.put_secret(session.db, settings.ENROLMENT, enrolment_to_bytes(accepted))
        if service:
            office_address.keep_card(session, accepted, service)
    reset_wrap.keep(session, accepted, device_keys(session).device)


def enrolment(session: Session) -> Enrolment | None:
    """Return the office that this laptop is admitted at, if any."""
    data = settings.secret(session.db, settings.ENROLMENT)
    return read_enrolment(data) if data else None


def device_keys(session: Session) -> DeviceKeys:
    """Return this laptop's keys; they are made when first asked for."""
    data = settings.secret(session.db, DEVICE_SECRET)
    if data is not None:
        return read_device_keys(data)
    keys = new_device_keys(session.ids)
    with Write(session.db):
        settings.put_secret(session.db, DEVICE_SECRET, device_keys_to_bytes(keys))
    return keys


def _entered(session: Session, request: EnrolmentRequest, granted: tuple[str, ...]) -> tuple[Division, ...]:
    """Return the divisions of the request that this office does not know yet."""
    known, described = session.pack.divisions, {item.code: item for item in request.divisions}
    if not granted or any(code not in known and code not in described for code in granted):
        raise RuleError(N_("Name at least one village of the policy pack for this laptop."))
    for code in granted:
        if code in known and code in described and not _may_be_one(known[code].name, described[code].name):
            raise RuleError(OTHER_VILLAGE, code=code, name=known[code].name, other=described[code].name)
    return tuple(item for code, item in described.items() if code not in known)


def _may_be_one(one: str, other: str) -> bool:
    """Say whether two names can be one village's: 甲村 and 甲村村委会 are."""
    return not set(village_names(one)).isdisjoint(village_names(other))


def _write(path: Path, data: bytes) -> None:
    delivery.deliver(path, lambda file: file.write(data), Progress())
