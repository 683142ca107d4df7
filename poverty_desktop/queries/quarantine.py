"""The list of what waits at the office for a person: whose, how much, since when, and why."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime

from poverty_desktop.ids import ReplicaId
from poverty_desktop.store import settings
from poverty_desktop.store.session import Session

DECISION = "set_aside_"
"""How the setting begins that holds the last decision on a chain's entries, as JSON: what, when, why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SetAside:
    """Entries of one chain that wait for one reason (``store.arrival.Refused``), and the decision that was taken."""

    replica: ReplicaId
    laptop: str
    village: str
    reason: str
    low: int
    high: int
    count: int
    since: datetime
    decided: str = ""
    why: str = ""


def set_aside(session: Session) -> tuple[SetAside, ...]:
    """Return what waits, the longest first."""
    rows = session.db.conn.execute(
        "SELECT q.rep, coalesce(d.name, ''), coalesce(r.village, ''), q.reason, min(q.seq), max(q.seq), count(*),"
        " min(q.at) FROM quarantine q LEFT JOIN device d ON d.id = q.device LEFT JOIN replica r ON r.rep = q.rep"
        " GROUP BY q.rep, q.reason ORDER BY 8, 1, 4"
    ).fetchall()
    found = []
    for replica, laptop, village, reason, low, high, count, since in rows:
        said = json.loads(settings.get(session.db, DECISION + replica.hex(), "{}"))
        found.append(
            SetAside(
                replica=ReplicaId(replica),
                laptop=laptop,
                village=village,
                reason=reason,
                low=low,
                high=high,
                count=count,
                since=datetime.fromisoformat(since),
                decided=said.get("at", ""),
                why=said.get("why", ""),
            )
        )
    return tuple(found)
