"""An Ethernet cable between two network namespaces that is slow, loses, doubles, reorders and is pulled out.

The kernel's own shaper (``netem``) is a module that small machines lack; this one is forty lines, needs none, and does
the same for the same seed.
"""

from __future__ import annotations

import contextlib
import ctypes
import fcntl
import heapq
import random
import select
import socket
import struct
import threading
import time
from dataclasses import dataclass, field

ALL_PROTOCOLS = 0x0003
SIOCETHTOOL = 0x8946
OFFLOADS = (0x17, 0x1F, 0x24, 0x2C)  # checksums, segmentation, generic segmentation, generic receive: the kernel's part
OUTGOING = 4


@dataclass(kw_only=True)
class Quality:
    """How bad the cable is; ``pulled`` are the moments between which it hangs in the air."""

    delay_s: float = 0.01
    loss: float = 0.0
    doubled: float = 0.0
    bytes_per_s: float = 1_000_000.0
    pulled: tuple[tuple[float, float], ...] = ()


@dataclass(order=True)
class _Frame:
    at: float
    number: int
    to: socket.socket = field(compare=False)
    data: bytes = field(compare=False)


class Cable:
    """Passes frames between the interfaces ``one`` and ``other`` on a thread of its own."""

    def __init__(self, one: str, other: str, quality: Quality, seed: int) -> None:
        self._quality, self._random = quality, random.Random(seed)
        self._ends = [_open(one), _open(other)]
        self._began = time.monotonic()
        self._is_over = threading.Event()
        self.passed = self.lost = self.doubled = 0
        self._thread = threading.Thread(target=self._work, name="cable")
        self._thread.start()

    def stop(self) -> None:
        """Take the cable away."""
        self._is_over.set()
        self._thread.join()
        for end in self._ends:
            end.close()

    def _work(self) -> None:
        waiting: list[_Frame] = []
        free = [0.0, 0.0]
        number = 0
        while not self._is_over.is_set():
            now = time.monotonic()
            patience = min(0.05, max(0.0, waiting[0].at - now)) if waiting else 0.05
            for end in select.select(self._ends, [], [], patience)[0]:
                data, sender = end.recvfrom(65_536)
                if sender[2] == OUTGOING:
                    continue
                way = self._ends.index(end)
                for copy in range(self._copies()):
                    start = max(time.monotonic(), free[way])
                    free[way] = start + len(data) / self._quality.bytes_per_s
                    number += 1
                    at = free[way] + self._quality.delay_s * (1 + copy)
                    heapq.heappush(waiting, _Frame(at, number, self._ends[1 - way], data))
            while waiting and waiting[0].at <= time.monotonic():
                frame = heapq.heappop(waiting)
                frame.to.send(frame.data)
                self.passed += 1

    def _copies(self) -> int:
        since = time.monotonic() - self._began
        is_out = any(start <= since < end for start, end in self._quality.pulled)
        if is_out or self._random.random() < self._quality.loss:
            self.lost += 1
            return 0
        is_doubled = self._random.random() < self._quality.doubled
        self.doubled += is_doubled
        return 1 + is_doubled


def leave_frames_alone(interface: str) -> None:
    """Let the kernel finish every frame itself, for nobody behind this cable fills in checksums."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as control:
        for command in OFFLOADS:
            value = ctypes.create_string_buffer(struct.pack("II", command, 0))
            request = struct.pack("16sP", interface.encode(), ctypes.addressof(value))
            with contextlib.suppress(OSError):  # what this kernel cannot do, it does not do
                fcntl.ioctl(control, SIOCETHTOOL, request)


def _open(interface: str) -> socket.socket:
    made = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(ALL_PROTOCOLS))
    made.bind((interface, 0))
    return made
