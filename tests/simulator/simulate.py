"""Run the simulator for long: ``python tests/simulator/simulate.py [--seed N] [--count N] [--steps N]``."""

from __future__ import annotations

import argparse
import sys
import time
import traceback
from collections import Counter
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parents[2])]

from sim_desk import in_memory
from sim_world import World


def run(seed: int, count: int, steps: int, *, stops: bool = True) -> tuple[int, Counter[str]]:
    """Run ``count`` sequences from ``seed`` on; return how many broke, and in how many each thing happened."""
    broken, reached = 0, Counter[str]()
    with in_memory():
        for number in range(seed, seed + count):
            world = World(number)
            try:
                world.run(steps)
            except Exception:
                broken += 1
                print(f"seed {number}: {traceback.format_exc(limit=-4)}")
                if stops:
                    break
            reached.update({name: 1 for name, times in world.seen.items() if times})
            for node in world.nodes:
                node.session.db.conn.close()
    return broken, reached


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=1000)
    parser.add_argument("--steps", type=int, default=150)
    parser.add_argument("--all", action="store_true", help="go on after a broken sequence")
    chosen = parser.parse_args()
    began = time.process_time()
    print(f"seeds {chosen.seed} to {chosen.seed + chosen.count - 1}, {chosen.steps} steps each")
    broken, reached = run(chosen.seed, chosen.count, chosen.steps, stops=not chosen.all)
    print(f"broken: {broken}; {time.process_time() - began:.1f} s of processor time")
    for name, times in sorted(reached.items()):
        print(f"  {name}: in {times} of {chosen.count}")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
