"""The policy packs that a workspace keeps: the current one, and every older one that a figure was computed with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from poverty_desktop.packs.load import load
from poverty_desktop.packs.model import Pack

if TYPE_CHECKING:
    from sqlite_utils import Database


def keep(db: Database, pack: Pack, published: bytes) -> None:
    """Store a published pack and make it the current one; runs inside the caller's write."""
    db.conn.execute("UPDATE policy_pack SET is_current = 0")
    db.conn.execute("INSERT OR REPLACE INTO policy_pack VALUES(?,?,1)", (pack.content_hash, published))


def current(db: Database) -> Pack:
    """Return the pack in force in this workspace."""
    row = db.conn.execute("SELECT published FROM policy_pack WHERE is_current").fetchone()
    return load(bytes(row[0]))


def by_hash(db: Database, content_hash: bytes) -> Pack | None:
    """Return a pack that this workspace has, be it an old one."""
    row = db.conn.execute("SELECT published FROM policy_pack WHERE hash = ?", (content_hash,)).fetchone()
    return load(bytes(row[0])) if row else None
