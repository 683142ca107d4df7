"""The small versions of the campaigns; each prints its seed, by which its command shows a finding again."""

from __future__ import annotations

import os
import random
import re
import subprocess
import sys
from pathlib import Path

import fuzz
import pytest
from disk import Disk, Event

HERE = Path(__file__).parent
SEED = 2026 if os.environ.get("CI") else random.SystemRandom().randrange(10**6)


def _run(name: str, *options: object) -> str:
    command = [sys.executable, str(HERE / f"{name}.py"), "--seed", str(SEED), *map(str, options)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{' '.join(command)}\n{done.stdout}{done.stderr}"
    return done.stdout


def test_that_a_power_cut_loses_nothing_that_was_told() -> None:
    said = _run("power_loss", "--points", 500)
    assert "damaged 0, lost 0; " in said
    assert int(re.search(r"(\d+) done", said)[1]) >= 500  # type: ignore[index]


def test_that_the_campaign_finds_what_a_careless_setting_loses() -> None:
    said = _run("power_loss", "--points", 40, "--careless")
    found = re.search(r"damaged (\d+), lost (\d+)", said)
    assert found
    assert int(found[2]) > 5


def test_that_a_kill_in_the_middle_of_anything_leaves_a_whole_workspace() -> None:
    said = _run("kill", "--kills", 160)
    assert "found 0" in said
    assert len(re.findall(r"[a-z)] (\d+)", said.split("middle of:")[1].split("\n")[0])) == 8


def test_that_a_disk_that_fails_fills_or_is_torn_out_loses_nothing_and_says_so() -> None:
    said = _run("write_faults", "--stride", 150)
    assert "found 0" in said
    assert int(re.search(r"troubles (\d+)", said)[1]) > 60  # type: ignore[index]


@pytest.mark.parametrize("name", fuzz.DECODERS)
def test_that_a_decoder_refuses_in_its_own_words_whatever_the_fuzzer_found(name: str) -> None:
    """What led to new lines once, what is golden, and each of these cut off and with a bit changed."""
    kept = [path.read_bytes() for path in sorted((fuzz.CORPUS / name).glob("*"))]
    golden = fuzz.seeds()[name]
    assert kept, "the corpus is kept"
    rnd = random.Random(SEED)
    for data in (*kept, *golden):
        fuzz.give(name, data)
        if data:
            changed = bytearray(data)
            changed[rnd.randrange(len(data))] ^= 1 << rnd.randrange(8)
            fuzz.give(name, bytes(changed))
            fuzz.give(name, data[: rnd.randrange(len(data))])


@pytest.mark.parametrize("seed", range(5))
def test_that_what_was_synced_is_never_lost_by_a_cut(seed: int) -> None:
    """The simulated disk itself: it forgets what was not synced, and nothing else."""
    disk, rnd = Disk(), random.Random(seed)
    for event in (
        Event("C", "/d/a", "", 0, b""),
        Event("W", "/d/a", "", 0, b"x" * 2000),
        Event("S", "/d/a", "", 0, b""),
        Event("D", "/d", "", 0, b""),
        Event("W", "/d/a", "", 0, b"y" * 2000),
        Event("C", "/d/b", "", 0, b""),
        Event("W", "/d/b", "", 0, b"z"),
    ):
        disk.happen(event)
    seen = [disk.cut(rnd) for _cut in range(200)]
    assert all(set(files["/d/a"]) <= {ord("x"), ord("y")} and len(files["/d/a"]) == 2000 for files in seen)
    assert any(set(files["/d/a"]) == {ord("x"), ord("y")} for files in seen), "a torn write"
    assert any("/d/b" in files for files in seen)
    assert any("/d/b" not in files for files in seen)
