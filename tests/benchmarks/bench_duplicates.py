"""Persons entered twice, searched among all of the county, against the bare read of what is compared of them."""

from __future__ import annotations

from poverty_desktop.operations.workspaces import workspace
from poverty_desktop.queries.register import duplicates
from tests.benchmarks.county import County
from tests.benchmarks.figures import Figure, timed

TIMES = 3
READ_SQL = """
SELECT p.id, m.household, h.village, h.group_name, s.head_name, p.name, p.sex, p.birth_date, p.document_number, p.phone
FROM membership m JOIN person p ON p.id = m.person AND p.alive JOIN household h ON h.id = m.household AND h.alive
LEFT JOIN household_summary s ON s.household = h.id WHERE m.alive AND m.to_date IS NULL
"""


def measure(county: County) -> list[Figure]:
    """Return the figures of the search for duplicates."""
    session = county.open()
    ours = timed(lambda: duplicates.candidates(session), TIMES)
    bare = timed(lambda: session.db.conn.execute(READ_SQL).fetchall(), TIMES)
    workspace.close(session)
    name = "bare read of the same columns"
    return [
        Figure(what="duplicates: the county searched", ours=ours.wall_ms, peer=bare.wall_ms, peer_name=name),
        Figure(what="duplicates: the county searched, CPU", ours=ours.cpu_ms, peer=bare.cpu_ms, peer_name=name),
    ]
