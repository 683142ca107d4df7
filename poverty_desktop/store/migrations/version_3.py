"""From version 2 to 3: tables for the kinds of record that came since; their columns come with the next pack."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from poverty_desktop.store.database import Database

KINDS = ("person_link", "list_hit")


def lift(db: Database) -> None:
    """Make the tables."""
    for kind in KINDS:
        db.conn.execute(f"CREATE TABLE {kind}(id BLOB PRIMARY KEY, alive INTEGER NOT NULL) WITHOUT ROWID, STRICT")
