"""What happened here and is still to be entered in the national system: written beside the event itself."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date

from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.domain.values import Value
from poverty_desktop.ids import HouseholdId, PersonId, RecordId
from poverty_desktop.packs.model import Pack
from poverty_desktop.store.session import Session
from poverty_desktop.store.writing import RecordEdit


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
    reason: str = "",
    expected: Mapping[str, str | int | None] | None = None,
) -> tuple[RecordEdit, ...]:
    """Return the edit that puts an event on the entry list; none where the pack has no such list.

    ``kind`` is a code of ``entry_kind``; ``expected`` are values of the household by property name, None for a blank.
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
    said = {name: value for name, value in values.items() if value is not None}
    return (RecordEdit(kind=RecordKind.ENTRY_LINE, record=record, values=said, is_new=True),)
