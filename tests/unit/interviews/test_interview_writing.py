from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from poverty_desktop.interviews.answers import canonical, is_well_written

TYPES = ["text", "integer", "decimal", "date", "time", "datetime", "geopoint", "codes", "code"]


@pytest.mark.parametrize(
    ("value_type", "typed", "stored"),
    [
        ("integer", "007", "7"),
        ("integer", "-0", "0"),
        ("integer", "5,200", "5200"),
        ("integer", "3.0", "3"),
        ("integer", "１２", "12"),
        ("decimal", "3.50", "3.5"),
        ("decimal", "+.5", "0.5"),
        ("decimal", "-0.0", "0"),
        ("decimal", "1000000000000", "1000000000000"),
        ("date", "2026/1/5", "2026-01-05"),
        ("date", "20260105", "2026-01-05"),
        ("date", "2026年1月5日", "2026-01-05"),
        ("date", "2026.1.5", "2026-01-05"),
        ("date", "2026-01-05T10:00:00.000+08:00", "2026-01-05"),
        ("time", "8:05", "08:05:00.000"),
        ("time", "805", "08:05:00.000"),
        ("time", "０８０５", "08:05:00.000"),
        ("time", "8点05分", "08:05:00.000"),
        ("time", "08:05:07.5+08:00", "08:05:07.500+08:00"),
        ("datetime", "20260105 0805", "2026-01-05T08:05:00.000"),
        ("datetime", "202601050805", "2026-01-05T08:05:00.000"),
        ("datetime", "2026-1-5 8:05", "2026-01-05T08:05:00.000"),
        ("codes", " a  b a ", "a b"),
        ("code", " a ", "a"),
        ("text", " as typed ", " as typed "),
        ("text", " \n ", ""),
    ],
)
def test_that_what_the_hand_types_is_stored_in_one_way(value_type: str, typed: str, stored: str) -> None:
    assert canonical(value_type, typed) == stored
    assert is_well_written(value_type, stored)


@pytest.mark.parametrize(
    ("value_type", "typed"),
    [
        ("integer", "1.5"),
        ("integer", "1e5"),
        ("integer", "5,20"),
        ("decimal", "NaN"),
        ("decimal", "1e400"),
        ("date", "2026-02-30"),
        ("date", "5.1E+17"),
        ("date", "2026-13-01"),
        ("time", "25:00"),
        ("time", "2500"),
        ("datetime", "2026-01-05T99:00"),
        ("geopoint", "here"),
        ("geopoint", "91 0"),
    ],
)
def test_that_what_cannot_be_understood_stays_as_typed_and_is_told(value_type: str, typed: str) -> None:
    assert canonical(value_type, typed) == typed
    assert not is_well_written(value_type, typed)


@given(value_type=st.sampled_from(TYPES), typed=st.text(max_size=40))
def test_that_writing_again_changes_nothing(value_type: str, typed: str) -> None:
    once = canonical(value_type, typed)
    assert canonical(value_type, once) == once


@given(number=st.decimals(allow_nan=False, allow_infinity=False, places=4, min_value=-(10**12), max_value=10**12))
def test_that_a_number_keeps_its_value(number: object) -> None:
    from decimal import Decimal

    assert Decimal(canonical("decimal", format(number, "f"))) == number
