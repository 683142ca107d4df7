"""The register as lists that a questionnaire may choose from: ``instance('household')``, ``instance('person')`` …

A list has one row per record of the interview's village, as ODK Central writes entity lists: ``name`` is the record's
UUID, ``label`` what a person reads, then its properties by ``save_to``. Two columns are ours: ``household`` says to
which household a record belongs, and ``here`` is 1 for the household of the interview and what belongs to it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from uuid import UUID

from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.expressions.nodes import Node
from poverty_desktop.ids import HouseholdId
from poverty_desktop.interviews.form import Form
from poverty_desktop.interviews.secondary import records_instance
from poverty_desktop.queries.interviewing.answer_texts import texts
from poverty_desktop.store import database, villages
from poverty_desktop.store.database import Row
from poverty_desktop.store.session import Session

LISTS = (
    RecordKind.HOUSEHOLD,
    RecordKind.PERSON,
    RecordKind.MEMBERSHIP,
    RecordKind.HOUSEHOLD_YEAR,
    RecordKind.PERSON_YEAR,
    RecordKind.INCOME_LINE,
    RecordKind.NEED,
    RecordKind.MEASURE,
)

_OF_PERSONS = (
    "SELECT r.*, m.household AS list_household, p.name AS list_label FROM {table} r"
    " JOIN membership m ON m.person = r.{person} AND m.alive AND m.to_date IS NULL"
    " JOIN household h ON h.id = m.household AND h.alive JOIN person p ON p.id = m.person"
    " LEFT JOIN household_summary s ON s.household = h.id"
    " WHERE r.alive AND h.village = ? ORDER BY s.group_key, s.head_keys, h.id, m.relation, r.id"
)
_OF_HOUSEHOLDS = (
    "SELECT r.*, r.{household} AS list_household, coalesce(s.head_name, '') AS list_label FROM {table} r"
    " JOIN household h ON h.id = r.{household} AND h.alive LEFT JOIN household_summary s ON s.household = h.id"
    " WHERE r.alive AND h.village = ? ORDER BY s.group_key, s.head_keys, h.id, r.id"
)
_SQL = {
    RecordKind.PERSON: _OF_PERSONS.format(table="person", person="id"),
    RecordKind.PERSON_YEAR: _OF_PERSONS.format(table="person_year", person="person"),
    RecordKind.HOUSEHOLD: _OF_HOUSEHOLDS.format(table="household", household="id"),
}


def register_lists(session: Session, form: Form, household: HouseholdId | None) -> Mapping[str, Node]:
    """Return the lists of the register that ``form`` names, as they stand now; ``household`` None is one not yet there.

    They are read again whenever an interview is opened: a person who was added since can be chosen.
    """
    village = villages.village_of(session, RecordKind.HOUSEHOLD, household) if household else session.village
    return {
        kind.table: records_instance(_rows(session, kind, village, household))
        for kind in LISTS
        if kind.table in form.external
    }


def _rows(
    session: Session, kind: RecordKind, village: str, household: HouseholdId | None
) -> Iterator[Mapping[str, str]]:
    sql = _SQL.get(kind) or _OF_HOUSEHOLDS.format(table=kind.table, household="household")
    for row in database.rows(session.db, sql, (village,)):
        yield {**texts(session.pack, kind, row)[0], **_common(row, household)}


def _common(row: Row, household: HouseholdId | None) -> Mapping[str, str]:
    return {
        "name": str(UUID(bytes=row["id"])),
        "label": str(row["list_label"]),
        "household": str(UUID(bytes=row["list_household"])),
        "here": "1" if row["list_household"] == household else "0",
    }
