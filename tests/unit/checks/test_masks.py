"""Many conditions in one number."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from poverty_desktop.checks.masks import NEVER, mask_sql

COLUMNS = "abcd"
PARTS = st.lists(st.sampled_from(COLUMNS), min_size=1, max_size=4).map(tuple)


@given(conditions=st.lists(st.one_of(PARTS, st.just((NEVER,))), max_size=8))
def test_that_every_condition_has_its_bit_however_many_parts_it_shares(conditions: list[tuple[str, ...]]) -> None:
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.execute("CREATE TABLE t(a, b, c, d)")
        connection.executemany("INSERT INTO t VALUES(?, ?, ?, ?)", product((0, 1), repeat=4))
        rows = connection.execute(f"SELECT a, b, c, d, {mask_sql(conditions)} FROM t").fetchall()
    for *values, mask in rows:
        row = dict(zip(COLUMNS, values, strict=True))
        holds = [parts != (NEVER,) and all(row[part] for part in parts) for parts in conditions]
        assert mask == sum(1 << bit for bit, is_so in enumerate(holds) if is_so)


def test_that_a_part_that_several_share_is_asked_once_and_a_search_stays_behind_what_is_quicker() -> None:
    search = "EXISTS (SELECT 1)"
    sql = mask_sql([("a", "b", search), ("a", "c", search)])
    assert sql.count("iif(a,") == 1
    assert sql.count(search) == 2
