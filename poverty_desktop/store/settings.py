"""Small named values of one workspace: settings as text, secrets as bytes; both inside the encrypted file."""

from __future__ import annotations

from poverty_desktop.store.database import Database

OFFICE_KEYS = "office_keys"
"""The secret that an office has once its keys were made."""
ENROLMENT = "enrolment"
"""The secret that tells which office admitted this laptop."""


def get(db: Database, name: str, default: str = "") -> str:
    """Return the setting ``name``."""
    row = db.conn.execute("SELECT value FROM setting WHERE name = ?", (name,)).fetchone()
    return str(row[0]) if row else default


def put(db: Database, name: str, value: str) -> None:
    """Store the setting ``name``.

    Every start of the program changes one; only what was never set needs sqlite-utils, which loads slowly.
    """
    changed = db.conn.execute("UPDATE setting SET value = ? WHERE name = ?", (value, name))
    if not changed.rowcount:
        db.table("setting").insert({"name": name, "value": value})


def secret(db: Database, name: str) -> bytes | None:
    """Return the secret ``name``, or nothing."""
    row = db.conn.execute("SELECT value FROM secret WHERE name = ?", (name,)).fetchone()
    return bytes(row[0]) if row else None


def put_secret(db: Database, name: str, value: bytes) -> None:
    """Store the secret ``name``."""
    db.conn.execute(
        "INSERT INTO secret VALUES(?,?) ON CONFLICT(name) DO UPDATE SET value = excluded.value", (name, value)
    )
