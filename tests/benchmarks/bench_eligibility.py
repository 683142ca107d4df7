"""The whole catalogue over the county: figures, and a worklist with reasons; twelve items beside plain pandas.

pandas is no dependency of the program: ``pip install pandas`` before this one, else its line is left out. It reads the
same columns from an unencrypted copy and must find exactly whom our twelve find.
"""

from __future__ import annotations

import importlib.util
import sqlite3
from contextlib import closing
from pathlib import Path

from poverty_desktop.checks import entitlement, help_worklist
from poverty_desktop.checks.help_worklist import MOST_ROWS, Worklist
from poverty_desktop.operations.workspaces import workspace
from tests.benchmarks.county import YEAR, County
from tests.benchmarks.figures import Figure, timed

TWELVE = ("0101", "0105", "0202", "0203", "0301", "0401", "0501", "0701", "1001", "1004", "1105", "1107")
TIMES = 5
PERSONS_SQL = f"""
SELECT m.household, p.birth_date, p.disability_grade, y.schooling, y.labour, y.work_scope, y.work_months,
 y.subsistence_allowance, h.household_type, h.risk_eliminated
FROM membership m JOIN person p ON p.id = m.person AND p.alive JOIN household h ON h.id = m.household AND h.alive
LEFT JOIN person_year y ON y.person = m.person AND y.year = {YEAR} AND y.alive WHERE m.alive AND m.to_date IS NULL
"""
HOUSEHOLDS_SQL = f"""
SELECT h.id AS household, h.household_type, y.cultivated_land, y.woodland, y.fruit_land, y.dangerous_house,
 y.house_grade, y.safe_drinking_water, y.drinking_water_difficulty, y.returned_forest
FROM household h LEFT JOIN household_year y ON y.household = h.id AND y.year = {YEAR} AND y.alive WHERE h.alive
"""


def measure(county: County) -> list[Figure]:
    """Return the figures of eligibility."""
    session = county.open()
    count = len(session.pack.measures_in(YEAR))

    def twelve() -> dict[str, int]:
        with entitlement.opened(session, YEAR, items=TWELVE) as register:
            return {row.item.id: row.entitled for row in register.counts()}

    counts = timed(lambda: entitlement.year_counts(session, YEAR), TIMES)
    listed = timed(lambda: help_worklist.listed(session, Worklist.UNMET, YEAR, "zh_CN"), TIMES)
    ours = timed(twelve, TIMES)
    expected = twelve()
    today = session.clock.today().isoformat()
    workspace.close(session)
    figures = [
        Figure(what=f"eligibility: {count} measures over the county, figures", ours=counts.wall_ms, aim="≤ 300 ms"),
        Figure(what=f"eligibility: {count} measures over the county, figures, CPU", ours=counts.cpu_ms),
        Figure(what=f"eligibility: worklist of {MOST_ROWS} with reasons", ours=listed.wall_ms, aim="≤ 1,000 ms"),
        Figure(what=f"eligibility: worklist of {MOST_ROWS} with reasons, CPU", ours=listed.cpu_ms),
    ]
    if importlib.util.find_spec("pandas") is not None:
        found = _pandas(county.plain, today)
        assert found == expected, (found, expected)
        theirs = timed(lambda: _pandas(county.plain, today), TIMES)
        figures.append(
            Figure(
                what="eligibility: twelve measures, read and judged",
                ours=ours.wall_ms,
                peer=theirs.wall_ms,
                peer_name="pandas, unencrypted",
                aim="faster",
            )
        )
    return figures


def _pandas(path: Path, today: str) -> dict[str, int]:
    import pandas as pd

    with closing(sqlite3.connect(path)) as connection:
        p = pd.read_sql(PERSONS_SQL, connection)
        h = pd.read_sql(HOUSEHOLDS_SQL, connection).set_index("household")
    day = int(today.replace("-", ""))
    age = (day - pd.to_numeric(p.birth_date.str.replace("-", ""), errors="coerce")) // 10_000
    filed, own = h.household_type.isin(["02", "03", "04"]), p.household_type.isin(["02", "03", "04"])
    able, weak = p.labour.isin(["01", "02"]), p.labour.isin(["01", "02", "05"])

    def of_home(mask: object) -> object:
        return p[mask].groupby("household").size().reindex(h.index).fillna(0)

    pupil = p.schooling.isin(["10", "11", "12", "13", "14", "15"])
    allowance = p.subsistence_allowance.notna() & (p.subsistence_allowance != "01")
    out = p.schooling.isna() | (p.schooling == "01")
    found = {
        "0101": filed & (of_home(weak) > 0) & ((h.cultivated_land > 0) | (h.woodland > 0) | (h.fruit_land > 0)),
        "0105": filed & (of_home(p.labour.notna()) > 0) & (of_home(able) == 0),
        "0202": own & p.work_scope.isin(["03", "04"]) & (p.work_months >= 3),
        "0203": own & weak & (age >= 16) & (age <= 59) & out,
        "0301": own & weak & (age >= 18) & (age <= 60),
        "0401": filed & (of_home(able & (age >= 18) & (age <= 65)) > 0),
        "0501": (filed | (of_home(allowance) > 0)) & ((h.dangerous_house == 1) | h.house_grade.isin(["C", "D"])),
        "0701": (h.safe_drinking_water == 0) | (h.drinking_water_difficulty == 1),
        "1001": pupil & own & ((p.risk_eliminated != 1) | (p.household_type == "02")),
        "1004": own & (p.schooling == "02"),
        "1105": p.disability_grade.isin(["1", "2"]) | (p.disability_grade.notna() & allowance),
        "1107": h.returned_forest > 0,
    }
    return {name: int(mask.sum()) for name, mask in found.items()}
