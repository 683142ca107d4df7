"""The service: threads that take and give files over TLS, within limits; stopped, nothing of it is left."""

from __future__ import annotations

import contextlib
import secrets
import socket
import socketserver
import ssl
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from poverty_desktop.clock import Clock
from poverty_desktop.crypto.server_key import server_files
from poverty_desktop.errors import StorageError
from poverty_desktop.i18n import N_
from poverty_desktop.network import wire
from poverty_desktop.network.doors import Doors, House, Throttle
from poverty_desktop.network.handler import Handler
from poverty_desktop.network.lookout import Lookout, own_addresses
from poverty_desktop.network.shelf import Shelf
from poverty_desktop.network.visits import Task, Visit
from poverty_desktop.network.wire import Ready

MOST_CONNECTIONS: Final = 48
MOST_PER_ADDRESS: Final = 16
MOST_ARRIVALS_PER_S: Final = 40
STRANGER_S: Final = 20.0
"""So long a connection may stay that has not proven whose it is."""
SILENCE_S: Final = 30.0
_WAIT_S: Final = 4.0
"""So long an answer waits for work that is under way: whoever waits there can still stop."""
_POLL_S = 0.2

PORT_TAKEN = N_(
    "The network service cannot start: another program uses the port {port}, or it is open in another window."
)


class Service:
    """An HTTPS service on its own threads; ``on_task`` is called from them and must only put the task elsewhere.

    Whoever does the tasks, one after the other, tells by :meth:`settled` that one is done. Nothing here touches the
    register. ``port`` 0 lets the system choose; ``host`` is where it listens, everywhere by default.
    """

    def __init__(
        self,
        house: House,
        folder: Path,
        *,
        clock: Clock,
        on_task: Callable[[Task], None],
        on_visit: Callable[[], None] = lambda: None,
        port: int = wire.PORT,
        host: str = "",
        is_found: bool = True,
    ) -> None:
        self.doors = Doors(house, clock)
        self.clock = clock
        self._folder = folder
        self._on_task = on_task
        self._on_visit = on_visit
        self._shelves: dict[bytes, Shelf] = {}
        self._open: dict[socket.socket, tuple[str, float, bytes]] = {}
        self._pending: dict[bytes, list[Task]] = {}
        self._troubles: dict[bytes, str] = {}
        self._visits: dict[bytes, Visit] = {}
        self._condition = threading.Condition()
        self._throttle = Throttle(MOST_ARRIVALS_PER_S)
        self._is_over = False
        try:
            self._context = _context(house, clock, folder)
            self._server = _Server(self, host, port)
        except OSError:
            raise StorageError(PORT_TAKEN, port=port) from None
        self.port = int(self._server.server_address[1])
        self._lookout = Lookout(house, clock, self.port, host) if is_found else None
        self._threads = [
            threading.Thread(target=self._server.serve_forever, args=(_POLL_S,), name="service"),
            threading.Thread(target=self._watch, name="service watch"),
        ]
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """Stop listening, end every connection and wait for the threads; safe to call again."""
        with self._condition:
            if self._is_over:
                return
            self._is_over = True
            self._condition.notify_all()
        if self._lookout is not None:
            self._lookout.stop()
        self._server.shutdown()
        self._close_all(lambda _entry: True)
        self._server.server_close()
        for thread in self._threads:
            thread.join()

    def move_in(self, house: House) -> None:
        """Let another list of who may come hold from now on."""
        self.doors.house = house

    def addresses(self) -> list[str]:
        """Return where this service can be reached, as one would type it."""
        return [f"[{host}]:{self.port}" if ":" in host else f"{host}:{self.port}" for host in own_addresses()]

    def visits(self) -> list[Visit]:
        """Return who was here since the start, the latest first."""
        with self._condition:
            return sorted(self._visits.values(), key=lambda visit: -visit.at)

    def shelf(self, device: bytes) -> Shelf:
        """Return the files of one laptop."""
        with self._condition:
            if device not in self._shelves:
                self._shelves[device] = Shelf(self._folder / device.hex())
            return self._shelves[device]

    def ask(self, task: Task) -> None:
        """Have something done with the register, once for each file, and once for news however often they ask."""
        with self._condition:
            waiting = self._pending.setdefault(task.device, [])
            if any(item.digest == task.digest for item in waiting):
                return
            waiting.append(task)
            self._troubles.pop(task.device, None)
        self._on_task(task)

    def settled(self, task: Task, trouble: str = "") -> None:
        """Hear that a task is done; ``trouble`` is a plain word for the laptop, never a sentence about anybody."""
        with self._condition:
            waiting = self._pending.get(task.device, [])
            self._pending[task.device] = [item for item in waiting if item.digest != task.digest]
            if trouble:
                self._troubles[task.device] = trouble
            self._condition.notify_all()

    def ready(self, device: bytes) -> Ready:
        """Return what lies ready for a laptop, waiting a while for what is still being worked on."""
        ends = time.monotonic() + _WAIT_S
        with self._condition:
            while self._pending.get(device) and not self._is_over and (left := ends - time.monotonic()) > 0:
                self._condition.wait(left)
            is_working, trouble = bool(self._pending.get(device)), self._troubles.get(device, "")
        return Ready(is_working=is_working, offers=self.shelf(device).offers(), trouble=trouble)

    def note_visit(self, device: bytes, *, brought: int = 0, took: int = 0) -> None:
        """Remember that a laptop was here."""
        now = self.clock.now().timestamp()
        with self._condition:
            before = self._visits.get(device, Visit(device=device, at=now))
            self._visits[device] = replace(before, at=now, brought=before.brought + brought, took=before.took + took)
        self._on_visit()

    # What the server's own threads ask.

    def admit(self, connection: socket.socket, host: str) -> bool:
        """Say whether one more connection from ``host`` may stay, and remember it."""
        with self._condition:
            hosts = [entry[0] for entry in self._open.values()]
            if self._is_over or len(hosts) >= MOST_CONNECTIONS or hosts.count(host) >= MOST_PER_ADDRESS:
                return False
            if not self._throttle.allows():
                return False
            self._open[connection] = (host, time.monotonic(), b"")
            return True

    def recognise(self, connection: socket.socket, device: bytes) -> None:
        """Know whose connection this is now; an older one of the same laptop is a cut cable and ends."""
        with self._condition:
            entry = self._open.get(connection)
            if entry is None:
                return
            self._open[connection] = (entry[0], entry[1], device)
        self._close_all(lambda item: item[2] == device, but=connection)

    def forget(self, connection: socket.socket) -> None:
        """Forget a connection that has ended."""
        with self._condition:
            self._open.pop(connection, None)

    def wrap(self, connection: socket.socket) -> ssl.SSLSocket:
        """Return the connection under TLS, its handshake still to come; it is remembered in place of the bare one."""
        connection.settimeout(SILENCE_S)
        made = self._context.wrap_socket(
            connection, server_side=True, do_handshake_on_connect=False, suppress_ragged_eofs=False
        )
        with self._condition:
            entry = self._open.pop(connection, ("", time.monotonic(), b""))
            if not self._is_over:
                self._open[made] = entry
                return made
        made.close()
        raise ConnectionError("the service has stopped")

    def _watch(self) -> None:
        """End the connections that nobody has spoken for in time."""
        while True:
            with self._condition:
                if self._is_over or self._condition.wait_for(lambda: self._is_over, 1.0):
                    return
            self._close_all(_is_late)

    def _close_all(self, wanted: Callable[[tuple[str, float, bytes]], bool], but: socket.socket | None = None) -> None:
        with self._condition:
            found = [item for item, entry in self._open.items() if item is not but and wanted(entry)]
        for connection in found:
            with contextlib.suppress(OSError):  # of the bare socket: its own thread may be reading under TLS
                socket.socket.shutdown(connection, socket.SHUT_RDWR)


def _is_late(entry: tuple[str, float, bytes]) -> bool:
    """Say whether a connection has had its time and nobody has spoken for it."""
    return not entry[2] and time.monotonic() - entry[1] > STRANGER_S


class _Server(socketserver.ThreadingMixIn, socketserver.TCPServer):
    """One thread for each connection, as many as the service admits."""

    allow_reuse_address = True
    request_queue_size = 32
    daemon_threads = False

    def __init__(self, service: Service, host: str, port: int) -> None:
        self.service = service
        is_any = not host
        if (is_any and socket.has_dualstack_ipv6()) or ":" in host:
            self.address_family = socket.AF_INET6
        super().__init__((host, port), Handler, bind_and_activate=False)
        try:
            if self.address_family == socket.AF_INET6 and is_any:
                self.socket.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 0)
            self.server_bind()
            self.server_activate()
        except BaseException:
            self.server_close()
            raise

    def process_request(self, request: Any, client_address: Any) -> None:
        """Begin a thread for a connection, where there is room for one more."""
        if not self.service.admit(request, str(client_address[0])):
            self.close_request(request)
            return
        super().process_request(request, client_address)

    def finish_request(self, request: Any, client_address: Any) -> None:
        """Speak with one connection until it ends; the TLS handshake is its own thread's work."""
        wrapped = self.service.wrap(request)
        try:
            wrapped.do_handshake()
            Handler(wrapped, client_address, self)
        finally:
            self.service.forget(wrapped)
            wrapped.close()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing: whoever breaks off or speaks nonsense is not worth a line, and a line could name somebody."""


def _context(house: House, clock: Clock, folder: Path) -> ssl.SSLContext:
    """Return the server's side of TLS 1.3; its key lies on the disk for a moment, sealed by forgotten bytes."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_3
    context.set_alpn_protocols(["http/1.1"])
    context.num_tickets = 0
    password = secrets.token_hex(32).encode()
    folder.mkdir(parents=True, exist_ok=True)
    place = folder / "server.pem"
    try:
        place.write_bytes(server_files(house.server_key, now=clock.now(), password=password))
        context.load_cert_chain(place, password=password)
    finally:
        place.unlink(missing_ok=True)
    return context
