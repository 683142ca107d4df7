"""Office and laptop as two programs of the terminal: one serves until it is asked to end, the other syncs."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys

import pytest
from registers import PASSPHRASE, add_family, admit, make_field, make_office

from poverty_desktop.cli.main import main
from poverty_desktop.clock import SystemClock
from poverty_desktop.store import workspace


@pytest.mark.parametrize("ending", [signal.SIGTERM, signal.SIGINT])
def test_that_an_office_serves_until_it_is_asked_to_end_and_a_laptop_syncs_meanwhile(
    tmp_path, monkeypatch, capsys, ending
):
    monkeypatch.setenv("POVERTY_DESKTOP_PASSPHRASE", PASSPHRASE)
    monkeypatch.setattr("poverty_desktop.operations.visiting.sleep", lambda _seconds: None)
    office = make_office(tmp_path / "office", clock=SystemClock())  # the programs go by the clock of the machine
    field = make_field(tmp_path / "field", clock=SystemClock())
    admit(office, field, tmp_path / "admission")
    add_family(field)
    for session in (office, field):
        workspace.close(session)
    command = [sys.executable, "-m", "poverty_desktop", "serve", office.folder, "--port", "0", "--host", "127.0.0.1"]
    with subprocess.Popen([*command, "--json"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as serving:
        started = json.loads(serving.stdout.readline())
        assert (
            main(["sync", str(field.folder), "--address", started["addresses"][0], "--json", "--language", "en"]) == 0
        )
        told = json.loads(capsys.readouterr().out)
        os.kill(serving.pid, ending)
        said, errors = serving.communicate(timeout=60)
    assert (serving.returncode, errors) == (0, "")
    assert json.loads(said)["laptops that came"] == 1
    assert (told["entries sent"], told["at the office"]) == (1, 1)
