"""How a service is found in the local network: a call goes out to everybody, and the right one alone can answer it.

Whoever calls names nobody: the call holds a hash that only who knows the office can make again, and it is as long as
the answer, so that no stranger gets more sent to somebody else than was sent here. The answer is the service's card,
signed anew with the call's nonce.
"""

from __future__ import annotations

import contextlib
import hashlib
import secrets
import select
import socket
import struct
import sys
import threading
import time
from collections.abc import Callable, Iterator
from typing import Final

from poverty_desktop.clock import Clock
from poverty_desktop.network import wire
from poverty_desktop.network.doors import House, Throttle
from poverty_desktop.sync.refusal import Refusal
from poverty_desktop.sync.service_card import ProvenCard

GROUP: Final = "ff02::7070:6431"
"""Link-local multicast (RFC 4291): it leaves no local network, and needs no address that somebody configured."""
CALL: Final = b"FPCALL1\0"
CALL_BYTES: Final = 1400
"""What fits one packet; a call to a team is longer, for a laptop's card brings two certificates along."""
MOST_BYTES: Final = 2048
ANSWERS_PER_S: Final = 20
OFFICE, TEAM = b"office", b"team"

_POLL_S = 0.3
_SIOCGIFADDR = 0x8915
_RIGHT_ADDRESSES = (("192.0.2.1", socket.AF_INET), ("2001:db8::1", socket.AF_INET6))
"""Addresses for documentation (RFC 5737, 3849): nothing is sent there, the system only says from where it would."""


class Lookout:
    """Answers calls on a thread of its own, few of them a second; nothing but a call for this house is answered."""

    def __init__(self, house: House, clock: Clock, port: int, host: str = "") -> None:
        self._house = house
        self._clock = clock
        self._port = port
        self._throttle = Throttle(ANSWERS_PER_S)
        self._is_over = threading.Event()
        self._sockets = list(_ears(port, host))
        self._thread = threading.Thread(target=self._listen, name="service lookout")
        self._thread.start()

    def stop(self) -> None:
        """Stop answering and wait for the thread."""
        self._is_over.set()
        self._thread.join()
        for ear in self._sockets:
            ear.close()

    def _listen(self) -> None:
        kind = OFFICE if self._house.is_office else TEAM
        while not self._is_over.wait(0 if self._sockets else _POLL_S):
            for ear in select.select(self._sockets, [], [], _POLL_S)[0] if self._sockets else ():
                with contextlib.suppress(OSError):
                    data, sender = ear.recvfrom(MOST_BYTES + 1)
                    nonce = _nonce_of(data, self._house.office, kind)
                    if nonce is not None and self._throttle.allows():
                        answer = self._house.card(self._clock, self._port, nonce=nonce)
                        if len(answer) <= len(data):
                            ear.sendto(answer, sender)


def call(
    office: bytes,
    kind: bytes,
    read: Callable[[bytes], ProvenCard],
    *,
    port: int = wire.PORT,
    seconds: float = 2.0,
    wanted: int = 1,
    keep_on: Callable[[], None] = lambda: None,
    where: tuple[tuple[str, int], ...] | None = None,
) -> list[tuple[str, ProvenCard]]:
    """Return where services answer that ``read`` believes, as soon as there are ``wanted``, else after ``seconds``.

    ``keep_on`` is called now and then and may raise to stop. Answers of anybody else are passed over.
    """
    nonce = secrets.token_bytes(wire.NONCE_BYTES)
    data = CALL + nonce + _tag(nonce, office, kind)
    data = data.ljust(CALL_BYTES if kind == OFFICE else MOST_BYTES, b"\0")
    found: dict[bytes, tuple[str, ProvenCard]] = {}
    with contextlib.ExitStack() as stack:
        voices = [stack.enter_context(voice) for voice in _voices()]
        ends, next_call = time.monotonic() + seconds, 0.0
        while voices and len(found) < wanted and (left := ends - time.monotonic()) > 0:
            keep_on()
            if time.monotonic() >= next_call:
                next_call = time.monotonic() + 0.5
                for voice in voices:
                    _say(voice, data, port, where)
            for voice in select.select(voices, [], [], min(left, 0.1))[0]:
                with contextlib.suppress(OSError, Refusal):
                    answer, sender = voice.recvfrom(MOST_BYTES + 1)
                    proven = read(answer)
                    if proven.card.nonce == nonce:
                        found.setdefault(proven.card.owner, (_host_of(sender), proven))
    return list(found.values())


def own_addresses() -> list[str]:
    """Return the addresses of this computer that others may reach, without asking anybody."""
    found: list[str] = []
    for address, family in _RIGHT_ADDRESSES:
        with contextlib.suppress(OSError), socket.socket(family, socket.SOCK_DGRAM) as probe:
            probe.connect((address, 9))
            found.append(str(probe.getsockname()[0]))
    found += _of_interfaces()
    with contextlib.suppress(OSError):
        found += [str(row[4][0]) for row in socket.getaddrinfo(socket.gethostname(), None, type=socket.SOCK_STREAM)]
    return [host for host in dict.fromkeys(found) if host not in ("::1", "0.0.0.0") and not host.startswith("127.")]  # noqa: S104


if sys.platform == "win32":  # pragma: no cover - the other system tells them by its own name

    def _of_interfaces() -> list[str]:
        return []
else:
    import fcntl

    def _of_interfaces() -> list[str]:
        """Return the IPv4 address of each interface, for a network that leads nowhere else (netdevice(7))."""
        found: list[str] = []
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as control:
            for _index, name in socket.if_nameindex():
                with contextlib.suppress(OSError):
                    told = fcntl.ioctl(control, _SIOCGIFADDR, struct.pack("256s", name.encode()[:15]))
                    found.append(socket.inet_ntoa(told[20:24]))
        return found


def _ears(port: int, host: str) -> Iterator[socket.socket]:
    """Yield the sockets that hear calls; where the system has no IPv6 or IPv4, the other is enough."""
    if ":" not in host:
        with contextlib.suppress(OSError):
            yield _bound(socket.AF_INET, (host, port))
    if not host or ":" in host:
        with contextlib.suppress(OSError):
            ear = _bound(socket.AF_INET6, (host or "::", port))
            for index, _name in socket.if_nameindex():
                group = socket.inet_pton(socket.AF_INET6, GROUP) + struct.pack("@I", index)
                with contextlib.suppress(OSError):
                    ear.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_JOIN_GROUP, group)
            yield ear


def _bound(family: int, address: tuple[str, int]) -> socket.socket:
    made = socket.socket(family, socket.SOCK_DGRAM)
    try:
        if family == socket.AF_INET6:
            made.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        made.bind(address)
        made.setblocking(False)
    except OSError:
        made.close()
        raise
    return made


def _voices() -> Iterator[socket.socket]:
    for family in (socket.AF_INET, socket.AF_INET6):
        with contextlib.suppress(OSError):
            made = socket.socket(family, socket.SOCK_DGRAM)
            made.setblocking(False)
            if family == socket.AF_INET:
                made.setsockopt(socket.SOL_SOCKET, socket.SO_BROADCAST, 1)
            yield made


def _say(voice: socket.socket, data: bytes, port: int, where: tuple[tuple[str, int], ...] | None) -> None:
    """Send a call to everybody, or only to ``where``; an interface that is down is passed over."""
    is_four = voice.family == socket.AF_INET
    if where is not None:
        for host, to in where:
            if (":" in host) != is_four:
                with contextlib.suppress(OSError):
                    voice.sendto(data, (host, to))
        return
    if is_four:
        with contextlib.suppress(OSError):
            voice.sendto(data, ("255.255.255.255", port))
        return
    for index, _name in socket.if_nameindex():
        with contextlib.suppress(OSError):
            voice.sendto(data, (GROUP, port, 0, index))


def _host_of(sender: tuple[str, int] | tuple[str, int, int, int]) -> str:
    """Return the address of who answered, with the interface where it is valid on one only."""
    host = sender[0]
    if host.startswith("fe80:") and "%" not in host and len(sender) == 4 and sender[3]:
        return f"{host}%{sender[3]}"
    return host


def _tag(nonce: bytes, office: bytes, kind: bytes) -> bytes:
    return hashlib.sha256(nonce + office + kind).digest()


def _nonce_of(data: bytes, office: bytes, kind: bytes) -> bytes | None:
    """Return the nonce of a call that is meant for this house."""
    start = len(CALL)
    nonce = data[start : start + wire.NONCE_BYTES]
    is_call = CALL_BYTES <= len(data) <= MOST_BYTES and data.startswith(CALL)
    tag = data[start + wire.NONCE_BYTES : start + wire.NONCE_BYTES + 32]
    return nonce if is_call and tag == _tag(nonce, office, kind) else None
