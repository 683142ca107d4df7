"""What the checks found and still waits for somebody, for the page of the day."""

from __future__ import annotations

from poverty_desktop.queries.today_rows import OpenCheck, OpenFindings
from poverty_desktop.store.findings import WAIVED
from poverty_desktop.store.session import Session

MOST_NAMED = 3


def open_findings(session: Session) -> OpenFindings:
    """Return how many findings of the last run wait, and the first checks in the order of their worklist."""
    counts = dict(
        session.db.conn.execute(
            f"SELECT check_id, count(*) FROM finding f WHERE NOT {WAIVED} GROUP BY 1",
            {"today": session.clock.today().isoformat()},
        )
    )
    if not counts:
        return OpenFindings()
    from poverty_desktop.packs.checks import Severity

    weight = {severity: place for place, severity in enumerate(Severity)}
    found = sorted(
        (check for check in session.pack.checks if check.id in counts), key=lambda one: (weight[one.severity], one.id)
    )
    return OpenFindings(
        first=tuple(OpenCheck(check=one.id, title=one.title, open=counts[one.id]) for one in found[:MOST_NAMED]),
        total=sum(counts[one.id] for one in found),
    )
