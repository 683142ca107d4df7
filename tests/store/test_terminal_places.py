"""What the terminal says about villages and folders."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from registers import PASSPHRASE

from poverty_desktop.cli import main
from poverty_desktop.cli.main import _tell

ROOT = Path(__file__).parents[2]


def test_that_a_wrong_village_names_the_command_that_lists_them(tmp_path, capsys, monkeypatch) -> None:
    monkeypatch.setenv("POVERTY_DESKTOP_PASSPHRASE", PASSPHRASE)
    code = main(["init", str(tmp_path / "field"), "--worker", "甲", "--village", "123", "--language", "en"])

    assert code == 1
    assert "The command villages lists them" in capsys.readouterr().err


def test_that_villages_are_found_by_code_and_by_name(capsys) -> None:
    assert main(["villages", "--language", "en"]) == 0
    code, name = capsys.readouterr().out.splitlines()[0].split("\t")
    for text in (code, name):
        assert main(["villages", text, "--language", "en"]) == 0
        assert f"{code}\t{name}" in capsys.readouterr().out


def test_that_keys_for_a_missing_folder_say_so(tmp_path, capsys) -> None:
    assert main(["keys", str(tmp_path), str(tmp_path / "none"), "--language", "en"]) == 3
    assert "There is no folder" in capsys.readouterr().err


def test_that_help_of_the_window_is_printed_and_ends() -> None:
    said = subprocess.run(
        [sys.executable, str(ROOT / "main.py"), "--help"], check=True, capture_output=True, text=True, encoding="utf-8"
    )
    assert "python -m poverty_desktop" in said.stdout


def test_that_several_names_are_told_as_words(capsys) -> None:
    _tell({"questionnaires": ["Survey", "Visit"]}, as_json=False)

    said = capsys.readouterr().out
    assert "[" not in said
    assert "Survey" in said
