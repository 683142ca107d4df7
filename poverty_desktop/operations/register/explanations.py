"""What explains the findings of a person goes along where the person goes to another household."""

from __future__ import annotations

from collections.abc import Iterator

from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.domain.values import BLANK, Value
from poverty_desktop.ids import HouseholdId, PersonId, RecordId, derive_id, to_text
from poverty_desktop.queries.register.snapshot import records
from poverty_desktop.store.session import Session
from poverty_desktop.store.writing import RecordEdit


def explanation_id(household: RecordId, check: str, record: RecordId) -> RecordId:
    """Return the id of a finding's explanation: two laptops that explain the same finding write one record."""
    return derive_id(RecordKind.WAIVER, household, check, to_text(record))


def going_along(session: Session, person: PersonId, to: HouseholdId) -> Iterator[RecordEdit]:
    """Yield the explanations of a person's findings anew for the household that the person goes to.

    The facts that were explained are the person's and have not changed by a split, a merger or a marriage. What the
    other household says itself of the same finding stands.
    """
    if (RecordKind.WAIVER, "person") not in session.pack.by_name:
        return
    found = tuple(records(session, RecordKind.WAIVER, "person = ?", (person,)))
    known = {record.id for record in found}
    for record in found:
        new = explanation_id(to, str(record.values.get("check", BLANK).scalar or ""), person)
        if new not in known:
            known.add(new)
            values = {**record.values, "household": Value(to)}
            yield RecordEdit(kind=RecordKind.WAIVER, record=new, values=values, is_new=True)
