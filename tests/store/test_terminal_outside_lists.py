"""A department's list is compared, listed and decided from the terminal."""

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
NUMBER = "420581196005049964"


@pytest.fixture
def cars(tmp_path: Path) -> Path:
    path = tmp_path / "cars.csv"
    path.write_text(f"姓名,身份证号,车型\n王桂英,{NUMBER},轿车\n别人,42058119700101996X,货车\n", "utf-8")
    return path


@pytest.fixture
def run(field, capsys, monkeypatch) -> Ask:
    monkeypatch.setenv("POVERTY_DESKTOP_PASSPHRASE", PASSPHRASE)
    add_family(field, head={"name": Value("王桂英"), "document_number": Value(NUMBER)})
    workspace.close(field)

    def run(command: str, *arguments: str, code: int = 0) -> Any:
        assert main([command, str(field.folder), *arguments, "--json", "--language", "en"]) == code
        said = capsys.readouterr()
        return said.err if code else json.loads(said.out)

    return run


def test_that_a_dry_run_keeps_nothing(run, cars):
    assert run("compare-list", str(cars), "--kind", "Vehicles", "--dry-run")["members here"] == 1
    assert run("hits") == []


def test_that_a_hit_is_listed_and_decided(run, cars, tmp_path):
    run("compare-list", str(cars), "--kind", "02", "--department", "交警大队")
    (hit,) = run("hits", "--xlsx", str(tmp_path / "hits.xlsx"))
    assert (hit["member"], hit["what the list says"]) == ("王桂英", "车型：轿车")
    assert (tmp_path / "hits.xlsx").exists()
    assert "evidence" in run("hit", "Not true", hit["id"], code=1)
    assert run("hit", "Not true", hit["id"], "--evidence", "sold")["saved"] == 1
    assert run("hits") == []
    assert run("hits", "--decided")[0]["outcome"] == "Not true"


def test_that_an_unknown_kind_says_which_there_are(run, cars):
    assert "Vehicles" in run("compare-list", str(cars), "--kind", "yachts", code=1)


def test_that_a_true_hit_is_noted_as_put_right(run, cars, tmp_path):
    run("compare-list", str(cars), "--kind", "02")
    (hit,) = run("hits")
    assert "true" in run("hit-done", "sold", hit["id"], code=1)
    run("hit", "01", hit["id"])
    assert len(run("hits", "--to-mend", "--xlsx", str(tmp_path / "hits.xlsx"))) == 1
    assert run("hits-back", str(tmp_path / "hits.xlsx"))["put right"] == 0
    assert run("hit-done", "sold", hit["id"], "--evidence", "contract", "--on", "2026-09-01")["saved"] == 1
    assert run("hits", "--to-mend") == []
    (done,) = run("hits", "--decided")
    assert (done["put right on"], done["what was done"], done["what shows it"]) == ("2026-09-01", "sold", "contract")
