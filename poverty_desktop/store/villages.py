"""To which village a record belongs: the unit of replicas, certificates and bundles."""

from __future__ import annotations

from poverty_desktop.domain.kinds import OF_ASSESSMENT, RecordKind
from poverty_desktop.ids import RecordId
from poverty_desktop.store.session import Session

_OWNER_SQL = {
    RecordKind.VILLAGE_YEAR: "SELECT village FROM village_year WHERE id = ?",
    RecordKind.VILLAGE_PROJECT: "SELECT village FROM village_project WHERE id = ?",
    RecordKind.HOUSEHOLD: "SELECT village FROM household WHERE id = ?",
    RecordKind.ROUND: "SELECT village FROM round WHERE id = ?",
    RecordKind.TEAM_DAY: "SELECT village FROM team_day WHERE id = ?",
    RecordKind.DUTY: "SELECT village FROM duty WHERE id = ?",
    RecordKind.MERIT: "SELECT village FROM merit WHERE id = ?",
    RecordKind.DUTY_NOTE: "SELECT village FROM duty_note WHERE id = ?",
    RecordKind.PERSON: (
        "SELECT h.village FROM membership m JOIN household h ON h.id = m.household WHERE m.person = ?"
        " ORDER BY m.to_date IS NOT NULL, m.id DESC"
    ),
    RecordKind.PERSON_YEAR: (
        "SELECT h.village FROM person_year y JOIN membership m ON m.person = y.person"
        " JOIN household h ON h.id = m.household WHERE y.id = ? ORDER BY m.to_date IS NOT NULL, m.id DESC"
    ),
    **{kind: f"SELECT place FROM {kind.table} WHERE id = ?" for kind in OF_ASSESSMENT},
    RecordKind.CLUE: (
        "SELECT coalesce(h.village, c.village) FROM clue c LEFT JOIN household h ON h.id = c.household WHERE c.id = ?"
    ),
}
_OF_PROJECT = frozenset({RecordKind.APPROPRIATION, RecordKind.CONTRACT, RecordKind.PAYMENT, RecordKind.PERFORMANCE})
"""Kinds whose records belong to a project, and with it to its village."""
_OF_EITHER = frozenset({RecordKind.PROCEDURE, RecordKind.STEP})
"""Kinds whose records belong to a household or to the village itself; packs from before know households only."""


def village_of(session: Session, kind: RecordKind, record: RecordId) -> str:
    """Return the 12-digit village of a record; of one that is not in the register yet, the workspace's own."""
    sql = _OWNER_SQL.get(
        kind, f"SELECT h.village FROM {kind.table} r JOIN household h ON h.id = r.household WHERE r.id = ?"
    )
    if kind is RecordKind.FUND:  # the office's own: no village has it
        return session.village
    if kind in _OF_PROJECT:
        sql = f"SELECT p.village FROM {kind.table} r JOIN village_project p ON p.id = r.project WHERE r.id = ?"
    if kind in _OF_EITHER and (kind, "village") in session.pack.by_name:
        sql = (
            f"SELECT coalesce(h.village, r.village) FROM {kind.table} r LEFT JOIN household h ON h.id = r.household"
            " WHERE r.id = ?"
        )
    row = session.db.conn.execute(sql, (record,)).fetchone()
    owner = str(row[0]) if row and row[0] else session.village
    return owner if kind not in OF_ASSESSMENT else chain_of(session, owner)


def chain_of(session: Session, place: str) -> str:
    """Return in which village's chain what concerns a place is written: in the own one for larger places."""
    division = session.pack.divisions.get(place)
    return place if division is not None and division.level == "village" else session.village


def is_known(session: Session, kind: RecordKind, record: RecordId) -> bool:
    """Say whether the record is in the register now; one that was taken out is not."""
    row = session.db.conn.execute(f"SELECT 1 FROM {kind.table} WHERE alive AND id = ?", (record,)).fetchone()
    return row is not None
