"""From version 4 to 5: tables for the kinds of record that came since, and printed papers found by their household.

The columns of the register's tables come with the next pack.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from poverty_desktop.store.database import Database

OF_HOUSEHOLDS: tuple[str, ...] = ()
"""New kinds whose household stands there from the start."""

OF_VILLAGES: tuple[str, ...] = ()
"""New kinds that belong to a village, a team or the office."""


def lift(db: Database) -> None:
    """Make the tables and the index."""
    db.conn.execute("CREATE INDEX IF NOT EXISTS printed_paper_household ON printed_paper(household)")
    for kind in (*OF_VILLAGES, *OF_HOUSEHOLDS):
        more = ", household BLOB, household_why INTEGER" if kind in OF_HOUSEHOLDS else ""
        db.conn.execute(f"CREATE TABLE {kind}(id BLOB PRIMARY KEY, alive INTEGER NOT NULL{more}) WITHOUT ROWID, STRICT")
