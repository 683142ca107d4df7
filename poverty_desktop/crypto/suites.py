"""The one interface to cryptography: a suite is chosen by the id that stands in every header and file."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import IO, Final, Protocol

from poverty_desktop.crypto import hashes, sealing, signing
from poverty_desktop.errors import RuleError
from poverty_desktop.i18n import N_
from poverty_desktop.ids import Ids


class _Derive(Protocol):
    def __call__(self, key: bytes, *, info: bytes, length: int = ..., salt: bytes = ...) -> bytes: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Suite:
    """Everything a chain, a bundle or a certificate of one suite is made with. A replica never mixes suites."""

    suite_id: int
    name: str
    digest: Callable[[bytes], bytes]
    mac: Callable[[bytes, bytes], bytes]
    derive: _Derive
    new_signing_key: Callable[[Ids], signing.SigningKey]
    signing_key: Callable[[bytes], signing.SigningKey]
    verify: Callable[[bytes, bytes, bytes], bool]
    sealed_intro: bytes
    new_identity: Callable[[], sealing.Identity]
    identity: Callable[[str], sealing.Identity]
    seal_stream: Callable[[IO[bytes], IO[bytes], Sequence[str]], None]
    open_stream: Callable[[IO[bytes], IO[bytes], Sequence[sealing.Identity]], None]


INTL_1: Final = Suite(
    suite_id=1,
    name="intl-1",
    digest=hashes.sha256,
    mac=hashes.hmac_sha256,
    derive=hashes.hkdf_sha256,
    new_signing_key=signing.new_signing_key,
    signing_key=signing.signing_key,
    verify=signing.verify,
    sealed_intro=sealing.INTRO,
    new_identity=sealing.new_identity,
    identity=sealing.identity,
    seal_stream=sealing.seal_stream,
    open_stream=sealing.open_stream,
)

_SUITES: Final = {INTL_1.suite_id: INTL_1}


def by_id(suite_id: int) -> Suite:
    """Return the suite with this id; raises ``RuleError`` when this version of the program has none."""
    suite = _SUITES.get(suite_id)
    if suite is None:
        raise RuleError(
            N_("This file uses cryptography that this version of the program does not have. Update the program.")
        )
    return suite


def sealed_by(intro: bytes) -> Suite | None:
    """Return the suite that sealed a file beginning with ``intro``, or None when it is no sealed file."""
    return next((suite for suite in _SUITES.values() if intro.startswith(suite.sealed_intro)), None)
