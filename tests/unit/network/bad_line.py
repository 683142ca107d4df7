"""A line between a laptop and a service that cuts, slows, garbles and doubles, byte by byte as it is told."""

from __future__ import annotations

import contextlib
import select
import socket
import threading
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Fault:
    """What is wrong with one connection: after so many bytes it is cut, at another the byte is turned over."""

    cut_up: int | None = None
    cut_down: int | None = None
    garble_up: int | None = None
    garble_down: int | None = None
    piece: int = 65_536


class BadLine:
    """Listens at ``port`` and passes on to a service; ``fault`` tells what is wrong with the n-th connection."""

    def __init__(self, to: int, fault: Callable[[int], Fault]) -> None:
        self._to, self._fault = to, fault
        self.count = 0
        self._ear = socket.create_server(("127.0.0.1", 0))
        self.port = self._ear.getsockname()[1]
        self._is_over = threading.Event()
        self._threads: list[threading.Thread] = []
        self._listener = threading.Thread(target=self._listen, name="bad line")
        self._listener.start()

    def __enter__(self) -> BadLine:
        return self

    def __exit__(self, *_error: object) -> None:
        self._is_over.set()
        self._listener.join()
        for thread in self._threads:
            thread.join()
        self._ear.close()

    def _listen(self) -> None:
        while not self._is_over.is_set():
            if not select.select([self._ear], [], [], 0.05)[0]:
                continue
            near, _address = self._ear.accept()
            fault, self.count = self._fault(self.count), self.count + 1
            thread = threading.Thread(target=self._pass_on, args=(near, fault), name="bad line connection")
            self._threads.append(thread)
            thread.start()

    def _pass_on(self, near: socket.socket, fault: Fault) -> None:
        with contextlib.suppress(OSError), near, socket.create_connection(("127.0.0.1", self._to)) as far:
            ways = {
                near: _Way(far, fault.cut_up, fault.garble_up),
                far: _Way(near, fault.cut_down, fault.garble_down),
            }
            while not self._is_over.is_set():
                for ready in select.select(list(ways), [], [], 0.05)[0]:
                    data = ready.recv(fault.piece)
                    if not data or not ways[ready].send(data):
                        return


@dataclass(kw_only=False)
class _Way:
    to: socket.socket
    cut: int | None
    garble: int | None
    passed: int = 0

    def send(self, data: bytes) -> bool:
        """Pass bytes on; say whether the way still stands."""
        if self.garble is not None and 0 <= self.garble - self.passed < len(data):
            at = self.garble - self.passed
            data = data[:at] + bytes([data[at] ^ 0xFF]) + data[at + 1 :]
        is_cut = self.cut is not None and self.passed + len(data) >= self.cut
        if is_cut:
            data = data[: self.cut - self.passed]
        self.to.sendall(data)
        self.passed += len(data)
        return not is_cut
