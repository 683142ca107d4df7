"""From version 5 to 6: the index of the journal lies in the order of arrival and is found by record.

Two indexes of the register go that nothing asks.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from poverty_desktop.store.database import Database

_STEPS = (
    "ALTER TABLE op RENAME TO op_5",
    """CREATE TABLE op(
  arrived INTEGER NOT NULL, place INTEGER NOT NULL, ent INTEGER NOT NULL, eid BLOB NOT NULL, txh BLOB NOT NULL,
  hlc INTEGER NOT NULL, rank INTEGER NOT NULL, kinds BLOB NOT NULL, vals BLOB, PRIMARY KEY(arrived, place)
) WITHOUT ROWID, STRICT""",
    "INSERT INTO op SELECT arrived, place, ent, eid, txh, hlc, rank, kinds, vals FROM op_5 ORDER BY arrived, place",
    "DROP TABLE op_5",
    "CREATE INDEX op_record ON op(ent, eid)",
    "DROP INDEX IF EXISTS household_national_number",
    "DROP INDEX IF EXISTS person_national_number",
)


def lift(db: Database) -> None:
    """Lay the index anew; not a byte of the journal changes."""
    for statement in _STEPS:
        db.conn.execute(statement)
