"""What happened here and is still to be entered in the national system: written beside the event itself."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date

from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.domain.values import Value
from poverty_desktop.ids import HouseholdId, PersonId, RecordId, derive_id
from poverty_desktop.packs.pack import Pack
from poverty_desktop.queries.lookback.round_outcomes import row_of
from poverty_desktop.store.session import Session
from poverty_desktop.store.villages import is_known
from poverty_desktop.store.writing import RecordEdit

_TELLING = {"join": ("from_date", "reason_in"), "leave": ("to_date", "reason_out")}
"""Where a membership says the day and the reason of an event."""


def is_offered(pack: Pack) -> bool:
    """Say whether the pack knows entry lines; one from before them does not."""
    return (RecordKind.ENTRY_LINE, "kind") in pack.by_name


def new_line(
    session: Session,
    household: HouseholdId,
    kind: str,
    *,
    day: date,
    person: PersonId | None = None,
    membership: RecordId | None = None,
    reason: str = "",
    expected: Mapping[str, str | int | None] | None = None,
) -> tuple[RecordEdit, ...]:
    """Return the edit that puts an event on the entry list; none where the pack has no such list.

    ``kind`` is a code of ``entry_kind``; ``expected`` are values of the household by property name, None for a blank.
    What happens to a ``membership`` on one day is one line, through whichever door and on however many laptops it was
    noted.
    """
    if not is_offered(session.pack):
        return ()
    values = {
        "household": Value(household),
        "kind": Value(kind),
        "happened_on": Value(day.isoformat()),
        "reason": Value(reason) if reason else None,
        "person": Value(person) if person is not None else None,
        "expected": Value(json.dumps(expected, ensure_ascii=False)) if expected else None,
    }
    record = RecordId(session.ids.new())
    if membership is not None:
        record = _line_id(membership, kind, day.isoformat(), reason)
    said = {name: value for name, value in values.items() if value is not None}
    return (RecordEdit(kind=RecordKind.ENTRY_LINE, record=record, values=said, is_new=True),)


def line_taken_off(session: Session, membership: RecordId, kind: str) -> tuple[RecordEdit, ...]:
    """Return the edit that takes an event off the list because it was a mistake; none once it has been entered."""
    if not is_offered(session.pack):
        return ()
    row = row_of(session, RecordKind.MEMBERSHIP, membership)
    day, reason = (row.get(name) or "" for name in _TELLING[kind])
    record = _line_id(membership, kind, day, reason)
    sql = "SELECT 1 FROM entry_line WHERE alive AND id = ? AND entered_on IS NULL"
    if session.db.conn.execute(sql, (record,)).fetchone() is None:
        return ()
    return (RecordEdit(kind=RecordKind.ENTRY_LINE, record=record, values={}, removes=True),)


def _line_id(membership: RecordId, kind: str, day: str, reason: str) -> RecordId:
    return derive_id(RecordKind.ENTRY_LINE, membership, kind, day, reason)


def lines_of_interview(
    session: Session, household: HouseholdId, edits: Sequence[RecordEdit], *, today: date
) -> tuple[RecordEdit, ...]:
    """Return the lines for members whom an interview adds or takes out; a household that it files anew has none."""
    if not is_offered(session.pack) or not is_known(session, RecordKind.HOUSEHOLD, household):
        return ()
    found: list[RecordEdit] = []
    for edit in edits:
        if edit.kind is not RecordKind.MEMBERSHIP or edit.removes:
            continue
        before = row_of(session, RecordKind.MEMBERSHIP, edit.record)
        ended, was_ended = bool(edit.values.get("to_date")), before.get("to_date") is not None
        kind = "join" if edit.is_new and not ended else "leave" if before and ended and not was_ended else ""
        if not kind:
            continue
        day_name, reason_name = _TELLING[kind]
        day, reason = edit.values.get(day_name), edit.values.get(reason_name)
        person = edit.values["person"].scalar if edit.values.get("person") else before.get("person")
        if isinstance(person, bytes):
            found += new_line(
                session,
                household,
                kind,
                day=date.fromisoformat(str(day.scalar)) if day else today,
                person=PersonId(RecordId(person)),
                membership=edit.record,
                reason=str(reason.scalar) if reason else "",
            )
    return tuple(found)
