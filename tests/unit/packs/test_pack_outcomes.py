"""The outcomes of a verification round are the pack's; what contradicts itself is found at publishing."""

from __future__ import annotations

from pathlib import Path

import pytest
from pack_sources import column, edited_pack, problems_in, put

from poverty_desktop.packs.load import load_shipped
from poverty_desktop.packs.outcomes import knows_rounds, outcome_rules

MISTAKES = [
    ("死亡", "key=4;balance=-2;reason_out=01", "+1, -1 or 0"),
    ("死亡", "key=5;balance=-1;reason_out=01", "no other outcome has it"),
    ("死亡", "key=0;balance=-1;reason_out=01", "no other outcome has it"),
    ("死亡", "key=44;balance=-1;reason_out=01", "no other outcome has it"),
    ("死亡", "key=4;balance=-1", "needs a reason_in"),
    ("死亡", "key=4;balance=-1;reason_out=77", "needs a reason_in"),
    ("死亡", "key=4;balance=-1;reason_in=01", "needs a reason_in"),
    ("死亡", "key=4;balance=0;reason_out=01", "needs a reason_in"),
    ("死亡", "key=4;balance=-1;reason_out=01;evidense=1", "has no attribute “evidense”"),
    ("死亡", "key=4;balance=-1;reason_out=01;how=55", "not in the code list"),
    ("属实，无变化", "key=1;balance=0", "Exactly one outcome is marked unchanged"),
    ("未找到", "key=8;balance=0;open=1;unchanged=1", "Exactly one outcome is marked unchanged"),
]


@pytest.mark.parametrize(("label", "schemes", "message"), MISTAKES)
def test_that_a_contradiction_in_an_outcome_is_found(label: str, schemes: str, message: str, tmp_path: Path) -> None:
    def spoil(workbook):
        sheet = workbook["codes"]
        lists, labels = column(sheet, "list"), column(sheet, "label_zh")
        rows = [row for row in range(3, sheet.max_row + 1) if sheet.cell(row, lists).value == "round_outcome"]
        row = next(row for row in rows if sheet.cell(row, labels).value == label)
        put(sheet, row, "schemes", schemes)

    found = problems_in(edited_pack(tmp_path, spoil), "codes")
    assert any(message in problem.sentence() for problem in found), [problem.sentence() for problem in found]
    assert all(problem.row and problem.column == "schemes" for problem in found)


def test_that_the_shipped_outcomes_add_and_take_off_as_the_field_does() -> None:
    rules = outcome_rules(load_shipped())
    balances = {balance: [rule.code for rule in rules.values() if rule.balance == balance] for balance in (1, -1, 0)}
    assert len(balances[1]) == 8
    assert len(balances[-1]) == 8
    assert [code for code in balances[0] if rules[code].leaves_open] == ["08", "09"]
    assert knows_rounds(load_shipped())
