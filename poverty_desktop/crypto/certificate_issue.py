"""Issuing certificates: an office certifies its own keys by its root, and devices by its issuing key."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

from poverty_desktop.crypto import signing
from poverty_desktop.crypto.certificates import (
    CLOCK_SLACK,
    MAX_DEVICE_VALIDITY,
    SCOPE_OID,
    Certificate,
    Scope,
    Use,
    read,
    write_scope,
)
from poverty_desktop.ids import Ids

if TYPE_CHECKING:
    from cryptography import x509

ROOT_VALIDITY: Final = timedelta(days=366 * 20)
OFFICE_VALIDITY: Final = timedelta(days=366 * 3)

_SERIAL_BYTES = 16
_CA_DEPTH = {Use.ROOT: 1, Use.ISSUING: 0}


@dataclass(frozen=True, slots=True, kw_only=True)
class Issuer:
    """A key with the certificate that lets it certify others."""

    key: signing.SigningKey
    certificate: Certificate


def issue_root(
    key: signing.SigningKey, office: bytes, *, name: str, now: datetime, ids: Ids, valid_for: timedelta = ROOT_VALIDITY
) -> Certificate:
    """Return the self-signed certificate of an office; ``name`` is the office's own, never a person's."""
    wanted = _wanted(key.public, office, Scope(use=Use.ROOT), name=name, now=now, valid_for=valid_for, ids=ids)
    return _sign(wanted, _subject_name(office, Use.ROOT, name), key)


def issue_office_key(
    root: Issuer, public: bytes, scope: Scope, *, now: datetime, ids: Ids, valid_for: timedelta = OFFICE_VALIDITY
) -> Certificate:
    """Return the root's certificate for an issuing or a publisher key of the same office."""
    if root.certificate.scope.use is not Use.ROOT or scope.use not in (Use.ISSUING, Use.PUBLISHER):
        raise ValueError("a root certifies issuing and publisher keys")
    own = root.certificate
    return _issue(root, _wanted(public, own.subject, scope, name=own.name, now=now, valid_for=valid_for, ids=ids))


def issue_device(
    issuer: Issuer,
    device: bytes,
    public: bytes,
    scope: Scope,
    *,
    now: datetime,
    ids: Ids,
    valid_for: timedelta = MAX_DEVICE_VALIDITY,
) -> Certificate:
    """Return the certificate of a device, valid from a day before ``now``.

    Raises ``ValueError`` beyond twelve months, without a village or recipient, or when ``issuer`` may not issue.
    """
    if issuer.certificate.scope.use is not Use.ISSUING or scope.use is not Use.DEVICE:
        raise ValueError("an issuing key certifies devices")
    if not timedelta(0) < valid_for <= MAX_DEVICE_VALIDITY:
        raise ValueError("a device certificate is valid for at most twelve months")
    if not scope.villages or not scope.recipient:
        raise ValueError("a device certificate names its villages and where answers are sealed to")
    office = issuer.certificate.name
    return _issue(issuer, _wanted(public, device, scope, name=office, now=now, valid_for=valid_for, ids=ids))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Wanted:
    """What a certificate is to say."""

    public: bytes
    subject: bytes
    scope: Scope
    name: str
    not_before: datetime
    not_after: datetime
    serial: int


def _wanted(
    public: bytes, subject: bytes, scope: Scope, *, name: str, now: datetime, valid_for: timedelta, ids: Ids
) -> _Wanted:
    start = now.astimezone(UTC).replace(microsecond=0)
    return _Wanted(
        public=public,
        subject=subject,
        scope=scope,
        name=name,
        not_before=start - CLOCK_SLACK,
        not_after=start + valid_for,
        serial=int.from_bytes(ids.random_bytes(_SERIAL_BYTES), "big") >> 1 or 1,
    )


def _issue(issuer: Issuer, wanted: _Wanted) -> Certificate:
    parent = issuer.certificate
    return _sign(wanted, _subject_name(parent.subject, parent.scope.use, parent.name), issuer.key)


def _sign(wanted: _Wanted, issuer_name: x509.Name, key: signing.SigningKey) -> Certificate:
    from cryptography import x509
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
    from cryptography.hazmat.primitives.serialization import Encoding

    public = Ed25519PublicKey.from_public_bytes(wanted.public)
    private = Ed25519PrivateKey.from_private_bytes(key.private)
    depth = _CA_DEPTH.get(wanted.scope.use)
    scope = x509.UnrecognizedExtension(x509.ObjectIdentifier(SCOPE_OID), write_scope(wanted.scope))
    builder = (
        x509.CertificateBuilder()
        .subject_name(_subject_name(wanted.subject, wanted.scope.use, wanted.name))
        .issuer_name(issuer_name)
        .public_key(public)
        .serial_number(wanted.serial)
        .not_valid_before(wanted.not_before)
        .not_valid_after(wanted.not_after)
        .add_extension(x509.BasicConstraints(ca=depth is not None, path_length=depth), critical=True)
        .add_extension(_key_usage(is_authority=depth is not None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(private.public_key()), critical=False)
        .add_extension(scope, critical=True)
    )
    return read(builder.sign(private, None).public_bytes(Encoding.DER))


def _subject_name(subject: bytes, use: Use, name: str) -> x509.Name:
    from cryptography import x509
    from cryptography.x509.oid import NameOID

    return x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, name),
            x509.NameAttribute(NameOID.ORGANIZATIONAL_UNIT_NAME, str(use)),
            x509.NameAttribute(NameOID.COMMON_NAME, subject.hex()),
        ]
    )


def _key_usage(*, is_authority: bool) -> x509.KeyUsage:
    from cryptography import x509

    return x509.KeyUsage(
        digital_signature=not is_authority,
        key_cert_sign=is_authority,
        crl_sign=is_authority,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )
