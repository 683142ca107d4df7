"""Who carries files to a service and back: knows it by its pin, proves a laptop's key, and goes on after every cut."""

from __future__ import annotations

import contextlib
import hashlib
import http.client
import os
import socket
import ssl
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Final, TypeVar

from poverty_desktop.clock import Clock
from poverty_desktop.crypto import cbor, dsse
from poverty_desktop.crypto.certificates import Certificate, Use
from poverty_desktop.crypto.server_key import pin_of_certificate
from poverty_desktop.crypto.signing import SigningKey
from poverty_desktop.errors import RuleError, StorageError
from poverty_desktop.i18n import N_
from poverty_desktop.network import troubles, wire
from poverty_desktop.network.wire import Offer, Ready
from poverty_desktop.progress import Progress
from poverty_desktop.sync.bundle_reader import moment
from poverty_desktop.sync.refusal import Refusal
from poverty_desktop.sync.service_card import ProvenCard, read_card

T = TypeVar("T")

CONNECT_S: Final = 5.0
ANSWER_S: Final = 45.0
TRIES: Final = 8
"""So often in a row nothing may come through before a cut is told as one; any byte that arrives begins anew."""
_PAUSES = (0.2, 0.5, 1.0, 2.0, 3.0, 5.0, 5.0)
_SENDING = N_("Sending what is new here")
_FETCHING = N_("Fetching what lies ready")
_WAITING = N_("Waiting until it is taken in")
_MOST_WAITS = 150


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


class Courier:
    """One visit at a service. Use it as a context; :meth:`enter` first. ``pause`` waits between tries.

    All its errors are sentences: ``RuleError`` for what the service says or fails to be, ``StorageError`` for this
    computer's disk.
    """

    def __init__(
        self,
        goal: Goal,
        identity: Identity,
        *,
        clock: Clock,
        progress: Progress | None = None,
        pause: Callable[[float], None] = time.sleep,
    ) -> None:
        self._goal = goal
        self._identity = identity
        self._clock = clock
        self._progress = progress or Progress()
        self._pause = pause
        self._link: http.client.HTTPConnection | None = None
        self._pass = ""
        self.card: ProvenCard | None = None
        self.their_time: datetime | None = None

    def __enter__(self) -> Courier:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    def close(self) -> None:
        """End the visit."""
        link, self._link = self._link, None
        if link is not None:
            link.close()

    def enter(self) -> ProvenCard:
        """Connect and be let in; return the proven card of who serves here."""
        self._steadily(lambda _moved: self._connection())
        assert self.card is not None
        return self.card

    def send(self, path: Path) -> tuple[str, str]:
        """Bring one file, from where it stopped the last time; return what is known of its fate, and why.

        The fate is ``waiting``, ``taken`` or ``refused``.
        """
        total = path.stat().st_size
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()

            arrived = 0

            def piece(moved: Callable[[], None]) -> tuple[str, str]:
                nonlocal arrived
                here, state, reason = self._state(digest)
                if here > arrived:  # of what was cut off, too, some has come through
                    arrived = here
                    moved()
                while state == wire.PARTIAL and here < total:
                    self._progress.step(_SENDING, here, total)
                    file.seek(here)
                    body = file.read(min(wire.PIECES_AT_ONCE, total - here))
                    here, state = self._put(digest, here, total, body)
                    if here > arrived:
                        arrived = here
                        moved()
                self._progress.step(_SENDING, total, total)
                return state, reason

            return self._steadily(piece)

    def fate(self, digest: str) -> tuple[str, str]:
        """Return what became of a file that was brought."""
        _here, state, reason = self._steadily(lambda _moved: self._state(digest))
        return state, reason

    def ask_for_news(self) -> None:
        """Let everything be written that is new for this laptop."""
        self._steadily(lambda _moved: self._plain("POST", wire.NEWS))

    def wait(self) -> Ready:
        """Return what lies ready, once the other side has done its work or has taken too long for it."""
        for turn in range(_MOST_WAITS):
            self._progress.step(_WAITING, turn, _MOST_WAITS)
            ready = self._steadily(lambda _moved: self._ready())
            if not ready.is_working:
                self._progress.step(_WAITING, _MOST_WAITS, _MOST_WAITS)
                return ready
        raise RuleError(troubles.STILL_WORKING)

    def fetch(self, offer: Offer, target: Path) -> None:
        """Bring one file home, from where it stopped the last time; it has its name only when its hash is right."""
        part = target.with_name(f"{offer.sha256}.part")
        self._steadily(lambda moved: self._get(offer, part, moved))
        try:
            with part.open("rb") as file:
                is_right = hashlib.file_digest(file, "sha256").hexdigest() == offer.sha256
            if not is_right:
                part.unlink(missing_ok=True)
                raise RuleError(troubles.OTHER_BYTES)
            part.replace(target)
        except OSError:
            raise StorageError(troubles.FULL_HERE) from None

    # One try each.

    def _connection(self) -> http.client.HTTPConnection:
        if self._link is not None:
            return self._link
        link, pin = self._connect()
        try:
            hello = wire.read_hello(self._exchange(link, "GET", wire.HELLO)[1])
            card = self._judged(hello.card, pin)
            self.their_time = moment(hello.now_ms)
            payload = wire.login_payload(
                office=card.card.office, owner=card.card.owner, pin=pin, nonce=hello.nonce,
                device=self._identity.device,
            )  # fmt: skip
            login = dsse.sign(
                wire.LOGIN_TYPE,
                payload,
                [self._identity.key],
                certificates=[item.der for item in self._identity.chain],
            )
            response, body = self._exchange(link, "POST", wire.LOGIN, body=dsse.to_cbor(login))
            if response.status != http.client.OK:
                raise troubles.not_let_in(
                    wire.word(response.headers.get(wire.REASON)), self.their_time, self._clock.now()
                )
            self._pass = body.decode("ascii", "replace")
        except cbor.CodecError:
            link.close()
            raise RuleError(troubles.NO_SERVICE) from None
        except BaseException:
            link.close()
            raise
        self._link, self.card = link, card
        return link

    def _connect(self) -> tuple[http.client.HTTPConnection, bytes]:
        """Return a connection under TLS, and the pin of the key that the other side has proven to hold."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.minimum_version = ssl.TLSVersion.TLSv1_3
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE  # pin and card decide, before anything is said but that somebody is here
        bare = socket.create_connection((self._goal.host, self._goal.port), CONNECT_S)
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
        link = http.client.HTTPConnection(self._goal.host, self._goal.port)
        link.sock = wrapped
        link.auto_open = 0
        return link, pin

    def _judged(self, data: bytes, pin: bytes) -> ProvenCard:
        """Return the card of a service whose key is the one that the card names; raises ``RuleError`` for any other."""
        me = self._identity
        try:
            proven = read_card(data, root=me.root, office=me.office, now=self._clock.now(), use=self._goal.use)
        except Refusal:
            raise RuleError(troubles.WRONG_OFFICE) from None
        goal = self._goal
        is_other_key = bool(goal.pin) and pin != goal.pin and proven.card.created_ms <= goal.since_ms
        if proven.card.pin != pin or is_other_key or proven.certificate.serial in me.revoked:
            raise RuleError(troubles.WRONG_OFFICE)
        return proven

    def _state(self, digest: str) -> tuple[int, str, str]:
        response, _body = self._plain("GET", wire.IN + digest)
        here, state = response.headers.get(wire.OFFSET) or "0", wire.word(response.headers.get(wire.STATE))
        return _count(here), state, wire.word(response.headers.get(wire.REASON))

    def _put(self, digest: str, here: int, total: int, body: bytes) -> tuple[int, str]:
        headers = {wire.OFFSET: str(here), wire.LENGTH: str(total)}
        response, _body = self._plain("PUT", wire.IN + digest, body=body, headers=headers)
        return _count(response.headers.get(wire.OFFSET) or "0"), wire.word(response.headers.get(wire.STATE))

    def _ready(self) -> Ready:
        try:
            return wire.read_ready(self._plain("GET", wire.OUT)[1])
        except cbor.CodecError:
            raise RuleError(troubles.NO_SERVICE) from None

    def _get(self, offer: Offer, part: Path, moved: Callable[[], None]) -> None:
        here = part.stat().st_size if part.exists() else 0
        if here > offer.length:
            part.unlink()
            here = 0
        if here == offer.length and here:
            return
        link = self._connection()
        link.putrequest("GET", f"{wire.OUT}/{offer.sha256}", skip_accept_encoding=True)
        link.putheader("Authorization", f"Bearer {self._pass}")
        if here:
            link.putheader("Range", f"bytes={here}-")
        link.endheaders()
        response = link.getresponse()
        if response.status not in (http.client.OK, http.client.PARTIAL_CONTENT):
            response.read(wire.MESSAGE_BYTES)
            raise self._said(response)
        if response.status == http.client.OK:
            here = 0
        with _Target(part, is_new=not here) as file:
            while here < offer.length:
                self._progress.step(_FETCHING, here, offer.length)
                piece = response.read1(min(wire.PIECE, offer.length - here))
                if not piece:
                    raise ConnectionError("cut off")
                file.write(piece)
                here += len(piece)
                moved()
        self._progress.step(_FETCHING, here, offer.length)

    def _plain(
        self, method: str, path: str, *, body: bytes = b"", headers: dict[str, str] | None = None
    ) -> tuple[http.client.HTTPResponse, bytes]:
        told = {"Authorization": f"Bearer {self._pass}", **(headers or {})}
        link = self._connection()
        told["Authorization"] = f"Bearer {self._pass}"
        response, found = self._exchange(link, method, path, body=body, headers=told)
        if response.status != http.client.OK:
            raise self._said(response)
        return response, found

    def _exchange(
        self,
        link: http.client.HTTPConnection,
        method: str,
        path: str,
        *,
        body: bytes = b"",
        headers: dict[str, str] | None = None,
    ) -> tuple[http.client.HTTPResponse, bytes]:
        link.request(method, path, body=body or None, headers={"Content-Length": str(len(body)), **(headers or {})})
        response = link.getresponse()
        found = response.read(wire.MESSAGE_BYTES + 1)
        if len(found) > wire.MESSAGE_BYTES:
            raise RuleError(troubles.NO_SERVICE)
        return response, found

    def _said(self, response: http.client.HTTPResponse) -> Exception:
        """Return what an answer means that is no yes; a pass that has ended is a cut, and one is let in anew."""
        if response.status == http.client.UNAUTHORIZED:
            return ConnectionError("the pass has ended")
        return troubles.of_word(wire.word(response.headers.get(wire.REASON)))

    def _steadily(self, work: Callable[[Callable[[], None]], T]) -> T:
        """Do ``work``, again from where it stopped after each cut, until nothing comes through any more."""
        failed = 0

        def moved() -> None:
            nonlocal failed
            failed = 0

        while True:
            try:
                return work(moved)
            except (OSError, http.client.HTTPException):
                self.close()
                failed += 1
                if failed >= TRIES or self.card is None:
                    raise RuleError(troubles.CUT if self.card is not None else troubles.NOT_FOUND) from None
            self._progress.step(_WAITING, 0, 1)
            self._pause(_PAUSES[min(failed - 1, len(_PAUSES) - 1)])


class _Target:
    """A file of this computer's disk that grows piece by piece; its errors are the disk's and not the line's."""

    def __init__(self, path: Path, *, is_new: bool) -> None:
        try:
            self._file = path.open("wb" if is_new else "ab")
        except OSError:
            raise StorageError(troubles.FULL_HERE) from None

    def __enter__(self) -> _Target:
        return self

    def __exit__(self, *_error: object) -> None:
        try:
            self._file.flush()
            os.fsync(self._file.fileno())
        except OSError:
            raise StorageError(troubles.FULL_HERE) from None
        finally:
            with contextlib.suppress(OSError):
                self._file.close()

    def write(self, data: bytes) -> None:
        """Add bytes; raises ``StorageError``."""
        try:
            self._file.write(data)
        except OSError:
            raise StorageError(troubles.FULL_HERE) from None


def _count(text: str) -> int:
    with contextlib.suppress(ValueError):
        return max(0, int(text))
    return 0
