"""Cut the power of a process that saves, at any instant, on a disk that keeps only what was synced (sync.md 5, C3).

    python tests/campaigns/power_loss.py --points 100000 --seed 7          what the program does: nothing may be lost
    python tests/campaigns/power_loss.py --points 500 --seed 7 --careless  synchronous=OFF: it must find losses

    python tests/campaigns/power_loss.py --record FILE --minutes 60        on from where it stopped

Of what was not synced any part is left, whole writes or single sectors of 512 bytes, in any order.
"""

from __future__ import annotations

import argparse
import random
import shutil
import sys
import time
from collections import Counter
from pathlib import Path

import village
from disk import ACKNOWLEDGED, Disk, acknowledged, quick_folder, read_log, run
from going_on import Record, add_arguments, rounds

SAVES = 40
CUTS = 200
"""Of one session: to record it costs as much as to judge a score of cuts."""


def work(folder: Path, *, seed: int, careless: bool) -> None:
    """Save, correct and answer as a user does, and write down what the user was told; runs on the watched disk."""
    if careless:
        from poverty_desktop.store import engine

        engine._PRAGMAS = tuple(p.replace("synchronous=FULL", "synchronous=OFF") for p in engine._PRAGMAS)
    rnd = random.Random(seed)
    session = village.opened(folder)
    with (folder / ACKNOWLEDGED).open("wb", buffering=0) as said:
        for number in range(SAVES):
            choice = rnd.random()
            if choice < 0.3:
                told = village.add(session)
            elif choice < 0.6:
                told = village.correct(session, str(rnd.randrange(10**9)))
            elif choice < 0.97:
                told = village.answer(session, f"{seed}-{number}")
            else:
                session.db.conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")
                continue
            said.write(f"{told}\n".encode())
    from poverty_desktop.operations.workspaces import workspace

    workspace.close(session)


def campaign(
    points: int | None, *, seed: int, careless: bool = False, path: Path | None = None, minutes: float | None = None
) -> Record:
    """Cut the power ``points`` times and more, of sessions of :data:`CUTS`; return what was found.

    Each finding names the cut that shows it again: the number of its session is a seed.
    """
    record = Record.read(path, seed=seed)
    with quick_folder() as place:
        base = Path(place) / "base"
        village.found(base)
        cuts = CUTS if points is None else min(CUTS, max(1, points))
        most = None if points is None else -(-points // cuts)
        for number in rounds(record, path, most=most, minutes=minutes):
            record.add(cuts, _session(base, Path(place), number, cuts, careless=careless), Counter(sessions=1))
    return record


def _session(base: Path, place: Path, seed: int, cuts: int, *, careless: bool) -> list[str]:
    """Let one session write, and cut its power ``cuts`` times."""
    rnd, folder = random.Random(seed), place / "village"
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(base, folder)
    log = place / "log"
    log.unlink(missing_ok=True)
    disk = Disk.of(folder)
    options = ("--careless",) if careless else ()
    ended = run(Path(__file__), "--work", folder, "--seed", seed, *options, root=folder, log=log)
    assert ended.returncode == 0, ended.stderr
    events = [*read_log(log)]
    instants = sorted(rnd.randrange(len(events) + 1) for _cut in range(cuts))
    told: list[str] = []
    findings, at = [], 0
    left = place / "left"
    for instant in instants:
        for event in events[at:instant]:
            disk.happen(event)
            if said := acknowledged(event):
                told.append(said.strip())
        at = instant
        _lay(disk.cut(rnd), folder, left)
        if trouble := village.judge(left, told, is_thorough=instant % 4 == 0):
            findings.append(f"session {seed}, instant {instant} of {len(events)}: {trouble}")
    return findings


def _lay(files: dict[str, bytes], folder: Path, left: Path) -> None:
    shutil.rmtree(left, ignore_errors=True)
    for path, content in files.items():
        there = left / Path(path).relative_to(folder)
        there.parent.mkdir(parents=True, exist_ok=True)
        there.write_bytes(content)


def main() -> int:
    """Run a campaign, or one session of one."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--points", type=int)
    parser.add_argument("--seed", type=int, default=int(time.time()))
    parser.add_argument("--careless", action="store_true")
    parser.add_argument("--work", type=Path)
    add_arguments(parser)
    options = parser.parse_args()
    if options.work is not None:
        work(options.work, seed=options.seed, careless=options.careless)
        return 0
    points = options.points or (None if options.minutes else 500)
    record = campaign(
        points, seed=options.seed, careless=options.careless, path=options.record, minutes=options.minutes
    )
    print(*record.findings[:20], sep="\n")
    lost = sum("lost" in finding for finding in record.findings)
    print(f"damaged {len(record.findings) - lost}, lost {lost}; {record}")
    return int(bool(record.findings) is not options.careless)


if __name__ == "__main__":
    sys.exit(main())
