"""From version 4 to 5: tables for the kinds of record that came since, and printed papers found by their household.

The columns of the register's tables come with the next pack.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from poverty_desktop.domain.kinds import RecordKind

if TYPE_CHECKING:
    from poverty_desktop.store.database import Database

OF_HOUSEHOLDS: tuple[str, ...] = ()
"""New kinds whose household stands there from the start."""

OF_VILLAGES: tuple[str, ...] = ()
"""New kinds that belong to a village, a team or the office."""


def _blank_empty_texts(db: Database) -> None:
    """Make empty texts of the register null, as the projection writes them now."""
    for kind in RecordKind:
        columns = [row[1] for row in db.conn.execute(f"PRAGMA table_info({kind.table})") if row[2] == "TEXT"]
        if columns:
            blank = ", ".join(f'"{name}" = nullif("{name}", \'\')' for name in columns)
            which = ", ".join(f'"{name}"' for name in columns)
            db.conn.execute(f"UPDATE {kind.table} SET {blank} WHERE '' IN ({which})")


def lift(db: Database) -> None:
    """Make the tables and the index, and one kind of blank of two."""
    _blank_empty_texts(db)
    db.conn.execute("CREATE INDEX IF NOT EXISTS printed_paper_household ON printed_paper(household)")
    for kind in (*OF_VILLAGES, *OF_HOUSEHOLDS):
        more = ", household BLOB, household_why INTEGER" if kind in OF_HOUSEHOLDS else ""
        db.conn.execute(f"CREATE TABLE {kind}(id BLOB PRIMARY KEY, alive INTEGER NOT NULL{more}) WITHOUT ROWID, STRICT")
