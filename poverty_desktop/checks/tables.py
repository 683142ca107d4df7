"""The temporary tables of a run: only the columns that its checks look at, each row's functions computed once."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace

from poverty_desktop.checks.computed import PAST_INCOMES, REGIONS
from poverty_desktop.checks.reading import INCOME, Reading, add_functions
from poverty_desktop.expressions.sql_plan import Plan
from poverty_desktop.ids import HouseholdId
from poverty_desktop.packs.register_schema import REGION
from poverty_desktop.store import past_incomes
from poverty_desktop.store.session import Session


def make(session: Session, reading: Reading, plan: Plan, *, incomes: Mapping[HouseholdId, int] | None = None) -> None:
    """Make the tables that ``plan`` needs in the connection's memory; ``drop`` takes them away.

    ``incomes`` are the past incomes of what is read, where they are known already: a county's take seconds.
    """
    drop(session, plan)
    add_functions(session)
    execute = session.db.conn.execute
    if REGION in plan.columns.get("person", ()):
        execute(f"CREATE TEMP TABLE {REGIONS}(code PRIMARY KEY) WITHOUT ROWID")
        codes = json.dumps(sorted(reading.pack.county_codes))
        execute(f"INSERT INTO {REGIONS} SELECT value FROM json_each(?)", (codes,))
    if INCOME in plan.columns.get("household", ()):
        execute(f"CREATE TEMP TABLE {PAST_INCOMES}(household PRIMARY KEY, fen) WITHOUT ROWID")
        found = past_incomes.incomes(session, reading.year, village=reading.village) if incomes is None else incomes
        session.db.conn.executemany(f"INSERT INTO {PAST_INCOMES} VALUES(?,?)", found.items())
        reading = replace(reading, has_past_incomes=True)
    for name, columns in plan.columns.items():
        derived = plan.derived.get(name, {})
        wanted = list(dict.fromkeys(("code", *columns))) if name == "village" else list(columns)
        names = "".join(f', "{column}"' for column in (*wanted, *derived.values()))
        element = plan.element(name)
        is_above = any(below in plan.columns for below in element.children)
        key = "id" if is_above else "parent, id"
        # Wide rows that nobody looks up by their id are quicker written one after another than into their places.
        order = " WITHOUT ROWID" if is_above or not element.holds_rows else ""
        execute(f"CREATE TEMP TABLE c_{name}(parent, id, record{names}, PRIMARY KEY({key})){order}")
        computed = "".join(f", {sql}" for sql in derived)
        select = reading.select(name, wanted, of_village=bool(reading.village), tied=name not in plan.everywhere)
        owner = (reading.village,) if reading.village else ()
        execute(f"INSERT OR IGNORE INTO c_{name} SELECT t.*{computed} FROM ({select}) AS t", owner)
        for number, searched in enumerate(plan.indexes.get(name, {})):
            if searched == ("parent",) and not is_above:  # so it is ordered already
                continue
            columns_sql = ", ".join(f'"{column}"' for column in searched)
            execute(f"CREATE INDEX temp.i_{name}_{number} ON c_{name}({columns_sql})")
    for name, columns_sql, sql in plan.shared_sql():
        execute(f"CREATE TEMP TABLE {name}({columns_sql}, n)")
        execute(f"INSERT INTO {name} {sql}")
        execute(f"CREATE INDEX temp.i_{name} ON {name}({columns_sql})")
    for name in plan.summed():
        columns_sql = "".join(f', "{column}"' for column in plan.sums[name].values())
        execute(f"CREATE TEMP TABLE a_{name}(parent PRIMARY KEY{columns_sql}) WITHOUT ROWID")
        execute(f"INSERT INTO a_{name} {plan.sums_sql(name)}")


def drop(session: Session, plan: Plan) -> None:
    """Take the tables of a run away."""
    shared = (name for name, _columns, _sql in plan.shared_sql())
    own = (*(f"c_{name}" for name in plan.columns), *(f"a_{name}" for name in plan.sums))
    for name in (REGIONS, PAST_INCOMES, *own, *shared):
        session.db.conn.execute(f"DROP TABLE IF EXISTS temp.{name}")
