"""What stands of single outcomes and of the records that they act on, for the operations that change them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.ids import HouseholdId, PersonId, RecordId
from poverty_desktop.packs.outcomes import outcome_rules
from poverty_desktop.store.accounts import CHUNK
from poverty_desktop.store.database import Row, rows
from poverty_desktop.store.session import Session


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownOutcome:
    """The outcome of one person as it stands, with the membership that it acts on and the dates of that.

    Whoever went from one household of the village to another since the round began (a split, a merger) is still on
    the books: the outcome acts on the membership there.
    """

    id: RecordId
    household: HouseholdId
    village: str
    person: PersonId
    membership: RecordId
    in_base: bool
    outcome: str
    happened_on: date | None
    corrections: str = field(repr=False)
    is_member: bool  # the membership of the base goes on
    from_date: date | None
    to_date: date | None


_ELSEWHERE = (
    "SELECT n.id FROM membership n JOIN household k ON k.id = n.household AND k.alive"
    " WHERE n.alive AND n.person = o.person AND k.village = h.village AND n.id NOT IN"
    " (SELECT x.membership FROM outcome x WHERE x.alive AND x.round = o.round AND x.membership IS NOT NULL)"
)
"""Memberships of a person in other households of the village, of which the round knows nothing."""
_SQL = (
    "SELECT o.*, h.village, m.id AS acted, own.id IS NOT NULL AND own.to_date IS NULL AS is_member, m.from_date,"
    " m.to_date FROM outcome o JOIN household h ON h.id = o.household"
    " LEFT JOIN membership own ON own.id = o.membership AND own.alive"
    " LEFT JOIN membership m ON m.alive AND m.id = CASE WHEN o.in_base AND own.to_date IS NOT NULL THEN coalesce(("
    + _ELSEWHERE
    + " AND coalesce(n.from_date, '') >= own.to_date"
    " ORDER BY n.to_date IS NOT NULL, n.to_date DESC, n.from_date DESC LIMIT 1), own.id) ELSE own.id END"
    " WHERE o.alive AND o.round = ? AND o.person IS NOT NULL AND o.{column} IN ({marks}) ORDER BY o.id"
)


def of_rows(session: Session, record: RecordId, wanted: Sequence[RecordId]) -> tuple[KnownOutcome, ...]:
    """Return the outcomes with these ids that the round has."""
    return _read(session, record, "id", wanted)


def of_households(session: Session, record: RecordId, wanted: Sequence[HouseholdId]) -> tuple[KnownOutcome, ...]:
    """Return the outcomes of everybody in these households."""
    return _read(session, record, "household", wanted)


def row_of(session: Session, kind: RecordKind, record: RecordId) -> Row:
    """Return the row of a record; empty where there is none."""
    return next(rows(session.db, f"SELECT * FROM {kind.table} WHERE alive AND id = ?", (record,)), {})


def has_household(session: Session, record: RecordId, household: HouseholdId) -> bool:
    """Say whether a household is in the round."""
    sql = "SELECT 1 FROM outcome WHERE alive AND round = ? AND household = ? AND person IS NULL"
    return session.db.conn.execute(sql, (record, household)).fetchone() is not None


def next_sheet_number(session: Session, record: RecordId) -> int:
    """Return the number of the next sheet of a round."""
    sql = "SELECT coalesce(max(sheet_number), 0) + 1 FROM outcome WHERE round = ?"
    return int(session.db.conn.execute(sql, (record,)).fetchone()[0])


def former_members(session: Session, household: HouseholdId) -> tuple[tuple[PersonId, str], ...]:
    """Return who left a household and is on nobody's books now, with their names: who may return."""
    sql = (
        "SELECT DISTINCT p.id, p.name FROM membership m JOIN person p ON p.id = m.person AND p.alive"
        " WHERE m.alive AND m.household = ? AND m.to_date IS NOT NULL AND p.death_date IS NULL"
        " AND NOT EXISTS (SELECT 1 FROM membership n WHERE n.alive AND n.person = p.id AND n.to_date IS NULL)"
        " ORDER BY p.name"
    )
    return tuple(
        (PersonId(RecordId(bytes(person))), name or "") for person, name in session.db.conn.execute(sql, (household,))
    )


def members_beside(
    session: Session, record: RecordId, household: HouseholdId
) -> tuple[tuple[PersonId, RecordId, str], ...]:
    """Return who is on the books of a household without the round knowing: person, membership and name.

    Whoever was in the base and only came from another household of the village is none, unless taken off since.
    """
    sql = (
        "SELECT m.person, m.id, coalesce(p.name, '') FROM membership m JOIN person p ON p.id = m.person AND p.alive"
        " WHERE m.alive AND m.household = ? AND m.to_date IS NULL AND m.id NOT IN"
        " (SELECT membership FROM outcome WHERE alive AND round = ? AND membership IS NOT NULL) ORDER BY p.name"
    )
    counted = "SELECT outcome FROM outcome WHERE alive AND round = ? AND person = ? AND in_base"
    rules = outcome_rules(session.pack)
    found = []
    for person, membership, name in session.db.conn.execute(sql, (household, record)).fetchall():
        stands = [rules.get(row[0] or "") for row in session.db.conn.execute(counted, (record, person))]
        if all(rule is not None and rule.balance < 0 for rule in stands):
            found.append((PersonId(RecordId(bytes(person))), RecordId(bytes(membership)), name))
    return tuple(found)


def is_only_here(session: Session, row: KnownOutcome) -> bool:
    """Say whether the register knows a person by this membership alone: then it was made for this outcome."""
    for sql, key in (
        ("SELECT 1 FROM membership WHERE alive AND person = ? AND id <> ?", (row.person, row.membership)),
        ("SELECT 1 FROM person_year WHERE alive AND person = ?", (row.person,)),
        ("SELECT 1 FROM income_line WHERE alive AND person = ?", (row.person,)),
    ):
        if session.db.conn.execute(sql, key).fetchone() is not None:
            return False
    return True


def moved_within(session: Session, record: RecordId) -> dict[bytes, tuple[RecordId, str]]:
    """Return who of the base is on the books of another household of the village now: membership and head there."""
    sql = (
        "SELECT o.id, m.id, coalesce(s.head_name, '') FROM outcome o JOIN household h ON h.id = o.household"
        " JOIN membership own ON own.id = o.membership AND own.alive AND own.to_date IS NOT NULL"
        f" JOIN membership m ON m.id = ({_ELSEWHERE} AND n.to_date IS NULL AND coalesce(n.from_date, '') >= own.to_date"
        " LIMIT 1) LEFT JOIN household_summary s ON s.household = m.household"
        " WHERE o.alive AND o.round = ? AND o.in_base AND o.person IS NOT NULL"
    )
    found = session.db.conn.execute(sql, (record,))
    return {bytes(outcome): (RecordId(bytes(membership)), head) for outcome, membership, head in found}


def _read(session: Session, record: RecordId, column: str, wanted: Sequence[bytes]) -> tuple[KnownOutcome, ...]:
    found: list[KnownOutcome] = []
    for start in range(0, len(wanted), CHUNK):
        some = wanted[start : start + CHUNK]
        sql = _SQL.format(column=column, marks=",".join("?" * len(some)))
        found += [_known(row) for row in rows(session.db, sql, (record, *some))]
    return tuple(found)


def _known(row: Row) -> KnownOutcome:
    return KnownOutcome(
        id=RecordId(row["id"]),
        household=HouseholdId(RecordId(row["household"])),
        village=row["village"] or "",
        person=PersonId(RecordId(row["person"])),
        membership=RecordId(row["acted"] or row["membership"] or b""),
        in_base=bool(row["in_base"]),
        outcome=row["outcome"] or "",
        happened_on=_day(row["happened_on"]),
        corrections=row["corrections"] or "",
        is_member=bool(row["is_member"]),
        from_date=_day(row["from_date"]),
        to_date=_day(row["to_date"]),
    )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
