"""From the start to the unlock page, from the passphrase to the painted list; beside DB Browser on a plain copy."""

from __future__ import annotations

import json
import mmap
import os
import shutil
import statistics
import subprocess
import sys
import time
import zlib
from dataclasses import dataclass, replace
from pathlib import Path

from poverty_desktop.clock import SystemClock
from poverty_desktop.crypto import wrapping
from poverty_desktop.ids import SystemIds
from tests.benchmarks.county import PASSPHRASE, County
from tests.benchmarks.figures import Figure, Timed, timed
from tests.journeys.window import screen

PROBE = Path(__file__).with_name("launch_probe.py")
RUNS = 11
Process = subprocess.Popen[str] | subprocess.Popen[bytes]
SETTLE_S = 2.0
"""How long the screen is still before it counts as complete, besides the time in which the passphrase is typed."""
GLANCE_S = 0.005
BANDS = 96
LINES_OF_BAND = 8
TYPING_MS = 1500
"""How long a person takes who types the passphrase fast."""
STEADY_BANDS = 4
"""Bands of the screen that may still change when a picture counts as complete: a blinking cursor is no news."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Launch:
    """One launch: milliseconds from the start, memory and processor seconds when the screen has been still for a while.

    ``complete_ms`` is when the screen first looked as it did at the end, seen from outside. What our own program noted:
    ``unlock_ms`` from the start to the painted page, ``list_ms`` from the typed passphrase to the painted list, and of
    it ``derivation_ms``, where nothing else was at work meanwhile. The first derivation of a process that has rested
    takes up to three times as long as one of many in a loop: its 64 MB are new to it, and a virtual machine gives back
    what lies idle.
    """

    complete_ms: float
    pss_mb: float
    cpu_s: float
    unlock_ms: float = 0.0
    list_ms: float = 0.0
    derivation_ms: float = 0.0


def measure(made: County, folder: Path) -> list[Figure]:
    """Return the figures of the launch; the two programs take turns."""
    home = folder / "home"
    home.mkdir(parents=True, exist_ok=True)
    (home / "window.json").write_text(json.dumps({"recent": [str(made.workspace)]}), "utf-8")
    ours: list[Launch] = []
    peer: list[Launch] = []
    typed: list[Launch] = []
    spent = _derivation()
    with screen(frames=folder) as display:
        for _ in range(RUNS + 1):  # the first of each warms the disk cache and compiles, and does not count
            ours.append(_ours(display, home, folder, typing_ms=0))
            typed.append(_ours(display, home, folder, typing_ms=TYPING_MS))
            if shutil.which("sqlitebrowser"):
                peer.append(_sqlitebrowser(display, made.plain, folder))
    we, person = _median(ours[1:]), _median(typed[1:])
    they = _median(peer[1:]) if peer else None
    name = "DB Browser for SQLite opening a plain copy"
    return [
        Figure(what="start to unlock page", ours=we.unlock_ms),
        Figure(what="unlock to painted list, the passphrase typed at once", ours=we.list_ms),
        Figure(what="unlock to painted list, the passphrase typed in a second and a half", ours=person.list_ms),
        Figure(what="of it, derivation of the key from the passphrase", ours=person.derivation_ms),
        Figure(what="the same derivation, one of many in a loop", ours=spent.wall_ms),
        Figure(
            what="both, until the screen is complete, less the derivation and the second and a half",
            ours=statistics.median(one.complete_ms - TYPING_MS - one.derivation_ms for one in typed[1:]),
            peer=they.complete_ms if they else None,
            peer_name=name,
            aim="≤ 1.2 ×",
        ),
        Figure(
            what="both, until the screen is complete, the passphrase typed at once, less the derivation",
            ours=we.complete_ms - spent.wall_ms,
            peer=they.complete_ms if they else None,
            peer_name=name,
        ),
        Figure(
            what="launch, CPU, less the derivation",
            ours=we.cpu_s * 1000 - spent.cpu_ms,
            peer=they.cpu_s * 1000 if they else None,
            peer_name=name,
        ),
        Figure(
            what="memory (PSS), two seconds later",
            ours=we.pss_mb,
            peer=they.pss_mb if they else None,
            unit="MB",
            peer_name=name,
            aim="≤ 120 MB",
        ),
    ]


def _derivation() -> Timed:
    ids = SystemIds(SystemClock().now)
    wrapped = wrapping.wrap_with_passphrase(b"k" * wrapping.DATA_KEY_BYTES, PASSPHRASE, ids)
    return timed(lambda: wrapping.unwrap_with_passphrase(wrapped, PASSPHRASE), RUNS)


def _median(launches: list[Launch]) -> Launch:
    return Launch(
        complete_ms=statistics.median(one.complete_ms for one in launches),
        pss_mb=statistics.median(one.pss_mb for one in launches),
        cpu_s=statistics.median(one.cpu_s for one in launches),
        unlock_ms=statistics.median(one.unlock_ms for one in launches),
        list_ms=statistics.median(one.list_ms for one in launches),
        derivation_ms=statistics.median(one.derivation_ms for one in launches),
    )


def _ours(display: str, home: Path, frames: Path, *, typing_ms: int) -> Launch:
    begun = time.monotonic()
    process = _start(display, home, typing_ms)
    try:
        seen = _watch(process, begun, frames, settle_s=SETTLE_S + typing_ms / 1000)
        noted = _noted(process)
        return replace(
            seen,
            unlock_ms=(noted["unlock_page"] - begun) * 1000,
            list_ms=(noted["list"] - noted["typed"]) * 1000,
            derivation_ms=noted.get("derivation", 0.0) * 1000,
        )
    finally:
        _end(process)


def _start(display: str, home: Path, typing_ms: int) -> subprocess.Popen[str]:
    environment = os.environ | {
        "DISPLAY": display, "QT_QPA_PLATFORM": "xcb", "POVERTY_DESKTOP_HOME": str(home), "LANG": "zh_CN.UTF-8",
    }  # fmt: skip
    environment.pop("PYTHONDONTWRITEBYTECODE", None)  # on a laptop the second start finds everything compiled
    line = [sys.executable, str(PROBE), PASSPHRASE, str(typing_ms)]
    return subprocess.Popen(line, stdout=subprocess.PIPE, env=environment, encoding="utf-8")


def _noted(process: subprocess.Popen[str]) -> dict[str, float]:
    assert process.stdout is not None
    noted: dict[str, float] = json.loads(process.stdout.readline())
    return noted


def _sqlitebrowser(display: str, plain: Path, folder: Path) -> Launch:
    environment = os.environ | {"DISPLAY": display, "HOME": str(folder), "XDG_CONFIG_HOME": str(folder / "config")}
    environment.pop("QT_QPA_PLATFORM", None)
    begun = time.monotonic()
    process = subprocess.Popen(
        ["sqlitebrowser", "--table", "household_summary", str(plain)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=environment,
    )
    try:
        return _watch(process, begun, folder, settle_s=SETTLE_S)
    finally:
        _end(process)


def _watch(process: Process, begun: float, frames: Path, *, settle_s: float) -> Launch:
    """Look at the screen until it has been still for a while after it first changed; say when it was complete."""
    with (frames / "Xvfb_screen0").open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as pixels:
        height = len(pixels) // BANDS
        empty = last = _bands(pixels, height)
        looks: list[tuple[float, tuple[int, ...]]] = []
        still_since = time.monotonic()
        while last == empty or time.monotonic() - still_since < settle_s:
            time.sleep(GLANCE_S)
            now = _bands(pixels, height)
            if now != last:
                looks.append((time.monotonic(), now))
                if _differing(now, last) > STEADY_BANDS or last == empty:
                    still_since = time.monotonic()
                last = now
    complete = next(at for at, bands in looks if _differing(bands, last) <= STEADY_BANDS)
    memory = Path(f"/proc/{process.pid}/smaps_rollup").read_text("ascii")
    pss_kb = next(int(line.split()[1]) for line in memory.splitlines() if line.startswith("Pss:"))
    ticks = Path(f"/proc/{process.pid}/stat").read_text("utf-8").rpartition(")")[2].split()[11:13]
    return Launch(
        complete_ms=(complete - begun) * 1000,
        pss_mb=pss_kb / 1024,
        cpu_s=sum(map(int, ticks)) / os.sysconf("SC_CLK_TCK"),
    )


def _bands(pixels: mmap.mmap, height: int) -> tuple[int, ...]:
    """Return a number for each horizontal band of the screen, the same as long as it looks the same.

    Two lines of the eight in a band are looked at: lower than any letter, and a fourth of the work, which is done on
    the same processors as the start that is watched.
    """
    line = height // LINES_OF_BAND
    return tuple(
        zlib.adler32(pixels[at + 5 * line : at + 6 * line], zlib.adler32(pixels[at + line : at + 2 * line]))
        for at in range(0, BANDS * height, height)
    )


def _differing(one: tuple[int, ...], other: tuple[int, ...]) -> int:
    return sum(mine != theirs for mine, theirs in zip(one, other, strict=True))


def _end(process: Process) -> None:
    process.kill()
    process.wait()
    if process.stdout is not None:
        process.stdout.close()
    time.sleep(0.3)  # the server clears the screen behind it
