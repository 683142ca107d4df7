"""Nothing of a person lies open: neither in workspace, HOME and TMP nor in logs, reports or a killed backup."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import zlib
from pathlib import Path

import at_rest_day

CODINGS = ("utf-8", "utf-16-le", "utf-16-be", "gb18030")
TAKEN_OUT = "out"
"""Where a person let papers and lists be written: those are meant to be read."""


def _needles(folder: Path) -> list[bytes]:
    photo = (folder / "photo").read_bytes()
    marks = [mark.encode(coding) for mark in at_rest_day.MARKS for coding in CODINGS]
    return [*dict.fromkeys(marks), photo[200:264], photo[-64:]]


def _readings(data: bytes) -> list[bytes]:
    """Return the bytes as they lie there, and what any stream packed with zlib in them says."""
    found = [data]
    for intro in (b"\x78\x9c", b"\x78\xda", b"\x78\x01"):
        start = data.find(intro)
        while start >= 0:
            with contextlib.suppress(zlib.error):
                found.append(zlib.decompressobj().decompress(data[start:], 1 << 20))
            start = data.find(intro, start + 1)
    return found


def test_that_nothing_of_a_marked_person_lies_open_after_the_day_and_a_kill(tmp_path):
    home, temporary = tmp_path / "home", tmp_path / "temporary"
    for made in (home, temporary):
        made.mkdir()
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("XDG")},
        "HOME": str(home),
        "TMPDIR": str(temporary),
        "POVERTY_DESKTOP_HOME": str(home / ".config" / "poverty_desktop"),
        "XDG_RUNTIME_DIR": str(temporary),
    }
    done = subprocess.run(
        [sys.executable, at_rest_day.__file__, tmp_path], env=environment, capture_output=True, check=False
    )
    assert done.returncode == -signal.SIGKILL, done.stderr.decode()
    needles = _needles(tmp_path)
    out = [path for path in (tmp_path / TAKEN_OUT).rglob("*") if path.is_file()]
    assert len(out) == 3
    files = [path for path in tmp_path.rglob("*") if path.is_file() and path not in out and path.name != "photo"]
    assert any(".backup-" in str(path) for path in files), "the backup was killed in the middle"
    assert [path for path in files if path.is_relative_to(home)], "the settings of the user lie there"
    open_files = [
        f"{path.relative_to(tmp_path)}: {needle!r}"
        for path in files
        for reading in _readings(path.read_bytes())
        for needle in needles
        if needle in reading
    ]
    assert open_files == []
    for needle in needles:
        assert needle not in done.stdout + done.stderr
    names = " ".join(str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*"))
    assert not [mark for mark in at_rest_day.MARKS if mark in names]


def test_that_the_search_finds_what_lies_open(tmp_path):
    mark = at_rest_day.NAME.encode("utf-16-le")
    assert any(mark in reading for reading in _readings(b"x" + zlib.compress(b"y" * 99 + mark)))
