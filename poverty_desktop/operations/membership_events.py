"""Births, deaths, marriages, moves, splits and mergers: dated memberships, one operation and one undo step each."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar

from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.domain.membership_events import LEAVING_FOR, SCHEME, Event, require_joining, require_leaving
from poverty_desktop.domain.values import Value
from poverty_desktop.errors import RuleError
from poverty_desktop.i18n import N_
from poverty_desktop.ids import HouseholdId, PersonId, RecordId
from poverty_desktop.operations.done import Done
from poverty_desktop.packs.model import Code, Label, Pack
from poverty_desktop.queries.snapshot import Record, records
from poverty_desktop.store import log
from poverty_desktop.store.session import Session
from poverty_desktop.store.villages import village_of
from poverty_desktop.store.writing import RecordEdit, Save, commit

T = TypeVar("T")
LEFT = N_("Leaves the household: {label}")
JOINED = N_("Joins the household: {label}")
SPLIT = N_("Split of a household")
MERGED = N_("Merger of two households")
NOBODY = N_("Choose at least one member.")
NO_NAME = N_("Type the name of the new member.")
NOT_A_MEMBER = N_("This person does not belong to the household. Open the household again.")
NO_NEW_HEAD = N_("Choose who is the head of the new household.")
EVERYBODY = N_("Someone must stay in the old household. If all leave together, no household is split.")
SAME_HOUSEHOLD = N_("Choose two different households.")
EMPTY_HOUSEHOLD = N_("This household has no members now.")
NO_REASON = N_("The policy pack has no reason “{event}” for this event. Ask the office for a newer pack.")
UNKNOWN_REASON = N_("The policy pack has no such reason. Choose one of its reasons.")
_SHARED = ("village", "group_name", "address", "phone")
"""What a household that is split off has in common with the old one; its official status is decided anew."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Joining:
    """Who joins, and the edits that say so, to be saved with others or alone; each stands with its village."""

    person: PersonId
    edits: tuple[tuple[str, RecordEdit], ...] = field(repr=False)


def reason_for(pack: Pack, code_list: str, event: Event) -> str:
    """Return the pack's code for an event in ``reason_in`` or ``reason_out``; raises ``RuleError`` without one."""
    for code in _codes(pack, code_list):
        if code.schemes.get(SCHEME) == event:
            return code.code
    raise RuleError(NO_REASON, event=event.value)


def leaving(session: Session, membership: RecordId, *, day: date, reason: str) -> tuple[tuple[str, RecordEdit], ...]:
    """Return, with their villages, the edits by which one member leaves on ``day``; ``reason`` is a pack code.

    A death is noted at the person too. Raises ``RuleError`` where the membership or the reason is unknown, the
    membership has ended, or the day cannot be.
    """
    record = _membership(session, membership)
    event = _code(session.pack, "reason_out", reason).schemes.get(SCHEME)
    require_leaving(day, today=session.clock.today(), joined=_day(record, "from_date"), left=_day(record, "to_date"))
    values = {"to_date": Value(day.isoformat()), "reason_out": Value(reason)}
    edits = [_edit(session, RecordKind.MEMBERSHIP, membership, values)]
    person = record.values.get("person")
    if event == Event.DIED and person is not None and isinstance(person.scalar, bytes):
        died = {"death_date": Value(day.isoformat())}
        edits.append(_edit(session, RecordKind.PERSON, RecordId(person.scalar), died))
    return tuple(edits)


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
    event = _code(session.pack, "reason_in", reason).schemes.get(SCHEME, "")
    today = session.clock.today()
    village = village_of(session, RecordKind.HOUSEHOLD, household)
    edits: list[tuple[str, RecordEdit]] = []
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
            out = _reason_out(session.pack, LEAVING_FOR.get(event, Event.MOVED_OUT))
            edits += leaving(session, old.id, day=day, reason=out)
    values = {
        "person": Value(person),
        "household": Value(household),
        "relation": Value(relation),
        "from_date": Value(day.isoformat()),
        "reason_in": Value(reason),
    }
    new = RecordEdit(kind=RecordKind.MEMBERSHIP, record=RecordId(session.ids.new()), values=values, is_new=True)
    return Joining(person=person, edits=(*edits, (village, new)))


def leave(
    session: Session,
    memberships: Sequence[RecordId],
    *,
    day: date,
    reason: str,
    relations: Mapping[RecordId, str] | None = None,
    note: str = "",
) -> Done[None]:
    """Let members leave together; ``relations`` are new relations to the head of those who stay, by membership.

    They stay in the register. This is never a way out of poverty (domain.md 3.4). Errors as in :func:`leaving`.
    """
    if not memberships:
        raise RuleError(NOBODY)
    edits = [edit for one in memberships for edit in leaving(session, one, day=day, reason=reason)]
    edits += _related(session, relations or {})
    return _commit(session, edits, None, LEFT, label=_code(session.pack, "reason_out", reason).label, note=note)


def join(
    session: Session,
    household: HouseholdId,
    who: PersonId | Mapping[str, Value],
    *,
    day: date,
    reason: str,
    relation: str,
    note: str = "",
) -> Done[PersonId]:
    """Let a new or a known person join a household; errors as in :func:`joining`."""
    found = joining(session, household, who, day=day, reason=reason, relation=relation)
    label = _code(session.pack, "reason_in", reason).label
    return _commit(session, found.edits, found.person, JOINED, label=label, note=note)


def split(
    session: Session,
    household: HouseholdId,
    relations: Mapping[RecordId, str],
    *,
    day: date,
    staying: Mapping[RecordId, str] | None = None,
    note: str = "",
) -> Done[HouseholdId]:
    """Split a household: the memberships in ``relations`` go on in a new one with these relations to its head.

    ``staying`` are new relations of those who stay. Raises ``RuleError`` where nobody is chosen, nobody stays, the
    new household has not exactly one head, or one of them is no member now.
    """
    members = {item.id: item for item in _current(session, household)}
    if not relations:
        raise RuleError(NOBODY)
    if not set(relations) <= set(members):
        raise RuleError(NOT_A_MEMBER)
    if set(relations) == set(members):
        raise RuleError(EVERYBODY)
    heads = session.pack.codes_of("head_relation")
    if sum(relation in heads for relation in relations.values()) != 1:
        raise RuleError(NO_NEW_HEAD)
    old = next(iter(records(session, RecordKind.HOUSEHOLD, "id = ?", [household])))
    new = HouseholdId(RecordId(session.ids.new()))
    village = village_of(session, RecordKind.HOUSEHOLD, household)
    values = {name: old.values[name] for name in _SHARED if name in old.values}
    edits = [(village, RecordEdit(kind=RecordKind.HOUSEHOLD, record=new, values=values, is_new=True))]
    for membership, relation in relations.items():
        edits += _move(session, members[membership], new, village, relation, day, (Event.SPLIT_OUT, Event.SPLIT_IN))
    edits += _related(session, staying or {})
    return _commit(session, edits, new, SPLIT, note=note)


def merge(
    session: Session,
    kept: HouseholdId,
    ending: HouseholdId,
    relations: Mapping[RecordId, str],
    *,
    day: date,
    note: str = "",
) -> Done[None]:
    """Merge two households: every member of ``ending`` goes on in ``kept``; its record stays, without members.

    ``relations`` are their relations to the head of ``kept`` by membership. Raises ``RuleError`` where the two are
    one, ``ending`` has no members, or a member has no relation.
    """
    if kept == ending:
        raise RuleError(SAME_HOUSEHOLD)
    members = _current(session, ending)
    if not members:
        raise RuleError(EMPTY_HOUSEHOLD)
    if {member.id for member in members} != set(relations):
        raise RuleError(N_("Say of every member of the household that ends how they are related to the new head."))
    village = village_of(session, RecordKind.HOUSEHOLD, kept)
    edits = [
        edit
        for member in members
        for edit in _move(
            session, member, kept, village, relations[member.id], day, (Event.MERGED_OUT, Event.MERGED_IN)
        )
    ]
    return _commit(session, edits, None, MERGED, note=note)


def _move(
    session: Session,
    member: Record,
    to: HouseholdId,
    village: str,
    relation: str,
    day: date,
    events: tuple[Event, Event],
) -> list[tuple[str, RecordEdit]]:
    out, into = events
    edits = [*leaving(session, member.id, day=day, reason=_reason_out(session.pack, out))]
    values = {
        "person": member.values["person"],
        "household": Value(to),
        "relation": Value(relation),
        "from_date": Value(day.isoformat()),
        "reason_in": Value(reason_for(session.pack, "reason_in", into)),
    }
    new = RecordEdit(kind=RecordKind.MEMBERSHIP, record=RecordId(session.ids.new()), values=values, is_new=True)
    return [*edits, (village, new)]


def _commit(
    session: Session,
    edits: Iterable[tuple[str, RecordEdit]],
    value: T,
    undo_label: str,
    *,
    label: Label | None = None,
    note: str = "",
) -> Done[T]:
    by_village: dict[str, list[RecordEdit]] = {}
    for village, edit in edits:
        by_village.setdefault(village, []).append(edit)
    params = {"label": [label.zh, label.en]} if label else {}
    committed = commit(
        session,
        [Save(village=village, edits=tuple(some)) for village, some in by_village.items()],
        seen=log.position(session.db),
        reason=note,
        label=undo_label,
        params=json.dumps(params, ensure_ascii=False),
    )
    return Done(
        value=value,
        changes=frozenset(committed.kinds),
        undo_label=undo_label,
        params={"label": label} if label else {},
    )


def _related(session: Session, relations: Mapping[RecordId, str]) -> list[tuple[str, RecordEdit]]:
    return [
        _edit(session, RecordKind.MEMBERSHIP, membership, {"relation": Value(relation)})
        for membership, relation in relations.items()
    ]


def _edit(session: Session, kind: RecordKind, record: RecordId, values: Mapping[str, Value]) -> tuple[str, RecordEdit]:
    return village_of(session, kind, record), RecordEdit(kind=kind, record=record, values=values)


def _current(session: Session, household: HouseholdId) -> tuple[Record, ...]:
    return tuple(records(session, RecordKind.MEMBERSHIP, "household = ? AND to_date IS NULL", [household]))


def _membership(session: Session, membership: RecordId) -> Record:
    found = next(iter(records(session, RecordKind.MEMBERSHIP, "id = ?", [membership])), None)
    if found is None:
        raise RuleError(NOT_A_MEMBER)
    return found


def _day(record: Record, name: str) -> date | None:
    value = record.values.get(name)
    return date.fromisoformat(str(value.scalar)) if value else None


def _reason_out(pack: Pack, event: Event) -> str:
    return reason_for(pack, "reason_out", event)


def _codes(pack: Pack, code_list: str) -> tuple[Code, ...]:
    found = pack.code_lists.get(code_list)
    return found.codes if found else ()


def _code(pack: Pack, code_list: str, code: str) -> Code:
    found = next((item for item in _codes(pack, code_list) if item.code == code), None)
    if found is None:
        raise RuleError(UNKNOWN_REASON)
    return found
