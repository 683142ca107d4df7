"""From version 1 to 2: one row of the journal's index for a record and transaction; tables for findings and waivers."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from poverty_desktop.store.database import Database

_TABLES = (
    "ALTER TABLE tx RENAME TO tx_1",
    "DROP INDEX tx_chain",
    "DROP INDEX tx_batch",
    "DROP TABLE op",
    """CREATE TABLE tx(
  h BLOB NOT NULL UNIQUE, rep BLOB NOT NULL, seq INTEGER NOT NULL, prev BLOB NOT NULL, header BLOB NOT NULL,
  salt BLOB, vals BLOB, origin INTEGER NOT NULL, arrived INTEGER PRIMARY KEY, batch BLOB NOT NULL
) STRICT""",
    "CREATE INDEX tx_chain ON tx(rep, seq)",
    "CREATE INDEX tx_batch ON tx(batch)",
    """CREATE TABLE op(
  ent INTEGER NOT NULL, eid BLOB NOT NULL, arrived INTEGER NOT NULL, place INTEGER NOT NULL, txh BLOB NOT NULL,
  hlc INTEGER NOT NULL, rank INTEGER NOT NULL, kinds BLOB NOT NULL, vals BLOB,
  PRIMARY KEY(ent, eid, arrived, place)
) WITHOUT ROWID, STRICT""",
    "INSERT INTO tx SELECT h, rep, seq, prev, header, salt, vals, origin, arrived, batch FROM tx_1 ORDER BY arrived",
    "DROP TABLE tx_1",
    """CREATE TABLE finding(
  check_id TEXT NOT NULL, household BLOB NOT NULL, record BLOB NOT NULL, village TEXT NOT NULL,
  first_seen TEXT NOT NULL, PRIMARY KEY(check_id, household, record)
) WITHOUT ROWID, STRICT""",
    "CREATE INDEX finding_household ON finding(household)",
    "CREATE TABLE check_run(check_id TEXT PRIMARY KEY, reason TEXT NOT NULL) WITHOUT ROWID, STRICT",
    "CREATE TABLE waiver(id BLOB PRIMARY KEY, alive INTEGER NOT NULL) WITHOUT ROWID, STRICT",
)


def lift(db: Database) -> None:
    """Lay the transactions in the order of arrival and make their index anew; not a byte of a transaction changes."""
    from poverty_desktop.journal.transaction import parse

    for statement in _TABLES:
        db.conn.execute(statement)
    positions = [row[0] for row in db.conn.execute("SELECT arrived FROM tx ORDER BY arrived")]
    for arrived in positions:
        header, salt, values = db.conn.execute(
            "SELECT header, salt, vals FROM tx WHERE arrived = ?", (arrived,)
        ).fetchone()
        db.conn.executemany(
            "INSERT INTO op VALUES(?,?,?,?,?,?,?,?,?)",
            [
                (
                    said.entity, said.record, arrived, entry.place, entry.transaction, entry.hlc, entry.rank,
                    said.kinds, None if values is None else said.values,
                )
                for said, entry in parse(header, salt, values).entries()
            ],
        )  # fmt: skip
