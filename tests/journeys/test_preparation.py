"""What ``./run`` says and does first where a machine lacks something, with stand-ins for its own programs."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PLAIN_TOOLS = ("cat", "cksum", "rm", "flock", "dirname")

OLD = "#!/bin/sh\nexit 1\n"
"""A Python that is older than 3.11: it fails when asked for its version."""

WITHOUT_VENV = """#!/bin/sh
case "$*" in *ensurepip*) exit 1 ;; esac
exit 0
"""

COMPLETE = """#!/bin/sh
if [ "$2" = venv ]; then
    mkdir -p .venv/bin
    ln -sf "$0" .venv/bin/python
fi
echo "${0##*/} $*" >>asked
"""
"""A Python that can do all; it writes down what it was asked."""


@pytest.fixture
def machine(tmp_path: Path) -> Path:
    """Return a folder with the program's start and a machine of plain tools, whose person is not root."""
    (tmp_path / "village" / ".ci").mkdir(parents=True)
    for name in ("run", ".ci/prepare", "pyproject.toml", "constraints.txt"):
        shutil.copy(ROOT / name, tmp_path / "village" / name)
    (tmp_path / "bin").mkdir()
    for name in ("sh", "mkdir", "ln", *PLAIN_TOOLS):
        found = shutil.which(name)
        assert found is not None
        (tmp_path / "bin" / name).symlink_to(found)
    _put(tmp_path, "id", "#!/bin/sh\necho 1000\n")
    return tmp_path


def _put(machine: Path, name: str, script: str) -> None:
    (machine / "bin" / name).write_text(script)
    (machine / "bin" / name).chmod(0o755)


def _prepare(machine: Path) -> tuple[int, str]:
    done = subprocess.run(
        ["/bin/sh", ".ci/prepare", "run"],
        cwd=machine / "village",
        env={"PATH": os.fspath(machine / "bin")},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    return done.returncode, done.stderr


def test_that_a_bare_machine_prints_the_exact_line_for_its_root(machine: Path) -> None:
    code, said = _prepare(machine)
    assert code == 1
    line = said.splitlines()[-1].strip()
    assert line.startswith(
        "su -c 'apt-get update && apt-get install --no-install-recommends python3 python3-venv libgl1 "
    )
    assert line.endswith("libcups2'")


def test_that_the_line_begins_with_sudo_where_there_is_one(machine: Path) -> None:
    _put(machine, "sudo", "#!/bin/sh\n")
    _put(machine, "python3", WITHOUT_VENV)
    code, said = _prepare(machine)
    assert code == 1
    expected = "sudo sh -c 'apt-get update && apt-get install --no-install-recommends python3 python3-venv'"
    assert said.splitlines()[-1].strip() == expected


def test_that_an_older_python_asks_for_the_newer_one_beside_it(machine: Path) -> None:
    _put(machine, "python3", OLD)
    code, said = _prepare(machine)
    assert code == 1
    assert "python3.11 python3.11-venv" in said


def test_that_a_newer_python_beside_an_older_one_is_used(machine: Path) -> None:
    _put(machine, "python3", OLD)
    _put(machine, "python3.11", COMPLETE)
    assert _prepare(machine)[0] == 0
    asked = (machine / "village" / "asked").read_text(encoding="utf-8")
    assert "python3.11 -m venv --clear .venv" in asked
    assert "pip install" in asked


def test_that_a_prepared_folder_is_not_prepared_again(machine: Path) -> None:
    _put(machine, "python3", COMPLETE)
    assert _prepare(machine)[0] == 0
    asked = (machine / "village" / "asked").read_text(encoding="utf-8")
    assert _prepare(machine) == (0, "")
    assert (machine / "village" / "asked").read_text(encoding="utf-8") == asked
