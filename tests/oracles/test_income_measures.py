"""Our measures against apode (FGT), quantecon and inequality (Gini); see ``make_income_measures``."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from poverty_desktop.assessment.income_measures import Income, fgt, gini

SAID = json.loads((Path(__file__).parent / "data" / "income_measures.json").read_text("utf-8"))


@pytest.mark.parametrize("name", SAID["sets"])
def test_that_libraries_that_are_not_ours_say_the_same(name):
    row = SAID["sets"][name]
    incomes = [Income(fen=fen) for fen in row["incomes_fen"]]
    for alpha, expected in enumerate(row["fgt"]):
        assert float(fgt(incomes, SAID["line_fen"], alpha)) == pytest.approx(expected, rel=1e-12, abs=1e-15)
    for expected in row["gini"]:
        assert float(gini(incomes)) == pytest.approx(expected, rel=1e-9, abs=1e-12)
