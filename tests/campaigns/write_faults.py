"""Let every write, sync, truncation and renaming of an action fail once, or all from there on (sync.md 5, C2, C5, C6).

    python tests/campaigns/write_faults.py --stride 1 --seed 7     every single one of each action
    python tests/campaigns/write_faults.py --stride 9 --seed 7     each ninth, as the tests do

Actions: save, answer, take in a bundle, hand one over in volumes, back up, copy the backup to a stick. Troubles: one
failure (EIO), a full disk (ENOSPC from there on, and by bytes), and a stick that is torn out (EIO from there on).
"""

from __future__ import annotations

import argparse
import contextlib
import errno
import random
import shutil
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import village
from disk import Armed, quick_folder, run
from registers import admit, make_office, unlock

from poverty_desktop.clock import SystemClock
from poverty_desktop.errors import PovertyDesktopError, RuleError, StorageError
from poverty_desktop.operations.handover import bundles
from poverty_desktop.operations.workspaces import daily_backup
from poverty_desktop.store import backup_places, backup_shelf, blobs, log
from poverty_desktop.sync import limits

ONCE, FULL, TORN, ROOM = "one failure", "full from there on", "torn out there", "so many bytes of room"
VOLUME = 150_000


@dataclass(frozen=True, kw_only=True)
class Action:
    """What is done, on a fresh copy of the scene: ``on`` is the folder whose disk fails."""

    name: str
    on: str
    act: Callable[[Path], object]
    judge: Callable[[Path, bool], str]


def scene(place: Path) -> None:
    """Make a village, its office, a bundle on the way, and a stick that has a backup already."""
    village.found(place / "village")
    session = village.opened(place / "village")
    office = make_office(place / "office", clock=SystemClock())  # type: ignore[arg-type]
    admit(office, session, place / "admission")
    stick = place / "stick"
    stick.mkdir()
    for number in range(3):
        blobs.keep(session, random.Random(number).randbytes(60_000))
    village.add(session)
    bundles.export_bundle(session, place / "admission")
    daily_backup.choose_second(session, stick)
    daily_backup.back_up_now(session)
    village.add(session)
    session.db.conn.close()
    office.db.conn.close()


def actions() -> tuple[Action, ...]:
    """Return every action of the campaign."""
    return (
        Action(name="save", on="village", act=_with(village.add), judge=_village),
        Action(name="answer", on="village", act=_with(lambda session: village.answer(session, "yes")), judge=_village),
        Action(name="take in", on="office", act=_take_in, judge=_office),
        Action(name="hand over", on="stick", act=_hand_over, judge=_stick),
        Action(name="hand over (own disk)", on="village", act=_hand_over, judge=_village),
        Action(name="back up", on="village", act=_with(daily_backup.back_up_now), judge=_village),
        Action(name="second copy", on="stick", act=_second_copy, judge=_stick),
    )


def campaign(disk: Armed, *, stride: int, seed: int, only: str = "") -> tuple[int, list[str]]:
    """Return how many troubles were made, and what was found."""
    limits.LEAST_VOLUME_BYTES = 1  # type: ignore[misc]
    backup_places.volumes = tuple
    rnd, done, findings = random.Random(seed), 0, []
    with quick_folder() as name:
        base, place = Path(name) / "base", Path(name) / "place"
        base.mkdir()
        disk.root(Path(name) / "nowhere")
        scene(base)
        for action in actions():
            if only and action.name != only:
                continue
            for trouble, number in _troubles(disk, base, place, action, stride, rnd):
                done += 1
                if found := _once(disk, base, place, action, trouble, number):
                    findings.append(f"{action.name}, {trouble}, at {number}: {found}")
    return done, findings


def _troubles(
    disk: Armed, base: Path, place: Path, action: Action, stride: int, rnd: random.Random
) -> Iterator[tuple[str, int]]:
    """Yield every trouble of one action: each ``stride``-th place of all there are."""
    _lay(base, place)
    disk.root(place / action.on)
    disk.fail(0, 0)
    action.act(place)
    count = disk.disarm()
    disk.root(place / "nowhere")
    size = sum(path.stat().st_size for path in place.rglob("*") if path.is_file())
    for trouble in (ONCE, FULL, TORN):
        for number in range(1 + rnd.randrange(min(stride, count)), count + 1, stride):
            yield trouble, number
    for _number in range(max(2, count // stride // 2)):
        yield ROOM, rnd.randrange(size)


def _once(disk: Armed, base: Path, place: Path, action: Action, trouble: str, number: int) -> str:
    """Make one trouble in one action; return what is wrong afterwards, "" where nothing is."""
    _lay(base, place)
    disk.root(place / action.on)
    if trouble == ROOM:
        disk.leave_room(number)
    else:
        disk.fail(number, errno.ENOSPC if trouble == FULL else errno.EIO, goes_on=trouble != ONCE)
    is_done, said = True, ""
    try:
        action.act(place)
    except (RuleError, StorageError) as error:
        is_done = False
        said = "" if str(error).endswith((".", "。")) else f"unclear words: {error}"
    except PovertyDesktopError as error:
        is_done, said = False, f"not a trouble of the disk: {error}"
    except Exception as error:  # noqa: BLE001 - an error of Python or of the engine is the finding
        is_done, said = False, f"{type(error).__name__} {error}"
    finally:
        disk.disarm()
        disk.root(place / "nowhere")
    return said or action.judge(place, is_done) or _again(action, place)


def _again(action: Action, place: Path) -> str:
    """The same once more, with a sound disk, must succeed."""
    try:
        action.act(place)
    except RuleError:  # it is done already: nothing is new
        return ""
    except Exception as error:  # noqa: BLE001 - whatever it is, it did not recover
        return f"not again: {type(error).__name__} {error}"
    return ""


def _lay(base: Path, place: Path) -> None:
    shutil.rmtree(place, ignore_errors=True)
    shutil.copytree(base, place)


def _with(act: Callable[..., object]) -> Callable[[Path], object]:
    def opened(place: Path) -> object:
        session = village.opened(place / "village")
        try:
            told = act(session)
            (place / "told").write_text(str(told) if isinstance(told, str) else "")
            return told
        finally:
            with contextlib.suppress(Exception):
                session.db.conn.close()

    return opened


def _take_in(place: Path) -> object:
    office = unlock(place / "office", clock=SystemClock())
    try:
        [bundle] = (place / "admission").glob("*.fpb")
        return bundles.receive(office, bundle, place / "stick")
    finally:
        with contextlib.suppress(Exception):
            office.db.conn.close()


def _hand_over(place: Path) -> object:
    return _with(lambda session: bundles.export_bundle(session, place / "stick", volume_bytes=VOLUME))(place)


def _second_copy(place: Path) -> object:
    def copied(session: object) -> object:
        done = daily_backup.back_up_now(session)  # type: ignore[arg-type]
        if done.value.trouble is not None:
            raise done.value.trouble
        return done

    stick = place / "stick"
    mark = stick / backup_places.MARK_FILE
    session = village.opened(place / "village")
    daily_backup.choose_second(session, stick)
    session.db.conn.close()
    assert mark.exists()
    return _with(copied)(place)


def _village(place: Path, is_done: bool) -> str:
    told = (place / "told").read_text().splitlines() if is_done and (place / "told").exists() else []
    return village.judge(place / "village", told) or _no_parts(place / "village")


def _office(place: Path, is_done: bool) -> str:
    office = unlock(place / "office", clock=SystemClock())
    try:
        if is_done and log.position(office.db) == 0:
            return "it says that it took in the bundle and did not"
    finally:
        office.db.conn.close()
    return ""


def _stick(place: Path, is_done: bool) -> str:
    shelves = list((place / "stick").glob("backups-*"))
    kept = [item for shelf in shelves for item in backup_shelf.list_kept(shelf)]
    if not kept:
        return "the older copy on the stick is gone"
    for item in kept:
        lost = _restored(item.path, place / "again")
        if lost:
            return f"a copy on the stick does not restore: {lost}"
    return _village(place, is_done=False)


def _restored(path: Path, folder: Path) -> str:
    from poverty_desktop.operations.workspaces import backup

    shutil.rmtree(folder, ignore_errors=True)
    try:
        backup.restore(path, folder)
    except PovertyDesktopError as error:
        return str(error)
    return village.judge(folder, [], is_thorough=False)


def _no_parts(folder: Path) -> str:
    left = [path.name for path in folder.rglob("*.part") if "blobs" not in path.parts and "backups" not in path.parts]
    return f"parts of files are left: {left}" if left else ""


def main() -> int:
    """Run the campaign; without the shim under this process, begin again on it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--stride", type=int, default=9)
    parser.add_argument("--seed", type=int, default=int(time.time()))
    parser.add_argument("--only", default="", help="one action by its name")
    parser.add_argument("--on-the-shim", action="store_true")
    options = parser.parse_args()
    if not options.on_the_shim:
        ended = run(
            Path(__file__), "--stride", options.stride, "--seed", options.seed, "--only", options.only, "--on-the-shim",
            root=Path("/nowhere"),
        )  # fmt: skip
        print(ended.stdout, end="")
        print(ended.stderr, end="", file=sys.stderr)
        return ended.returncode
    began = time.monotonic()
    done, findings = campaign(Armed(), stride=options.stride, seed=options.seed, only=options.only)
    for finding in findings[:40]:
        print(finding)
    spent = time.monotonic() - began
    print(f"seed {options.seed}, troubles {done}, found {len(findings)}, seconds {spent:.0f}")
    return int(bool(findings))


if __name__ == "__main__":
    sys.exit(main())
