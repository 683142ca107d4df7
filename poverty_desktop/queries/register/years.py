"""Which accounting years there are, and the ids of records that belong to one."""

from __future__ import annotations

from datetime import date

from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.ids import HouseholdId, PersonId, RecordId, derive_id
from poverty_desktop.packs.pack import Pack
from poverty_desktop.store import settings
from poverty_desktop.store.session import Session


def working_year(session: Session) -> int:
    """Return the accounting year that is being recorded: the one chosen in the settings, else the last that ended."""
    if chosen := settings.get(session.db, "working_year"):
        return int(chosen)
    return ended_year(session.pack, session.clock.today())


def ended_year(pack: Pack, today: date) -> int:
    """Return the last accounting year that ended before ``today``."""
    return today.year if pack.accounting_period(today.year)[1] < today else today.year - 1


def with_facts(session: Session) -> tuple[int, ...]:
    """Return the years up to the working year of which there are facts of households, the latest first."""
    sql = "SELECT DISTINCT year FROM household_year WHERE alive AND year <= ? ORDER BY 1 DESC"
    return tuple(row[0] for row in session.db.conn.execute(sql, (working_year(session),)))


def of_household(session: Session, household: HouseholdId) -> tuple[int, ...]:
    """Return the years of which the household has facts, the latest first."""
    found = session.db.conn.execute(
        "SELECT year FROM household_year WHERE alive AND household = ? AND year IS NOT NULL"
        " UNION SELECT year FROM income_line WHERE alive AND household = ? AND year IS NOT NULL ORDER BY 1 DESC",
        (household, household),
    )
    return tuple(row[0] for row in found)


def household_year_id(household: HouseholdId, year: int) -> RecordId:
    """Return the id of the household's facts of one year (sync.md 2.0: a natural key)."""
    return derive_id(RecordKind.HOUSEHOLD_YEAR, household, year)


def person_year_id(person: PersonId, year: int) -> RecordId:
    """Return the id of the person's facts of one year."""
    return derive_id(RecordKind.PERSON_YEAR, person, year)
