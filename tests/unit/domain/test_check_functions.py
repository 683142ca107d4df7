"""The functions of checks: the calendar's ages and months, and the same answer from Python and from SQL."""

from __future__ import annotations

from datetime import date

import pytest
import sqlcipher3.dbapi2 as engine
from hypothesis import given
from hypothesis import strategies as st

from poverty_desktop.domain.check_functions import (
    age,
    birth_in_number,
    is_checksum_right,
    months_between,
    sex_in_number,
)
from poverty_desktop.domain.identity_number import read
from poverty_desktop.domain.measure import Status
from poverty_desktop.domain.person import age_at
from poverty_desktop.expressions.extensions import EXTENSIONS

DAYS = st.dates(min_value=date(1900, 1, 1), max_value=date(2100, 12, 31))
TEXTS = st.text(st.sampled_from("1390 8X甲乙·a　\t\n"), max_size=14) | st.from_regex("1[3-9][0-9]{9}", fullmatch=True)


@given(birth=DAYS, day=DAYS)
def test_that_age_counts_full_years_by_the_calendar(birth: date, day: date) -> None:
    assert age(birth.isoformat(), day.isoformat()) == age_at(birth, day)


@pytest.mark.parametrize(
    ("first", "last", "months"),
    [
        ("2025-01", "2025-11-30", 10),
        ("2025-01-31", "2025-02-28", 0),
        ("2025-02-28", "2025-01-28", -1),
        ("2024-12", "2025-01", 1),
        ("", "2025-01", None),
    ],
)
def test_that_months_are_full_ones(first: str, last: str, months: int | None) -> None:
    assert months_between(first, last) == months


@given(first=DAYS, second=DAYS, text=TEXTS, status=st.sampled_from([None, "77", *Status]))
def test_that_python_and_sql_give_the_same(first: date, second: date, text: str, status: str | None) -> None:
    connection = engine.connect(":memory:")
    try:
        for name, arguments in (
            ("age", (first.isoformat(), second.isoformat())),
            ("mobile-ok", (text or None,)),
            ("name-ok", (text or None,)),
            ("in-force", (status,)),
        ):
            known = EXTENSIONS[name]
            columns = [f"t.a{place}" for place in range(len(arguments))]
            names = ", ".join(f"? AS a{place}" for place in range(len(arguments)))
            sql = f"SELECT {known.sql.format(*columns)} FROM (SELECT {names}) AS t"
            assert connection.execute(sql, arguments).fetchone()[0] == known.run(*arguments)
    finally:
        connection.close()


@given(st.from_regex("[0-9]{17}[0-9X]", fullmatch=True))
def test_that_a_plain_number_tells_what_reading_it_tells(text: str) -> None:
    reading = read(text)
    assert reading.number is not None
    birth = reading.number.birth_date
    assert birth_in_number(text) == (birth.isoformat() if birth else None)
    assert sex_in_number(text) == reading.number.sex.value
    if not reading.number.is_placeholder:
        codes = {item.code for item in reading.problems}
        assert is_checksum_right(text) == codes.isdisjoint({"identity_check", "identity_destroyed"})


@pytest.mark.parametrize("text", ["soon", "2025-xx", "1-2-x", "甲"])
def test_that_what_is_no_month_lies_no_months_from_anything(text: str) -> None:
    assert months_between(text, "2026-01") is None
    assert months_between("2026-01", text) is None
