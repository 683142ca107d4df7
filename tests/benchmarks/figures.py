"""One measured line: our figure, the peer's in the same run, their ratio, and the aim."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """``ours`` and ``peer`` are medians in ``unit``; a peer of None means that there is nothing to compare with."""

    what: str
    ours: float
    peer: float | None = None
    unit: str = "ms"
    peer_name: str = ""
    aim: str = ""

    @property
    def ratio(self) -> float | None:
        """Return how many times the peer's figure ours is."""
        return None if not self.peer else self.ours / self.peer

    def row(self) -> str:
        """Return the line of a Markdown table."""
        peer = "" if self.peer is None else f"{_short(self.peer)} {self.unit}"
        ratio = "" if self.ratio is None else f"{self.ratio:.2f} ×"
        ours = f"{_short(self.ours)} {self.unit}"
        return f"| {self.what} | {ours} | {self.peer_name} | {peer} | {ratio} | {self.aim} |"


HEAD = "| what | ours | against | peer | ratio | aim |\n|---|---:|---|---:|---:|---|"


@dataclass(frozen=True, slots=True, kw_only=True)
class Timed:
    """Medians of one piece of work in milliseconds: on the clock, and of the processor."""

    wall_ms: float
    cpu_ms: float


def timed(work: Callable[[], object], times: int) -> Timed:
    """Run ``work`` so many times and return its medians; the processor's time is that of this process."""
    return medians(one(work) for _ in range(times))


def one(work: Callable[[], object]) -> Timed:
    """Run ``work`` once."""
    cpu, wall = time.process_time(), time.perf_counter()
    work()
    return Timed(wall_ms=(time.perf_counter() - wall) * 1000, cpu_ms=(time.process_time() - cpu) * 1000)


def medians(runs: Iterable[Timed]) -> Timed:
    """Return the medians of several runs."""
    found = list(runs)
    return Timed(
        wall_ms=statistics.median(run.wall_ms for run in found), cpu_ms=statistics.median(run.cpu_ms for run in found)
    )


def _short(number: float) -> str:
    return f"{number:,.0f}" if number >= 100 else f"{number:.1f}" if number >= 10 else f"{number:.2f}"
