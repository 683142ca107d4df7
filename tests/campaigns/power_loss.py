"""Cut the power of a process that saves, at any instant, on a disk that keeps only what was synced (sync.md 5, C3).

    python tests/campaigns/power_loss.py --points 100000 --seed 7          what the program does: nothing may be lost
    python tests/campaigns/power_loss.py --points 500 --seed 7 --careless  synchronous=OFF: it must find losses

Of what was not synced any part is left, whole writes or single sectors of 512 bytes, in any order.
"""

from __future__ import annotations

import argparse
import random
import shutil
import sys
import time
from pathlib import Path

import village
from disk import ACKNOWLEDGED, Disk, acknowledged, quick_folder, read_log, run

SAVES = 40


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
    from poverty_desktop.operations import workspace

    workspace.close(session)


def campaign(points: int, *, seed: int, careless: bool = False) -> tuple[int, list[str]]:
    """Return how many cuts were made, and what was found; each finding names the cut that shows it again."""
    rnd, done, findings = random.Random(seed), 0, []
    with quick_folder() as place:
        base = Path(place) / "base"
        village.found(base)
        session = 0
        while done < points:
            session += 1
            many = min(points - done, max(50, points // 20))
            folder = Path(place) / "village"
            findings += _session(base, folder, Path(place), seed * 1000 + session, many, rnd, careless=careless)
            done += many
    return done, findings


def _session(
    base: Path, folder: Path, place: Path, seed: int, cuts: int, rnd: random.Random, *, careless: bool
) -> list[str]:
    """Let one session write, and cut its power ``cuts`` times."""
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
    parser.add_argument("--points", type=int, default=500)
    parser.add_argument("--seed", type=int, default=int(time.time()))
    parser.add_argument("--careless", action="store_true")
    parser.add_argument("--work", type=Path)
    options = parser.parse_args()
    if options.work is not None:
        work(options.work, seed=options.seed, careless=options.careless)
        return 0
    began = time.monotonic()
    done, findings = campaign(options.points, seed=options.seed, careless=options.careless)
    for finding in findings[:20]:
        print(finding)
    lost = sum("lost" in finding for finding in findings)
    spent = time.monotonic() - began
    print(f"seed {options.seed}, cuts {done}, damaged {len(findings) - lost}, lost {lost}, seconds {spent:.0f}")
    return int(bool(findings) is not options.careless)


if __name__ == "__main__":
    sys.exit(main())
