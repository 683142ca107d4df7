"""Who sends and who receives: the keys to sign and seal with, and whose signature is believed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from poverty_desktop.crypto import suites
from poverty_desktop.crypto.certificates import Certificate, Use
from poverty_desktop.crypto.sealing import Identity
from poverty_desktop.crypto.signing import SigningKey
from poverty_desktop.sync.manifest import Kind


@dataclass(frozen=True, slots=True, kw_only=True)
class Sender:
    """Signs as ``me`` with a certified key and seals for ``recipients``, which speak for ``recipient``.

    ``chain`` is the certificates that go along, the signer's first, without the root.
    """

    me: bytes
    key: SigningKey = field(repr=False)
    chain: tuple[Certificate, ...]
    recipient: bytes
    recipients: tuple[str, ...]
    suite: suites.Suite = suites.INTL_1


@dataclass(frozen=True, slots=True, kw_only=True)
class Receiver:
    """Opens files that are sealed for ``identities`` and named for ``me``.

    A signer must hold a certificate for ``accepts`` that leads to ``root`` and is not among the ``revoked`` serial
    numbers. Of one whose certificate was ``renewed`` since (by subject), the end of the newer one counts, if it is for
    the same key. ``ignores_dates`` is for a person who looks at, or lets in, what came too late.
    """

    me: bytes
    office: bytes
    identities: tuple[Identity, ...]
    root: Certificate
    accepts: Use
    kinds: frozenset[Kind]
    revoked: frozenset[int] = frozenset()
    renewed: Mapping[bytes, Certificate] = field(default_factory=dict)
    ignores_dates: bool = False
