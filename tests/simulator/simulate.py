"""Run the simulator for long, from a seed or on from where it stopped.

python tests/simulator/simulate.py [--seed N] [--count N] [--steps N]
python tests/simulator/simulate.py --record FILE --minutes N
"""

from __future__ import annotations

import argparse
import sys
import traceback
from collections import Counter
from pathlib import Path

sys.path[:0] = [
    str(Path(__file__).parent),
    str(Path(__file__).parents[1] / "campaigns"),
    str(Path(__file__).parents[2]),
]

from going_on import Record, add_arguments, rounds
from sim_desk import in_memory
from sim_world import World

from poverty_desktop.garbage import undisturbed


def one(seed: int, steps: int) -> tuple[list[str], Counter[str]]:
    """Run one sequence; return what broke, and what happened in it."""
    world, broken = World(seed), []
    try:
        world.run(steps)
    except Exception:
        broken.append(f"seed {seed}: {traceback.format_exc(limit=-4)}")
    for node in world.nodes:
        node.session.db.conn.close()
    return broken, Counter({name: 1 for name, times in world.seen.items() if times})


def run(seed: int, count: int, steps: int) -> tuple[int, Counter[str]]:
    """Run ``count`` sequences from ``seed`` on; return how many broke, and in how many each thing happened."""
    record = Record(seed=seed, next=seed)
    with in_memory(), undisturbed():
        for number in rounds(record, None, most=count, minutes=None):
            broken, reached = one(number, steps)
            print(*broken, end="")
            record.add(steps, broken, reached)
    return len(record.findings), Counter(record.reached)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int)
    parser.add_argument("--steps", type=int, default=150)
    add_arguments(parser)
    chosen = parser.parse_args()
    record = Record.read(chosen.record, seed=chosen.seed)
    most = chosen.count if chosen.count or chosen.minutes else 1000
    print(f"from seed {record.next} on, {chosen.steps} steps each", flush=True)
    with in_memory():
        for number in rounds(record, chosen.record, most=most, minutes=chosen.minutes):
            broken, reached = one(number, chosen.steps)
            print(*broken, end="", flush=True)
            record.add(chosen.steps, broken, reached)
    print(record)
    return 1 if record.findings else 0


if __name__ == "__main__":
    sys.exit(main())
