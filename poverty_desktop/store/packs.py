"""The policy packs that a workspace keeps: the current one, and every older one that a figure was computed with."""

from __future__ import annotations

import contextlib

from poverty_desktop.errors import StorageError
from poverty_desktop.packs.load import load, load_shipped, shipped_hash
from poverty_desktop.packs.model import Pack
from poverty_desktop.store.database import Database


def keep(db: Database, pack: Pack, published: bytes) -> None:
    """Store a published pack and make it the current one; runs inside the caller's write."""
    db.conn.execute("UPDATE policy_pack SET is_current = 0")
    db.conn.execute("INSERT OR REPLACE INTO policy_pack VALUES(?,?,1)", (pack.content_hash, published))


def current(db: Database) -> Pack:
    """Return the pack in force in this workspace.

    Most often it is the one that ships with the program, told by its hash: then the program's file, checked against
    the same hash, is as good as the copy in the register, and was perhaps decoded before the register was opened.
    """
    content_hash = db.conn.execute("SELECT hash FROM policy_pack WHERE is_current").fetchone()[0]
    with contextlib.suppress(StorageError):  # a damaged file of the program does not lock a register that has its own
        if content_hash == shipped_hash():
            return load_shipped()
    return load(bytes(db.conn.execute("SELECT published FROM policy_pack WHERE is_current").fetchone()[0]))


def by_hash(db: Database, content_hash: bytes) -> Pack | None:
    """Return a pack that this workspace has, be it an old one."""
    row = db.conn.execute("SELECT published FROM policy_pack WHERE hash = ?", (content_hash,)).fetchone()
    return load(bytes(row[0])) if row else None
