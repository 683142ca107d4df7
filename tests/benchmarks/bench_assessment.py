"""The table of the year over the county: every indicator by village, one figure down to its households; beside pandas.

pandas is no dependency of the program: ``pip install pandas`` before this one, else its line is left out. It reads the
same columns from an unencrypted copy and must count what our indicators count, township by township.
"""

from __future__ import annotations

import importlib.util
import sqlite3
from contextlib import closing
from pathlib import Path

from poverty_desktop.checks import indicators, target_board, village_scores
from poverty_desktop.operations.assessment import counted
from poverty_desktop.operations.workspaces import workspace
from poverty_desktop.packs.assessment_items import Assessed
from tests.benchmarks.county import YEAR, County
from tests.benchmarks.figures import Figure, timed

TIMES = 5
ARTICLE = 2015
SEVEN = ("safe_house", "safe_water", "insured", "industry", "measures_done", "surveyed", "risk_handled")
PERSONS_SQL = f"""
SELECT h.village, y.resident_medical FROM membership m JOIN person p ON p.id = m.person AND p.alive
JOIN household h ON h.id = m.household AND h.alive
LEFT JOIN person_year y ON y.person = m.person AND y.year = {YEAR} AND y.alive WHERE m.alive AND m.to_date IS NULL
"""
HOUSEHOLDS_SQL = f"""
SELECT h.id, h.village, h.household_type, h.monitoring_category, y.id IS NOT NULL AS has_year, y.dangerous_house,
 y.safe_drinking_water, y.joined_cooperative, y.led_by_enterprise
FROM household h LEFT JOIN household_year y ON y.household = h.id AND y.year = {YEAR} AND y.alive WHERE h.alive
"""
MEASURES_SQL = f"SELECT household, kind, status FROM measure WHERE alive AND year = {YEAR}"


def measure(county: County) -> list[Figure]:
    """Return the figures of assessment."""
    session = county.open()
    count = len(session.pack.indicators_in(ARTICLE))
    lifted = session.pack.indicator("lifted")
    assert lifted is not None

    def seven() -> dict[str, dict[str, tuple[float, float]]]:
        found = indicators.tallies(session, YEAR, SEVEN)
        return {
            name: {village: (tally.part, tally.whole) for village, tally in villages.items() if tally.whole}
            for name, villages in found.items()
        }

    board = timed(lambda: target_board.board(session, year=ARTICLE), TIMES)
    listed = timed(lambda: counted.rows(session, lifted, ARTICLE), TIMES)
    scores = timed(lambda: village_scores.sheets(session, Assessed.VILLAGE, YEAR), TIMES)
    ours = timed(seven, TIMES)
    expected = seven()
    workspace.close(session)
    figures = [
        Figure(what=f"assessment: {count} indicators over the county", ours=board.wall_ms, aim="≤ 1,000 ms"),
        Figure(what=f"assessment: {count} indicators over the county, CPU", ours=board.cpu_ms),
        Figure(what="assessment: one figure down to everybody behind it", ours=listed.wall_ms, aim="≤ 1,000 ms"),
        Figure(what="assessment: 120 villages by type, with last year and peers", ours=scores.wall_ms),
    ]
    if importlib.util.find_spec("pandas") is not None:
        found = _pandas(county.plain)
        assert found == expected, (found, expected)
        theirs = timed(lambda: _pandas(county.plain), TIMES)
        figures.append(
            Figure(
                what="assessment: seven shares by village, read and counted",
                ours=ours.wall_ms,
                peer=theirs.wall_ms,
                peer_name="pandas, unencrypted",
                aim="faster",
            )
        )
    return figures


def _pandas(path: Path) -> dict[str, dict[str, tuple[float, float]]]:
    import pandas as pd

    with closing(sqlite3.connect(path)) as connection:
        p = pd.read_sql(PERSONS_SQL, connection)
        h = pd.read_sql(HOUSEHOLDS_SQL, connection).set_index("id")
        m = pd.read_sql(MEASURES_SQL, connection)
    filed = h.household_type.isin(["02", "03", "04"])
    monitored = h.monitoring_category.notna() & (h.monitoring_category != "")
    live = m[~m.status.fillna("01").isin(["05", "08"])]

    def lines(chosen: object) -> object:
        return chosen.groupby("household").size().reindex(h.index).fillna(0)  # type: ignore[attr-defined]

    in_force, done = lines(live), lines(m[m.status.isin(["03", "07"])])
    industry = lines(live[live.kind == "01"]) > 0
    year = h.has_year == 1
    leads = (h.joined_cooperative == 1) | (h.led_by_enterprise == 1) | industry
    shares = {
        "safe_house": (h.dangerous_house == 0, h.dangerous_house.notna()),
        "safe_water": (h.safe_drinking_water == 1, h.safe_drinking_water.notna()),
        "industry": (leads, filed & year),
        "measures_done": (in_force == done, in_force > 0),
        "surveyed": (year, h.household_type.notna()),
        "risk_handled": (in_force > 0, monitored & year),
    }
    found = {}
    for name, (hit, base) in shares.items():
        counts = pd.DataFrame({"village": h.village, "part": hit & base, "whole": base}).groupby("village").sum()
        found[name] = _told(counts)
    insured = pd.DataFrame({"village": p.village, "part": p.resident_medical == 1, "whole": p.resident_medical.notna()})
    found["insured"] = _told(insured.groupby("village").sum())
    return found


def _told(counts: object) -> dict[str, tuple[float, float]]:
    rows = counts.itertuples()  # type: ignore[attr-defined]
    return {row.Index: (int(row.part), int(row.whole)) for row in rows if row.whole}
