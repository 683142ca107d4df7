"""The tables: the journal as sync.md 2.3 has it, the register from the pack's properties, and what is local."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.packs.model import Property, PropertyType
from poverty_desktop.packs.pack import Pack
from poverty_desktop.store.database import Database
from poverty_desktop.store.of_pack import once

VERSION = 6

_JOURNAL = """
CREATE TABLE tx(
  h BLOB NOT NULL UNIQUE, rep BLOB NOT NULL, seq INTEGER NOT NULL, prev BLOB NOT NULL, header BLOB NOT NULL,
  salt BLOB, vals BLOB, origin INTEGER NOT NULL, arrived INTEGER PRIMARY KEY, batch BLOB NOT NULL
) STRICT;
CREATE INDEX tx_chain ON tx(rep, seq);
CREATE INDEX tx_batch ON tx(batch);
CREATE TABLE op(
  arrived INTEGER NOT NULL, place INTEGER NOT NULL, ent INTEGER NOT NULL, eid BLOB NOT NULL, txh BLOB NOT NULL,
  hlc INTEGER NOT NULL, rank INTEGER NOT NULL, kinds BLOB NOT NULL, vals BLOB, PRIMARY KEY(arrived, place)
) WITHOUT ROWID, STRICT;
CREATE INDEX op_record ON op(ent, eid);
CREATE TABLE head(rep BLOB NOT NULL, h BLOB NOT NULL, seq INTEGER NOT NULL, PRIMARY KEY(rep, h)) WITHOUT ROWID, STRICT;
CREATE TABLE head_sig(
  rep BLOB NOT NULL, h BLOB NOT NULL, seq INTEGER NOT NULL, cert BLOB NOT NULL, sig BLOB NOT NULL, PRIMARY KEY(rep, h)
) WITHOUT ROWID, STRICT;
CREATE TABLE unsettled(
  ent INTEGER NOT NULL, eid BLOB NOT NULL, field INTEGER NOT NULL, status INTEGER NOT NULL,
  PRIMARY KEY(ent, eid, field)
) WITHOUT ROWID, STRICT;
CREATE TABLE replica(
  rep BLOB PRIMARY KEY, village TEXT NOT NULL, device BLOB NOT NULL, is_own INTEGER NOT NULL, minted_at TEXT NOT NULL
) WITHOUT ROWID, STRICT;
"""

_LOCAL = """
CREATE TABLE setting(name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID, STRICT;
CREATE TABLE secret(name TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID, STRICT;
CREATE TABLE policy_pack(
  hash BLOB PRIMARY KEY, published BLOB NOT NULL, is_current INTEGER NOT NULL
) WITHOUT ROWID, STRICT;
CREATE TABLE action(
  number INTEGER PRIMARY KEY, batch BLOB NOT NULL UNIQUE, label TEXT NOT NULL, params TEXT NOT NULL, undoes BLOB
) STRICT;
CREATE TABLE draft(
  id BLOB PRIMARY KEY, form TEXT NOT NULL, pack BLOB NOT NULL, household BLOB NOT NULL, year INTEGER NOT NULL,
  seen INTEGER NOT NULL, opened_at TEXT NOT NULL, saved_at TEXT NOT NULL, section TEXT NOT NULL,
  answered INTEGER NOT NULL, total INTEGER NOT NULL, head TEXT NOT NULL, is_new_household INTEGER NOT NULL
) WITHOUT ROWID, STRICT;
CREATE TABLE draft_row(
  draft BLOB NOT NULL REFERENCES draft(id) ON DELETE CASCADE, number INTEGER NOT NULL, kind TEXT NOT NULL,
  path TEXT NOT NULL, text TEXT NOT NULL, why INTEGER NOT NULL, at TEXT NOT NULL, PRIMARY KEY(draft, number)
) WITHOUT ROWID, STRICT;
CREATE TABLE column_map(name TEXT PRIMARY KEY, map TEXT NOT NULL, used_at TEXT NOT NULL) WITHOUT ROWID, STRICT;
CREATE TABLE device(
  id BLOB PRIMARY KEY, name TEXT NOT NULL, certificate BLOB, admitted_at TEXT, villages TEXT NOT NULL,
  recipient TEXT NOT NULL
) WITHOUT ROWID, STRICT;
CREATE TABLE revocation(
  serial BLOB PRIMARY KEY, device BLOB NOT NULL, at TEXT NOT NULL, reason TEXT NOT NULL, is_lifted INTEGER NOT NULL
) WITHOUT ROWID, STRICT;
CREATE TABLE bundle(
  id BLOB PRIMARY KEY, direction TEXT NOT NULL, number INTEGER NOT NULL, device BLOB NOT NULL, at TEXT NOT NULL,
  file_name TEXT NOT NULL, transactions INTEGER NOT NULL, state TEXT NOT NULL, detail TEXT NOT NULL
) WITHOUT ROWID, STRICT;
CREATE TABLE ack(
  office BLOB NOT NULL, epoch BLOB NOT NULL, no INTEGER NOT NULL, durable INTEGER NOT NULL, rep BLOB NOT NULL,
  h BLOB NOT NULL, seq INTEGER NOT NULL, PRIMARY KEY(office, durable, rep, h)
) WITHOUT ROWID, STRICT;
CREATE TABLE quarantine(
  h BLOB PRIMARY KEY, at TEXT NOT NULL, reason TEXT NOT NULL, device BLOB NOT NULL, rep BLOB NOT NULL,
  seq INTEGER NOT NULL, header BLOB NOT NULL, salt BLOB, vals BLOB
) WITHOUT ROWID, STRICT;
CREATE TABLE held_bundle(
  id BLOB PRIMARY KEY, at TEXT NOT NULL, file_name TEXT NOT NULL, reason TEXT NOT NULL, device BLOB NOT NULL,
  bytes INTEGER NOT NULL, state TEXT NOT NULL
) WITHOUT ROWID, STRICT;
CREATE TABLE held_part(
  bundle BLOB NOT NULL REFERENCES held_bundle(id) ON DELETE CASCADE, number INTEGER NOT NULL, data BLOB NOT NULL,
  PRIMARY KEY(bundle, number)
) STRICT;
CREATE TABLE verdict(
  number INTEGER PRIMARY KEY, subject BLOB NOT NULL, what TEXT NOT NULL, at TEXT NOT NULL, actor BLOB NOT NULL,
  reason TEXT NOT NULL, approver TEXT NOT NULL, detail TEXT NOT NULL
) STRICT;
CREATE INDEX verdict_subject ON verdict(subject);
CREATE TABLE printed_paper(
  number TEXT NOT NULL, code BLOB NOT NULL, paper TEXT NOT NULL, household BLOB NOT NULL, at TEXT NOT NULL,
  PRIMARY KEY(number, at)
) WITHOUT ROWID, STRICT;
CREATE INDEX printed_paper_household ON printed_paper(household);
CREATE TABLE disclosure(
  number INTEGER PRIMARY KEY, at TEXT NOT NULL, actor BLOB NOT NULL, what TEXT NOT NULL, record BLOB
) STRICT;
CREATE TABLE IF NOT EXISTS ledger(number INTEGER PRIMARY KEY, entry BLOB NOT NULL) STRICT;
CREATE TABLE finding(
  check_id TEXT NOT NULL, household BLOB NOT NULL, record BLOB NOT NULL, village TEXT NOT NULL,
  first_seen TEXT NOT NULL, PRIMARY KEY(check_id, household, record)
) WITHOUT ROWID, STRICT;
CREATE INDEX finding_household ON finding(household);
CREATE TABLE check_run(check_id TEXT PRIMARY KEY, reason TEXT NOT NULL) WITHOUT ROWID, STRICT;
CREATE TABLE person_search(
  household BLOB NOT NULL, person BLOB NOT NULL, name TEXT NOT NULL, keys TEXT NOT NULL, document TEXT NOT NULL,
  phone TEXT NOT NULL, PRIMARY KEY(household, person)
) WITHOUT ROWID, STRICT;
CREATE TABLE household_summary(
  household BLOB PRIMARY KEY, head_person BLOB, head_name TEXT NOT NULL, head_keys TEXT NOT NULL,
  member_count INTEGER NOT NULL, village TEXT NOT NULL, group_name TEXT NOT NULL, group_key TEXT NOT NULL,
  national_number TEXT NOT NULL, household_type TEXT NOT NULL, monitoring_category TEXT NOT NULL, phone TEXT NOT NULL,
  year INTEGER, per_capita_fen INTEGER, lights TEXT NOT NULL, surveyed_on TEXT, last_visit TEXT,
  conflicts INTEGER NOT NULL
) WITHOUT ROWID, STRICT;
CREATE INDEX household_summary_place ON household_summary(village, group_key, head_keys);
"""

_COLUMN_TYPES = {
    PropertyType.INTEGER: "INTEGER",
    PropertyType.MONEY: "INTEGER",
    PropertyType.YEAR: "INTEGER",
    PropertyType.BOOLEAN: "INTEGER",
    PropertyType.DECIMAL: "REAL",
    PropertyType.REFERENCE: "BLOB",
    PropertyType.PHOTO: "BLOB",
}

_INDEXES = {
    RecordKind.PERSON: ("document_number",),
    RecordKind.MEMBERSHIP: ("household", "person"),
    RecordKind.HOUSEHOLD_YEAR: ("household",),
    RecordKind.PERSON_YEAR: ("person",),
    RecordKind.INCOME_LINE: ("household",),
    RecordKind.NEED: ("household",),
    RecordKind.MEASURE: ("household",),
    RecordKind.VISIT: ("household", "visited_on"),
    RecordKind.INTERVIEW: ("household", "returned_at", "corrects"),
    RecordKind.ATTACHMENT: ("household",),
    RecordKind.WAIVER: ("household",),
    RecordKind.LIST_HIT: ("household",),
    RecordKind.OUTCOME: ("round", "household"),
    RecordKind.CLUE: ("household", "batch"),
    RecordKind.PROCEDURE: ("household",),
    RecordKind.STEP: ("household", "procedure"),
    RecordKind.ENTRY_LINE: ("household",),
    RecordKind.VILLAGE_YEAR: ("village",),
    RecordKind.VILLAGE_PROJECT: ("village",),
    RecordKind.HELPER: ("household", "name"),
    RecordKind.TEAM_DAY: ("village", "day"),
    RecordKind.DUTY: ("village",),
    RecordKind.MERIT: ("village",),
    RecordKind.DUTY_NOTE: ("duty",),
    RecordKind.APPROPRIATION: ("project",),
    RecordKind.CONTRACT: ("project",),
    RecordKind.PAYMENT: ("project",),
    RecordKind.BENEFICIARY: ("household", "payment", "project"),
    RecordKind.PERFORMANCE: ("project",),
    RecordKind.CARD: ("household", "code"),
}


LATER = (
    RecordKind.OUTCOME,
    RecordKind.CLUE,
    RecordKind.PROCEDURE,
    RecordKind.STEP,
    RecordKind.ENTRY_LINE,
    RecordKind.PERSON_LINK,
    RecordKind.LIST_HIT,
    RecordKind.HELPER,
    RecordKind.BENEFICIARY,
    RecordKind.CARD,
)
"""Kinds that a pack from before this program does not know; whose household a record belongs to is always asked."""


def column_type(item: Property) -> str:
    """Return the SQL type of a property's column."""
    return _COLUMN_TYPES.get(item.type, "TEXT")


def register_sql(pack: Pack) -> list[str]:
    """Return the statements that make the register's tables from the pack's properties.

    Each property has a column and a companion ``…_why`` that says which nothing an absent value is.
    """
    return [statement for statements in _register_sql(pack).values() for statement in statements]


@once
def _register_sql(pack: Pack) -> Mapping[RecordKind, Sequence[str]]:
    made = {}
    for kind in RecordKind:
        columns = ["id BLOB PRIMARY KEY", "alive INTEGER NOT NULL"]
        for item in pack.of_kind(kind):
            columns += [f'"{item.name}" {column_type(item)}', f'"{item.name}_why" INTEGER']
        if kind in LATER and (kind, "household") not in pack.by_name:
            columns += ["household BLOB", "household_why INTEGER"]
        names = {item.name for item in pack.of_kind(kind)}
        made[kind] = (
            f"CREATE TABLE {kind.table}({', '.join(columns)}) WITHOUT ROWID, STRICT",
            *(
                f"CREATE INDEX {kind.table}_{name} ON {kind.table}({name})"
                for name in _INDEXES.get(kind, ())
                if name in names
            ),
        )
    return made


def create_tables(db: Database, pack: Pack) -> None:
    """Make every table of an empty file and set its version."""
    for statement in [*(_JOURNAL + _LOCAL).split(";\n"), *register_sql(pack)]:
        db.conn.execute(statement)
    db.conn.execute(f"PRAGMA user_version = {VERSION}")


def clear_register(db: Database, pack: Pack) -> None:
    """Leave the projection, which can be rebuilt from the journal, empty and with the tables that ``pack`` asks for.

    A table that is as it should be is emptied: to make all of them costs more than to fill them in a village.
    """
    present: dict[str, set[str]] = {}
    for table, statement in db.conn.execute("SELECT tbl_name, sql FROM sqlite_master WHERE sql IS NOT NULL"):
        present.setdefault(table, set()).add(statement)
    for kind, statements in _register_sql(pack).items():
        if present.get(kind.table) == {*statements}:
            db.conn.execute(f"DELETE FROM {kind.table}")
            continue
        db.conn.execute(f"DROP TABLE IF EXISTS {kind.table}")
        for statement in statements:
            db.conn.execute(statement)
    for table in ("unsettled", "person_search", "household_summary"):
        db.conn.execute(f"DELETE FROM {table}")
