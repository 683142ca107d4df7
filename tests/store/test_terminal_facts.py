"""A fact is corrected from the terminal through the window's own operation, and can be taken back."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader
from registers import PASSPHRASE, YEAR, add_family, unlock

from poverty_desktop import i18n
from poverty_desktop.cli import main
from poverty_desktop.store import workspace

Ask = Callable[..., Any]


@pytest.fixture
def folder(field, tmp_path: Path) -> Path:
    add_family(field)
    workspace.close(field)
    (tmp_path / "passphrase.txt").write_text(PASSPHRASE, "utf-8")
    return field.folder


@pytest.fixture
def run(folder, tmp_path, capsys, monkeypatch) -> Ask:
    monkeypatch.setenv("POVERTY_DESKTOP_PASSPHRASE", PASSPHRASE)

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


@pytest.fixture
def household(run) -> str:
    return str(run("search", "")[0]["id"])


def test_that_a_fact_is_corrected_and_taken_back(run, household):
    made = run("set", household, "address", "东坡 5 号")
    assert (made["after"], made["saved"]) == ("东坡 5 号", 1)
    history = run("history", household, "address")
    assert history[0]["after"] == "东坡 5 号"
    run("undo")
    assert run("history", household, "address")[0]["after"] == made["before"]


def test_that_a_value_that_stands_already_is_not_written_again(run, household):
    run("set", household, "household.address", "东坡")
    changes = len(run("history", household))
    assert run("set", household, "household.address", "东坡")["saved"] == 0
    assert len(run("history", household)) == changes


def test_that_an_option_is_given_by_code_or_by_label(run, household):
    first = run("set", household, "safe_drinking_water", "no", "--year", str(YEAR))
    again = run("set", household, "饮水是否安全", "1", "--year", str(YEAR))
    assert (first["after"], again["before"], again["after"]) == ("no", "no", "yes")
    assert "options" in run("set", household, "safe_drinking_water", "perhaps", code=1)


def test_that_a_village_is_one_of_the_pack_named_with_its_town(run, household):
    assert "options" in run("set", household, "village", "420581999999", code=1)
    made = run("set", household, "village", "枝城镇 官坪村委会")
    assert made["after"] == "官坪村委会"


def test_that_a_fact_of_a_year_without_a_record_begins_it(run, household, folder):
    run("set", household, "wage_income", "1200.50", "--year", "2024")
    session = unlock(folder)
    assert session.db.conn.execute("SELECT wage_income FROM household_year WHERE year = 2024").fetchone() == (120050,)
    session.db.conn.close()


def test_that_a_members_fact_needs_to_know_whose(run, household):
    assert "--member" in run("set", household, "education", "初中", "--year", str(YEAR), code=1)
    head = run("search", "")[0]["head"]
    made = run("set", household, "education", "--nothing", "dont_know", "--member", head, "--year", str(YEAR))
    assert (made["member"], made["after"]) == (head, "don't know")


def test_that_a_hard_fact_asks_for_a_reason(run, household):
    head = run("search", "")[0]["head"]
    run("set", household, "sex", "2", "--member", head, "--reason", "card seen")
    refused = run("set", household, "sex", "1", "--member", head, code=1)
    assert "--reason" in refused
    run("set", household, "sex", "1", "--member", head, "--reason", "typed wrong")
    assert run("history", household, "sex", "--member", head)[0]["reason"] == "typed wrong"


def test_that_secrets_are_masked_unless_asked_for(run, household):
    hidden = run("set", household, "household.phone", "13812345678")
    assert "13812345678" not in hidden["after"]
    assert run("set", household, "household.phone", "13812345679", "--private")["after"] == "13812345679"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("no_such_item", "1"), "no data item"),
        (("address",), "--nothing"),
        (("address", "x", "--nothing", "blank"), "--nothing"),
        (("wage_income", "many"), "."),
        (("sex", "1", "--member", "nobody"), "0 members"),
    ],
)
def test_that_what_cannot_be_corrected_says_why(run, household, arguments, words):
    assert words in run("set", household, *arguments, code=1)


def test_that_nobody_is_asked_for_a_passphrase_where_nobody_can_type(folder, capsys, monkeypatch):
    def no_terminal(*_arguments: object) -> str:
        import getpass
        import warnings

        warnings.warn("Can not control echo on the terminal.", getpass.GetPassWarning, stacklevel=2)
        return ""

    monkeypatch.delenv("POVERTY_DESKTOP_PASSPHRASE", raising=False)
    monkeypatch.setattr("getpass.getpass", no_terminal)
    before = i18n.language()
    try:
        assert main(["search", str(folder), "x", "--language", "en"]) == 1
    finally:
        i18n.set_language(before)
    assert "--passphrase-file" in capsys.readouterr().err


def test_that_reading_commands_answer_while_a_window_is_open_and_writing_ones_say_why_not(run, folder, household):
    window = unlock(folder)
    assert len(run("search", "")) == 1
    assert run("show", household)
    assert run("history", household)
    assert run("verify")["transactions"] >= 1
    assert "open in another window" in run("set", household, "address", "x", code=3)
    assert "open in another window" in run("undo", code=3)
    window.db.conn.close()
    run("set", household, "address", "x")


def test_that_doing_again_says_that_it_was_done_again(run, household):
    run("set", household, "address", "东坡 5 号")
    assert list(run("undo")) == ["undone"]
    assert list(run("undo", "--redo")) == ["done again"]


def test_that_only_the_papers_asked_for_are_printed(run, household, tmp_path):
    target = tmp_path / "out.pdf"
    run("print", str(target), "--paper", "assistance_card")
    assert PdfReader(target).metadata.title == "Assistance card"
    run("print", str(target))
    assert PdfReader(target).metadata.title == "Household file"


def test_that_a_household_in_no_list_is_written_down(run) -> None:
    assert run("household-add", "赵小满", "--group", "二组")["household"]
    (found,) = run("search", "zxm")
    assert found
