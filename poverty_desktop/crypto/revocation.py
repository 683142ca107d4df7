"""The list of revoked certificates: an X.509 CRL signed by the office's issuing key, with a number that only rises."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from poverty_desktop.crypto.certificate_issue import Issuer
from poverty_desktop.crypto.certificates import Certificate, CertificateError, Trouble
from poverty_desktop.i18n import N_

NEXT_UPDATE: Final = timedelta(days=90)
MOST_REVOKED: Final = 4_096
MAX_BYTES: Final = 512 * 1024


_OF_CARD: Final = b"\x01CRD"
"""Begins the number under which a household's revoked card stands on the list, 20 bytes as a certificate's."""


def number_of_card(digest: bytes) -> int:
    """Return the number of a card on the list; ``digest`` are the 16 bytes by which its code is known."""
    return int.from_bytes(_OF_CARD + digest, "big")


@dataclass(frozen=True, slots=True, kw_only=True)
class RevocationList:
    """Which numbers an office has revoked, of certificates and of cards; a higher list replaces a lower one."""

    number: int
    serials: frozenset[int]


def issue_list(issuer: Issuer, revoked: Mapping[int, datetime], *, number: int, now: datetime) -> bytes:
    """Return the list of these serial numbers, each with when it was revoked, in DER."""
    from cryptography import x509
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.serialization import Encoding

    key = Ed25519PrivateKey.from_private_bytes(issuer.key.private)
    start = now.astimezone(UTC).replace(microsecond=0)
    builder = (
        x509.CertificateRevocationListBuilder()
        .issuer_name(x509.load_der_x509_certificate(issuer.certificate.der).subject)
        .last_update(start)
        .next_update(start + NEXT_UPDATE)
        .add_extension(x509.CRLNumber(number), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(key.public_key()), critical=False)
    )
    for serial, at in sorted(revoked.items()):
        entry = x509.RevokedCertificateBuilder().serial_number(serial).revocation_date(_second(at)).build()
        builder = builder.add_revoked_certificate(entry)
    return builder.sign(key, None).public_bytes(Encoding.DER)


def read_list(der: bytes, issuer: Certificate) -> RevocationList:
    """Return the list in ``der`` after checking that ``issuer`` signed it; raises ``CertificateError``."""
    from cryptography import x509
    from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    try:
        found = x509.load_der_x509_crl(der)
        if len(found) > MOST_REVOKED or not found.is_signature_valid(Ed25519PublicKey.from_public_bytes(issuer.public)):
            raise _damaged()
        number = found.extensions.get_extension_for_class(x509.CRLNumber).value.crl_number
        return RevocationList(number=number, serials=frozenset(entry.serial_number for entry in found))
    except (ValueError, TypeError, x509.ExtensionNotFound, x509.DuplicateExtension, InvalidSignature):
        raise _damaged() from None
    except UnsupportedAlgorithm:
        raise _damaged() from None


def _second(at: datetime) -> datetime:
    return at.astimezone(UTC).replace(microsecond=0)


def _damaged() -> CertificateError:
    return CertificateError(
        Trouble.DAMAGED, N_("The list of revoked laptops is damaged. Ask the office for a new one.")
    )
