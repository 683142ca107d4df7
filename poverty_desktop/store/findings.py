"""What the last run of the checks found: local rows, made anew by every run."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from poverty_desktop.ids import RecordId
from poverty_desktop.store import settings

if TYPE_CHECKING:
    from poverty_desktop.store.database import Database

RUN_YEAR = "checks_year"
RUN_AT = "checks_run_at"
RUN_POSITION = "checks_position"
RUN_PACK = "checks_pack"
RUN_CHECKS = "checks_known"
"""The content hash of the pack by which the checks were run, and the ids of all the checks that it had."""
WAIVED = (
    'EXISTS (SELECT 1 FROM waiver w WHERE w.alive AND w.household = f.household AND w."check" = f.check_id'
    " AND coalesce(w.person, w.household) = f.record AND coalesce(w.expires_on, '9999') >= :today)"
)
"""Which findings ``f`` somebody explained, by the day ``:today``."""


def replace(
    db: Database,
    found: Iterable[tuple[str, bytes, bytes]],
    not_run: Mapping[str, str],
    *,
    today: str,
    year: int,
    position: int,
    pack: str,
    known: Iterable[str],
) -> None:
    """Keep what a run found (check, household, record) in place of what the last one did; in the caller's write.

    ``known`` are the ids of all the checks of the pack whose hash is ``pack``, be they run or not.

    A finding that stood already keeps the day on which it was first seen.
    """
    _keep(db, found, today=today)
    db.conn.execute("DELETE FROM check_run")
    db.conn.executemany("INSERT INTO check_run VALUES(?,?)", list(not_run.items()))
    settings.put(db, RUN_YEAR, str(year))
    settings.put(db, RUN_AT, today)
    settings.put(db, RUN_POSITION, str(position))
    settings.put(db, RUN_PACK, pack)
    settings.put(db, RUN_CHECKS, " ".join(known))


def replace_of(db: Database, checks: Sequence[str], found: Iterable[tuple[str, bytes, bytes]], *, today: str) -> None:
    """Keep what some checks find now in place of what they found before; the others' findings stay."""
    _keep(db, found, today=today, checks=checks)


def _keep(db: Database, found: Iterable[tuple[str, bytes, bytes]], *, today: str, checks: Sequence[str] = ()) -> None:
    of_these = f" AND check_id IN ({','.join('?' * len(checks))})" if checks else ""
    execute = db.conn.execute
    execute("DROP TABLE IF EXISTS temp.found")
    execute(
        "CREATE TEMP TABLE found(check_id, household, record, PRIMARY KEY(check_id, household, record)) WITHOUT ROWID"
    )
    db.conn.executemany("INSERT OR IGNORE INTO found VALUES(?,?,?)", found)
    execute(
        "DELETE FROM finding WHERE NOT EXISTS (SELECT 1 FROM found f WHERE f.check_id = finding.check_id"
        f" AND f.household = finding.household AND f.record = finding.record){of_these}",
        checks,
    )
    # A register whose pack knows of no village has the table without its columns.
    of_village = "v.village" if "village" in {row[1] for row in execute("PRAGMA table_info(village_year)")} else "NULL"
    execute(
        "INSERT OR IGNORE INTO finding SELECT f.check_id, f.household, f.record,"
        f" coalesce(h.village, {of_village}, ''), ? FROM found f LEFT JOIN household h ON h.id = f.household"
        " LEFT JOIN village_year v ON v.id = f.record WHERE coalesce(h.id, v.id) IS NOT NULL",
        (today,),
    )
    execute("DROP TABLE temp.found")


def was_run_at(db: Database, position: int) -> bool:
    """Say whether the last run saw the journal as far as ``position``."""
    return settings.get(db, RUN_POSITION) == str(position)


def stands_at(db: Database, position: int) -> None:
    """Note that what the last run found still stands at ``position``: nothing that a check reads has changed."""
    settings.put(db, RUN_POSITION, str(position))


def is_alive(db: Database, waiver: RecordId) -> bool:
    """Say whether there is such a waiver."""
    return db.conn.execute("SELECT 1 FROM waiver WHERE alive AND id = ?", (waiver,)).fetchone() is not None


def households_of(db: Database, check: str, *, limit: int) -> list[bytes]:
    """Return households on which a check fired in the last run."""
    sql = "SELECT DISTINCT household FROM finding WHERE check_id = ? LIMIT ?"
    return [bytes(row[0]) for row in db.conn.execute(sql, (check, limit))]
