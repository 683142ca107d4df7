"""The edits by which one person leaves or joins a household, to be saved alone or with others: the one way to do so."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.domain.membership_events import LEAVING_FOR, SCHEME, Event, require_joining, require_leaving
from poverty_desktop.domain.person import derived_birth_date, derived_sex
from poverty_desktop.domain.values import BLANK, Value
from poverty_desktop.errors import RuleError
from poverty_desktop.i18n import N_
from poverty_desktop.ids import HouseholdId, PersonId, RecordId
from poverty_desktop.operations.register.entry_lines import line_taken_off, new_line
from poverty_desktop.operations.register.explanations import going_along
from poverty_desktop.packs.model import Code
from poverty_desktop.packs.pack import Pack
from poverty_desktop.queries.register.on_books import is_on_books, person_with
from poverty_desktop.queries.register.snapshot import Record, records
from poverty_desktop.store.session import Session
from poverty_desktop.store.villages import village_of
from poverty_desktop.store.writing import RecordEdit

Placed = tuple[str, RecordEdit]
"""An edit with the village that it belongs to."""
NO_NAME = N_("Type the name of the new member.")
NOT_A_MEMBER = N_("This person does not belong to the household. Open the household again.")
NO_REASON = N_("The policy pack has no reason “{event}” for this event. Ask the office for a newer pack.")
ON_OTHER_BOOKS = N_(
    "A person with this ID number is still on the books of a household here. Let the person leave there first."
)
UNKNOWN_REASON = N_("The policy pack has no such reason. Choose one of its reasons.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Joining:
    """Who joins, and the edits that say so, to be saved with others or alone; each stands with its village."""

    person: PersonId
    membership: RecordId
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


def leaving(
    session: Session, membership: RecordId, *, day: date, reason: str, is_reopened: bool = False
) -> tuple[Placed, ...]:
    """Return, with their villages, the edits by which one member leaves on ``day``; ``reason`` is a pack code.

    A death is noted at the person too. Whose earlier leaving the same action takes back ``is_reopened``. Raises
    ``RuleError`` where the membership or the reason is unknown, the membership has ended, or the day cannot be.
    """
    record = _membership(session, membership)
    event = reason_code(session.pack, "reason_out", reason).schemes.get(SCHEME)
    left = None if is_reopened else _day(record, "to_date")
    require_leaving(day, today=session.clock.today(), joined=_day(record, "from_date"), left=left)
    values = {"to_date": Value(day.isoformat()), "reason_out": Value(reason)}
    edits = [placed(session, RecordKind.MEMBERSHIP, membership, values)]
    person = record.values.get("person")
    if event == Event.DIED and person is not None and isinstance(person.scalar, bytes):
        died = {"death_date": Value(day.isoformat())}
        edits.append(placed(session, RecordKind.PERSON, RecordId(person.scalar), died))
    return (*edits, *_noted(session, record, "leave", day, reason))


def staying(session: Session, membership: RecordId) -> tuple[Placed, ...]:
    """Return the edits that take a leaving back as a mistake: the membership goes on, a death is not noted.

    Its line goes off the entry list unless it has been entered. Errors as in :func:`leaving`.
    """
    record = _membership(session, membership)
    edits = [placed(session, RecordKind.MEMBERSHIP, membership, {"to_date": BLANK, "reason_out": BLANK})]
    reason, person, left = record.values.get("reason_out"), _person(record), _day(record, "to_date")
    event = reason_code(session.pack, "reason_out", str(reason.scalar)).schemes.get(SCHEME) if reason else None
    known = next(iter(records(session, RecordKind.PERSON, "id = ?", [person])), None) if person is not None else None
    if event == Event.DIED and known is not None and _day(known, "death_date") == left:
        edits.append(placed(session, RecordKind.PERSON, known.id, {"death_date": BLANK}))
    village = village_of(session, RecordKind.MEMBERSHIP, membership)
    return (*edits, *((village, line) for line in line_taken_off(session, membership, "leave")))


def joining(
    session: Session,
    household: HouseholdId,
    who: PersonId | Mapping[str, Value],
    *,
    day: date,
    reason: str,
    relation: str,
    village: str = "",
) -> Joining:
    """Return the edits by which a new person (values by property name) or a known one joins on ``day``.

    A known person who still belongs to another household leaves it on the same day. Whose ID number the register
    knows is the same person, who comes back; sex and birth date follow from the number. A household that comes into
    being in the same action has its ``village`` from the caller. Raises ``RuleError`` where the new person has no name
    or is on the books, the reason is unknown, or the day cannot be.
    """
    event = reason_code(session.pack, "reason_in", reason).schemes.get(SCHEME, "")
    today = session.clock.today()
    village = village or village_of(session, RecordKind.HOUSEHOLD, household)
    edits: list[Placed] = []
    who = _known(session, who)
    if isinstance(who, Mapping):
        born = _told(who).get("birth_date")
        require_joining(day, today=today, born=date.fromisoformat(str(born.scalar)) if born else None)
        person, made = new_person(session, who)
        edits += [(village, edit) for edit in made]
    else:
        person = who
        known = next(iter(records(session, RecordKind.PERSON, "id = ?", [person])), None)
        require_joining(day, today=today, born=_day(known, "birth_date") if known else None)
        for old in records(session, RecordKind.MEMBERSHIP, "person = ? AND to_date IS NULL", [person]):
            out = reason_for(session.pack, "reason_out", LEAVING_FOR.get(event, Event.MOVED_OUT))
            edits += leaving(session, old.id, day=day, reason=out)
    membership, come_in = _come_in(session, household, village, person, day, reason, relation)
    return Joining(person=person, membership=membership, edits=(*edits, *come_in))


def new_person(session: Session, values: Mapping[str, Value]) -> tuple[PersonId, tuple[RecordEdit, ...]]:
    """Return who has these facts and the edits that write the person down; none where the register knows the number.

    Sex and birth date follow from the ID number. Raises ``RuleError`` without a name, or where the person is on the
    books of a household.
    """
    who = _known(session, values)
    if not isinstance(who, Mapping):
        return who, ()
    person = PersonId(RecordId(session.ids.new()))
    return person, (RecordEdit(kind=RecordKind.PERSON, record=person, values=_told(who), is_new=True),)


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
    person = _person(member)
    if person is None:
        raise RuleError(NOT_A_MEMBER)
    reason = reason_for(session.pack, "reason_in", into)
    return [*edits, *_come_in(session, to, village, person, day, reason, relation)[1]]


def placed(session: Session, kind: RecordKind, record: RecordId, values: Mapping[str, Value]) -> Placed:
    """Return a change of a record with the village that it belongs to."""
    return village_of(session, kind, record), RecordEdit(kind=kind, record=record, values=values)


def _come_in(
    session: Session, household: HouseholdId, village: str, person: PersonId, day: date, reason: str, relation: str
) -> tuple[RecordId, list[Placed]]:
    """Return the new membership and the edits that make it and put it on the entry list."""
    membership = RecordId(session.ids.new())
    values = {
        "person": Value(person),
        "household": Value(household),
        "relation": Value(relation) if relation else BLANK,
        "from_date": Value(day.isoformat()),
        "reason_in": Value(reason),
    }
    new = RecordEdit(kind=RecordKind.MEMBERSHIP, record=membership, values=values, is_new=True)
    lines = new_line(session, household, "join", day=day, person=person, membership=membership, reason=reason)
    return membership, [(village, edit) for edit in (new, *lines, *going_along(session, person, household))]


def _known(session: Session, who: PersonId | Mapping[str, Value]) -> PersonId | Mapping[str, Value]:
    """Return the person of the register who has the ID number that was typed, else ``who``."""
    if not isinstance(who, Mapping):
        return who
    if not who.get("name"):
        raise RuleError(NO_NAME)
    number = who.get("document_number")
    known = person_with(session, str(number.scalar)) if number else None
    if known is not None and is_on_books(session, known):
        raise RuleError(ON_OTHER_BOOKS)
    return who if known is None else known


def _told(values: Mapping[str, Value]) -> dict[str, Value]:
    """Return the facts of a new person with sex and birth date as the ID number tells them: derived, not typed."""
    number = values.get("document_number")
    found = dict(values)
    if number:
        born, sex = derived_birth_date(str(number.scalar)), derived_sex(str(number.scalar))
        if born is not None:
            found.setdefault("birth_date", Value(born.isoformat()))
        if sex is not None:
            found.setdefault("sex", Value(sex.value))
    return found


def _person(member: Record) -> PersonId | None:
    person = member.values.get("person")
    return PersonId(RecordId(person.scalar)) if person is not None and isinstance(person.scalar, bytes) else None


def _noted(session: Session, member: Record, kind: str, day: date, reason: str) -> list[Placed]:
    household = member.values.get("household")
    if household is None or not isinstance(household.scalar, bytes):
        return []
    home = HouseholdId(RecordId(household.scalar))
    village = village_of(session, RecordKind.HOUSEHOLD, home)
    lines = new_line(session, home, kind, day=day, person=_person(member), membership=member.id, reason=reason)
    return [(village, line) for line in lines]


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
