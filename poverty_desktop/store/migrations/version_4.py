"""To version 4: tables for verification rounds and their outcomes, empty as yet."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from poverty_desktop.store.database import Database

_TABLES = (
    "CREATE TABLE IF NOT EXISTS round(id BLOB PRIMARY KEY, alive INTEGER NOT NULL) WITHOUT ROWID, STRICT",
    """CREATE TABLE IF NOT EXISTS outcome(
  id BLOB PRIMARY KEY, alive INTEGER NOT NULL, household BLOB, household_why INTEGER
) WITHOUT ROWID, STRICT""",
)


def lift(db: Database) -> None:
    """Make the tables; the columns come with the pack that knows them.

    The household stands there from the start: open questions are counted by household in every register.
    """
    for statement in _TABLES:
        db.conn.execute(statement)
