"""Since when a person of a file belongs to a household, and what coming back takes back of a death."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.domain.values import BLANK, Value
from poverty_desktop.exchange.existing import ExistingMember, ExistingPerson, ExistingRegister, text_of
from poverty_desktop.exchange.planned import PlannedRecord
from poverty_desktop.exchange.roster import RosterRow
from poverty_desktop.ids import HouseholdId, RecordId


def since(
    row: RosterRow, household: HouseholdId, existing: ExistingRegister, *, moved_on: date | None
) -> Mapping[str, Value]:
    """Return since when a new member belongs to the household, where the file does not say it.

    Whoever moves comes on the day on which the other household is left. In a village of which there are facts of an
    earlier year, whoever the register did not have came in the year of the file: the figures of a year that is over
    stay as they were (decision 27). In its first year nobody can tell.
    """
    if moved_on is not None:
        return {"from_date": Value(moved_on.isoformat())}
    known = existing.households.get(household)
    village = text_of(known.values, "village") if known is not None else row.village or ""
    if row.year <= existing.first_years.get(village, row.year):
        return {}
    return {"from_date": Value(max(date(row.year, 1, 1).isoformat(), text_of(row.person, "birth_date")))}


def without_death(person: ExistingPerson, member: ExistingMember | None) -> Iterator[PlannedRecord]:
    """Yield what takes a death back: its day, and the end of the membership that it ended there."""
    held: list[tuple[RecordKind, bytes, Mapping[str, Value], tuple[str, ...]]] = [
        (RecordKind.PERSON, person.id, person.values, ("death_date",))
    ]
    if member is not None:
        held.append((RecordKind.MEMBERSHIP, member.membership, member.values, ("to_date", "reason_out")))
    for kind, record, known, names in held:
        old = {name: known[name] for name in names if name in known}
        yield PlannedRecord(kind=kind, id=RecordId(record), is_new=False, values=dict.fromkeys(old, BLANK), old=old)
