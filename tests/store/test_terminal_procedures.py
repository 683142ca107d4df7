"""Clues, procedures, events and the entry list from the terminal, through the window's own operations."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from registers import PASSPHRASE, add_family

from poverty_desktop import i18n
from poverty_desktop.cli import main
from poverty_desktop.clock import ManualClock
from poverty_desktop.store import workspace

Ask = Callable[..., Any]
NUMBER = "4205810001"


@pytest.fixture
def run(field, capsys, monkeypatch) -> Ask:
    add_family(field)
    workspace.close(field)
    folder = field.folder
    monkeypatch.setenv("POVERTY_DESKTOP_PASSPHRASE", PASSPHRASE)
    clock = ManualClock(datetime(2026, 11, 23, 9, 30, tzinfo=UTC))
    monkeypatch.setattr("poverty_desktop.operations.workspaces.workspace.SystemClock", lambda: clock)

    def run(command: str, *arguments: str, code: int = 0) -> Any:
        before = i18n.language()
        try:
            assert main([command, str(folder), *arguments, "--json", "--language", "en"]) == code
        finally:
            i18n.set_language(before)
        said = capsys.readouterr()
        if code:
            assert said.out == ""
            assert said.err.count("\n") == 1
            return said.err.strip()
        return json.loads(said.out)

    return run


def test_that_a_case_goes_from_a_departments_list_to_a_display_and_back_to_the_department(run, tmp_path: Path):
    book = openpyxl.Workbook()
    book.active.append(["姓名", "身份证号", "预警内容", "核实结果"])
    book.active.append(["张三", "420581197002039992", "自付3万元", None])
    book.save(tmp_path / "list.xlsx")
    taken = run("clue-import", str(tmp_path / "list.xlsx"), "--sender", "县医保局", "--received", "20261110")
    assert (taken["new clues"], taken["households found"]) == (1, 1)
    (clue,) = run("clues")
    assert (clue["state"], clue["deadline"]) == ("open", "2026-11-14")
    begun = run(
        "clue-result", clue["clue"], "01", "--day", "2026-11-12", "--visitors", "李明", "--begin", "identification"
    )
    procedure = begun["procedure"]
    assert run("procedures")[0]["last"] == "visit"
    early = run("step", procedure, "comparison", "--day", "2026-11-13", code=1)
    assert "does not come after “Visit”" in early
    warned = run("step", procedure, "comparison", "--day", "2026-11-13", "--dry-run")
    assert any("“Application and authorisation” must lie before it" in item["warning"] for item in warned)
    run("step", procedure, "authorisation", "--day", "2026-11-12", "--signed", "household")
    run("step", procedure, "comparison", "--day", "2026-11-13")
    votes = ("--entitled", "30", "--present", "25", "--agreed", "24", "--opposed", "1")
    signed = ("--signed", "village_secretary", "--signed", "village_head", "--signed", "representatives")
    run("step", procedure, "review", "--day", "2026-11-14", *votes, *signed)
    (state,) = run("step", procedure, "display", "--day", "2026-11-15")
    assert state["display_ends"] == "2026-11-19"
    assert state["next"] == ["township ≥2026-11-20"]
    assert run("step-paper", procedure, "display", str(tmp_path / "display.pdf"))["pages"] == 1
    run("take-down", procedure, "--day", "2026-11-19")
    wrong = run("step-correct", procedure, "display", "--day", "2026-11-16", "--because", "抄错", code=1)
    assert "say why" in wrong  # then it hung only four days
    told = run("step-correct", procedure, "review", "--day", "2026-11-15", "--because", "抄错", "--dry-run")
    assert told == []
    assert run("step-correct", procedure, "review", "--day", "2026-11-15", "--because", "抄错") == []
    assert "Nothing differs" in run("step-correct", procedure, "review", "--because", "抄错", code=1)
    assert run("clue-feedback", taken["batch"], str(tmp_path / "back.xlsx"))["answered"] == 1
    assert run("clues", "--state", "answered")[0]["result"] == "True: identification begins"
    assert run("clues", "--batches")[0]["answered"] == 1


def test_that_a_procedure_is_begun_given_up_and_listed_by_household(run):
    assert {item.get("may_begin") for item in run("procedures", NUMBER)} == {"identification", "adjustment"}
    procedure = run("begin", NUMBER, "adjustment")["procedure"]
    run("drop", procedure, "--reason", "农户外出")
    assert run("procedures") == []
    assert run("procedures", NUMBER)[0]["state"] == "dropped"
    assert "no id" in run("drop", "xyz", "--reason", "x", code=1)


def test_that_events_of_members_are_recorded_listed_and_ticked(run, tmp_path: Path):
    run("event", NUMBER, "join", "--day", "2026-05-01", "--name", "张小", "--reason", "新生儿", "--as", "之子")
    run("event", NUMBER, "split", "--day", "2026-06-01", "--relation", "张小=01")
    lines = run("entries")
    assert sorted(line["what"] for line in lines) == [
        "Member joins", "Member joins", "Member leaves", "New household after a split",
    ]  # fmt: skip
    assert run("entries", "--xlsx", str(tmp_path / "a.xlsx"), "--pdf", str(tmp_path / "a.pdf"))["lines"] == 4
    assert run("entries", "--entered", lines[0]["line"])["entered"] == 1
    assert len(run("entries")) == 3
    assert len(run("entries", "--all")) == 4
    assert "such as" in run("event", NUMBER, "leave", "--day", "gestern", "--member", "张三", code=1)
    assert "no such member" in run("event", NUMBER, "leave", "--day", "2026-06-01", "--member", "某人", code=1)


def test_that_a_death_is_recorded_with_the_next_head(run):
    run("event", NUMBER, "join", "--day", "2001-05-01", "--name", "张小", "--reason", "01", "--as", "03")
    done = run(
        "event",
        NUMBER,
        "leave",
        "--day",
        "2026-06-01",
        "--member",
        "张三",
        "--reason",
        "死亡",
        "--relation",
        "张小=户主",
    )
    assert done["left"] == 1
    (found,) = run("search", NUMBER)
    assert "张小" in found.values()


def test_that_one_clue_is_noted_by_hand(run):
    run("clue-add", "--name", "王五", "--content", "房屋漏雨", "--source", "12317热线")
    (clue,) = run("clues", "--state", "open")
    assert (clue["source"], clue["name"]) == ("Hotline 12317", "王五")
    linked = run("clue-result", clue["clue"], "情况不属实", "--household", NUMBER)
    assert linked["clue"] == clue["clue"]
    assert run("clues")[0]["household"] == "张三"
