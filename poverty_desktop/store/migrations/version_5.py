"""From version 4 to 5: tables for the kinds of record that came since and for what an office holds back.

Printed papers are found by their household, and an empty text is a blank like any other.

The columns of the register's tables come with the next pack.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from poverty_desktop.domain.kinds import RecordKind

if TYPE_CHECKING:
    from poverty_desktop.store.database import Database

OF_HOUSEHOLDS: tuple[str, ...] = (
    "helper",
    "beneficiary",
    "card",
)
"""New kinds whose household stands there from the start."""

OF_VILLAGES: tuple[str, ...] = (
    "team_day",
    "duty",
    "merit",
    "duty_note",
    "fund",
    "appropriation",
    "contract",
    "payment",
    "performance",
    "target",
    "entered_figure",
    "assessment",
    "assessment_appeal",
    "frozen_figure",
)
"""New kinds that belong to a village, a team or the office."""


_TABLES = """
CREATE TABLE IF NOT EXISTS held_bundle(
  id BLOB PRIMARY KEY, at TEXT NOT NULL, file_name TEXT NOT NULL, reason TEXT NOT NULL, device BLOB NOT NULL,
  bytes INTEGER NOT NULL, state TEXT NOT NULL
) WITHOUT ROWID, STRICT;
CREATE TABLE IF NOT EXISTS held_part(
  bundle BLOB NOT NULL REFERENCES held_bundle(id) ON DELETE CASCADE, number INTEGER NOT NULL, data BLOB NOT NULL,
  PRIMARY KEY(bundle, number)
) STRICT;
CREATE TABLE IF NOT EXISTS verdict(
  number INTEGER PRIMARY KEY, subject BLOB NOT NULL, what TEXT NOT NULL, at TEXT NOT NULL, actor BLOB NOT NULL,
  reason TEXT NOT NULL, approver TEXT NOT NULL, detail TEXT NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS verdict_subject ON verdict(subject)
"""
"""What the office holds back, and what persons have decided on it."""

_DECISION = "set_aside_"
"""How the settings began that held the last decision on a chain."""


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
    db.conn.execute("CREATE TABLE IF NOT EXISTS ledger(number INTEGER PRIMARY KEY, entry BLOB NOT NULL) STRICT")
    for kind in (*OF_VILLAGES, *OF_HOUSEHOLDS):
        more = ", household BLOB, household_why INTEGER" if kind in OF_HOUSEHOLDS else ""
        columns = f"id BLOB PRIMARY KEY, alive INTEGER NOT NULL{more}"
        db.conn.execute(f"CREATE TABLE IF NOT EXISTS {kind}({columns}) WITHOUT ROWID, STRICT")
    for statement in _TABLES.split(";\n"):
        db.conn.execute(statement)
    rows = db.conn.execute("SELECT name, value FROM setting WHERE name GLOB ?", (_DECISION + "*",)).fetchall()
    for name, value in rows:
        said = json.loads(value)
        db.conn.execute(
            "INSERT INTO verdict(subject, what, at, actor, reason, approver, detail) VALUES(?,?,?,?,?,'','')",
            (
                bytes.fromhex(name.removeprefix(_DECISION)), said["what"], said["at"], bytes.fromhex(said["by"]),
                said["why"],
            ),
        )  # fmt: skip
        db.conn.execute("DELETE FROM setting WHERE name = ?", (name,))
