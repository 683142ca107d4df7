"""Let bundles of lies come in, and see that the register holds what is honest and nothing else (sync.md 5, B6).

python tests/campaigns/lies.py --count 4000 --seed 7       100,000 lies
python tests/campaigns/lies.py --record FILE --minutes 60  on from where it stopped
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE), str(HERE.parent / "store"), str(HERE.parents[1])]

from den import Den, make_den
from going_on import Record, add_arguments, rounds
from liar import CHAINS, furnish, one

from poverty_desktop.store import backup, packs, projection


def follows(den: Den) -> bool:
    """Say whether the register is what the journal, in which no lie is, gives."""
    db = den.office.db
    expected = backup.fingerprint(db)
    db.conn.execute("BEGIN IMMEDIATE")
    try:
        projection.rebuild(db, packs.current(db))
        return backup.fingerprint(db) == expected
    finally:
        db.conn.execute("ROLLBACK")


def campaign(folder: Path, record: Record, path: Path | None, *, most: int | None, minutes: float | None) -> None:
    """Let bundles of lies come in, each of a seed of its own; now and then the office is made anew."""
    den: Den | None = None
    for number in rounds(record, path, most=most, minutes=minutes):
        if den is None or number % 40 == 0:
            if den is not None:
                den.close()
            den = make_den(folder / f"den-{number}")
            own, foreign = furnish(den)
        found, told = one(den, number, own, foreign)
        if number % 20 == 19 and not follows(den):
            found.append(f"seed {number}: the register does not follow from its journal")
        record.add(CHAINS, found, told)
    if den is not None:
        if not follows(den):
            record.findings.append("the register does not follow from its journal")
        den.close()


def main() -> int:
    """Run the campaign."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, help="how many bundles")
    parser.add_argument("--seed", type=int, default=int(time.time()))
    add_arguments(parser)
    options = parser.parse_args()
    record = Record.read(options.record, seed=options.seed)
    most = options.count or (None if options.minutes else 100)
    with tempfile.TemporaryDirectory() as folder:
        campaign(Path(folder), record, options.record, most=most, minutes=options.minutes)
    print(*record.findings[:40], sep="\n")
    print(record)
    return int(bool(record.findings))


if __name__ == "__main__":
    sys.exit(main())
