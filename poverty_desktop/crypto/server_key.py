"""The key by which a service in the local network is known: a TLS certificate around it, and the pin that proves it."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta
from typing import Final

from poverty_desktop.crypto.signing import SigningKey

PIN_BYTES: Final = 32
_SLACK: Final = timedelta(days=3650)
"""Nobody judges this certificate by its dates: the pin alone decides, and laptops' clocks are wrong by years."""


def pin(public: bytes) -> bytes:
    """Return the SHA-256 of a key's SubjectPublicKeyInfo (RFC 7469), by which a client knows its server."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    return _pin(Ed25519PublicKey.from_public_bytes(public))


def pin_of_certificate(der: bytes) -> bytes | None:
    """Return the pin of the key in the certificate that a server has shown, None where it is none of ours."""
    from cryptography import x509
    from cryptography.exceptions import UnsupportedAlgorithm

    try:
        return _pin(x509.load_der_x509_certificate(der).public_key())
    except (ValueError, TypeError, UnsupportedAlgorithm, x509.InvalidVersion):
        return None


def server_files(key: SigningKey, *, now: datetime, password: bytes) -> bytes:
    """Return certificate and private key as PEM, the key sealed by ``password``: OpenSSL reads both from a file only.

    The certificate is signed by its own key and names nobody.
    """
    from cryptography import x509
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding, PrivateFormat
    from cryptography.x509.oid import NameOID

    private = Ed25519PrivateKey.from_private_bytes(key.private)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "poverty_desktop")])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(private.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - _SLACK)
        .not_valid_after(now + _SLACK)
        .sign(private, None)
    )
    sealed = private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(password))
    return certificate.public_bytes(Encoding.PEM) + sealed


def _pin(public: object) -> bytes:
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    data: bytes = public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)  # type: ignore[attr-defined]
    return hashlib.sha256(data).digest()
