"""X.509 certificates with Ed25519 keys: what they hold, and whether one is to be believed."""

from __future__ import annotations

import itertools
import json
import re
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from poverty_desktop.errors import RuleError
from poverty_desktop.i18n import N_
from poverty_desktop.ids import ID_BYTES

if TYPE_CHECKING:
    from cryptography import x509
    from cryptography.x509.oid import ObjectIdentifier

SCOPE_OID: Final = "2.25.169124346433250122745651293767122848577"
"""A UUID as an object identifier (ITU-T X.667), so that no registry is needed."""
MAX_DEVICE_VALIDITY: Final = timedelta(days=366)
CLOCK_SLACK: Final = timedelta(days=1)
"""A certificate begins this much before it is issued, for laptops whose clock is slow."""
MAX_CHAIN: Final = 4
MAX_CERTIFICATE_BYTES: Final = 16 * 1024
MAX_SCOPE_BYTES: Final = 12 * 1024
MAX_VILLAGES: Final = 512

_MAX_ROLES = 8
_DER_UTF8_STRING = 0x0C
_SIGNATURE_HEAD = b"\x03\x41\x00"  # a bit string of 65 bytes, none of whose bits is unused
_HIGHEST_RANK = 9
_HIGHEST_SUITE = 255
_VILLAGE = re.compile(r"[0-9]{12}")
_ROLE = re.compile(r"[a-z_]{1,32}")
_RECIPIENT = re.compile(r"age1[02-9ac-hj-np-z]{58}")


class Use(StrEnum):
    """What a key may sign."""

    ROOT = "root"
    ISSUING = "issuing"
    PUBLISHER = "publisher"
    DEVICE = "device"


class Trouble(StrEnum):
    """Why a certificate is not accepted."""

    DAMAGED = "damaged"
    UNKNOWN_ISSUER = "unknown issuer"
    WRONG_USE = "wrong use"
    NOT_YET_VALID = "not yet valid"
    EXPIRED = "expired"


class CertificateError(RuleError):
    """A certificate is not accepted; ``trouble`` says why to a program, the sentence to a person."""

    def __init__(self, trouble: Trouble, message_id: str, **params: object) -> None:
        super().__init__(message_id, **params)
        self.trouble = trouble


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """What a certificate allows: for which villages (12-digit division codes), in which roles, up to which rank.

    ``recipient`` is where answers to this subject are sealed to.
    """

    use: Use
    villages: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    max_rank: int = 0
    recipient: str = ""
    suite: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Certificate:
    """A certificate as read; times are UTC, ``subject`` is the 16-byte id of the device or office."""

    der: bytes
    subject: bytes
    public: bytes
    serial: int
    not_before: datetime
    not_after: datetime
    name: str
    scope: Scope


@lru_cache(maxsize=256)
def read(der: bytes) -> Certificate:
    """Return the certificate in ``der`` without trusting it; raises ``CertificateError`` when it is damaged.

    A bundle shows few certificates many times.
    """
    from cryptography import x509
    from cryptography.exceptions import UnsupportedAlgorithm

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")  # what the reader only warns of breaks RFC 5280
            return _read(der)
    except (
        Warning,
        ValueError,
        TypeError,
        LookupError,
        RecursionError,
        UnsupportedAlgorithm,
        x509.InvalidVersion,
        x509.ExtensionNotFound,
        x509.DuplicateExtension,
        x509.UnsupportedGeneralNameType,
    ):
        raise _damaged() from None


def _read(der: bytes) -> Certificate:
    from cryptography import x509
    from cryptography.x509.oid import NameOID

    found = x509.load_der_x509_certificate(der)
    extension = found.extensions.get_extension_for_oid(x509.ObjectIdentifier(SCOPE_OID))
    if not extension.critical or not isinstance(extension.value, x509.UnrecognizedExtension):
        raise ValueError("the scope is a critical extension")
    if not der.endswith(_SIGNATURE_HEAD + found.signature):
        raise ValueError("a signature has no unused bits")
    scope = _read_scope(extension.value.value)
    subject = bytes.fromhex(_name_part(found, NameOID.COMMON_NAME))
    if len(subject) != ID_BYTES or _name_part(found, NameOID.ORGANIZATIONAL_UNIT_NAME) != scope.use:
        raise ValueError("the subject does not fit the scope")
    return Certificate(
        der=der,
        subject=subject,
        public=_raw_public(found),
        serial=found.serial_number,
        not_before=found.not_valid_before_utc,
        not_after=found.not_valid_after_utc,
        name=_name_part(found, NameOID.ORGANIZATION_NAME),
        scope=scope,
    )


def verify_chain(chain: Sequence[bytes], *, root: Certificate, use: Use, at: datetime) -> Certificate:
    """Return the first certificate of ``chain`` after checking it up to ``root`` for ``use`` at the moment ``at``.

    ``chain`` is signer first, without or with the root. Raises ``CertificateError``.
    """
    links = verify_links(chain, root=root, use=use)
    require_valid(links, at)
    return links[0]


def verify_links(chain: Sequence[bytes], *, root: Certificate, use: Use) -> tuple[Certificate, ...]:
    """Return ``chain`` up to and with ``root`` after checking all but the time; raises ``CertificateError``."""
    if not 1 <= len(chain) <= MAX_CHAIN:
        raise _damaged()
    links = [read(der) for der in chain]
    if links[-1].der != root.der:
        links.append(root)
    if links[0].scope.use is not use:
        raise CertificateError(
            Trouble.WRONG_USE, N_("The file is signed by a key that may not sign this kind of file.")
        )
    for child, parent in itertools.pairwise(links):
        _check_issued(child, parent)
    return tuple(links)


def require_valid(links: Sequence[Certificate], at: datetime) -> None:
    """Raise ``CertificateError`` unless every certificate is valid at the moment ``at``."""
    for link in links:
        _check_time(link, at)


def verify_self_signed(root: Certificate) -> None:
    """Raise ``CertificateError`` unless ``root`` is a root certificate signed by its own key."""
    if root.scope.use is not Use.ROOT:
        raise _damaged()
    _check_signature(root, root)


def _check_issued(child: Certificate, parent: Certificate) -> None:
    wanted = {Use.DEVICE: Use.ISSUING, Use.ISSUING: Use.ROOT, Use.PUBLISHER: Use.ROOT, Use.ROOT: None}
    if parent.scope.use is not wanted[child.scope.use]:
        raise _unknown_issuer()
    if child.scope.use is Use.DEVICE and child.not_after - child.not_before > MAX_DEVICE_VALIDITY + CLOCK_SLACK:
        raise _damaged()
    _check_signature(child, parent)


def _check_signature(child: Certificate, parent: Certificate) -> None:
    from cryptography import x509
    from cryptography.exceptions import InvalidSignature

    try:
        x509.load_der_x509_certificate(child.der).verify_directly_issued_by(x509.load_der_x509_certificate(parent.der))
    except (InvalidSignature, ValueError, TypeError):
        raise _unknown_issuer() from None


def _check_time(certificate: Certificate, at: datetime) -> None:
    if at < certificate.not_before:
        raise CertificateError(
            Trouble.NOT_YET_VALID,
            N_("The certificate is valid only from {day}. Check the date of this computer and of the laptop."),
            day=certificate.not_before.date().isoformat(),
        )
    if at > certificate.not_after:
        raise CertificateError(
            Trouble.EXPIRED,
            N_(
                "The certificate ended on {day}, and the clock of this computer says {today}. Where the clock is wrong,"
                " set it; else the office must admit the laptop again."
            ),
            day=certificate.not_after.date().isoformat(),
            today=at.date().isoformat(),
        )


def write_scope(scope: Scope) -> bytes:
    """Return the value of the scope extension: a DER UTF8String of JSON, which public tools show in clear."""
    if not _is_sane(scope):
        raise ValueError("the scope names what is no village, role or rank")
    fields = {
        "max_rank": scope.max_rank,
        "recipient": scope.recipient,
        "roles": list(scope.roles),
        "suite": scope.suite,
        "use": str(scope.use),
        "villages": list(scope.villages),
    }
    text = json.dumps(fields, sort_keys=True, separators=(",", ":")).encode()
    length = len(text)
    if length > MAX_SCOPE_BYTES:
        raise ValueError("the scope is too long")
    if length < 128:
        return bytes([_DER_UTF8_STRING, length]) + text
    width = (length.bit_length() + 7) // 8
    return bytes([_DER_UTF8_STRING, 0x80 | width]) + length.to_bytes(width, "big") + text


def _read_scope(value: bytes) -> Scope:
    """Return the scope in an extension; raises ``ValueError`` unless it is what :func:`write_scope` writes."""
    if not 2 < len(value) <= MAX_SCOPE_BYTES + 5:
        raise ValueError("the scope is too long or too short")
    width = value[1] & 0x7F if value[1] & 0x80 else 0
    fields = json.loads(value[2 + width :])
    match fields:
        case {
            "max_rank": int(rank),
            "recipient": str(recipient),
            "roles": list(roles),
            "suite": int(suite),
            "use": str(use),
            "villages": list(villages),
        }:
            scope = Scope(
                use=Use(use),
                villages=tuple(map(str, villages)),
                roles=tuple(map(str, roles)),
                max_rank=rank,
                recipient=recipient,
                suite=suite,
            )
            if write_scope(scope) == value:
                return scope
    raise ValueError("not a scope")


def _is_sane(scope: Scope) -> bool:
    return (
        len(scope.villages) <= MAX_VILLAGES
        and len(scope.roles) <= _MAX_ROLES
        and all(_VILLAGE.fullmatch(village) for village in scope.villages)
        and all(_ROLE.fullmatch(role) for role in scope.roles)
        and (not scope.recipient or _RECIPIENT.fullmatch(scope.recipient) is not None)
        and 0 <= scope.max_rank <= _HIGHEST_RANK
        and 0 < scope.suite <= _HIGHEST_SUITE
    )


def _raw_public(certificate: x509.Certificate) -> bytes:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    public = certificate.public_key()
    if not isinstance(public, Ed25519PublicKey):
        raise TypeError("an Ed25519 key is wanted")
    return public.public_bytes_raw()


def _name_part(certificate: x509.Certificate, part: ObjectIdentifier) -> str:
    (found,) = certificate.subject.get_attributes_for_oid(part)
    return str(found.value)


def _damaged() -> CertificateError:
    return CertificateError(Trouble.DAMAGED, N_("The certificate is damaged. Ask the office for a new one."))


def _unknown_issuer() -> CertificateError:
    return CertificateError(
        Trouble.UNKNOWN_ISSUER,
        N_("The file is signed by a key that this office has not admitted. Admit the laptop first."),
    )
