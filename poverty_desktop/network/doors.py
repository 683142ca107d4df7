"""Who is let in: a laptop proves its key once for each visit and gets a pass; strangers are not told why not."""

from __future__ import annotations

import secrets
import threading
import time
from collections import OrderedDict, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from poverty_desktop.clock import Clock
from poverty_desktop.crypto import cbor, dsse
from poverty_desktop.crypto.certificates import (
    Certificate,
    CertificateError,
    Trouble,
    Use,
    require_valid,
    verify_links,
)
from poverty_desktop.crypto.signing import SigningKey
from poverty_desktop.network import wire
from poverty_desktop.sync import service_card
from poverty_desktop.sync.service_card import ServiceCard

PASS_S: Final = 1800.0
NONCE_S: Final = 60.0
MOST_NONCES: Final = 256
MOST_PASSES: Final = 512
CALLS_PER_S: Final = 20

_WORDS = {Trouble.EXPIRED: wire.EXPIRED, Trouble.NOT_YET_VALID: wire.NOT_YET_VALID}


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """Whose service it is and who may come: laptops that ``root`` leads to, for one of ``villages`` (None: for any).

    Nothing in it belongs to the store's thread: it is made there and handed over whole.
    """

    office: bytes
    owner: bytes
    root: Certificate
    signer: SigningKey = field(repr=False)
    chain: tuple[Certificate, ...]
    server_key: SigningKey = field(repr=False)
    pin: bytes
    villages: frozenset[str] | None = None
    revoked: frozenset[int] = frozenset()
    barred: frozenset[bytes] = frozenset()

    @property
    def is_office(self) -> bool:
        """Say whether an office serves here, and not a laptop for its team."""
        return self.owner == self.office

    def card(self, clock: Clock, port: int, *, nonce: bytes = b"", hosts: tuple[str, ...] = ()) -> bytes:
        """Return the card of this service, signed now."""
        card = ServiceCard(
            office=self.office,
            owner=self.owner,
            pin=self.pin,
            created_ms=int(clock.now().timestamp() * 1000),
            port=port,
            hosts=hosts,
            nonce=nonce,
        )
        return service_card.sign_card(card, self.signer, self.chain)


class Rejected(Exception):  # noqa: N818 - an outcome
    """Somebody is not let in; ``word`` is told only to a laptop that has proven who it is."""

    def __init__(self, word: str) -> None:
        super().__init__(word)
        self.word = word


class Doors:
    """Nonces that were given out and passes that hold; both few, both short-lived, used by many threads."""

    def __init__(self, house: House, clock: Clock, time_now: Callable[[], float] = time.monotonic) -> None:
        self.house = house
        self._clock = clock
        self._now = time_now
        self._lock = threading.Lock()
        self._nonces: OrderedDict[bytes, float] = OrderedDict()
        self._passes: OrderedDict[str, tuple[float, Certificate]] = OrderedDict()

    def nonce(self) -> bytes:
        """Return bytes that were never given out, to be signed once within a minute."""
        made = secrets.token_bytes(wire.NONCE_BYTES)
        with self._lock:
            self._nonces[made] = self._now()
            while len(self._nonces) > MOST_NONCES:
                self._nonces.popitem(last=False)
        return made

    def let_in(self, login: bytes) -> str:
        """Return a pass for the laptop that has signed ``login``; raises ``Rejected``."""
        certificate = self._proven(login)
        word = self.standing(certificate)
        if word:
            raise Rejected(word)
        made = secrets.token_hex(wire.TOKEN_BYTES)
        with self._lock:
            self._passes[made] = (self._now(), certificate)
            while len(self._passes) > MOST_PASSES:
                self._passes.popitem(last=False)
        return made

    def holder(self, text: str) -> Certificate | None:
        """Return whose pass this is, None for one that has ended or never was, or whose laptop is barred since."""
        with self._lock:
            found = self._passes.get(text)
        if found is None or self._now() - found[0] > PASS_S or self.standing(found[1]):
            return None
        return found[1]

    def standing(self, certificate: Certificate) -> str:
        """Return why a laptop that has proven its key may not come in, "" where it may."""
        house = self.house
        if certificate.serial in house.revoked or certificate.subject in house.barred:
            return wire.REVOKED
        if house.villages is not None and house.villages.isdisjoint(certificate.scope.villages):
            return wire.STRANGER
        return ""

    def _proven(self, login: bytes) -> Certificate:
        house = self.house
        try:
            envelope = dsse.from_cbor(login, max_payload_bytes=1024)
            links = verify_links(envelope.certificates, root=house.root, use=Use.DEVICE)
            if not dsse.is_signed_by(envelope, links[0].public, payload_type=wire.LOGIN_TYPE):
                raise Rejected(wire.STRANGER)
            if envelope.payload != self._expected(envelope.payload, links[0].subject):
                raise Rejected(wire.STRANGER)
            require_valid(links, self._at())
        except CertificateError as error:
            raise Rejected(_WORDS.get(error.trouble, wire.STRANGER)) from None
        except cbor.CodecError:
            raise Rejected(wire.STRANGER) from None
        return links[0]

    def _expected(self, payload: bytes, device: bytes) -> bytes | None:
        """Return what this laptop had to sign, for a nonce that was given out and is used up now."""
        with self._lock:
            found = next((nonce for nonce in self._nonces if nonce in payload), None)
            given = None if found is None else self._nonces.pop(found)
        if found is None or given is None or self._now() - given > NONCE_S:
            return None
        house = self.house
        return wire.login_payload(office=house.office, owner=house.owner, pin=house.pin, nonce=found, device=device)

    def _at(self) -> datetime:
        return self._clock.now()


class Throttle:
    """Lets so many things happen a second and no more; what is over is dropped."""

    def __init__(self, most: int, per_s: float = 1.0, time_now: Callable[[], float] = time.monotonic) -> None:
        self._most = most
        self._per_s = per_s
        self._now = time_now
        self._lock = threading.Lock()
        self._times: deque[float] = deque(maxlen=most)

    def allows(self) -> bool:
        """Say whether one more may happen now."""
        now = self._now()
        with self._lock:
            if len(self._times) == self._most and now - self._times[0] < self._per_s:
                return False
            self._times.append(now)
        return True
