"""Projects and money from the terminal, as far as a list that the bank has answered."""

from __future__ import annotations

import json
from pathlib import Path

import openpyxl
import pytest
from registers import PASSPHRASE, VILLAGE, YEAR, add_family, change, save, unlock

from poverty_desktop.cli.main import main
from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.domain.values import Value

CARD = "6228480000000000018"


@pytest.fixture
def run(office, tmp_path: Path, capsys):
    """Run a command on the office's workspace, and return what it answers."""
    family = add_family(office, household={"bank_account": Value(CARD)})
    save(
        office,
        change(RecordKind.HOUSEHOLD, family.household, household_type=Value("04")),
        change(RecordKind.HOUSEHOLD_YEAR, family.year, cultivated_land=Value("3")),
        change(RecordKind.PERSON_YEAR, family.head_year, labour=Value("01")),
    )
    office.db.conn.close()
    secret = tmp_path / "secret"
    secret.write_text(PASSPHRASE, "utf-8")

    def call(command: str, *words: object, expected: int = 0):
        told = [command, str(office.folder), *map(str, words), "--passphrase-file", str(secret), "--json"]
        assert main([*told, "--language=en"]) == expected
        said = capsys.readouterr()
        return json.loads(said.out) if expected == 0 else said.err

    return call


def table(path: Path, *rows: list[object]) -> Path:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    book.save(path)
    return path


def test_that_money_is_followed_from_the_terminal(run, office, tmp_path):
    listed = table(tmp_path / "projects.xlsx", ["项目名称", "实施村", "资金规模（万元）"], ["养羊奖补", VILLAGE, 1])
    assert run("project-library", "--from", listed, "--year", YEAR)[0]["new"] == 1
    assert run("project-library", "--from", listed, "--year", YEAR, "--take") == {"projects": 1}
    project = run("project-library")[0]["id"]
    meeting = (
        "--day",
        "2026-09-01",
        "--entitled",
        30,
        "--present",
        25,
        "--agreed",
        24,
        "--opposed",
        1,
        "--abstained",
        0,
    )
    signed = [word for name in ("village_secretary", "village_head", "representatives") for word in ("--signed", name)]
    assert run("project-move", project, "proposal", *meeting, *signed)["last"] == "proposal"
    assert run("project-show", project, "--goal", "11=羊", "--target", 20)[-1]["name"] == "project"
    fund = run("funds", "--add", "1号", "--amount", 5000, "--level", "Central")[0]["id"]
    assert "not in the project library" in run("allocate", fund, project, 1000, expected=1)

    session = unlock(office.folder)
    save(session, change(RecordKind.VILLAGE_PROJECT, bytes.fromhex(project), stage=Value("05"), item=Value("0101")))
    session.db.conn.close()
    run("allocate", fund, project, 4000)
    assert run("pay-list", project, "--period", 2026, "--amount", 800)[0]["rows"] == 1
    payment = run("pay-list", project, "--period", 2026, "--amount", 800, "--draw", "--leave-out", expected=0)["id"]
    lines = run("pay-lists", payment, "--print", tmp_path / "list.pdf", "--display", tmp_path / "board.pdf", "--send")
    assert [line["state"] for line in lines] == ["In transit"]
    answer = table(tmp_path / "answer.xlsx", ["账号", "处理结果"], [CARD, "成功"])
    assert run("bank-results", payment, answer)[0]["new"] == 1
    run("bank-results", payment, answer, "--take")
    sums = run("fund-ledgers")[0]
    assert (sums["paid"], sums["differences"]) == ("800.00", 0)
    assert {row["risk"] for row in run("fund-risks") if row["cases"]} == {"no_evidence"}
    assert run("fund-risks", "no_evidence")[0]["project"] == "养羊奖补"
    contract = run("contract", project, "--contractor", "某公司", "--amount", 100, "--signed", "2026-05-01")["id"]
    assert "Before acceptance" in run("pay", contract, "--amount", 50, "--purpose", "03", expected=1)
    run("contract", contract, "--accepted", "2026-06-01")
    run("pay", contract, "--amount", 100, "--purpose", "03", "--day", "2026-06-10")
    assert run("fund-ledgers", "--projects")[-1]["left"] == "3,100.00"
