"""From version 5 to 6: tables for clues, procedures, their steps, and what is still to be entered elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from poverty_desktop.store.database import Database

_KINDS = ("clue", "procedure", "step", "entry_line")


def lift(db: Database) -> None:
    """Make the tables; their columns come with the pack that has the properties."""
    for kind in _KINDS:
        db.conn.execute(
            f"CREATE TABLE IF NOT EXISTS {kind}(id BLOB PRIMARY KEY, alive INTEGER NOT NULL, household BLOB,"
            " household_why INTEGER) WITHOUT ROWID, STRICT"
        )
