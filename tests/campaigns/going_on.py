"""A campaign that goes on where it stopped: what was done and found lies in one file of plain JSON.

    python tests/simulator/simulate.py --record runs/memory.json --minutes 60

Each round has a number, which is its seed; a round that was stopped in the middle is made anew.
"""

from __future__ import annotations

import argparse
import json
import os
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path


@dataclass(kw_only=True)
class Record:
    """What a campaign has done so far: ``next`` is the number of its next round."""

    seed: int
    next: int = 0
    done: int = 0
    """Steps, cuts or kills, whatever the campaign counts."""
    seconds: float = 0.0
    reached: dict[str, int] = field(default_factory=dict)
    findings: list[str] = field(default_factory=list)

    @classmethod
    def read(cls, path: Path | None, *, seed: int) -> Record:
        """Return what ``path`` holds; a new record where there is none yet."""
        if path is None or not path.exists():
            return cls(seed=seed, next=seed)
        return cls(**json.loads(path.read_text(encoding="utf-8")))

    def write(self, path: Path | None) -> None:
        """Write it down, whole or not at all."""
        if path is not None:
            part = path.with_suffix(".part")
            part.write_text(json.dumps(asdict(self), indent=1), encoding="utf-8")
            part.replace(path)

    def add(self, done: int, findings: list[str], reached: Counter[str]) -> None:
        """Take in a round."""
        self.next += 1
        self.done += done
        self.findings += findings
        self.reached = dict(sorted((Counter(self.reached) + reached).items()))

    def __str__(self) -> str:
        told = ", ".join(f"{name} {times}" for name, times in self.reached.items())
        per_hour = round(self.done / self.seconds * 3600) if self.seconds else 0
        return (
            f"seeds {self.seed} to {self.next - 1}: {self.done} done, {len(self.findings)} found, "
            f"{self.seconds:.0f} s of processor time, {per_hour} an hour\n{told}"
        )


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add how a campaign is asked to go on."""
    parser.add_argument("--record", type=Path, help="go on from this file, and write down there what was done")
    parser.add_argument("--minutes", type=float, help="stop before a round that would begin later")


def rounds(record: Record, path: Path | None, *, most: int | None, minutes: float | None) -> Iterator[int]:
    """Yield the number of each round in turn, and write the record down after it."""
    began, count, spent = time.monotonic(), 0, _processor_time()
    while (most is None or count < most) and (minutes is None or time.monotonic() - began < minutes * 60):
        yield record.next
        count += 1
        now = _processor_time()
        record.seconds, spent = round(record.seconds + now - spent, 2), now
        record.write(path)


def _processor_time() -> float:
    """Return what this process and those it waited for have had of the processors."""
    spent = os.times()
    return spent.user + spent.system + spent.children_user + spent.children_system
