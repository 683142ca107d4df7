"""The histories that each commit runs, in shares: a file of tests runs one, so that every processor has some."""

from __future__ import annotations

import os
from collections import Counter
from functools import cache

from simulate import run

FIRST = int(os.environ.get("FP_SIMULATOR_SEED", "1"))
COUNT = int(os.environ.get("FP_SIMULATOR_COUNT", "2000"))
STEPS = 150
SHARES = 4
PARTS = 25
"""Of a share: a part is one test."""
_EACH = max(1, COUNT // (SHARES * PARTS))
FLOORS = {
    "attack": 40, "clone": 20, "conflicts": 60, "decision": 30, "durable": 40, "fork": 30, "gap": 20, "late": 50,
    "lost": 25, "new epoch": 10, "old receipt": 30, "refused": 60, "restored": 30, "revoked": 25, "set back": 4,
    "torn import": 20, "torn save": 20, "undo": 40,
}  # fmt: skip
"""In how many of a hundred histories each must have happened at least once (S4)."""


@cache
def part(share: int, number: int) -> tuple[int, Counter[str]]:
    """Run a part of a share; return how many histories broke, and in how many each thing happened."""
    return run(FIRST + (share * PARTS + number) * _EACH, _EACH, STEPS)


def not_reached(share: int) -> dict[str, int]:
    """Return what happened in too few histories of a share, and in how many."""
    reached = sum((part(share, number)[1] for number in range(PARTS)), Counter[str]())
    return {name: reached[name] for name, least in FLOORS.items() if reached[name] * 100 < least * PARTS * _EACH}
