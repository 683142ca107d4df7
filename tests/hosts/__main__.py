"""An office and two laptops as hosts of their own on a bad cable: ``python -m tests.hosts --rounds 20 --seed 1``, root.

Each host is a network namespace with the real program in it, started from the terminal. The office is found by calling,
never by its address. Each round saves something on a laptop and syncs it while the cable loses, doubles and is pulled
out; in the end every entry is at the office, once, and the registers are equal. Needs ``ip`` (Debian: iproute2).
"""

from __future__ import annotations

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "store")]

from registers import PASSPHRASE, add_family, admit, make_field, make_office, unlock  # noqa: E402

from poverty_desktop.clock import SystemClock  # noqa: E402
from poverty_desktop.store import backup, workspace  # noqa: E402
from tests.hosts.cable import Cable, Quality, leave_frames_alone  # noqa: E402

TRIES = 12
PORT = 45_820


def run(*words: str) -> str:
    return subprocess.run(words, check=True, capture_output=True, text=True).stdout


@contextmanager
def host(name: str, address: str) -> Iterator[str]:
    """Make a namespace with one interface; the other end of it lies in ours, without any address."""
    outer = f"{name}-c"
    run("ip", "netns", "add", name)
    try:
        run("ip", "link", "add", outer, "type", "veth", "peer", "name", "eth0", "netns", name)
        run("ip", "link", "set", outer, "up")
        run("ip", "-n", name, "link", "set", "lo", "up")
        run("ip", "-n", name, "addr", "add", f"{address}/24", "dev", "eth0")
        run("ip", "-n", name, "link", "set", "eth0", "up")
        leave_frames_alone(outer)
        run("ip", "netns", "exec", name, sys.executable, "-c", LEAVE_ALONE)
        yield outer
    finally:
        run("ip", "link", "del", outer)
        run("ip", "netns", "del", name)


LEAVE_ALONE = (
    f"import sys; sys.path.insert(0, {str(ROOT)!r}); "
    "from tests.hosts.cable import leave_frames_alone; leave_frames_alone('eth0')"
)


def program(namespace: str, *words: object) -> list[str]:
    return ["ip", "netns", "exec", namespace, sys.executable, "-m", "poverty_desktop", *map(str, words)]


def quality(dice: random.Random) -> Quality:
    """Return one cable as bad as the dice have it; the first seconds are when the program starts."""
    moment = 1.0 + dice.random() * 2
    pulled = []
    for _cut in range(dice.randrange(4)):
        long = 0.2 + dice.random() * 4
        pulled.append((moment, moment + long))
        moment += long + 0.5 + dice.random() * 2
    return Quality(
        delay_s=dice.choice((0.001, 0.02, 0.08)),
        loss=dice.choice((0.0, 0.01, 0.05)),
        doubled=dice.choice((0.0, 0.05, 0.2)),
        bytes_per_s=dice.choice((4_000.0, 20_000.0, 200_000.0)),
        pulled=tuple(pulled),
    )


def main() -> int:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--rounds", type=int, default=10)
    asked.add_argument("--seed", type=int, default=1)
    options = asked.parse_args()
    os.environ["POVERTY_DESKTOP_PASSPHRASE"] = PASSPHRASE
    dice = random.Random(options.seed)
    print(f"seed {options.seed}, {options.rounds} rounds", flush=True)
    with ExitStack() as stack:
        base = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        office = make_office(base / "office", clock=SystemClock())
        laptops = [make_field(base / f"laptop{n}", seed=n, worker=f"队员{n}", clock=SystemClock()) for n in (1, 2)]
        for laptop in laptops:
            admit(office, laptop, base / "admission")
        for session in (office, *laptops):
            workspace.close(session)
        outer = stack.enter_context(host("fpoffice", "10.77.0.1"))
        ends = [stack.enter_context(host(f"fplap{n}", f"10.77.0.{n + 1}")) for n in (1, 2)]
        serving = stack.enter_context(
            subprocess.Popen(
                program("fpoffice", "serve", base / "office", "--port", PORT, "--json"),
                stdout=subprocess.PIPE,
                text=True,
            )
        )
        assert serving.stdout is not None
        print(serving.stdout.readline().strip(), flush=True)
        broken = passed = lost = doubled = 0
        try:
            for number in range(options.rounds):
                at = number % len(laptops)
                session = unlock(base / f"laptop{at + 1}", clock=SystemClock())
                for _family in range(dice.randrange(1, 30)):
                    add_family(session)
                workspace.close(session)
                cable = Cable(outer, ends[at], quality(dice), dice.randrange(1 << 30))
                try:
                    broken += _synced(base, at)
                finally:
                    cable.stop()
                passed, lost, doubled = passed + cable.passed, lost + cable.lost, doubled + cable.doubled
                print(
                    f"round {number + 1}: {passed} frames, {lost} lost, {doubled} doubled, {broken} tries broke off",
                    flush=True,
                )
            for at in (0, 1, 0):
                cable = Cable(outer, ends[at], Quality(), 1)
                try:
                    _synced(base, at)
                finally:
                    cable.stop()
        finally:
            serving.terminate()
            serving.wait()
        seen = {}
        for name in ("office", "laptop1", "laptop2"):
            session = unlock(base / name, clock=SystemClock())
            count = session.db.conn.execute("SELECT count(*), count(DISTINCT h) FROM tx").fetchone()
            seen[name] = (backup.fingerprint(session.db), *count)
            workspace.close(session)
        print(json.dumps({name: found[1:] for name, found in seen.items()}))
        assert len(set(seen.values())) == 1, "the registers differ"
        print("every entry is everywhere, once")
    return 0


def _synced(base: Path, at: int) -> int:
    """Press the button until it goes through; return how often it broke off before."""
    for broken in range(TRIES):
        done = subprocess.run(
            program(f"fplap{at + 1}", "sync", base / f"laptop{at + 1}", "--json", "--language", "en"),
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode == 0:
            return broken
        print("  ", done.stderr.strip().splitlines()[-1], flush=True)
        time.sleep(0.5)
    raise AssertionError("the button never went through")


if __name__ == "__main__":
    sys.exit(main())
