"""The second opinion on the county and on its largest village, against the bare read of the households it judges."""

from __future__ import annotations

from poverty_desktop.checks.opinion import opinion
from poverty_desktop.operations.workspaces import workspace
from tests.benchmarks.county import YEAR, County
from tests.benchmarks.figures import Figure, timed

TIMES = 3
READ_SQL = f"""
SELECT h.id, h.village, s.head_name, s.group_name, s.member_count, s.per_capita_fen, p.birth_date, y.education,
 y.schooling, y.health, y.resident_medical, y.employee_medical, z.safe_drinking_water, z.dangerous_house,
 z.domestic_electricity, z.sanitary_toilet, z.road_type
FROM household h JOIN household_summary s ON s.household = h.id
LEFT JOIN household_year z ON z.household = h.id AND z.year = {YEAR} AND z.alive
JOIN membership m ON m.household = h.id AND m.alive AND m.to_date IS NULL JOIN person p ON p.id = m.person AND p.alive
LEFT JOIN person_year y ON y.person = p.id AND y.year = {YEAR} AND y.alive WHERE h.alive
"""


def measure(county: County) -> list[Figure]:
    """Return the figures of the second opinion."""
    session = county.open()
    sql = "SELECT village FROM household WHERE alive GROUP BY village ORDER BY count(*) DESC LIMIT 1"
    (village,) = session.db.conn.execute(sql).fetchone()
    figures = []
    for where, chosen in (("the county", ""), ("its largest village", village)):
        ours = timed(lambda chosen=chosen: opinion(session, YEAR, "zh_CN", village=chosen), TIMES)
        read = f"{READ_SQL} AND :village IN ('', h.village)"
        bare = timed(
            lambda read=read, chosen=chosen: session.db.conn.execute(read, {"village": chosen}).fetchall(), TIMES
        )
        figures.append(
            Figure(
                what=f"second opinion: {where}, CPU",
                ours=ours.cpu_ms,
                peer=bare.cpu_ms,
                peer_name="bare read of the same persons",
            )
        )
    workspace.close(session)
    return figures
