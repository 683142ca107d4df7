"""Which household a submission from elsewhere is about, and what the register knows of the rows in it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TypeVar

from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.ids import HouseholdId, RecordId
from poverty_desktop.interviews.form import Entity, Form
from poverty_desktop.interviews.prefill import KnownRecord
from poverty_desktop.interviews.returned import Returned
from poverty_desktop.interviews.unanswered import list_name
from poverty_desktop.operations.interviewing.known_facts import known_household
from poverty_desktop.store.session import Session
from poverty_desktop.store.villages import is_known

T = TypeVar("T")
NUMBER_QUESTIONS = ("household_number", "national_number", "household_id")
"""Questions whose answer names the household: its number in the register, or its id."""
_IDENTIFYING = ("document_number", "person_name", "name")


def household_of(session: Session, form: Form, returned: Returned) -> HouseholdId | None:
    """Return the household that a submission is about.

    It is named by its entity, its number, the one household that was chosen from the register in it, or the documents
    of its members. None where nothing names one, or more than one household is named.
    """
    for record in returned.known:
        if record.dataset == "household" and is_known(session, RecordKind.HOUSEHOLD, RecordId(record.id)):
            return HouseholdId(RecordId(record.id))
    for path, text in returned.values.items():
        if path.rpartition("/")[2] in NUMBER_QUESTIONS and text.strip():
            found = _by_number(session, text.strip())
            if found is not None:
                return found
    chosen = {found for text in _chosen(form, returned) if (found := _by_number(session, text)) is not None}
    if len(chosen) == 1:
        return next(iter(chosen))
    named = {found for text in _documents(form, returned) for found in _by_document(session, text)}
    return next(iter(named)) if len(named) == 1 else None


def with_known(
    session: Session, form: Form, returned: Returned, household: HouseholdId | None, year: int
) -> tuple[tuple[KnownRecord, ...], Returned]:
    """Return what the register knows in the order of the submission's rows, and the submission with rows to match.

    A row is known by the id of its entity, else a member by document number or name. Members that the submission does
    not name are not in the interview: it says nothing of them. Rows of which nothing is known come behind the others.
    """
    known = known_household(session, household, year) if household is not None else ()
    mine, theirs = dict(_flat(known)), dict(_flat(returned.known))
    if not known:
        return returned.known, returned
    children = list(known[0].children)
    for entity in _driving(form):
        container = form.fields[entity.container].path
        table = form.fields[form.fields[entity.element].repeats[0]].path
        found: list[KnownRecord | None] = []
        for number in range(1, returned.rows.get(table, 0) + 1):
            row = f"{table}[{number}]"
            identity = returned.ids.get(f"{row}{container[len(table) :]}")
            record = mine.get(identity or b"") or theirs.get(identity or b"")
            if record is None and entity.dataset == "person":
                record = _same_person(form, entity, table, row, returned, children, found)
            found.append(record)
        order = sorted(range(len(found)), key=lambda at: found[at] is None)
        returned = _reordered(returned, table, order)
        children = [item for item in children if item.dataset != entity.dataset]
        children += [record for record in found if record is not None]
    return (replace(known[0], children=tuple(children)), *known[1:]), returned


def _driving(form: Form) -> Iterator[Entity]:
    """Yield, for each repeat that stands in no other, the outermost entity declared in it."""
    seen: set[int] = set()
    for entity in sorted(form.entities, key=lambda item: len(form.fields[item.container].lineage)):
        repeats = form.fields[entity.element].repeats
        if len(repeats) == 1 and repeats[0] not in seen:
            seen.add(repeats[0])
            yield entity


def _same_person(
    form: Form,
    entity: Entity,
    table: str,
    row: str,
    returned: Returned,
    children: Sequence[KnownRecord],
    taken: Sequence[KnownRecord | None],
) -> KnownRecord | None:
    free = [item for item in children if item.dataset == entity.dataset and item not in taken]
    for name in _IDENTIFYING:
        field = entity.properties.get(name)
        if field is None:
            continue
        text = returned.values.get(f"{row}{form.fields[field].path[len(table) :]}", "").strip()
        same = [item for item in free if text and item.values.get(name, "").strip() == text]
        if len(same) == 1:
            return same[0]
    return None


def _reordered(returned: Returned, table: str, order: Sequence[int]) -> Returned:
    """Return the submission with the rows of ``table`` in ``order``."""
    if list(order) == list(range(len(order))):
        return returned
    places = {f"{table}[{old + 1}]": f"{table}[{new + 1}]" for new, old in enumerate(order)}

    def moved(paths: Mapping[str, T]) -> dict[str, T]:
        found: dict[str, T] = {}
        for path, value in paths.items():
            end = path.find("]", len(table))
            head = path[: end + 1]
            found[places[head] + path[end + 1 :] if head in places else path] = value
        return found

    return replace(returned, values=moved(returned.values), rows=moved(returned.rows), ids=moved(returned.ids))


def _flat(records: Sequence[KnownRecord]) -> Iterator[tuple[bytes, KnownRecord]]:
    for record in records:
        yield record.id, record
        yield from _flat(record.children)


def _chosen(form: Form, returned: Returned) -> Iterator[str]:
    """Yield the answers outside of tables that were chosen from the households of the register."""
    for index, control in form.controls.items():
        field = form.fields[index]
        if list_name(control) == RecordKind.HOUSEHOLD.table and not field.repeats:
            yield returned.values.get(field.path, "").strip()


def _documents(form: Form, returned: Returned) -> Iterator[str]:
    names = {form.fields[index].name for item in form.entities for name, index in item.properties.items()
             if name == "document_number"}  # fmt: skip
    for path, text in returned.values.items():
        if path.rpartition("/")[2] in names and text.strip():
            yield text.strip()


def _by_number(session: Session, text: str) -> HouseholdId | None:
    rows = session.db.conn.execute(
        "SELECT id FROM household WHERE alive AND (national_number = ? OR lower(hex(id)) = ?)",
        (text, text.replace("-", "").lower()),
    ).fetchall()
    return HouseholdId(RecordId(rows[0][0])) if len(rows) == 1 else None


def _by_document(session: Session, text: str) -> Iterator[HouseholdId]:
    for row in session.db.conn.execute(
        "SELECT m.household FROM person p JOIN membership m ON m.person = p.id JOIN household h ON h.id = m.household"
        " WHERE p.alive AND m.alive AND h.alive AND m.to_date IS NULL AND p.document_number = ?",
        (text,),
    ):
        yield HouseholdId(RecordId(row[0]))
