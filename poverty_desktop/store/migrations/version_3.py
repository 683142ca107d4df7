"""From version 2 to 3: tables for the kinds of record that came since, and for the certificates an office has revoked.

The columns of the register's tables come with the next pack.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from poverty_desktop.store.database import Database

OF_HOUSEHOLDS = ("outcome", "clue", "procedure", "step", "entry_line", "person_link", "list_hit")
"""New kinds whose household stands there from the start: what is open is counted by it everywhere."""

KINDS = ("round", "village_year", "village_project", *OF_HOUSEHOLDS)
_REVOCATION = """CREATE TABLE revocation(
  serial BLOB PRIMARY KEY, device BLOB NOT NULL, at TEXT NOT NULL, reason TEXT NOT NULL, is_lifted INTEGER NOT NULL
) WITHOUT ROWID, STRICT"""


def lift(db: Database) -> None:
    """Make the tables."""
    for kind in KINDS:
        more = ", household BLOB, household_why INTEGER" if kind in OF_HOUSEHOLDS else ""
        db.conn.execute(f"CREATE TABLE {kind}(id BLOB PRIMARY KEY, alive INTEGER NOT NULL{more}) WITHOUT ROWID, STRICT")
    db.conn.execute(_REVOCATION)
