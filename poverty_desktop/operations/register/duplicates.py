"""Decide whether two entries are one person: join them, or remember that they are two."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.domain.membership import ENTERED_TWICE
from poverty_desktop.domain.values import BLANK, Value
from poverty_desktop.errors import RuleError
from poverty_desktop.i18n import N_
from poverty_desktop.ids import HouseholdId, PersonId, RecordId, derive_id, to_text
from poverty_desktop.operations.done import Done
from poverty_desktop.operations.register import joined_lines
from poverty_desktop.operations.register.entry_lines import new_line
from poverty_desktop.operations.register.membership_edits import Placed, leaving
from poverty_desktop.packs.model import PropertyType
from poverty_desktop.queries.register.duplicates import APART, SAME
from poverty_desktop.queries.register.snapshot import Record, records
from poverty_desktop.queries.register.years import household_year_id, person_year_id
from poverty_desktop.store import log
from poverty_desktop.store.session import Session
from poverty_desktop.store.villages import village_of
from poverty_desktop.store.writing import RecordEdit, Save, commit

HEAD = "01"
_OWN_REFERENCES = (RecordKind.MEMBERSHIP, RecordKind.PERSON_YEAR, RecordKind.PERSON_LINK, RecordKind.WAIVER)
"""Kinds whose reference to a person says whose record it is, and not whom a record of the household is about."""
_OWNERS = frozenset({"person", "household"})

JOINED = N_("Two entries are one person")
HOUSEHOLDS_JOINED = N_("Two entries are one household")
NOT_TWO_HOUSEHOLDS = N_("These entries are not of two households. Search for duplicates again.")
KEPT_APART = N_("Not the same person: {count}")
REASON = N_("Entered twice")
SAME_ENTRY = N_("Choose two different entries.")
GONE = N_("One of the two is no longer a member. Search for duplicates again.")
OLD_PACK = N_("The policy pack of this workspace cannot keep such a decision yet. Take in the office's newest pack.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Membership:
    """A current membership as the decision needs it."""

    id: RecordId
    household: HouseholdId
    relation: str
    since: Value = BLANK


def join(
    session: Session, kept: PersonId, other: PersonId, *, taken: Iterable[str] = (), note: str = ""
) -> Done[PersonId]:
    """Say that ``kept`` and ``other`` are one person, of whom the first entry is kept; one action.

    What only the second entry knows is copied to the first, and of what they tell differently the data items named in
    ``taken``. The second entry leaves its household as entered twice: nothing is deleted, and a household that is
    left without members is taken out of the register. Raises ``RuleError`` where one of the two is no current member.
    """
    if kept == other:
        raise RuleError(SAME_ENTRY)
    _check_pack(session)
    staying, going = _current(session, kept), _current(session, other)
    if not staying or not going:
        raise RuleError(GONE)
    edits = [
        *_facts(session, kept, other, frozenset(taken)),
        *_years(session, kept, other),
        *_references(session, kept, other, {member.household for member in staying}),
        _link(kept, other, going[0].household, SAME, note),
    ]
    committed = commit(
        session,
        _saves(session, edits, going[0].household, _leave(session, going, staying)),
        seen=log.position(session.db),
        reason=REASON,
        label=JOINED,
    )
    return Done(value=kept, changes=frozenset(committed.kinds), undo_label=JOINED)


def join_households(
    session: Session, pairs: Sequence[tuple[PersonId, PersonId]], *, note: str = ""
) -> Done[HouseholdId]:
    """Say that a household stands twice; of each pair the first entry is kept; one action.

    Members are joined as by :func:`join`, and what only the second household knows of itself and of its years is
    copied to the first, and what hangs on it (visits, income lines, measures …) goes over unless the first says the
    same. The second one is left empty, so it is taken out of the register. Raises ``RuleError`` where
    the pairs are not of two households, or somebody is no current member any more.
    """
    _check_pack(session)
    found = [(kept, other, _current(session, kept), _current(session, other)) for kept, other in pairs]
    if not found or not all(staying and going for *_persons, staying, going in found):
        raise RuleError(GONE)
    kept_home, left_home = found[0][2][0].household, found[0][3][0].household
    of_two = {(staying[0].household, going[0].household) for *_persons, staying, going in found}
    if of_two != {(kept_home, left_home)} or kept_home == left_home:
        raise RuleError(NOT_TWO_HOUSEHOLDS)
    leaving_now = frozenset(member.id for *_persons, going in found for member in going)
    persons = {other: kept for kept, other, *_memberships in found}
    lines = joined_lines.moved(session, kept_home, left_home, persons)
    saves = _saves(session, [*_household_facts(session, kept_home, left_home), *lines], left_home)
    for kept, other, staying, going in found:
        edits = [
            *_facts(session, kept, other, frozenset()),
            *_years(session, kept, other),
            *_references(session, kept, other, {kept_home}),
            _link(kept, other, left_home, SAME, note),
        ]
        saves += _saves(session, edits, left_home, _leave(session, going, staying, leaving_now))
    committed = commit(session, saves, seen=log.position(session.db), reason=REASON, label=HOUSEHOLDS_JOINED)
    return Done(value=kept_home, changes=frozenset(committed.kinds), undo_label=HOUSEHOLDS_JOINED)


def keep_apart(session: Session, pairs: Sequence[tuple[PersonId, PersonId]], *, note: str = "") -> Done[int]:
    """Remember that the entries of each pair are two persons, so that they are not proposed again; one action."""
    _check_pack(session)
    saves = []
    for one, other in pairs:
        if one == other:
            raise RuleError(SAME_ENTRY)
        found = _current(session, other)
        if not found or not _current(session, one):
            raise RuleError(GONE)
        saves += _saves(session, [_link(one, other, found[0].household, APART, note)], found[0].household)
    params = {"count": len(pairs)}
    committed = commit(
        session, saves, seen=log.position(session.db), reason=note, label=KEPT_APART, params=json.dumps(params)
    )
    return Done(value=len(pairs), changes=frozenset(committed.kinds), undo_label=KEPT_APART, params=params)


def link_id(one: PersonId, other: PersonId) -> RecordId:
    """Return the id of the decision on two entries, in whichever order: two offices that decide write one record."""
    first, second = sorted((one, other))
    return derive_id(RecordKind.PERSON_LINK, first, to_text(second))


def _check_pack(session: Session) -> None:
    if (RecordKind.PERSON_LINK, "verdict") not in session.pack.by_name:
        raise RuleError(OLD_PACK)


def _current(session: Session, person: PersonId) -> list[Membership]:
    found = records(session, RecordKind.MEMBERSHIP, "person = ? AND to_date IS NULL", (person,))
    return [
        Membership(
            id=record.id,
            household=HouseholdId(RecordId(household.scalar)),
            relation=str(record.values.get("relation", BLANK).scalar or ""),
            since=record.values.get("from_date", BLANK),
        )
        for record in found
        if isinstance((household := record.values.get("household", BLANK)).scalar, bytes)
    ]


def _facts(session: Session, kept: PersonId, other: PersonId, taken: frozenset[str]) -> Iterator[RecordEdit]:
    found = {record.id: record for record in records(session, RecordKind.PERSON, "id IN (?, ?)", (kept, other))}
    edit = _filled(RecordKind.PERSON, found.get(kept), found.get(other), taken)
    if edit is not None:
        yield edit


def _household_facts(session: Session, kept: HouseholdId, other: HouseholdId) -> Iterator[RecordEdit]:
    """Yield what only the second household knows of itself, and the years that only it has facts of."""
    found = {record.id: record for record in records(session, RecordKind.HOUSEHOLD, "id IN (?, ?)", (kept, other))}
    edit = _filled(RecordKind.HOUSEHOLD, found.get(kept), found.get(other), frozenset())
    if edit is not None:
        yield edit
    known = {record.id: record for record in records(session, RecordKind.HOUSEHOLD_YEAR, "household = ?", (kept,))}
    for record in records(session, RecordKind.HOUSEHOLD_YEAR, "household = ?", (other,)):
        year = record.values.get("year", BLANK).scalar
        if not isinstance(year, int):
            continue
        own = known.get(household_year_id(kept, year))
        if own is None:
            values = {**record.values, "household": Value(kept)}
            yield RecordEdit(
                kind=RecordKind.HOUSEHOLD_YEAR, record=household_year_id(kept, year), values=values, is_new=True
            )
        elif (filled := _filled(RecordKind.HOUSEHOLD_YEAR, own, record, frozenset())) is not None:
            yield filled


def _years(session: Session, kept: PersonId, other: PersonId) -> Iterator[RecordEdit]:
    known = {record.id: record for record in records(session, RecordKind.PERSON_YEAR, "person = ?", (kept,))}
    for record in records(session, RecordKind.PERSON_YEAR, "person = ?", (other,)):
        year = record.values.get("year", BLANK).scalar
        if not isinstance(year, int):
            continue
        own = known.get(person_year_id(kept, year))
        if own is not None:
            edit = _filled(RecordKind.PERSON_YEAR, own, record, frozenset())
            if edit is not None:
                yield edit
        else:
            yield RecordEdit(
                kind=RecordKind.PERSON_YEAR,
                record=person_year_id(kept, year),
                values={**record.values, "person": Value(kept)},
                is_new=True,
            )


def _filled(kind: RecordKind, own: Record | None, other: Record | None, taken: frozenset[str]) -> RecordEdit | None:
    """Return the edit that gives ``own`` what only ``other`` knows, and what is ``taken``."""
    if own is None or other is None:
        return None
    known = own.values
    values = {
        name: value
        for name, value in other.values.items()
        if value and name not in _OWNERS and (not known.get(name) or name in taken) and known.get(name) != value
    }
    return RecordEdit(kind=kind, record=own.id, values=values) if values else None


def _references(
    session: Session, kept: PersonId, other: PersonId, households: set[HouseholdId]
) -> Iterator[RecordEdit]:
    """Let what the kept entry's household says of the other entry be said of the kept one."""
    for (kind, name), item in session.pack.by_name.items():
        if item.type is not PropertyType.REFERENCE or item.target is not RecordKind.PERSON or kind in _OWN_REFERENCES:
            continue
        for record in records(session, kind, f'"{name}" = ?', (other,)):
            if record.values.get("household", BLANK).scalar in households:
                yield RecordEdit(kind=kind, record=record.id, values={name: Value(kept)})


def _leave(
    session: Session,
    going: Sequence[Membership],
    staying: Sequence[Membership],
    leaving_now: frozenset[RecordId] = frozenset(),
) -> Iterator[Placed]:
    """Yield what happens to the second entry: it leaves as any member does, and what is left empty ends."""
    today = session.clock.today()
    homes = {member.household: member for member in staying}
    for member in going:
        yield from leaving(session, member.id, day=today, reason=ENTERED_TWICE)
        home, village = homes.get(member.household), village_of(session, RecordKind.HOUSEHOLD, member.household)
        if home is not None and (values := _taken_over(home, member)):
            yield village, RecordEdit(kind=RecordKind.MEMBERSHIP, record=home.id, values=values)
        is_last = not leaving_now or member.id == max(leaving_now)  # who ends a household that several leave at once
        if home is None and is_last and not _others(session, member, leaving_now):
            yield village, RecordEdit(kind=RecordKind.HOUSEHOLD, record=member.household, values={}, removes=True)
            yield from ((village, line) for line in new_line(session, member.household, "merge", day=today))


def _taken_over(home: Membership, going: Membership) -> dict[str, Value]:
    """Return what the kept membership has from the second one of the same household: who is head, and since when."""
    values = {"relation": Value(HEAD)} if going.relation == HEAD and home.relation != HEAD else {}
    if str(going.since.scalar or "") < str(home.since.scalar or ""):
        values["from_date"] = going.since
    return values


def _others(session: Session, going: Membership, leaving_now: frozenset[RecordId]) -> bool:
    sql = "SELECT id FROM membership WHERE alive AND to_date IS NULL AND household = ?"
    found = {RecordId(row[0]) for row in session.db.conn.execute(sql, (going.household,))}
    return bool(found - {going.id} - leaving_now)


def _link(one: PersonId, other: PersonId, household: HouseholdId, verdict: str, note: str) -> RecordEdit:
    return RecordEdit(
        kind=RecordKind.PERSON_LINK,
        record=link_id(one, other),
        values={
            "household": Value(household),
            "person": Value(one),
            "other": Value(other),
            "verdict": Value(verdict),
            "note": Value(note.strip()) if note.strip() else BLANK,
        },
        is_new=True,
    )


def _saves(
    session: Session, edits: Iterable[RecordEdit], household: HouseholdId, placed: Iterable[Placed] = ()
) -> list[Save]:
    """Return the edits by village: what is new belongs to the village of ``household`` or of its person."""
    by_village: dict[str, list[RecordEdit]] = {}
    for village, edit in placed:
        by_village.setdefault(village, []).append(edit)
    for edit in edits:
        owner = edit.values.get("person", BLANK).scalar
        if edit.kind is RecordKind.PERSON_LINK:
            village = village_of(session, RecordKind.HOUSEHOLD, household)
        elif edit.kind is RecordKind.HOUSEHOLD_YEAR and edit.is_new:
            village = village_of(session, RecordKind.HOUSEHOLD, RecordId(_bytes(edit.values["household"])))
        elif edit.kind is RecordKind.PERSON_YEAR and isinstance(owner, bytes):
            village = village_of(session, RecordKind.PERSON, RecordId(owner))
        else:
            village = village_of(session, edit.kind, edit.record)
        by_village.setdefault(village, []).append(edit)
    return [Save(village=village, edits=tuple(found)) for village, found in by_village.items()]


def _bytes(value: Value) -> bytes:
    assert isinstance(value.scalar, bytes)
    return value.scalar
