"""What hangs on a household that stood twice goes over to the one that is kept: visits, lines, procedures."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.domain.values import BLANK, Value
from poverty_desktop.ids import HouseholdId, PersonId, RecordId
from poverty_desktop.packs.model import PropertyType
from poverty_desktop.queries.register.snapshot import Record, records
from poverty_desktop.store.session import Session
from poverty_desktop.store.writing import RecordEdit

HOUSEHOLD = "household"
_ITS_OWN = frozenset(
    {
        RecordKind.MEMBERSHIP,  # ends as entered twice
        RecordKind.HOUSEHOLD_YEAR,  # one for each year: what only the second knows is copied
        RecordKind.PERSON_LINK,  # the decision itself
        RecordKind.WAIVER,  # explains a finding of the second
        RecordKind.OUTCOME,  # the base of a round stays as it was begun
        RecordKind.ENTRY_LINE,  # what is still to be said of the second
    }
)
_SAME_THING: Mapping[RecordKind, tuple[str, ...]] = {
    RecordKind.INCOME_LINE: ("year", "item", "source", "person"),
    RecordKind.NEED: ("year", "kind", "description"),
    RecordKind.MEASURE: ("year", "item", "name", "person", "started_on"),
    RecordKind.VISIT: ("visited_on", "visitors", "content"),
    RecordKind.ATTACHMENT: ("hash",),
}
"""What two records of a kind that say the same thing have in common: it would count twice."""


def moved(
    session: Session, kept: HouseholdId, left: HouseholdId, persons: Mapping[PersonId, PersonId]
) -> Iterator[RecordEdit]:
    """Yield the edits that hang the records of ``left`` on ``kept``; ``persons`` says who of its members is whom.

    A record that says what one of ``kept`` says already stays behind.
    """
    for kind in RecordKind:
        owner = session.pack.by_name.get((kind, HOUSEHOLD))
        if owner is None or kind in _ITS_OWN:
            continue
        people = [
            item.name
            for item in session.pack.of_kind(kind)
            if item.type is PropertyType.REFERENCE and item.target is RecordKind.PERSON
        ]
        known = {_thing(kind, record, {}) for record in records(session, kind, f"{HOUSEHOLD} = ?", (kept,))}
        for record in records(session, kind, f"{HOUSEHOLD} = ?", (left,)):
            whose = {
                name: Value(persons[PersonId(RecordId(was))])
                for name in people
                if isinstance(was := record.values.get(name, BLANK).scalar, bytes) and was in persons
            }
            if kind not in _SAME_THING or _thing(kind, record, whose) not in known:
                yield RecordEdit(kind=kind, record=record.id, values={HOUSEHOLD: Value(kept), **whose})


def _thing(kind: RecordKind, record: Record, whose: Mapping[str, Value]) -> tuple[object, ...]:
    said = {**record.values, **whose}
    return tuple(said.get(name, BLANK).scalar for name in _SAME_THING.get(kind, ()))
