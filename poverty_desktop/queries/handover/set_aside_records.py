"""Whose records a set of entries is about, before any of them is in the register."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.domain.values import Value
from poverty_desktop.ids import HouseholdId, RecordId
from poverty_desktop.journal.operation import Operation
from poverty_desktop.journal.transaction import Transaction
from poverty_desktop.store import accounts
from poverty_desktop.store.session import Session

_KINDS: Final = {int(kind): kind for kind in RecordKind}


@dataclass(slots=True)
class Records:
    """The records of some entries: what is said of each in them, and the household that each belongs to.

    ``strange`` are records of a kind that this program does not know.
    """

    operations: dict[tuple[RecordKind, RecordId], list[Operation]] = field(default_factory=dict)
    strange: int = 0
    homes: dict[tuple[RecordKind, RecordId], HouseholdId] = field(default_factory=dict)


def records_in(session: Session, transactions: Iterable[Transaction]) -> Records:
    """Return the records that these entries are about."""
    found = Records()
    for transaction in transactions:
        for entity, record, operation in transaction.operations():
            if (kind := _KINDS.get(entity)) is None:
                found.strange += 1
                continue
            found.operations.setdefault((kind, record), []).append(operation)
    said = {key: _references(session, key[0], items) for key, items in found.operations.items()}
    home_of_person = {
        references["person"]: references["household"]
        for (kind, _record), references in said.items()
        if kind is RecordKind.MEMBERSHIP and {"person", "household"} <= references.keys()
    }
    for (kind, record), references in said.items():
        home = _home(session, kind, record, references, home_of_person)
        if home is not None:
            found.homes[kind, record] = home
    return found


def households_in(session: Session, transactions: Iterable[Transaction]) -> set[HouseholdId]:
    """Return the households that these entries are about."""
    return set(records_in(session, transactions).homes.values())


def _home(
    session: Session,
    kind: RecordKind,
    record: RecordId,
    references: Mapping[str, bytes],
    home_of_person: Mapping[bytes, bytes],
) -> HouseholdId | None:
    if kind is RecordKind.HOUSEHOLD:
        return HouseholdId(record)
    if kind is RecordKind.STAFF:
        return None
    if "household" in references:
        return HouseholdId(RecordId(references["household"]))
    person = record if kind is RecordKind.PERSON else references.get("person", b"")
    if person in home_of_person:
        return HouseholdId(RecordId(home_of_person[person]))
    known = accounts.households_of(session.db, [(kind, record)])
    if not known and person:
        known = accounts.households_of(session.db, [(RecordKind.PERSON, RecordId(person))])
    return known[0] if known else None


def _references(session: Session, kind: RecordKind, operations: Iterable[Operation]) -> dict[str, bytes]:
    """Return the household and the person that a record names in these entries."""
    found: dict[str, bytes] = {}
    for operation in operations:
        item = session.pack.by_number.get(operation.field)
        if item is None or item.kind is not kind or item.name not in ("household", "person"):
            continue
        value: Value | None = operation.value
        if value is not None and isinstance(value.scalar, bytes):
            found[item.name] = value.scalar
    return found
