"""The door of a service: who serves is known by pin and card, who comes proves his key and is given a pass."""

from __future__ import annotations

import http.client
import socket
import ssl
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from poverty_desktop.clock import Clock
from poverty_desktop.crypto import cbor, dsse
from poverty_desktop.crypto.certificates import Certificate, Use
from poverty_desktop.crypto.server_key import pin_of_certificate
from poverty_desktop.crypto.signing import SigningKey
from poverty_desktop.errors import RuleError
from poverty_desktop.network import troubles, wire
from poverty_desktop.sync.bundle_check import moment
from poverty_desktop.sync.refusal import Refusal
from poverty_desktop.sync.service_card import ProvenCard, read_card

CONNECT_S: Final = 5.0
ANSWER_S: Final = 45.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """Who comes: a laptop's key with its certificates, and the office by whose root everything is judged."""

    device: bytes
    key: SigningKey = field(repr=False)
    chain: tuple[Certificate, ...]
    office: bytes
    root: Certificate
    revoked: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Goal:
    """Where to: a service of the office or of a teammate, known by ``pin`` where its card is known already.

    ``since_ms`` is when that card was made: another key is believed only on a later card of the same owner.
    """

    host: str
    port: int
    use: Use = Use.PUBLISHER
    pin: bytes = b""
    since_ms: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Entrance:
    """What one is let in with, and the proven card of who serves."""

    card: ProvenCard
    pass_word: str = field(repr=False)


def enter(
    goal: Goal, identity: Identity, clock: Clock, *, told: Callable[[datetime], None]
) -> tuple[http.client.HTTPConnection, Entrance]:
    """Connect and be let in; ``told`` hears what time it is there. Raises ``RuleError``, and what a cut line raises."""
    link, pin = _connect(goal)
    try:
        hello = wire.read_hello(exchange(link, "GET", wire.HELLO)[1])
        card = _judged(hello.card, pin, goal, identity, clock.now())
        their_time = moment(hello.now_ms)
        told(their_time)
        payload = wire.login_payload(
            office=card.card.office, owner=card.card.owner, pin=pin, nonce=hello.nonce, device=identity.device
        )
        certificates = [item.der for item in identity.chain]
        login = dsse.sign(wire.LOGIN_TYPE, payload, [identity.key], certificates=certificates)
        response, body = exchange(link, "POST", wire.LOGIN, body=dsse.to_cbor(login))
        if response.status != http.client.OK:
            raise troubles.not_let_in(wire.word(response.headers.get(wire.REASON)), their_time, clock.now())
    except cbor.CodecError:
        link.close()
        raise RuleError(troubles.NO_SERVICE) from None
    except BaseException:
        link.close()
        raise
    return link, Entrance(card=card, pass_word=body.decode("ascii", "replace"))


def exchange(
    link: http.client.HTTPConnection,
    method: str,
    path: str,
    *,
    body: bytes = b"",
    headers: dict[str, str] | None = None,
) -> tuple[http.client.HTTPResponse, bytes]:
    """Ask once and return the answer with its body; raises ``RuleError`` where that is longer than any may be."""
    link.request(method, path, body=body or None, headers={"Content-Length": str(len(body)), **(headers or {})})
    response = link.getresponse()
    found = response.read(wire.MESSAGE_BYTES + 1)
    if len(found) > wire.MESSAGE_BYTES:
        raise RuleError(troubles.NO_SERVICE)
    return response, found


def _connect(goal: Goal) -> tuple[http.client.HTTPConnection, bytes]:
    """Return a connection under TLS, and the pin of the key that the other side has proven to hold."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_3
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE  # pin and card decide, before anything is said but that somebody is here
    bare = socket.create_connection((goal.host, goal.port), CONNECT_S)
    try:
        bare.settimeout(ANSWER_S)
        wrapped = context.wrap_socket(bare, suppress_ragged_eofs=False)
    except BaseException:
        bare.close()
        raise
    pin = pin_of_certificate(wrapped.getpeercert(binary_form=True) or b"")
    if pin is None:
        wrapped.close()
        raise RuleError(troubles.WRONG_OFFICE)
    link = http.client.HTTPConnection(goal.host, goal.port)
    link.sock = wrapped
    link.auto_open = 0
    return link, pin


def _judged(data: bytes, pin: bytes, goal: Goal, me: Identity, now: datetime) -> ProvenCard:
    """Return the card of a service whose key is the one that the card names; raises ``RuleError`` for any other."""
    try:
        proven = read_card(data, root=me.root, office=me.office, now=now, use=goal.use)
    except Refusal:
        raise RuleError(troubles.WRONG_OFFICE) from None
    is_other_key = bool(goal.pin) and pin != goal.pin and proven.card.created_ms <= goal.since_ms
    if proven.card.pin != pin or is_other_key or proven.certificate.serial in me.revoked:
        raise RuleError(troubles.WRONG_OFFICE)
    return proven
