"""Fields that several people wrote without having seen each other: every value, with who and when."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.ids import RecordId
from poverty_desktop.store.session import Session

if TYPE_CHECKING:
    from poverty_desktop.store.accounts import HouseholdFacts

Unsettled = Mapping[RecordId, Mapping[int, tuple[str, ...]]]


def of_household(session: Session, found: HouseholdFacts, language: str) -> Unsettled:
    """Return, for each record of the household and field number, the values that stand beside the one shown."""
    if not found.conflicts:
        return {}
    records = [(RecordKind.HOUSEHOLD, found.household["id"])]
    if found.condition:
        records.append((RecordKind.HOUSEHOLD_YEAR, found.condition["id"]))
    for member in found.members:
        records += [(RecordKind.PERSON, member.person["id"]), (RecordKind.MEMBERSHIP, member.membership["id"])]
        if member.year:
            records.append((RecordKind.PERSON_YEAR, member.year["id"]))
    records += [(RecordKind.INCOME_LINE, row["id"]) for row in found.lines]
    return of_records(session, records, language)


def of_records(session: Session, records: Iterable[tuple[RecordKind, RecordId]], language: str) -> Unsettled:
    """Return the same of any records."""
    return {
        RecordId(record): values for kind, record in records if (values := _values(session, kind, record, language))
    }


def _values(session: Session, kind: RecordKind, record: RecordId, language: str) -> Mapping[int, tuple[str, ...]]:
    from poverty_desktop.journal.fold import fold
    from poverty_desktop.journal.operation import EXISTENCE, value_or_blank
    from poverty_desktop.queries.register import facts
    from poverty_desktop.store import log
    from poverty_desktop.store.rules import field_rules

    fields = [
        row[0]
        for row in session.db.conn.execute("SELECT field FROM unsettled WHERE ent = ? AND eid = ?", (kind, record))
        if row[0] != EXISTENCE
    ]
    if not fields:
        return {}
    state = fold(log.operations_of(session.db, kind, record), field_rules(session.pack))
    found = {}
    for number in fields:
        item = session.pack.by_number.get(number)
        if item is None:
            continue
        texts = [
            facts.text_of(session.pack, item, value_or_blank(head.value), language)
            for head in state.fields[number].heads
        ]
        found[number] = tuple(dict.fromkeys(texts))
    return found


def count(session: Session) -> int:
    """Return how many fields wait for a decision."""
    return int(session.db.conn.execute("SELECT count(*) FROM unsettled").fetchone()[0])
