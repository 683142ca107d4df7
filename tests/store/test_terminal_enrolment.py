"""The names of the terminal for founding an office and admitting a laptop: in two words, with the usual exit codes."""

from __future__ import annotations

import json

import pytest
from registers import PASSPHRASE

from poverty_desktop.cli.main import main

VILLAGE = "420581100200"


@pytest.fixture
def run(capsys, monkeypatch):
    monkeypatch.setenv("POVERTY_DESKTOP_PASSPHRASE", PASSPHRASE)

    def go(*words: object) -> dict[str, str]:
        assert main([*map(str, words), "--json", "--language", "en"]) == 0
        return json.loads(capsys.readouterr().out)

    return go


def test_that_office_and_admission_are_said_in_two_words(run, tmp_path):
    office, laptop, stick, holder = (tmp_path / name for name in ("office", "laptop", "stick", "holder.txt"))
    stick.mkdir()
    holder.write_text("九条小路 nine narrow paths 1972", "utf-8")
    run("office", "init", office, "--office", "County office", "--worker", "A")
    run("init", laptop, "--village", VILLAGE, "--worker", "B")
    digits = run("keys", office, stick, "--holder-passphrase-file", holder)["fingerprint"]
    asked = run("enrol", "request", laptop, stick)
    admitted = run("enrol", "admit", office, asked["file"], stick, "--fingerprint", asked["fingerprint"])
    told = run("enrol", "accept", laptop, admitted["file"], "--fingerprint", digits)
    assert told == {"office": "County office"}
    (listed,) = run("devices", office)
    assert listed["valid_until"][:10] > listed["admitted"][:10]


def test_that_half_a_name_is_wrong_usage(capsys):
    with pytest.raises(SystemExit) as ended:
        main(["enrol", "--language", "en"])
    assert ended.value.code == 2
