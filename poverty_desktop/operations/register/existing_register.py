"""The register as the planner of an import compares it with a file."""

from __future__ import annotations

from collections.abc import Mapping

from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.domain.values import Value
from poverty_desktop.exchange.existing import (
    ExistingHousehold,
    ExistingMember,
    ExistingPerson,
    ExistingRegister,
)
from poverty_desktop.queries.register import snapshot
from poverty_desktop.store.session import Session


def existing(session: Session) -> ExistingRegister:
    """Return the register as the planner compares it with a file."""
    household_years: dict[bytes, dict[int, Mapping[str, Value]]] = {}
    for record in snapshot.records(session, RecordKind.HOUSEHOLD_YEAR):
        owner, year = record.values.get("household"), record.values.get("year")
        if owner and year:
            household_years.setdefault(bytes_of(owner), {})[_whole(year)] = record.values
    person_years: dict[bytes, dict[int, Mapping[str, Value]]] = {}
    for record in snapshot.records(session, RecordKind.PERSON_YEAR):
        owner, year = record.values.get("person"), record.values.get("year")
        if owner and year:
            person_years.setdefault(bytes_of(owner), {})[_whole(year)] = record.values
    return ExistingRegister(
        households={
            record.id: ExistingHousehold(
                id=record.id, values=record.values, year_values=household_years.get(record.id, {})
            )
            for record in snapshot.records(session, RecordKind.HOUSEHOLD)
        },
        persons={
            record.id: ExistingPerson(id=record.id, values=record.values, year_values=person_years.get(record.id, {}))
            for record in snapshot.records(session, RecordKind.PERSON)
        },
        members=_members(session, "to_date IS NULL"),
        ended_by_death=_members(
            session, "(person, to_date) IN (SELECT id, death_date FROM person WHERE death_date IS NOT NULL)"
        ),
    )


def _members(session: Session, condition: str) -> tuple[ExistingMember, ...]:
    return tuple(
        ExistingMember(
            membership=record.id,
            person=bytes_of(record.values["person"]),
            household=bytes_of(record.values["household"]),
            values=record.values,
        )
        for record in snapshot.records(session, RecordKind.MEMBERSHIP, condition)
        if "person" in record.values and "household" in record.values
    )


def bytes_of(value: Value) -> bytes:
    """Return the record that a reference names."""
    assert isinstance(value.scalar, bytes)
    return value.scalar


def _whole(value: Value) -> int:
    assert isinstance(value.scalar, int)
    return value.scalar
