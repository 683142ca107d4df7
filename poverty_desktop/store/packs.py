"""The policy packs that a workspace keeps: the current one, and every older one that a figure was computed with."""

from __future__ import annotations

import contextlib

from poverty_desktop.errors import StorageError
from poverty_desktop.packs.load import load, load_shipped, shipped_hash
from poverty_desktop.packs.pack import Pack
from poverty_desktop.store import by_hand
from poverty_desktop.store.database import Database

TAKEN_AT = "shipped_pack_taken_at"
"""The setting that says when the pack of a newer program was last taken over."""
_ONLY_WORDS = frozenset({"name", "title_zh", "title_en", "version", "publisher", "yearly_form"})
"""Settings from which nothing in the register follows."""


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
    row = db.conn.execute("SELECT published FROM policy_pack WHERE is_current").fetchone()
    return load(bytes(row[0]), is_known=True)


def by_hash(db: Database, content_hash: bytes) -> Pack | None:
    """Return a pack that this workspace has, be it an old one, with the divisions that were entered by hand."""
    row = db.conn.execute("SELECT published FROM policy_pack WHERE hash = ?", (content_hash,)).fetchone()
    return by_hand.completed(db, load(bytes(row[0]))) if row else None


def has(db: Database, content_hash: bytes) -> bool:
    """Say whether this workspace has a pack, be it an old one."""
    return bool(db.conn.execute("SELECT count(*) FROM policy_pack WHERE hash = ?", (content_hash,)).fetchone()[0])


def published(db: Database) -> bytes:
    """Return the bytes of the pack in force, as they were published."""
    return bytes(db.conn.execute("SELECT published FROM policy_pack WHERE is_current").fetchone()[0])


def every(db: Database) -> tuple[tuple[bytes, bytes, bool], ...]:
    """Return hash and bytes of every pack that this workspace has, and whether it is the one in force."""
    return tuple(
        (bytes(row[0]), bytes(row[1]), bool(row[2]))
        for row in db.conn.execute("SELECT hash, published, is_current FROM policy_pack")
    )


def put_in_force(db: Database, pack: Pack, data: bytes, before: Pack) -> None:
    """Store ``pack`` and let the register follow it instead of ``before``; runs inside the caller's write.

    New properties are new, empty columns (sync.md 2.0). Where the same facts now count otherwise, or entries of a
    newer program wait in the journal for a property, the register is made again from the journal.
    """
    from poverty_desktop.store import projection

    keep(db, pack, data)
    projection.add_columns(db, pack)
    if _counts_otherwise(before, pack) or _is_awaited(db, before, pack):
        projection.rebuild(db, pack)


def _counts_otherwise(before: Pack, pack: Pack) -> bool:
    old, new = (
        {name: text for name, text in item.settings.items() if name not in _ONLY_WORDS} for item in (before, pack)
    )
    if (old, before.income_items, before.income_rules, before.accounting) != (
        new,
        pack.income_items,
        pack.income_rules,
        pack.accounting,
    ):
        return True
    return any(
        pack.by_number[number].merge_class is not item.merge_class
        for number, item in before.by_number.items()
        if number in pack.by_number
    )


def _is_awaited(db: Database, before: Pack, pack: Pack) -> bool:
    from poverty_desktop.store import log

    added = {number: item.kind for number, item in pack.by_number.items() if number not in before.by_number}
    return log.speaks_of(db, {int(kind) for kind in added.values()}, added.keys())
