"""From version 2 to 3: a table for the certificates that an office has revoked."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from poverty_desktop.store.database import Database


def lift(db: Database) -> None:
    """Add the table; nothing else changes."""
    db.conn.execute(
        """CREATE TABLE revocation(
  serial BLOB PRIMARY KEY, device BLOB NOT NULL, at TEXT NOT NULL, reason TEXT NOT NULL, is_lifted INTEGER NOT NULL
) WITHOUT ROWID, STRICT"""
    )
