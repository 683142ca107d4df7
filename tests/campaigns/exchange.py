"""Let laptops and an office speak by real files for long: ``tests/store/test_exchange_convergence.py`` without an end.

    python tests/campaigns/exchange.py --record FILE --minutes 60      on from where it stopped
    FP_EXCHANGE_SHRINK=1 python tests/campaigns/exchange.py --seed 7 --count 1      one round again, shrunk

A round is ten histories of 150 steps or so; its number is the seed from which Hypothesis draws them.
"""

from __future__ import annotations

import argparse
import os
import sys
import traceback
from collections import Counter
from pathlib import Path

import village  # noqa: F401 - lays the paths
from disk import quick_folder
from going_on import Record, add_arguments, rounds
from test_exchange_convergence import Exchange, run

HISTORIES = 10


def one(number: int) -> tuple[int, list[str]]:
    """Let one round happen; return how many steps it took, and what broke."""
    before, broken = Exchange.taken, []
    try:
        run(number, HISTORIES)
    except Exception:  # noqa: BLE001 - whatever breaks is the finding
        broken.append(f"round {number}: {traceback.format_exc(limit=-6)}")
    return Exchange.taken - before, broken


def main() -> int:
    """Run the campaign."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, help="so many rounds")
    add_arguments(parser)
    options = parser.parse_args()
    most = options.count or (None if options.minutes else 1)
    record = Record.read(options.record, seed=options.seed)
    with quick_folder() as home:
        os.environ["POVERTY_DESKTOP_HOME"] = str(Path(home) / "home")
        for number in rounds(record, options.record, most=most, minutes=options.minutes):
            steps, broken = one(number)
            print(*broken, end="", flush=True)
            record.add(steps, broken, Counter(histories=HISTORIES))
    print(record)
    return int(bool(record.findings))


if __name__ == "__main__":
    sys.exit(main())
