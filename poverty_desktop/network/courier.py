"""Who carries files to a service and back: knows it by its pin, proves a laptop's key, and goes on after every cut."""

from __future__ import annotations

import contextlib
import hashlib
import http.client
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Final, TypeVar

from poverty_desktop.clock import Clock
from poverty_desktop.crypto import cbor
from poverty_desktop.errors import RuleError, StorageError
from poverty_desktop.i18n import N_
from poverty_desktop.network import troubles, wire
from poverty_desktop.network.entrance import Goal, Identity, enter, exchange
from poverty_desktop.network.growing_file import GrowingFile
from poverty_desktop.network.wire import Offer, Ready
from poverty_desktop.progress import Progress
from poverty_desktop.sync.service_card import ProvenCard

T = TypeVar("T")

TRIES: Final = 8
"""So often in a row nothing may come through before a cut is told as one; any byte that arrives begins anew."""
_PAUSES = (0.2, 0.5, 1.0, 2.0, 3.0, 5.0, 5.0)
_SENDING = N_("Sending what is new here")
_FETCHING = N_("Fetching what lies ready")
_WAITING = N_("Waiting until it is taken in")
_MOST_WAITS = 150


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
        link, entrance = enter(self._goal, self._identity, self._clock, told=self._hear)
        self._pass, card = entrance.pass_word, entrance.card
        self._link, self.card = link, card
        return link

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
        with GrowingFile(part, is_new=not here) as file:
            while here < offer.length:
                self._progress.step(_FETCHING, here, offer.length)
                piece = response.read1(min(wire.PIECE, offer.length - here))
                if not piece:
                    raise ConnectionError("cut off")
                file.write(piece)
                here += len(piece)
                moved()
        self._progress.step(_FETCHING, here, offer.length)

    def _hear(self, their_time: datetime) -> None:
        self.their_time = their_time

    def _plain(
        self, method: str, path: str, *, body: bytes = b"", headers: dict[str, str] | None = None
    ) -> tuple[http.client.HTTPResponse, bytes]:
        told = {"Authorization": f"Bearer {self._pass}", **(headers or {})}
        link = self._connection()
        told["Authorization"] = f"Bearer {self._pass}"
        response, found = exchange(link, method, path, body=body, headers=told)
        if response.status != http.client.OK:
            raise self._said(response)
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


def _count(text: str) -> int:
    with contextlib.suppress(ValueError):
        return max(0, int(text))
    return 0
