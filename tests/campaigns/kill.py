"""Kill a process at any instant of what it does, and look at what is left (sync.md 5, C1).

    python tests/campaigns/kill.py --kills 10000 --seed 7
    python tests/campaigns/kill.py --record FILE --minutes 60      on from where it stopped

Actions: those of ``write_faults``, and the lifting of a register of the first version to this one. Afterwards the
workspace opens, holds everything that was told, follows from its journal, and the same action succeeds.
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import sys
import time
from collections import Counter
from pathlib import Path

import village
from disk import quick_folder
from going_on import Record, add_arguments, rounds
from test_migrations import _as_version_1
from write_faults import Action, _again, _lay, actions, scene

from poverty_desktop.store import backup_places
from poverty_desktop.sync import limits

AGAIN = 0.3
"""How often the same action is tried once more afterwards, which must succeed."""


def upgrade() -> Action:
    """Return the action that opens a register of the first version."""
    return Action(name="upgrade", on="old", act=lambda place: village.opened(place / "old").db.conn.close(), judge=_old)


def campaign(
    kills: int | None, *, seed: int, only: str = "", path: Path | None = None, minutes: float | None = None
) -> Record:
    """Return how often each action was hit in the middle, and what was found; each finding names its seed."""
    limits.LEAST_VOLUME_BYTES = 1  # type: ignore[misc]
    backup_places.volumes = tuple
    record = Record.read(path, seed=seed)
    with quick_folder() as name:
        base, place = Path(name) / "base", Path(name) / "place"
        base.mkdir()
        scene(base)
        village.found(base / "old")
        old = village.opened(base / "old")
        _as_version_1(old)
        old.db.conn.close()
        chosen = [action for action in (*actions(), upgrade()) if only in ("", action.name)]
        spent = {action.name: _time_of(base, place, action) for action in chosen}
        for number in rounds(record, path, most=kills, minutes=minutes):
            action, rnd = chosen[number % len(chosen)], random.Random(number)
            after = rnd.uniform(0, spent[action.name] * 1.1)
            found, was_hit = _once(base, place, action, after, is_repeated=rnd.random() < AGAIN)
            told = [f"{action.name}, kill {number}: {found}"] if found else []
            record.add(1, told, Counter({action.name: int(was_hit)}))
    return record


def _time_of(base: Path, place: Path, action: Action) -> float:
    times = []
    for _time in range(2):
        _lay(base, place)
        began = time.monotonic()
        _wait(_begin(action, place))
        times.append(time.monotonic() - began)
    return min(times)


def _once(base: Path, place: Path, action: Action, after: float, *, is_repeated: bool) -> tuple[str, bool]:
    _lay(base, place)
    child = _begin(action, place)
    time.sleep(after)
    os.kill(child, signal.SIGKILL)
    status = _wait(child)
    was_hit = os.WIFSIGNALED(status)
    if not was_hit and os.waitstatus_to_exitcode(status):
        return "the action itself failed", False
    return action.judge(place, not was_hit) or (_again(action, place) if is_repeated else ""), was_hit


def _begin(action: Action, place: Path) -> int:
    """Let a process of its own act; what it has told its user lies in a file then."""
    child = os.fork()
    if child:
        return child
    try:
        action.act(place)
        os._exit(0)
    except BaseException:  # noqa: BLE001 - the parent says which action it was
        os._exit(1)


def _wait(child: int) -> int:
    return os.waitpid(child, 0)[1]


def _old(place: Path, _is_done: bool) -> str:
    for part in (place / "old").glob("*.part"):
        part.unlink()  # of the copy before the lifting: it is written anew
    return village.judge(place / "old", ["position 1"], is_thorough=True)


def main() -> int:
    """Run the campaign."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int)
    parser.add_argument("--seed", type=int, default=int(time.time()))
    parser.add_argument("--only", default="", help="one action by its name")
    add_arguments(parser)
    options = parser.parse_args()
    kills = options.kills or (None if options.minutes else 210)
    record = campaign(kills, seed=options.seed, only=options.only, path=options.record, minutes=options.minutes)
    print(*record.findings[:40], sep="\n")
    told = ", ".join(f"{name} {count}" for name, count in record.reached.items())
    print(f"in the middle of: {told}")
    print(f"found {len(record.findings)}; {record}")
    return int(bool(record.findings))


if __name__ == "__main__":
    sys.exit(main())
