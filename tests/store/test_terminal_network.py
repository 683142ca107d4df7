"""Office and laptops as programs of the terminal: one serves until it is asked to end, another comes to it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from registers import PASSPHRASE, add_family, admit, make_field, make_office

from poverty_desktop.cli.main import main
from poverty_desktop.clock import SystemClock
from poverty_desktop.store import workspace


@pytest.fixture
def folders(tmp_path, monkeypatch):
    """An office and two laptops that it has admitted, each with a household; the programs go by the machine's clock."""
    monkeypatch.setenv("POVERTY_DESKTOP_PASSPHRASE", PASSPHRASE)
    monkeypatch.setattr("poverty_desktop.operations.handover.visiting.sleep", lambda _seconds: None)
    office = make_office(tmp_path / "office", clock=SystemClock())
    laptops = [make_field(tmp_path / f"laptop{n}", seed=n, worker=f"队员{n}", clock=SystemClock()) for n in (1, 2)]
    for laptop in laptops:
        admit(office, laptop, tmp_path / "admission")
        add_family(laptop)
    for session in (office, *laptops):
        workspace.close(session)
    return tmp_path


@pytest.fixture
def run(capsys):
    def go(*words: object) -> dict[str, object]:
        assert main([*map(str, words), "--json", "--language", "en"]) == 0
        return json.loads(capsys.readouterr().out)

    return go


@contextmanager
def serving(folder, ending) -> Iterator[str]:
    """Yield the address of a program that serves; it ends in order, has served one laptop and complained of nothing."""
    command = [sys.executable, "-m", "poverty_desktop", "serve", folder, "--port", "0", "--host", "127.0.0.1", "--json"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as program:
        assert program.stdout is not None
        yield json.loads(program.stdout.readline())["addresses"][0]
        os.kill(program.pid, ending)
        said, errors = program.communicate(timeout=60)
    assert (program.returncode, errors) == (0, "")
    assert json.loads(said)["laptops that came"] == 1


def test_that_an_office_serves_until_it_is_asked_to_end_and_a_laptop_syncs_meanwhile(folders, run):
    with serving(folders / "office", signal.SIGTERM) as address:
        told = run("sync", folders / "laptop1", "--address", address)
    assert (told["entries sent"], told["at the office"]) == (1, 1)


def test_that_a_laptop_lets_its_mate_come_and_a_stick_between_them_brings_nothing_new_then(folders, run):
    with serving(folders / "laptop1", signal.SIGINT) as address:
        told = run("team-sync", folders / "laptop2", "--address", address)
    assert (told["entries sent"], told["new entries"]) == (1, 1)
    stick = folders / "stick"
    stick.mkdir()
    written = run("team-send", folders / "laptop1", stick)
    assert [item["entries"] for item in written] == [1]  # nobody has told laptop 1 yet that it has arrived
    told = run("team-receive", folders / "laptop2", stick)
    assert (told["new entries"], told["known entries"]) == (0, 1)
