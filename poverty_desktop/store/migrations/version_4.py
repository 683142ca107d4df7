"""From version 3 to 4: which papers were printed from what state of the register."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from poverty_desktop.store.database import Database

PRINTED_PAPER = """CREATE TABLE IF NOT EXISTS printed_paper(
  number TEXT NOT NULL, code BLOB NOT NULL, paper TEXT NOT NULL, household BLOB NOT NULL, at TEXT NOT NULL,
  PRIMARY KEY(number, at)
) WITHOUT ROWID, STRICT"""


def lift(db: Database) -> None:
    """Make the table."""
    db.conn.execute(PRINTED_PAPER)
