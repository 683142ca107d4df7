"""One connection of the service: few requests, each with a fixed form; anything else gets a number and no word."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler
from typing import IO, TYPE_CHECKING, Any, Final

from poverty_desktop.crypto.certificates import Certificate
from poverty_desktop.network import wire
from poverty_desktop.network.doors import Rejected
from poverty_desktop.network.shelf import ShelfError
from poverty_desktop.network.visits import Task
from poverty_desktop.network.wire import Hello

if TYPE_CHECKING:
    from poverty_desktop.network.service import Service

HEAD_BYTES: Final = 8 * 1024
LOGIN_BYTES: Final = 64 * 1024
MOST_REQUESTS: Final = 20_000

_STATUS = {
    wire.FULL: HTTPStatus.INSUFFICIENT_STORAGE,
    wire.TOO_LARGE: HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    wire.DAMAGED: HTTPStatus.UNPROCESSABLE_ENTITY,
}


class _Head:
    """What is read from the socket as lines: no more of them than a request needs, however long they get."""

    def __init__(self, reader: Any) -> None:
        self._reader = reader
        self.left = HEAD_BYTES

    def readline(self, size: int = -1) -> bytes:
        """Return one line; raises ``ConnectionError`` where the head of a request does not end."""
        line: bytes = self._reader.readline(self.left + 1 if size < 0 else min(size, self.left + 1))
        self.left -= len(line)
        if self.left < 0:
            raise ConnectionError("a head that does not end")
        return line

    def read(self, size: int) -> bytes:
        """Return the bytes of a body."""
        found: bytes = self._reader.read(size)
        return found

    def __getattr__(self, name: str) -> Any:
        return getattr(self._reader, name)


class Handler(BaseHTTPRequestHandler):
    """Speaks HTTP/1.1 with one laptop."""

    protocol_version = "HTTP/1.1"
    timeout = None  # the socket has its own

    def __init__(self, request: Any, client_address: Any, server: Any) -> None:
        self.service: Service = server.service
        self._count = 0
        with contextlib.suppress(OSError, ValueError):  # whoever breaks off hears no more
            super().__init__(request, client_address, server)

    def setup(self) -> None:
        """Read heads within their limit."""
        super().setup()
        self.rfile = _Head(self.rfile)  # type: ignore[assignment]

    def handle_one_request(self) -> None:
        """Answer one request; a connection does not live for ever."""
        self.rfile.left = HEAD_BYTES  # type: ignore[attr-defined]
        self._count += 1
        if self._count > MOST_REQUESTS:
            self.close_connection = True
            return
        super().handle_one_request()

    def do_GET(self) -> None:
        """Give: the first word, how far a file is, what lies ready, a file that lies ready."""
        if self.path == wire.HELLO:
            self._hello()
            return
        self._for_a_laptop({wire.IN: self._tell_state, wire.OUT + "/": self._give}, {wire.OUT: self._tell_ready})

    def do_POST(self) -> None:
        """Let a laptop in, or hear that it wants what is new."""
        if self.path == wire.LOGIN:
            self._login()
            return
        self._for_a_laptop({}, {wire.NEWS: self._want_news})

    def do_PUT(self) -> None:
        """Take a piece of a file."""
        self._for_a_laptop({wire.IN: self._take}, {})

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:  # noqa: ARG002
        """Answer with a number alone."""
        self.close_connection = True
        self._answer(code)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        """Write nothing down: a line of a request may name somebody."""

    def _hello(self) -> None:
        service = self.service
        nonce = service.doors.nonce()
        card = service.doors.house.card(service.clock, service.port, nonce=nonce)
        self._answer(
            HTTPStatus.OK, Hello(nonce=nonce, card=card, now_ms=int(service.clock.now().timestamp() * 1000)).to_bytes()
        )

    def _login(self) -> None:
        length = self._length()
        if not 0 < length <= LOGIN_BYTES:
            self.send_error(HTTPStatus.BAD_REQUEST)
            return
        try:
            made = self.service.doors.let_in(self.rfile.read(length))
        except Rejected as rejected:
            self.close_connection = True
            self._answer(HTTPStatus.FORBIDDEN, headers={wire.REASON: rejected.word})
            return
        holder = self.service.doors.holder(made)
        if holder is not None:
            self.service.recognise(self.connection, holder.subject)
            self.service.note_visit(holder.subject)
        self._answer(HTTPStatus.OK, made.encode("ascii"))

    def _for_a_laptop(
        self,
        by_digest: dict[str, Callable[[Certificate, str], None]],
        plain: dict[str, Callable[[Certificate], None]],
    ) -> None:
        given = self.headers.get("Authorization", "")
        holder = self.service.doors.holder(given.removeprefix("Bearer "))
        if holder is None:
            self.send_error(HTTPStatus.UNAUTHORIZED)
            return
        if self.path in plain:
            plain[self.path](holder)
            return
        for start, act in by_digest.items():
            digest = self.path.removeprefix(start)
            if self.path.startswith(start) and wire.DIGEST.fullmatch(digest):
                act(holder, digest)
                return
        self.send_error(HTTPStatus.NOT_FOUND)

    def _tell_state(self, holder: Certificate, digest: str) -> None:
        offset, state, reason = self.service.shelf(holder.subject).state(digest)
        self._answer(HTTPStatus.OK, headers={wire.OFFSET: str(offset), wire.STATE: state, wire.REASON: reason})

    def _take(self, holder: Certificate, digest: str) -> None:
        length = self._length()
        offset, total = _number(self.headers.get(wire.OFFSET)), _number(self.headers.get(wire.LENGTH))
        if not 0 <= length <= wire.PIECES_AT_ONCE or offset < 0 or total <= 0 or offset + length > total:
            self.send_error(HTTPStatus.BAD_REQUEST)
            return
        self.close_connection = True  # unless all of it was read
        left = length

        def pieces(file: IO[bytes]) -> None:
            nonlocal left
            while left:
                piece = self._read_piece(left)
                file.write(piece)
                left -= len(piece)

        try:
            here, state, is_whole = self.service.shelf(holder.subject).append(digest, offset, total, pieces)
        except ShelfError as error:
            self._answer(_STATUS.get(error.word, HTTPStatus.CONFLICT), headers={wire.REASON: error.word})
            return
        while left:
            left -= len(self._read_piece(left))  # a piece that was here already is read and forgotten
        self.close_connection = False
        self.service.note_visit(holder.subject, brought=length)
        if is_whole:
            self.service.ask(Task(device=holder.subject, certificate=holder, digest=digest))
        self._answer(HTTPStatus.OK, headers={wire.OFFSET: str(here), wire.STATE: state})

    def _want_news(self, holder: Certificate) -> None:
        service = self.service
        for digest in service.shelf(holder.subject).waiting():  # what came in before a stop
            service.ask(Task(device=holder.subject, certificate=holder, digest=digest))
        service.ask(Task(device=holder.subject, certificate=holder))
        self._answer(HTTPStatus.OK)

    def _tell_ready(self, holder: Certificate) -> None:
        self._answer(HTTPStatus.OK, self.service.ready(holder.subject).to_bytes())

    def _give(self, holder: Certificate, digest: str) -> None:
        path = self.service.shelf(holder.subject).find(digest)
        start = _number((self.headers.get("Range") or "bytes=0-").removeprefix("bytes=").removesuffix("-"))
        try:
            file = None if path is None or start < 0 else path.open("rb")
        except OSError:
            file = None
        if file is None:
            self._answer(HTTPStatus.NOT_FOUND)
            return
        with file:
            length = file.seek(0, 2)
            if start > length:
                self._answer(HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE)
                return
            file.seek(start)
            self.send_response_only(HTTPStatus.PARTIAL_CONTENT if start else HTTPStatus.OK)
            self.send_header("Content-Length", str(length - start))
            if start:
                self.send_header("Content-Range", f"bytes {start}-{length - 1}/{length}")
            self.end_headers()
            left = length - start
            while left and (piece := file.read(min(left, wire.PIECE))):
                self.wfile.write(piece)
                left -= len(piece)
        self.close_connection = left > 0
        self.service.note_visit(holder.subject, took=length - start)

    def _read_piece(self, left: int) -> bytes:
        """Return the next bytes of a body; raises ``ConnectionError`` for whatever ends the connection."""
        try:
            piece: bytes = self.rfile.read1(min(left, wire.PIECE))  # what came before a cut counts
        except OSError:
            raise ConnectionError("cut off") from None
        if not piece:
            raise ConnectionError("cut off")
        return piece

    def _length(self) -> int:
        """Return the length of a request's body, -1 where it has none that is plainly told."""
        if self.headers.get("Transfer-Encoding") is not None or len(self.headers.get_all("Content-Length", [])) > 1:
            self.close_connection = True
            return -1
        return _number(self.headers.get("Content-Length", "0"))

    def _answer(self, code: int, body: bytes = b"", headers: dict[str, str] | None = None) -> None:
        self.send_response_only(code)
        for name, value in (headers or {}).items():
            if value:
                self.send_header(name, value)
        if self.close_connection:
            self.send_header("Connection", "close")
        self.send_header("Content-Type", wire.MEDIA_TYPE)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if body and self.command != "HEAD":
            self.wfile.write(body)


def _number(text: str | None) -> int:
    """Return a plain whole number, -1 for anything else."""
    return int(text) if text is not None and text.isascii() and text.isdigit() and len(text) <= 15 else -1
