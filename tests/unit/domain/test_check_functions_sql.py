"""What checks ask of a number or a date has one answer, in SQL as in Python."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from poverty_desktop.domain import check_functions
from poverty_desktop.domain.identity_number import check_character
from poverty_desktop.expressions.extensions import EXTENSIONS

CITIZENS = st.builds(
    lambda place, day, serial, right: place + day + serial + (check_character(place + day + serial) if right else "0"),
    st.from_regex(r"[0-9]{6}", fullmatch=True),
    st.dates().map(lambda day: day.isoformat().replace("-", ""))
    | st.from_regex(r"[0-9]{8}", fullmatch=True)
    | st.sampled_from(["20230229", "20240229", "19000230", "18991231", "19581300", "19580431", "00000000"]),
    st.from_regex(r"[0-9]{3}", fullmatch=True),
    st.booleans(),
)
NUMBERS = st.one_of(
    CITIZENS,
    CITIZENS.map(lambda text: text[:17] + "X"),
    CITIZENS.map(lambda text: text[:17] + "x"),
    CITIZENS.map(lambda text: text + "44B1"),
    CITIZENS.map(lambda text: "999999" + text[6:]),
    CITIZENS.map(lambda text: text[:9] + " " + text[9:]),
    st.text(alphabet="0123456789Xx１２ -", max_size=23),
    st.none(),
)
DAYS = st.dates().map(str)


@pytest.fixture(scope="module")
def engine() -> Iterator[sqlite3.Connection]:
    connection = sqlite3.connect(":memory:")
    for known in EXTENSIONS.values():
        connection.create_function(known.sql_name, len(known.takes), known.run, deterministic=True)
    yield connection
    connection.close()


def _in_sql(engine: sqlite3.Connection, name: str, *values: str | None) -> object:
    marks = [f"?{place}" for place in range(1, len(values) + 1)]
    (found,) = engine.execute(f"SELECT {EXTENSIONS[name].sql.format(*marks)}", values).fetchone()
    return found


@given(number=NUMBERS)
def test_that_an_id_number_reads_the_same(engine: sqlite3.Connection, number: str | None) -> None:
    stored = number or None  # a blank text is NULL in the tables of a run
    assert bool(_in_sql(engine, "id-checksum-ok", stored)) is check_functions.is_checksum_right(stored)
    assert _in_sql(engine, "id-birth", stored) == check_functions.birth_in_number(stored)
    assert _in_sql(engine, "id-sex", stored) == check_functions.sex_in_number(stored)


@given(birth=st.none() | DAYS, day=st.none() | DAYS)
def test_that_an_age_is_the_same(engine: sqlite3.Connection, birth: str | None, day: str | None) -> None:
    assert _in_sql(engine, "age", birth, day) == check_functions.age(birth, day)
