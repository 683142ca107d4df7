"""To version 5: tables for the yearly record of a village and the projects of its programme.

Their columns come with the pack that knows them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from poverty_desktop.store.database import Database

_TABLES = ("village_year", "village_project")


def lift(db: Database) -> None:
    """Make the two tables, empty; what is in the register stays as it is."""
    for table in _TABLES:
        db.conn.execute(
            f"CREATE TABLE IF NOT EXISTS {table}(id BLOB PRIMARY KEY, alive INTEGER NOT NULL) WITHOUT ROWID, STRICT"
        )
