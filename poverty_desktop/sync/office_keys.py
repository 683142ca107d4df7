"""The keys of an office: a root that certifies, one key that admits laptops, one that signs answers, one that opens."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Final

from poverty_desktop.clock import Clock
from poverty_desktop.crypto import cbor, suites, wrapping
from poverty_desktop.crypto.certificate_issue import Issuer, issue_office_key, issue_root
from poverty_desktop.crypto.certificates import MAX_CERTIFICATE_BYTES, Certificate, CertificateError, Scope, Use, read
from poverty_desktop.crypto.sealing import Identity
from poverty_desktop.crypto.signing import SigningKey
from poverty_desktop.errors import RuleError, StorageError
from poverty_desktop.i18n import N_
from poverty_desktop.ids import Ids
from poverty_desktop.sync import checked, limits
from poverty_desktop.sync.manifest import Kind
from poverty_desktop.sync.refusal import Reason, Refusal
from poverty_desktop.sync.trust import Receiver, Sender

MAX_BYTES: Final = 32 * 1024
RENEW_BEFORE: Final = timedelta(days=180)

_KEY_FILE = "poverty_desktop key file"
_OFFICE, _ESCROW = 1, 2


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficeKeys:
    """Everything an office signs and opens with. Its parts are private: inside the encrypted register only.

    ``root`` is None where the root key was taken offline. ``epoch`` changes with every restore of the office.
    ``escrow_recipient`` can open every bundle as well; its private half is with a second key holder.
    """

    office: bytes
    epoch: bytes
    name: str
    root: SigningKey | None = field(repr=False)
    root_certificate: Certificate
    issuing: SigningKey = field(repr=False)
    issuing_certificate: Certificate
    publisher: SigningKey = field(repr=False)
    publisher_certificate: Certificate
    sealing: Identity
    escrow_recipient: str
    suite: suites.Suite = suites.INTL_1

    @property
    def recipients(self) -> tuple[str, ...]:
        """Return for whom bundles to this office are sealed: itself and the escrow."""
        return (self.sealing.recipient, self.escrow_recipient)


@dataclass(frozen=True, slots=True, kw_only=True)
class Founding:
    """A new office's keys, and the escrow identity, which leaves this computer with the second key holder."""

    keys: OfficeKeys
    escrow: Identity


def found_office(name: str, *, clock: Clock, ids: Ids, suite: suites.Suite = suites.INTL_1) -> Founding:
    """Return the keys of a new office called ``name`` (an authority's name, never a person's)."""
    if not name.strip() or len(name) > 64:
        raise RuleError(N_("Give the office a name of at most {most} characters."), most=64)
    office, now = ids.new(), clock.now()
    root = suite.new_signing_key(ids)
    root_certificate = issue_root(root, office, name=name.strip(), now=now, ids=ids)
    issuer = Issuer(key=root, certificate=root_certificate)
    issuing, publisher = suite.new_signing_key(ids), suite.new_signing_key(ids)
    sealing, escrow = suite.new_identity(), suite.new_identity()
    issuing_scope = Scope(use=Use.ISSUING, suite=suite.suite_id)
    publisher_scope = Scope(use=Use.PUBLISHER, recipient=sealing.recipient, suite=suite.suite_id)
    keys = OfficeKeys(
        office=office,
        epoch=ids.new(),
        name=name.strip(),
        root=root,
        root_certificate=root_certificate,
        issuing=issuing,
        issuing_certificate=issue_office_key(issuer, issuing.public, issuing_scope, now=now, ids=ids),
        publisher=publisher,
        publisher_certificate=issue_office_key(issuer, publisher.public, publisher_scope, now=now, ids=ids),
        sealing=sealing,
        escrow_recipient=escrow.recipient,
        suite=suite,
    )
    return Founding(keys=keys, escrow=escrow)


def renew_office_certificates(keys: OfficeKeys, *, clock: Clock, ids: Ids) -> OfficeKeys:
    """Return the keys with new certificates for the issuing and the publisher key; needs the root key.

    Raises ``RuleError`` where the root key is offline.
    """
    if keys.root is None:
        raise RuleError(N_("This needs the root key of the office. Read in the key file first."))
    issuer, now = Issuer(key=keys.root, certificate=keys.root_certificate), clock.now()
    issuing, publisher = keys.issuing_certificate.scope, keys.publisher_certificate.scope
    return replace(
        keys,
        issuing_certificate=issue_office_key(issuer, keys.issuing.public, issuing, now=now, ids=ids),
        publisher_certificate=issue_office_key(issuer, keys.publisher.public, publisher, now=now, ids=ids),
    )


def certificates_end_soon(keys: OfficeKeys, clock: Clock) -> bool:
    """Tell whether the office's own certificates should be renewed now."""
    end = min(keys.issuing_certificate.not_after, keys.publisher_certificate.not_after)
    return clock.now() > end - RENEW_BEFORE


def without_root(keys: OfficeKeys) -> OfficeKeys:
    """Return the keys as they may stay on the office's computer while the root key is kept offline."""
    return replace(keys, root=None)


def with_new_epoch(keys: OfficeKeys, ids: Ids) -> OfficeKeys:
    """Return the keys after the office was restored from a backup, so that laptops send again what was lost."""
    return replace(keys, epoch=ids.new())


def office_receiver(keys: OfficeKeys, *, revoked: frozenset[int] = frozenset()) -> Receiver:
    """Return who takes in the bundles of laptops."""
    return Receiver(
        me=keys.office,
        office=keys.office,
        identities=(keys.sealing,),
        root=keys.root_certificate,
        accepts=Use.DEVICE,
        kinds=frozenset({Kind.UP, Kind.RELAY}),
        revoked=revoked,
    )


def office_sender(keys: OfficeKeys, device: bytes, recipient: str) -> Sender:
    """Return who answers a laptop whose certificate names ``recipient``."""
    return Sender(
        me=keys.office,
        key=keys.publisher,
        chain=(keys.publisher_certificate,),
        recipient=device,
        recipients=(recipient,),
        suite=keys.suite,
    )


def office_keys_to_bytes(keys: OfficeKeys) -> bytes:
    """Return all private keys as bytes; they belong inside the encrypted register or a key file."""
    return cbor.encode(
        {
            0: keys.suite.suite_id,
            1: keys.office,
            2: keys.epoch,
            3: keys.name,
            4: None if keys.root is None else keys.root.private,
            5: keys.root_certificate.der,
            6: keys.issuing.private,
            7: keys.issuing_certificate.der,
            8: keys.publisher.private,
            9: keys.publisher_certificate.der,
            10: keys.sealing.secret,
            11: keys.escrow_recipient,
        }
    )


def read_office_keys(data: bytes) -> OfficeKeys:
    """Return what :func:`office_keys_to_bytes` wrote; raises ``StorageError`` when it is damaged."""
    try:
        body = checked.fields(cbor.decode(data, max_bytes=MAX_BYTES), *range(12))
        suite = suites.by_id(checked.natural(body[0]))
        return OfficeKeys(
            office=checked.identity(body[1]),
            epoch=checked.identity(body[2]),
            name=checked.text(body[3], most=limits.TEXT_CHARS),
            root=None if body[4] is None else _signing_key(suite, body[4]),
            root_certificate=_certificate(body[5]),
            issuing=_signing_key(suite, body[6]),
            issuing_certificate=_certificate(body[7]),
            publisher=_signing_key(suite, body[8]),
            publisher_certificate=_certificate(body[9]),
            sealing=suite.identity(checked.text(body[10], most=128)),
            escrow_recipient=checked.text(body[11], most=128),
            suite=suite,
        )
    except (ValueError, CertificateError):
        raise StorageError(
            N_("The keys of this office are damaged. Restore a backup or read in the key file.")
        ) from None


def write_key_file(
    keys: OfficeKeys, passphrase: str, ids: Ids, *, cost: wrapping.PassphraseCost = wrapping.STANDARD_COST
) -> bytes:
    """Return all keys of the office as a file under a passphrase of its own."""
    return _write_key_file(_OFFICE, office_keys_to_bytes(keys), passphrase, ids, cost)


def read_key_file(data: bytes, passphrase: str) -> OfficeKeys:
    """Return the keys in a key file; raises ``RuleError`` for a wrong passphrase or another kind of file."""
    return read_office_keys(_read_key_file(_OFFICE, data, passphrase))


def write_escrow_file(
    escrow: Identity, passphrase: str, ids: Ids, *, cost: wrapping.PassphraseCost = wrapping.STANDARD_COST
) -> bytes:
    """Return the second key holder's identity as a file under a passphrase that only he knows."""
    return _write_key_file(_ESCROW, escrow.secret.encode(), passphrase, ids, cost)


def read_escrow_file(data: bytes, passphrase: str, *, suite: suites.Suite = suites.INTL_1) -> Identity:
    """Return the second key holder's identity; raises ``RuleError`` as :func:`read_key_file` does."""
    try:
        return suite.identity(_read_key_file(_ESCROW, data, passphrase).decode())
    except ValueError:
        raise Refusal(Reason.DAMAGED) from None


def _write_key_file(kind: int, secret: bytes, passphrase: str, ids: Ids, cost: wrapping.PassphraseCost) -> bytes:
    return cbor.encode([_KEY_FILE, kind, wrapping.wrap_with_passphrase(secret, passphrase, ids, cost=cost)])


def _read_key_file(kind: int, data: bytes, passphrase: str) -> bytes:
    try:
        match cbor.decode(data, max_bytes=limits.ENROLMENT_FILE_BYTES):
            case [str(magic), int(found), bytes(wrapped)] if magic == _KEY_FILE:
                if found != kind:
                    raise Refusal(Reason.WRONG_KIND)
                return wrapping.unwrap_with_passphrase(wrapped, passphrase)
    except (cbor.CodecError, StorageError):
        raise Refusal(Reason.DAMAGED) from None
    raise Refusal(Reason.WRONG_KIND)


def _signing_key(suite: suites.Suite, item: object) -> SigningKey:
    return suite.signing_key(checked.octets(item, most=64))


def _certificate(item: object) -> Certificate:
    return read(checked.octets(item, most=MAX_CERTIFICATE_BYTES))
