"""Duplicates are listed, joined and kept apart from the terminal through the window's own operations."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from registers import PASSPHRASE, add_family

from poverty_desktop.cli import main
from poverty_desktop.domain.values import Value
from poverty_desktop.store import workspace

Ask = Callable[..., Any]
PERSON = {"name": Value("王桂英"), "document_number": Value("420581196005049964"), "birth_date": Value("1960-05-04")}


@pytest.fixture
def run(field, capsys, monkeypatch) -> Ask:
    monkeypatch.setenv("POVERTY_DESKTOP_PASSPHRASE", PASSPHRASE)
    for _entry in range(2):
        add_family(field, head=PERSON)
    workspace.close(field)

    def run(command: str, *arguments: str, code: int = 0) -> Any:
        assert main([command, str(Path(field.folder)), *arguments, "--json", "--language", "en"]) == code
        said = capsys.readouterr()
        return said.err if code else json.loads(said.out)

    return run


def ids(row: dict[str, str]) -> tuple[str, str]:
    return row["first entry"].split()[-1], row["second entry"].split()[-1]


def test_that_a_pair_is_listed_and_joined(run):
    (row,) = run("duplicates")
    assert row["how sure"] == "the same ID number"
    assert run("same-person", *ids(row), "--reason", "one card")["saved"] == 1
    assert run("duplicates") == []


def test_that_two_persons_are_remembered(run):
    (row,) = run("duplicates")
    run("two-persons", *ids(row))
    assert run("duplicates") == []


def test_that_a_name_in_the_place_of_an_id_is_refused(run):
    assert "ids" in run("same-person", "王桂英", "王桂英", code=1)
