"""What a person types: a day, money, a number."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest

from poverty_desktop.domain import typed
from poverty_desktop.errors import RuleError


def test_that_days_and_money_are_read_as_people_write_them() -> None:
    for text in ("2026-11-23", "20261123", "2026年11月23日", "2026/11/23"):
        assert typed.day_of(text) == date(2026, 11, 23)
    for text in ("1200.5", "1,200.50", "￥1200.50元", "0.12005万元"):
        assert typed.fen_of(text) == 120_050
    assert (typed.day_if_any(" "), typed.fen_if_any("")) == (None, None)
    assert typed.number_of("1,200.5") == Decimal("1200.5")


@pytest.mark.parametrize("text", ["", "1e9", "1E+3", "12.345", "many", "nan"])
def test_that_a_slip_of_the_finger_is_no_amount(text: str) -> None:
    with pytest.raises(RuleError):
        typed.fen_of(text)


@pytest.mark.parametrize(
    ("read", "text"),
    [(typed.number_of, "1e9"), (typed.number_of, "inf"), (typed.day_of, "2026-W01-1"), (typed.day_of, "2026-02-30")],
)
def test_that_what_no_person_writes_is_refused(read: Callable[[str], object], text: str) -> None:
    with pytest.raises(RuleError):
        read(text)
