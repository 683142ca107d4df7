"""The edits by which one person leaves or joins a household, to be saved alone or with others."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.domain.membership_events import LEAVING_FOR, SCHEME, Event, require_joining, require_leaving
from poverty_desktop.domain.values import Value
from poverty_desktop.errors import RuleError
from poverty_desktop.i18n import N_
from poverty_desktop.ids import HouseholdId, PersonId, RecordId
from poverty_desktop.operations.entry_lines import new_line
from poverty_desktop.packs.model import Code, Pack
from poverty_desktop.queries.snapshot import Record, records
from poverty_desktop.store.session import Session
from poverty_desktop.store.villages import village_of
from poverty_desktop.store.writing import RecordEdit

Placed = tuple[str, RecordEdit]
"""An edit with the village that it belongs to."""
NO_NAME = N_("Type the name of the new member.")
NOT_A_MEMBER = N_("This person does not belong to the household. Open the household again.")
NO_REASON = N_("The policy pack has no reason “{event}” for this event. Ask the office for a newer pack.")
UNKNOWN_REASON = N_("The policy pack has no such reason. Choose one of its reasons.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Joining:
    """Who joins, and the edits that say so, to be saved with others or alone; each stands with its village."""

    person: PersonId
    edits: tuple[Placed, ...] = field(repr=False)


def reason_for(pack: Pack, code_list: str, event: Event) -> str:
    """Return the pack's code for an event in ``reason_in`` or ``reason_out``; raises ``RuleError`` without one."""
    for code in _codes(pack, code_list):
        if code.schemes.get(SCHEME) == event:
            return code.code
    raise RuleError(NO_REASON, event=event.value)


def reason_code(pack: Pack, code_list: str, code: str) -> Code:
    """Return a reason of the pack; raises ``RuleError`` where it has no such one."""
    found = next((item for item in _codes(pack, code_list) if item.code == code), None)
    if found is None:
        raise RuleError(UNKNOWN_REASON)
    return found


def leaving(session: Session, membership: RecordId, *, day: date, reason: str) -> tuple[Placed, ...]:
    """Return, with their villages, the edits by which one member leaves on ``day``; ``reason`` is a pack code.

    A death is noted at the person too. Raises ``RuleError`` where the membership or the reason is unknown, the
    membership has ended, or the day cannot be.
    """
    record = _membership(session, membership)
    event = reason_code(session.pack, "reason_out", reason).schemes.get(SCHEME)
    require_leaving(day, today=session.clock.today(), joined=_day(record, "from_date"), left=_day(record, "to_date"))
    values = {"to_date": Value(day.isoformat()), "reason_out": Value(reason)}
    edits = [placed(session, RecordKind.MEMBERSHIP, membership, values)]
    person = record.values.get("person")
    if event == Event.DIED and person is not None and isinstance(person.scalar, bytes):
        died = {"death_date": Value(day.isoformat())}
        edits.append(placed(session, RecordKind.PERSON, RecordId(person.scalar), died))
    return (*edits, *_noted(session, record, "leave", day, reason))


def joining(
    session: Session,
    household: HouseholdId,
    who: PersonId | Mapping[str, Value],
    *,
    day: date,
    reason: str,
    relation: str,
) -> Joining:
    """Return the edits by which a new person (values by property name) or a known one joins on ``day``.

    A known person who still belongs to another household leaves it on the same day. Raises ``RuleError`` where the
    new person has no name, the reason is unknown, or the day cannot be.
    """
    event = reason_code(session.pack, "reason_in", reason).schemes.get(SCHEME, "")
    today = session.clock.today()
    village = village_of(session, RecordKind.HOUSEHOLD, household)
    edits: list[Placed] = []
    if isinstance(who, Mapping):
        if not who.get("name"):
            raise RuleError(NO_NAME)
        born = who.get("birth_date")
        require_joining(day, today=today, born=date.fromisoformat(str(born.scalar)) if born else None)
        person = PersonId(RecordId(session.ids.new()))
        edits.append((village, RecordEdit(kind=RecordKind.PERSON, record=person, values=dict(who), is_new=True)))
    else:
        person = who
        known = next(iter(records(session, RecordKind.PERSON, "id = ?", [person])), None)
        require_joining(day, today=today, born=_day(known, "birth_date") if known else None)
        for old in records(session, RecordKind.MEMBERSHIP, "person = ? AND to_date IS NULL", [person]):
            out = reason_for(session.pack, "reason_out", LEAVING_FOR.get(event, Event.MOVED_OUT))
            edits += leaving(session, old.id, day=day, reason=out)
    values = {
        "person": Value(person),
        "household": Value(household),
        "relation": Value(relation),
        "from_date": Value(day.isoformat()),
        "reason_in": Value(reason),
    }
    new = RecordEdit(kind=RecordKind.MEMBERSHIP, record=RecordId(session.ids.new()), values=values, is_new=True)
    lines = new_line(session, household, "join", day=day, person=person, reason=reason)
    return Joining(person=person, edits=(*edits, (village, new), *((village, line) for line in lines)))


def moving(
    session: Session,
    member: Record,
    to: HouseholdId,
    village: str,
    relation: str,
    day: date,
    events: tuple[Event, Event],
) -> list[Placed]:
    """Return the edits by which a member goes from one household to another; ``events`` are its two names."""
    out, into = events
    edits = [*leaving(session, member.id, day=day, reason=reason_for(session.pack, "reason_out", out))]
    values = {
        "person": member.values["person"],
        "household": Value(to),
        "relation": Value(relation),
        "from_date": Value(day.isoformat()),
        "reason_in": Value(reason_for(session.pack, "reason_in", into)),
    }
    new = RecordEdit(kind=RecordKind.MEMBERSHIP, record=RecordId(session.ids.new()), values=values, is_new=True)
    joined = str(values["reason_in"].scalar)
    lines = new_line(session, to, "join", day=day, person=_person(member), reason=joined)
    return [*edits, (village, new), *((village, line) for line in lines)]


def placed(session: Session, kind: RecordKind, record: RecordId, values: Mapping[str, Value]) -> Placed:
    """Return a change of a record with the village that it belongs to."""
    return village_of(session, kind, record), RecordEdit(kind=kind, record=record, values=values)


def _person(member: Record) -> PersonId | None:
    person = member.values.get("person")
    return PersonId(RecordId(person.scalar)) if person is not None and isinstance(person.scalar, bytes) else None


def _noted(session: Session, member: Record, kind: str, day: date, reason: str) -> list[Placed]:
    household = member.values.get("household")
    if household is None or not isinstance(household.scalar, bytes):
        return []
    home = HouseholdId(RecordId(household.scalar))
    village = village_of(session, RecordKind.HOUSEHOLD, home)
    return [(village, line) for line in new_line(session, home, kind, day=day, person=_person(member), reason=reason)]


def _membership(session: Session, membership: RecordId) -> Record:
    found = next(iter(records(session, RecordKind.MEMBERSHIP, "id = ?", [membership])), None)
    if found is None:
        raise RuleError(NOT_A_MEMBER)
    return found


def _day(record: Record, name: str) -> date | None:
    value = record.values.get(name)
    return date.fromisoformat(str(value.scalar)) if value else None


def _codes(pack: Pack, code_list: str) -> tuple[Code, ...]:
    found = pack.code_lists.get(code_list)
    return found.codes if found else ()
