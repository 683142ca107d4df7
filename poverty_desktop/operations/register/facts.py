"""Correct one fact in place, add and end records by hand."""

from __future__ import annotations

import json

from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.domain.values import Value
from poverty_desktop.errors import RuleError
from poverty_desktop.i18n import N_
from poverty_desktop.ids import HouseholdId, PersonId, RecordId
from poverty_desktop.operations.done import Done
from poverty_desktop.packs.model import MergeClass
from poverty_desktop.queries.register.years import household_year_id, person_year_id
from poverty_desktop.store.session import Session
from poverty_desktop.store.villages import is_known, village_of
from poverty_desktop.store.writing import RecordEdit, Save, commit

REASON_CLASSES = (MergeClass.IDENTITY, MergeClass.OFFICIAL)
"""Classes of fields whose correction asks for a reason."""

CORRECTED = N_("Correct: {label}")


def correct(
    session: Session,
    kind: RecordKind,
    record: RecordId,
    property_name: str,
    value: Value,
    *,
    seen: int,
    reason: str = "",
    owner: RecordId | None = None,
    year: int | None = None,
) -> Done[None]:
    """Give one fact a new value.

    ``seen`` is the journal position of the screen. For facts of a year that has no record yet, ``owner`` (household
    or person) and ``year`` say whose it is. Raises ``RuleError`` where the pack has no such item, the value does not
    fit, or the record is unknown.
    """
    item = session.pack.by_name.get((kind, property_name))
    if item is None:
        raise RuleError(N_("The policy pack has no data item {name} of {kind}."), name=property_name, kind=kind.table)
    edit = RecordEdit(kind=kind, record=record, values={property_name: value})
    village = session.village
    if is_known(session, kind, record):
        village = village_of(session, kind, record)
    elif owner is not None and year is not None:
        edit, village = _new_year(session, edit, owner, year)
    else:
        raise RuleError(N_("This record is no longer in the register. Open the household again."))
    committed = commit(
        session,
        [Save(village=village, edits=(edit,))],
        seen=seen,
        reason=reason,
        label=CORRECTED,
        params=json.dumps({"label": [item.label.zh, item.label.en]}, ensure_ascii=False),
    )
    return Done(value=None, changes=frozenset(committed.kinds), undo_label=CORRECTED, params={"label": item.label})


def _new_year(session: Session, edit: RecordEdit, owner: RecordId, year: int) -> tuple[RecordEdit, str]:
    """Return the edit that brings the record of a year into being, and its village."""
    if edit.kind is RecordKind.HOUSEHOLD_YEAR and edit.record == household_year_id(HouseholdId(owner), year):
        key, kind = "household", RecordKind.HOUSEHOLD
    elif edit.kind is RecordKind.PERSON_YEAR and edit.record == person_year_id(PersonId(owner), year):
        key, kind = "person", RecordKind.PERSON
    else:
        raise RuleError(N_("This record is no longer in the register. Open the household again."))
    values = {key: Value(owner), "year": Value(year), **edit.values}
    new = RecordEdit(kind=edit.kind, record=edit.record, values=values, is_new=True)
    return new, village_of(session, kind, owner)
